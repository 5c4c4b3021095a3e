"""The kinds of records that have a period: those of a person, and those that run out by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.base import erasing
from roterfaden.base.badges import Text


class PersonKind(models.TextChoices):
    """The records of a person. All of them must have run out before the person is deleted, then all of it goes."""

    CLOSED_CASE = "closed_case", _("Abgeschlossener Fall")
    ADVICE = "advice", _("Beratung ohne Fall")
    UNDECIDED = "undecided_intake", _("Aufnahme, die nie entschieden wurde")
    REGISTRATION = "registration", _("Person ohne Gespräch")


_STARTS: dict[str, Text] = {
    PersonKind.CLOSED_CASE: _("der Fall wurde abgeschlossen"),
    PersonKind.ADVICE: _("die Beratung wurde abgeschlossen"),
    PersonKind.UNDECIDED: _("das Gespräch fand statt"),
    PersonKind.REGISTRATION: _("die Person wurde aufgenommen"),
}


ON_REQUEST = "on_request"
"""No kind of record and without a rule: what was deleted because the person asked for it (Art. 17 GDPR)."""


@dataclass(frozen=True)
class Kind:
    """One kind of record; ``starts`` says what sets its clock going."""

    key: str
    label: Text
    starts: Text
    by_person: bool


def kinds() -> Iterator[Kind]:
    """All kinds of this installation."""
    for kind in PersonKind:
        yield Kind(kind.value, kind.label, _STARTS[kind], by_person=True)
    for clock in erasing.clocks().values():
        yield Kind(clock.kind, clock.label, clock.starts, by_person=False)


def kind_of(key: str) -> Kind:
    """The kind with this key; one whose module is gone keeps its key as name."""
    if key == ON_REQUEST:
        return Kind(key, _("auf Antrag"), "", by_person=True)
    return next((kind for kind in kinds() if kind.key == key), Kind(key, key, "", by_person=False))
