"""Dates of an offer as opening hours of OpenStreetMap, and back (``network.osm``).

Rhythms become rules, holidays and school breaks ``PH off`` and ``SH off``. What no rule can say, because it counts
weeks from a day or differs on one, stands as a day of its own for a year ahead, as far as somebody may rely on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.network.osm import Hours, Read, Weekly, date_name, day_name, days_and_hours, span
from roterfaden.offers.calendar import days_off
from roterfaden.offers.models import Frequency, Offer, OfferSchedule
from roterfaden.offers.occurrences import occurrences, rhythm_days

AHEAD = timedelta(days=366)

Spans = dict[date, set[tuple[time, time]]]


def as_osm(schedules: Iterable[OfferSchedule], today: date | None = None) -> str:
    """The opening hours of one offer, or of what it does at one place; empty without dates. Costs two queries."""
    schedules = list(schedules)
    if not schedules:
        return ""
    first = today or timezone.localdate()
    last = first + AHEAD
    rules = [", ".join(_rules(schedules, first, last))] if _rules(schedules, first, last) else []
    if rules:
        rules += _off(schedules[0].offer)
    return "; ".join([*rules, *_different(schedules, first, last)])


def schedules_of(said: Read) -> list[dict[str, Any]]:
    """The values of schedules for what a text says."""
    return [_values(hours) for hours in said.hours]


def _rules(schedules: list[OfferSchedule], first: date, last: date) -> list[str]:
    by_stretch: dict[str, list[tuple[str, time, time]]] = defaultdict(list)
    for schedule in schedules:
        if _has_rule(schedule) and rhythm_days(schedule, first, last):
            assert schedule.weekday is not None
            day = day_name(schedule.weekday, schedule.nth)
            by_stretch[_stretch(schedule, first, last)].append((day, schedule.starts_at, schedule.ends_at))
    return [f"{stretch}{rule}" for stretch, times in by_stretch.items() for rule in days_and_hours(times)]


def _has_rule(schedule: OfferSchedule) -> bool:
    return schedule.frequency != Frequency.ONCE and schedule.every_weeks == 1


def _stretch(schedule: OfferSchedule, first: date, last: date) -> str:
    """Between which days a rule holds, when it does not always."""
    begins = max(filter(None, (schedule.starts_on, schedule.offer.starts_on)), default=None)
    ends = min(filter(None, (schedule.ends_on, schedule.offer.valid_until)), default=None)
    if (begins is None or begins <= first) and ends is None:
        return ""
    return f"{date_name(begins or first)}-{date_name(ends or last)} "


def _off(offer: Offer) -> list[str]:
    return [
        *([] if offer.on_holidays else ["PH off"]),
        *(["SH off"] if offer.in_school_breaks is False else []),
    ]


def _different(schedules: list[OfferSchedule], first: date, last: date) -> Iterator[str]:
    """The days on which something else holds than the rules say."""
    said, real = _said(schedules, first, last), _real(schedules, first, last)
    for day in sorted(said.keys() | real.keys()):
        spans = real.get(day, set())
        if spans != said.get(day, set()):
            yield f"{date_name(day)} {','.join(span(*one) for one in sorted(spans)) or 'off'}"


def _said(schedules: list[OfferSchedule], first: date, last: date) -> Spans:
    calendar, said = days_off(), defaultdict(set)
    for schedule in filter(_has_rule, schedules):
        offer = schedule.offer
        for day in rhythm_days(schedule, first, last):
            on_holiday = not offer.on_holidays and calendar.holiday(day)
            in_break = offer.in_school_breaks is False and calendar.school_break(day)
            if not on_holiday and not in_break:
                said[day].add((schedule.starts_at, schedule.ends_at))
    return said


def _real(schedules: list[OfferSchedule], first: date, last: date) -> Spans:
    real: Spans = defaultdict(set)
    for one in occurrences(schedules, first, last):
        if one.takes_place:
            real[one.starts_at.date()].add((one.starts_at.time(), one.ends_at.time()))
    return real


def _values(hours: Hours) -> dict[str, Any]:
    when: dict[str, Any] = {"starts_at": hours.starts_at, "ends_at": hours.ends_at}
    if not isinstance(hours.on, Weekly):
        return when | {"frequency": Frequency.ONCE, "on_date": hours.on}
    frequency = Frequency.WEEKLY if hours.on.nth is None else Frequency.MONTHLY
    day = {"frequency": frequency, "weekday": hours.on.weekday, "nth": hours.on.nth}
    return when | day | {"starts_on": hours.first, "ends_on": hours.last}
