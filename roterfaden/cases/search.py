"""Search before create: what was typed into one field, who may be meant, and what may be said about them.

Every case manager may know that a person is known to the unit, and whom to ring. The file opens for its team only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, UUIDField, Value
from django.utils.formats import date_format

from roterfaden.accounts.models import User
from roterfaden.accounts.ready import ReadyObjects
from roterfaden.base.names import parse_birth_date
from roterfaden.cases.models import FindableClient, Intake, MergeableClient, Scope
from roterfaden.cases.models.intake import IntakeQuerySet
from roterfaden.cases.models.people import SHORTEST_SIMILAR, is_number
from roterfaden.cases.models.windows import FindableClientQuerySet

SHOWN = 10
"""Few: each hit is the name of somebody who may be another team's, and one more word of the name sorts them out."""
SHORTEST = 2
BEGUN = range(SHORTEST_SIMILAR, SHORTEST_SIMILAR + 2)
"""So many letters resemble thousands of names; with fewer no similar ones are looked for."""
PAIRS_SHOWN = 3
GIVEN_SHOWN = 10

_DATE = re.compile(
    r"\b(\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})|\d{1,2}\. +\d{1,2}\. +\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{8})(?!\d)"
)
_FILE = re.compile(r"(?<![\d-])(20\d{2})-(\d{3,5})(?![\d-])")
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.–-]*")


@dataclass(frozen=True)
class Sought:
    """What is known of the person one looks for."""

    name: str = ""
    birth_date: date | None = None
    phone: str = ""
    reference: str = ""

    @property
    def is_enough(self) -> bool:
        """Whether looking makes sense: two letters, a date, a file number or a telephone number."""
        known = self.birth_date is not None or bool(self.reference) or is_number(self.phone)
        return known or len(self.name) >= SHORTEST

    @property
    def is_begun(self) -> bool:
        """Whether it is one word of few letters and nothing else, as when somebody begins to type."""
        alone = self.birth_date is None and not self.phone
        return alone and len(self.name) in BEGUN and self.name.isalpha()

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


def file_number(text: str) -> str:
    """The number of a file in a text, as it is written there (2026-00105, also without its noughts); else nothing."""
    found = _FILE.search(text)
    return f"{found[1]}-{int(found[2]):05d}" if found else ""


def read(text: str) -> Sought:
    """Take apart what was typed into one field: a birth date, a telephone number, and the rest is the name.

    Eight digits that make a date of birth are one (01021990). Digits that are neither, an area code alone
    among them, are left out. The number of a file says whom one means: nothing else is looked for.
    """
    if reference := file_number(text):
        return Sought(reference=reference)
    birth_date = None
    for match in _DATE.finditer(text):
        birth_date = parse_birth_date(match[0])
        if birth_date:
            text = f"{text[: match.start()]} {text[match.end() :]}"
            break
    numbers = [number for number in _NUMBER.findall(text) if is_number(number)]
    name = " ".join(_NUMBER.sub(" ", text).split()).strip(" ,;")
    return Sought(name, birth_date, numbers[0].strip() if numbers else "")


@dataclass(frozen=True)
class Hit:
    """A person who may be meant, and what the reader can do."""

    client: FindableClient

    @property
    def is_known(self) -> bool:
        """Whether the reader may read what is known of the person, for instance because they talked to them."""
        return self.client.is_known

    @property
    def opens(self) -> bool:
        """Whether the running case is entrusted to the reader too."""
        return bool(self.client.scope)

    @property
    def sees_file(self) -> bool:
        """Whether the file of that case is open to them, full or without its sensitive parts."""
        return self.client.scope in Scope.of_the_file()

    @property
    def lead(self) -> User | None:
        """Who leads the running case."""
        return self.client.lead

    @property
    def colleague(self) -> User | None:
        """Who else has begun a conversation that is still open."""
        return self.client.talks_with

    @property
    def may_start(self) -> bool:
        """Whether a first conversation may begin: not while somebody leads a case, they are to be rung first."""
        return self.client.lead_id is None

    def resembles(self, other: "Hit") -> bool:
        """Whether both are perhaps one person: a name in common, in any spelling, and no birth date against it."""
        born = {self.client.birth_date, other.client.birth_date} - {None}
        return len(born) < 2 and not set(self.client.skeletons).isdisjoint(other.client.skeletons)


