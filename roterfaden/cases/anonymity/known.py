"""What is known of a person and must not be told: read from the file, with the rights of whoever writes the report."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateTimeField, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.dates import full_years
from roterfaden.cases.anonymity.texts import FAMILY, OTHERS, TEXTS, Columns
from roterfaden.cases.models import AssessmentSection, Case, Client, Intake
from roterfaden.concept.models import FieldOfAction
from roterfaden.network.models import District, Organisation, OrganisationKind, Place

OFFICES = frozenset({OrganisationKind.CITY, OrganisationKind.OFFICE, OrganisationKind.STATE})
"""Whose names everybody deals with: the Jobcenter tells nothing of a person."""


@dataclass(frozen=True)
class KnownName:
    """A name of the municipality's directory; ``is_sensitive`` when it alone tells something."""

    name: str
    is_sensitive: bool = False


@dataclass(frozen=True)
class KnownDistrict:
    """A district of the municipality."""

    id: str
    name: str


@dataclass(frozen=True)
class KnownCase:
    """The person, and everything written about them that a report could repeat."""

    client: Client
    names: str
    reference: str
    fields: tuple[FieldOfAction, ...]
    people: int | None
    children: int | None
    texts: tuple[str, ...]
    contacts: tuple[str, ...]
    colleagues: tuple[str, ...]
    organisations: tuple[KnownName, ...]
    places: tuple[KnownName, ...]
    districts: tuple[KnownDistrict, ...]
    listed: frozenset[str]
    today: date
    relatives: tuple[str, ...] = ()

    @property
    def age(self) -> int | None:
        """In full years."""
        return full_years(self.client.birth_date, self.today) if self.client.birth_date else None


def known_case(case: Case, user: User) -> KnownCase:
    """Read it: three queries. Whoever asks has full insight into the file; PostgreSQL insists on it."""
    written, directory = _written(case), _directory(user)
    family = json.loads(written.get("family", ["{}"])[-1])
    touched = Intake.fields_of_action.through._default_manager.filter(intake=case.intake_id)
    named = Q(pk__in=touched.values("fieldofaction")) | Q(pk__in=case.frame_goals.current().values("field_of_action"))
    return KnownCase(
        client=case.client,
        names=" ".join(written["name"]),
        reference=case.reference,
        fields=tuple(FieldOfAction.objects.filter(named)),
        people=_number(family.get("personen")),
        children=_number(family.get("kinder")),
        # In JSON a new line is two characters, which would grow onto the word behind them.
        texts=tuple(text.replace("\\n", "\n") for text in written.get("text", ())),
        contacts=tuple(written.get("contact", ())),
        colleagues=tuple(written.get("colleague", ())),
        organisations=tuple(
            KnownName(name, line.is_sensitive)
            for line in directory
            if line.kind and (line.is_sensitive or line.kind not in OFFICES)
            for name in (line.name, line.short_name)
            if name
        ),
        places=tuple(KnownName(line.name) for line in directory if line.source == "place"),
        districts=tuple(KnownDistrict(line.id, line.name) for line in directory if line.source == "district"),
        listed=frozenset(name.casefold() for line in directory for name in (line.name, line.short_name)),
        today=timezone.localdate(),
        relatives=tuple(written.get("relative", ())),
    )


class _Line(NamedTuple):
    source: str
    id: str
    name: str
    short_name: str
    kind: str
    is_sensitive: bool


def _directory(user: User) -> list[_Line]:
    """Organisations, places and districts of the municipality by name."""
    plain = TextField()
    nothing, no = Value("", plain), Value(False, BooleanField())
    organisations: Any = Organisation.objects.visible_to(user).order_by()
    places = Place.objects.visible_to(user).order_by()
    lines = organisations.values_list(
        Value("organisation", plain), Cast("id", plain), Cast("name", plain), Cast("short_name", plain),
        Cast("kind", plain), "is_sensitive",
    ).union(
        places.values_list(Value("place", plain), Cast("id", plain), Cast("name", plain), nothing, nothing, no),
        District.objects.order_by().values_list(
            Value("district", plain), Cast("id", plain), Cast("name", plain), nothing, nothing, no
        ),
        all=True,
    )  # fmt: skip
    return sorted((_Line(*line) for line in lines), key=lambda line: (line.name, line.id))


def _written(case: Case) -> dict[str, list[str]]:
    """All words of the file by what they are: texts, names, and the answers about the family, the newest last."""
    plain, when = TextField(), Value(None, DateTimeField())
    of_person = Client.objects.filter(Q(pk=case.client_id) | Q(merged_into=case.client_id)).order_by()
    talk = Intake.objects.filter(pk=case.intake_id).order_by()
    family = AssessmentSection.objects.filter(case=case, key="familie").order_by()
    parts: Any = of_person.values_list(
        Value("name", plain), Concat("given_name", Value(" "), "family_name", Value(" "), "other_names"), when
    )
    parts = parts.union(
        family.values_list(Value("family", plain), Cast("answers", plain), "saved_at"),
        talk.values_list(Value("text", plain), Cast("concern", plain), when),
        case.members.order_by().values_list(Value("colleague", plain), Cast("user__name", plain), when),
        *_columns(case, "text", TEXTS),
        *_columns(case, "contact", OTHERS),
        *_columns(case, "relative", FAMILY),
        all=True,
    )
    found: dict[str, list[str]] = {}
    for kind, text, _at in sorted(parts, key=lambda part: (part[2] is not None, part[2])):
        found.setdefault(kind, []).append(text)
    return found


def _columns(case: Case, kind: str, columns: Columns) -> Iterator[Any]:
    plain, when = TextField(), Value(None, DateTimeField())
    for model, fields in columns:
        rows = model._default_manager.filter(case=case).order_by()
        yield from (rows.values_list(Value(kind, plain), Cast(field, plain), when) for field in fields)


def _number(answer: Any) -> int | None:
    return int(answer) if isinstance(answer, int | float) and not isinstance(answer, bool) else None
