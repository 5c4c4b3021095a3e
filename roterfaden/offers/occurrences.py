"""On which days an offer really takes place: its rhythms, less what is closed, with what differs on single days.

The one place that knows. Pages, feeds, opening hours and filters ask :func:`occurrences`; what others need in a query
stands in :mod:`roterfaden.offers.happening` and is held against this by a test.

In which order the reasons count for a day of the rhythm: what somebody said about this very day
(:class:`OfferException`) holds against everything; else a closure, a public holiday (unless ``on_holidays``) or a
school break (only with ``in_school_breaks`` False) cancels it. With ``in_school_breaks`` unknown the date stands and
``is_unsure`` says that one had better ask.

Times are those of the clock on the wall: 18:00 stays 18:00 when summer time begins or ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as rrule_weekday
from django.db.models import Q, QuerySet, TextField, TimeField, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext

from roterfaden.base.dates import GERMANY
from roterfaden.network.models import Place
from roterfaden.offers.calendar import DaysOff, days_off
from roterfaden.offers.models import Closure, ExceptionKind, Frequency, Offer, OfferException, OfferSchedule
from roterfaden.offers.models.schedule import ClosureQuerySet

DAYS_OF_WEEK = 7
Exceptions = dict[UUID, dict[date, OfferException]]


class Status(StrEnum):
    """What became of a date."""

    ON = "on"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Occurrence:
    """One date of an offer. ``on_date`` is the day of the rhythm, also when it was moved to another day.

    ``staffed_by`` names people at work: for colleagues, never for a public page, feed or interface.
    """

    schedule: OfferSchedule
    on_date: date
    starts_at: datetime
    ends_at: datetime
    place: Place | None
    staffed_by: str = ""
    status: Status = Status.ON
    reason: str = ""
    is_unsure: bool = False

    @property
    def offer(self) -> Offer:
        """Whose date it is."""
        return self.schedule.offer

    @property
    def takes_place(self) -> bool:
        """Whether one can go there."""
        return self.status != Status.CANCELLED

    @property
    def is_replaced(self) -> bool:
        """Whether somebody else is there than usual."""
        return self.takes_place and self.staffed_by != self.schedule.staffed_by


def occurrences(schedules: Iterable[OfferSchedule], first: date, last: date) -> list[Occurrence]:
    """All dates from ``first`` to ``last``, cancelled ones included, in order of time: one query for any number.

    One more when dates are moved to other places. The schedules come with ``offer`` and ``place`` loaded
    (``directory.with_dates``).
    """
    found = (one for one in _near(schedules, first, last) if first <= one.starts_at.date() <= last)
    return sorted(found, key=lambda one: (one.starts_at, one.offer.title, str(one.schedule.pk)))


def planned(schedules: Iterable[OfferSchedule], first: date, last: date) -> dict[UUID, dict[date, Occurrence]]:
    """What became of each day of a rhythm from ``first`` to ``last``, wherever it was moved; by schedule and day."""
    each: dict[UUID, dict[date, Occurrence]] = defaultdict(dict)
    for one in _near(schedules, first, last):
        if first <= one.on_date <= last:
            each[one.schedule.pk][one.on_date] = one
    return each


def dates_of(offers: Iterable[Offer], first: date, last: date) -> dict[UUID, list[Occurrence]]:
    """The dates of each offer; the offers come with their schedules."""
    each: dict[UUID, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences((s for offer in offers for s in offer.schedules.all()), first, last):
        each[occurrence.schedule.offer_id].append(occurrence)
    return each


def first_day(schedule: OfferSchedule, earliest: date) -> date:
    """Where counting the rhythm begins: every few weeks at the first such weekday, else not before ``earliest``."""
    starts = max(filter(None, (schedule.starts_on, schedule.offer.starts_on)), default=earliest)
    if schedule.frequency == Frequency.WEEKLY and schedule.every_weeks > 1:
        assert schedule.starts_on is not None
        assert schedule.weekday is not None
        return schedule.starts_on + timedelta((schedule.weekday - schedule.starts_on.isoweekday()) % DAYS_OF_WEEK)
    return max(starts, earliest)


def rhythm_days(schedule: OfferSchedule, first: date, last: date) -> list[date]:
    """The days of the rhythm from ``first`` to ``last``, whatever is closed then."""
    offer = schedule.offer
    first = max(filter(None, (first, schedule.starts_on, offer.starts_on)))
    last = min(filter(None, (last, schedule.ends_on, offer.valid_until)))
    if schedule.frequency == Frequency.ONCE:
        day = schedule.on_date
        return [day] if day is not None and first <= day <= last else []
    rule = _rule(schedule, first_day(schedule, first))
    return [found.date() for found in rule.between(_midnight(first), _midnight(last), inc=True)]


def _rule(schedule: OfferSchedule, start: date) -> rrule:
    assert schedule.weekday is not None
    day = rrule_weekday(schedule.weekday - 1)
    if schedule.nth is not None:
        return rrule(MONTHLY, dtstart=_midnight(start), byweekday=day(schedule.nth))
    return rrule(WEEKLY, dtstart=_midnight(start), interval=schedule.every_weeks, byweekday=day)


@dataclass(frozen=True)
class ClosedDays:
    """When what is closed, between two days."""

    calendar: DaysOff
    by_owner: Mapping[UUID, list[Closure]]

    def reason(self, schedule: OfferSchedule, day: date) -> str:
        """Why this schedule does not take place on ``day``; nothing when it does."""
        offer = schedule.offer
        for owner in (offer.pk, schedule.place_id, offer.organisation_id):
            for closure in self.by_owner.get(owner, ()) if owner else ():
                if closure.starts_on <= day <= closure.ends_on:
                    return closure.reason or gettext("geschlossen")
        if not offer.on_holidays and (holiday := self.calendar.holiday(day)):
            return holiday
        return self.calendar.school_break(day) if offer.in_school_breaks is False else ""

    def is_unsure(self, schedule: OfferSchedule, day: date) -> bool:
        """Whether nobody said if it takes place on this day of a school break."""
        return schedule.offer.in_school_breaks is None and bool(self.calendar.school_break(day))


def closures_of(schedules: Iterable[OfferSchedule]) -> ClosureQuerySet:
    """All closures, those taken back included, of the offers, places and organisations of these schedules."""
    schedules = list(schedules)
    return Closure.objects.filter(
        Q(offer__in={schedule.offer_id for schedule in schedules})
        | Q(place__in={schedule.place_id for schedule in schedules if schedule.place_id})
        | Q(organisation__in={schedule.offer.organisation_id for schedule in schedules})
    )


def _near(schedules: Iterable[OfferSchedule], first: date, last: date) -> Iterator[Occurrence]:
    schedules = list(schedules)
    exceptions, closed = _said(schedules, first, last)
    for schedule in schedules:
        yield from _of_schedule(schedule, first, last, exceptions.get(schedule.pk, {}), closed)


def _said(schedules: list[OfferSchedule], first: date, last: date) -> tuple[Exceptions, ClosedDays]:
    """What is said about single days and what is closed: one query, and one for places dates are moved to."""
    exceptions: Exceptions = defaultdict(dict)
    by_owner: dict[UUID, list[Closure]] = defaultdict(list)
    rows = _rows(schedules, first, last) if schedules else []
    places = Place.objects.in_bulk({row[7] for row in rows if row[7]}) if any(row[7] for row in rows) else {}
    for kind, owner, begins, ends, starts_at, ends_at, staffed_by, place, reason in rows:
        if kind:
            exceptions[owner][begins] = OfferException(
                on_date=begins,
                kind=kind,
                new_date=ends,
                new_starts_at=starts_at,
                new_ends_at=ends_at,
                new_place=places.get(place),
                staffed_by=staffed_by,
                reason=reason,
            )
        else:
            by_owner[owner].append(Closure(starts_on=begins, ends_on=ends, reason=reason))
    return exceptions, ClosedDays(days_off(), by_owner)


def _rows(schedules: list[OfferSchedule], first: date, last: date) -> list[tuple[Any, ...]]:
    near = Q(on_date__range=(first, last)) | Q(new_date__range=(first, last))
    exceptions = OfferException.objects.filter(near, schedule__in=[schedule.pk for schedule in schedules])
    closures = closures_of(schedules).current().filter(starts_on__lte=last, ends_on__gte=first)
    nobody, no_time = Value("", output_field=TextField()), Cast(Value(None), TimeField())
    differing: QuerySet[Any, Any] = exceptions.order_by().values_list(
        Cast("kind", TextField()), "schedule_id", "on_date", "new_date", "new_starts_at", "new_ends_at",
        Cast("staffed_by", TextField()), "new_place_id", Cast("reason", TextField()),
    )  # fmt: skip
    closed: QuerySet[Any, Any] = closures.order_by().values_list(
        nobody, Coalesce("offer_id", "place_id", "organisation_id"), "starts_on", "ends_on", no_time, no_time,
        nobody, Cast(Value(None), UUIDField()), Cast("reason", TextField()),
    )  # fmt: skip
    return sorted(differing.union(closed, all=True), key=lambda row: row[2])


def _of_schedule(
    schedule: OfferSchedule, first: date, last: date, exceptions: Mapping[date, OfferException], closed: ClosedDays
) -> Iterator[Occurrence]:
    days = set(rhythm_days(schedule, first, last))
    # A day of the rhythm outside that was moved into this stretch.
    days.update(day for day in exceptions if not first <= day <= last and rhythm_days(schedule, day, day))
    for day in sorted(days):
        yield _on(schedule, day, exceptions.get(day), closed)


def _on(schedule: OfferSchedule, day: date, exception: OfferException | None, closed: ClosedDays) -> Occurrence:
    if exception is not None and exception.kind == ExceptionKind.MOVED:
        return _moved(schedule, day, exception)
    reason = exception.reason if exception is not None else closed.reason(schedule, day)
    is_cancelled = exception is not None or bool(reason)
    return Occurrence(
        schedule=schedule,
        on_date=day,
        starts_at=_at(day, schedule.starts_at),
        ends_at=_at(day, schedule.ends_at),
        place=schedule.place,
        staffed_by=schedule.staffed_by,
        status=Status.CANCELLED if is_cancelled else Status.ON,
        reason=reason,
        is_unsure=not is_cancelled and closed.is_unsure(schedule, day),
    )


def _moved(schedule: OfferSchedule, day: date, exception: OfferException) -> Occurrence:
    new_day = exception.new_date or day
    starts_at, ends_at = exception.new_starts_at or schedule.starts_at, exception.new_ends_at or schedule.ends_at
    place = exception.new_place or schedule.place
    as_usual = (day, schedule.starts_at, schedule.ends_at, schedule.place)
    return Occurrence(
        schedule=schedule,
        on_date=day,
        starts_at=_at(new_day, starts_at),
        ends_at=_at(new_day, ends_at),
        place=place,
        staffed_by=exception.staffed_by or schedule.staffed_by,
        status=Status.ON if (new_day, starts_at, ends_at, place) == as_usual else Status.MOVED,
        reason=exception.reason,
    )


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=GERMANY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
