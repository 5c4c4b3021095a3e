"""Search before create: what was typed into one field, who may be meant, and what may be said about them.

Every case manager may know that a person is known to the unit, and whom to ring. The file opens for its team only.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from roterfaden.accounts.models import User
from roterfaden.base.names import parse_birth_date, phone_digits
from roterfaden.cases.models import Case, Client, Intake, Scope

SHOWN = 20
SHORTEST = 2
_SHORTEST_PHONE = 5

_DATE = re.compile(
    r"\b(\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})|\d{1,2}\. +\d{1,2}\. +\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{8})(?!\d)"
)
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.–-]*")


@dataclass(frozen=True)
class Sought:
    """What is known of the person one looks for."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether looking makes sense: two letters, or a date, or five digits."""
        return (
            len(self.name) >= SHORTEST
            or self.birth_date is not None
            or len(phone_digits(self.phone)) >= _SHORTEST_PHONE
        )

    @property
    def given_name(self) -> str:
        """The first name, as far as one can tell: before the last word, or behind a comma."""
        _family, comma, given = self.name.partition(",")
        return given.strip() if comma else self.name.rpartition(" ")[0].strip()

    @property
    def family_name(self) -> str:
        """The family name, as far as one can tell: the last word, or before a comma."""
        family, comma, _given = self.name.partition(",")
        return family.strip() if comma else self.name.rpartition(" ")[2].strip()


def read(text: str) -> Sought:
    """Take apart what was typed into one field: a birth date, a telephone number, and the rest is the name.

    Eight digits that make a date of birth are one (01021990). Fewer than five digits are neither and are left out.
    """
    birth_date = None
    for match in _DATE.finditer(text):
        birth_date = parse_birth_date(match[0])
        if birth_date:
            text = f"{text[: match.start()]} {text[match.end() :]}"
            break
    numbers = [number for number in _NUMBER.findall(text) if len(phone_digits(number)) >= _SHORTEST_PHONE]
    name = " ".join(_NUMBER.sub(" ", text).split()).strip(" ,;")
    return Sought(name, birth_date, numbers[0].strip() if numbers else "")


@dataclass(frozen=True)
class Hit:
    """A person who may be meant, and what this user can do.

    ``opens``: the running case is theirs too. ``is_known``: they may read what is known of the person, for instance
    because they talked to them. ``colleague`` has begun a conversation that is still open.
    """

    client: Client
    open_case: Case | None
    is_known: bool
    opens: bool
    colleague: User | None

    @property
    def sees_file(self) -> bool:
        """Whether the file of the running case is open to them, full or without its sensitive parts."""
        return bool(getattr(self.open_case, "sees_file", False))

    @property
    def may_start(self) -> bool:
        """Whether a first conversation may begin: not while somebody leads a case, they are to be rung first."""
        return self.open_case is None


def find(sought: Sought, user: User) -> list[Hit]:
    """Who may be meant, the likeliest first, at most one more than :data:`SHOWN`."""
    if not sought.is_enough:
        return []
    people = Client.objects.findable_by(user).sought(name=sought.name, birth_date=sought.birth_date, phone=sought.phone)
    return hits_of(people.select_related("district")[: SHOWN + 1], user)


def doubles(sought: Sought, user: User) -> list[Hit]:
    """Who is probably the same as a person about to be entered."""
    people = Client.objects.findable_by(user).doubles_of(
        name=sought.name, birth_date=sought.birth_date, phone=sought.phone
    )
    return hits_of(people.select_related("district")[:SHOWN], user)


def hits_of(people: QuerySet[Client], user: User) -> list[Hit]:
    """What may be said about each of ``people`` to this user: three queries, however many there are."""
    found = list(people)
    running = Case.objects.open().filter(client__in=found).select_related("lead")
    mine = user.case_access.filter(case=OuterRef("pk"))
    running = running.annotate(is_mine=Exists(mine), sees_file=Exists(mine.filter(scope__in=Scope.of_the_file())))
    cases = {case.client_id: case for case in running}
    visible = set(
        Client.objects.visible_to(user).filter(pk__in=[client.pk for client in found]).values_list("pk", flat=True)
    )
    talks = Intake.objects.open().filter(client__in=found).exclude(taken_by=user).select_related("taken_by")
    talking = {talk.client_id: talk.taken_by for talk in talks.order_by("taken_at")}
    return [_hit(client, cases.get(client.pk), client.pk in visible, talking.get(client.pk)) for client in found]


def _hit(client: Client, case: Case | None, is_known: bool, colleague: User | None) -> Hit:
    return Hit(client, case, is_known, opens=bool(case and getattr(case, "is_mine", False)), colleague=colleague)
