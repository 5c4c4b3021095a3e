"""Simple facts that deserve a question. No score, no suspicion: mostly there is an ordinary explanation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncHour

from roterfaden.logbook.models import ReadEntryQuerySet, ReadKind

MANY_FILES = 20
"""Files opened by one reader within one hour. An ordinary day of case work has fewer."""
MANY_OUTSIDE = 30
"""Persons of other teams found by search within the period; search-before-create finds some every day."""
FIRST_HOUR, LAST_HOUR, SUNDAY = 6, 21, 7
SHOWN = 50
OPENED = [kind.value for kind in ReadKind if kind not in {ReadKind.LISTED, ReadKind.LOG}]


@dataclass(frozen=True)
class Fact:
    """How often one reader did something."""

    reader: UUID
    name: str
    count: int
    at: datetime


def many_files_in_an_hour(entries: ReadEntryQuerySet) -> list[Fact]:
    """Many different files within an hour: copying, or a search for something that has no business."""
    hours = entries.filter(kind__in=OPENED).annotate(hour=TruncHour("at")).values("reader_id", "reader_name", "hour")
    counted = hours.annotate(persons=Count("client_id", distinct=True)).filter(persons__gte=MANY_FILES)
    rows: list[Any] = list(counted.order_by("-persons", "-hour", "reader_id")[:SHOWN])
    return [Fact(row["reader_id"], row["reader_name"], row["persons"], row["hour"]) for row in rows]


def many_found_outside_the_team(entries: ReadEntryQuerySet) -> list[Fact]:
    """Persons of other teams, found by search."""
    return [fact for fact in _by_reader(entries.filter(is_outside=True, reason="")) if fact.count >= MANY_OUTSIDE]


def with_a_reason(entries: ReadEntryQuerySet) -> list[Fact]:
    """Files opened in an emergency, with the reason that had to be given."""
    return _by_reader(entries.exclude(reason=""))


def at_unusual_hours(entries: ReadEntryQuerySet) -> list[Fact]:
    """Files opened at night or on a Sunday."""
    timed = entries.filter(kind__in=OPENED).annotate(hour=ExtractHour("at"), day=ExtractIsoWeekDay("at"))
    return _by_reader(timed.filter(Q(hour__lt=FIRST_HOUR) | Q(hour__gte=LAST_HOUR) | Q(day=SUNDAY)))


def _by_reader(entries: ReadEntryQuerySet) -> list[Fact]:
    counted = entries.order_by().values("reader_id", "reader_name")
    persons = counted.annotate(persons=Count("client_id", distinct=True), last=Max("at"))
    rows: list[Any] = list(persons.order_by("-persons", "reader_id")[:SHOWN])
    return [Fact(row["reader_id"], row["reader_name"], row["persons"], row["last"]) for row in rows]