def find(sought: Sought, user: User) -> list[Hit]:
    """Who may be meant, the likeliest first, at most one more than :data:`SHOWN`."""
    if not sought.is_enough:
        return []
    people = FindableClient.objects.visible_to(user)
    # Who leads and who talks is asked for the likeliest alone: a frequent name fits thousands.
    keys = _likeliest(people, sought)
    if not keys:
        return []
    hits = map(Hit, _FOUND.of(keys))
    return sorted(hits, key=lambda hit: keys.index(hit.client.pk))


def _likeliest(people: FindableClientQuerySet, sought: Sought) -> list[UUID]:
    if sought.reference:
        return _first(people.filter(pk=Func(Value(sought.reference), function="rf.person_of_file")))
    if sought.is_begun:
        # Whoever's name begins so comes before all whose name is only similar to so few letters: thousands.
        begun = _first(people.sought(name=sought.name, similar=False))
        if len(begun) > SHOWN:
            return begun
    return _first(people.sought(name=sought.name, birth_date=sought.birth_date, phone=sought.phone))


def _first(people: FindableClientQuerySet) -> list[UUID]:
    return list(people.values_list("pk", flat=True)[: SHOWN + 1])


def pairs(hits: list[Hit], user: User) -> list[tuple[Hit, Hit]]:
    """Hits that are perhaps one person and may be put together by ``user``; the likeliest first.

    One query where two resemble each other, which is seldom.
    """
    known = [hit for hit in hits if hit.is_known]
    alike = [pair for pair in combinations(known, 2) if pair[0].resembles(pair[1])]
    if not alike:
        return []
    keys = {hit.client.pk for pair in alike for hit in pair}
    mine = set(MergeableClient.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [pair for pair in alike if mine.issuperset(hit.client.pk for hit in pair)][:PAIRS_SHOWN]


def doubles(sought: Sought, user: User) -> list[Hit]:
    """Who is probably the same as a person about to be entered."""
    people = _findable(user).doubles_of(name=sought.name, birth_date=sought.birth_date, phone=sought.phone)
    return [Hit(person) for person in people[:SHOWN]]


def hit_of(client: UUID, user: User) -> Hit | None:
    """What may be said about one person to this user; ``None`` if not even that they are known here."""
    found = _findable(user).filter(pk=client).first()
    return Hit(found) if found else None


def _findable(user: User) -> FindableClientQuerySet:
    return FindableClient.objects.visible_to(user).select_related(*_SAID)


_SAID = ("district", "lead", "talks_with")


def _found(_user: Any, keys: Any) -> FindableClientQuerySet:
    """What may be said of those whom ``visible_to`` found a moment ago."""
    return FindableClient.objects.filter(pk__among=Value(keys, ArrayField(UUIDField()))).select_related(*_SAID)


_FOUND = ReadyObjects(_found)


@dataclass(frozen=True)
class GivenTalk:
    """An own talk whose case a colleague leads, with the name as far as it may still be said."""

    intake: Intake
    hit: Hit | None

    @property
    def title(self) -> str:
        """The person's name, or the day of the talk."""
        return str(self.hit.client) if self.hit else date_format(self.intake.taken_at, "j. F Y")


def given_talks(given: IntakeQuerySet, user: User) -> list[GivenTalk]:
    """The latest of them (one query; two where there are any)."""
    talks = list(given.select_related("given_to").order_by("-decided_at", "pk")[:GIVEN_SHOWN])
    named = {person.pk: Hit(person) for person in _named(talks, user)}
    return [GivenTalk(talk, named.get(talk.client_id)) for talk in talks]


def _named(talks: list[Intake], user: User) -> Iterable[FindableClient]:
    return _findable(user).filter(pk__in=[talk.client_id for talk in talks]) if talks else []
