"""The invented staff of the demo: read from ``personen.yaml`` and given accounts and seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from django.contrib.auth.hashers import make_password
from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.demo.loading.fields import Choice, Pattern, Text
from roterfaden.demo.loading.problems import Problem, did_you_mean
from roterfaden.demo.loading.sheets import Entry, Sheet, must, raise_problems
from roterfaden.network.models import Organisation, Seat

PASSWORD = "roterfaden"
DOMAIN = "demo.roter-faden.example"

ROLES = {
    "fallmanagement": Role.CASE_MANAGER,
    "leitung": Role.HEAD_OF_UNIT,
    "ehrenamtskoordination": Role.VOLUNTEER_COORDINATOR,
    "traeger": Role.PROVIDER_STAFF,
    "anderes-amt": Role.OTHER_OFFICE,
    "gremium": Role.BODY_MEMBER,
    "administration": Role.ADMINISTRATOR,
    "datenschutz": Role.DATA_PROTECTION,
}


@dataclass(frozen=True, kw_only=True)
class Person(Entry):
    """One invented colleague."""

    called: ClassVar[str] = "Person"

    key: str = must(Pattern(r"[a-z]+(\.[a-z]+)+", "vorname.nachname in Kleinbuchstaben"))
    name: str = must(Text(150))
    rolle: str = must(Choice(tuple(ROLES)))
    stelle: str = must(Text(80))
    funktion: str = must(Text(120))
    seit: str = must(Pattern(r"\d{4}-\d{2}-\d{2}", "ein Datum wie 2019-04-01"))

    @property
    def email(self) -> str:
        """The address to sign in with; ``.example`` never exists, so no mail can reach anybody."""
        return f"{self.key}@{DOMAIN}"


@transaction.atomic
def load_people(path: Path) -> int:
    """Give every person of the file an account and a seat, and return how many there are.

    Loading again changes names, functions and dates but no password. Organisations must be loaded before. Raises
    :class:`~roterfaden.demo.loading.problems.LoadingFailed` with file and line; then nothing was written.
    """
    sheet = Sheet(path)
    people = sheet.many("personen", Person)
    sheet.refuse_other_sections()
    organisations = {organisation.key: organisation for organisation in Organisation.objects.all()}
    raise_problems([*sheet.page.problems, *_unknown_organisations(path, people, list(organisations))])
    users = _accounts(people)
    for person in people:
        _seat(person, users[person.email], organisations[person.stelle])
    return len(people)


def _unknown_organisations(path: Path, people: Sequence[Person], known: Sequence[str]) -> list[Problem]:
    message = "„{key}“ bei „stelle“ gibt es in organisationen.yaml nicht.{hint}"
    return [
        Problem(path.name, person.line, message.format(key=person.stelle, hint=did_you_mean(person.stelle, known)))
        for person in people
        if person.stelle not in known
    ]


def _accounts(people: Sequence[Person]) -> dict[str, User]:
    """The users by address. scrypt is slow on purpose: the one password of all is hashed once, if needed."""
    users = User.objects.in_bulk([person.email for person in people], field_name="email")
    new = [person for person in people if person.email not in users]
    if new:
        secret = make_password(PASSWORD)
        created = [User(email=person.email, name=person.name, password=secret, is_synthetic=True) for person in new]
        users |= {user.email: user for user in User.objects.bulk_create(created)}
    for person in people:
        users[person.email].name = person.name
    User.objects.bulk_update(users.values(), ["name"])
    return users


def _seat(person: Person, user: User, organisation: Organisation) -> None:
    """The seat that came from the file; seats which the administration gave are left alone."""
    seats = Seat.objects.filter(user=user, organisation=organisation, role=ROLES[person.rolle], given_by=None)
    seat = seats.order_by("starts_on").first() or Seat(user=user, organisation=organisation, role=ROLES[person.rolle])
    seat.starts_on, seat.function = date.fromisoformat(person.seit), person.funktion
    seat.save()
