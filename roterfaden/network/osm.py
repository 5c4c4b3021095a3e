"""Opening hours as OpenStreetMap writes them: ``Mo-Fr 09:00-12:00; PH off``.

The specification allows much more than an entry here can hold: what we can keep is read, everything else is refused
with the part that was not understood (:class:`NotUnderstood`). Whether a text is valid at all says the package
``opening-hours-py``, which evaluates what we write in the tests as well.
Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from opening_hours import validate

from roterfaden.base.errors import RuleBroken

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LONGEST = 255
"""As long as a value may be in OpenStreetMap, and as what a page takes."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DAY = rf"(?:{'|'.join(DAYS)})"
_ONE_DAY = rf"{_DAY}(?:-{_DAY}|\[-?\d\])?"
_DATE = rf"\d{{4}} (?:{'|'.join(_MONTHS)}) \d{{1,2}}"
_SPAN = r"\d{1,2}:\d{2}-\d{1,2}:\d{2}"
_HOURS = rf"(?P<hours>{_SPAN}(?:,\s*{_SPAN})*)"
_RULE = re.compile(
    rf"(?:(?:(?P<first>{_DATE})-(?P<last>{_DATE})\s+)?(?P<days>{_ONE_DAY}(?:,\s*{_ONE_DAY})*)\s+"
    rf"|(?P<date>{_DATE})\s+){_HOURS}"
)
_OFF = re.compile(r"(?P<what>PH|SH|PH,\s*SH|SH,\s*PH)\s+(?:off|closed)")
_SEPARATOR = re.compile(r"\s*([;,])\s*")


class NotUnderstood(RuleBroken):
    """The text is no valid value, or says something that cannot be kept here."""


@dataclass(frozen=True)
class Weekly:
    """Every such weekday, or with ``nth`` that one of each month (-1 is the last)."""

    weekday: int
    nth: int | None = None


@dataclass(frozen=True)
class Hours:
    """Spans of the day on which something is open: on weekdays, perhaps between two days, or on one day."""

    on: Weekly | date
    starts_at: time
    ends_at: time
    first: date | None = None
    last: date | None = None


@dataclass
class Read:
    """What a text says. ``None``: it says nothing about holidays or school breaks."""

    hours: list[Hours] = field(default_factory=list)
    on_holidays: bool | None = None
    in_school_breaks: bool | None = None


def read(text: str) -> Read:
    """What the text says. Raises :class:`NotUnderstood`."""
    text = text.strip()
    if not validate(text):
        raise NotUnderstood(_("Das ist keine gültige Angabe. Erwartet wird zum Beispiel: Mo-Fr 09:00-12:00; PH off"))
    found, at, replaces = Read(), 0, False
    while at < len(text):
        match = _OFF.match(text, at) or _RULE.match(text, at)
        if match is None:
            raise _unknown(text[at:])
        if match.re is _OFF:
            _note_off(found, match["what"])
        else:
            _note_hours(found, match, replaces)
        separator = _SEPARATOR.match(text, match.end())
        at = separator.end() if separator else match.end()
        if not separator and at < len(text):
            raise _unknown(text[at:])
        replaces = bool(separator) and separator[1] == ";"  # type: ignore[index]
    return found


def days_and_hours(times: Iterable[tuple[str, time, time]]) -> list[str]:
    """Rules for times by their day (``Mo``, ``Mo[1]`` or a date): days with the same hours in one, in their order."""
    by_day: dict[str, list[str]] = defaultdict(list)
    for day, starts_at, ends_at in times:
        by_day[day].append(span(starts_at, ends_at))
    by_hours: dict[str, list[str]] = defaultdict(list)
    for day, spans in by_day.items():
        by_hours[",".join(sorted(spans))].append(day)
    return [f"{_joined(days)} {hours}" for hours, days in by_hours.items()]


def day_name(weekday: int, nth: int | None = None) -> str:
    """A weekday of ISO, or one of the month."""
    return DAYS[weekday - 1] + (f"[{nth}]" if nth is not None else "")


def date_name(day: date) -> str:
    """A day: ``2026 Dec 07``."""
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def span(starts_at: time, ends_at: time) -> str:
    """From when to when: ``09:00-12:00``."""
    return f"{starts_at:%H:%M}-{ends_at:%H:%M}"


def _joined(days: Sequence[str]) -> str:
    """Neighbouring weekdays as one stretch: Mo-Fr."""
    stretches: list[list[str]] = []
    for day in days:
        before = stretches[-1][-1] if stretches else ""
        if day in DAYS and before in DAYS and DAYS.index(day) == DAYS.index(before) + 1:
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return ",".join(f"{one[0]}-{one[-1]}" if len(one) > 2 else ",".join(one) for one in stretches)


def _note_off(found: Read, what: str) -> None:
    if "PH" in what:
        found.on_holidays = False
    if "SH" in what:
        found.in_school_breaks = False


def _note_hours(found: Read, match: re.Match[str], replaces: bool) -> None:
    days: list[Weekly | date] = [_date(match["date"])] if match["date"] else list(_weekdays(match["days"]))
    first, last = (_date(match[name]) if match[name] else None for name in ("first", "last"))
    if replaces and {hours.on for hours in found.hours} & set(days):
        said = _("„{part}“ ersetzt, was davor für diesen Tag steht. Bitte jeden Tag nur einmal nennen.")
        raise NotUnderstood(said.format(part=match[0]))
    for one in re.split(r",\s*", match["hours"]):
        starts_at, ends_at = (_time(clock, one) for clock in one.split("-"))
        if starts_at >= ends_at:
            raise NotUnderstood(_("„{part}“ reicht über Mitternacht. Das geht hier nicht.").format(part=one))
        found.hours += [Hours(day, starts_at, ends_at, first, last) for day in days]


def _weekdays(text: str) -> Iterable[Weekly]:
    for part in re.split(r",\s*", text):
        if "[" in part:
            yield _of_month(part)
            continue
        first, _dash, last = part.partition("-")
        begin = DAYS.index(first)
        length = (DAYS.index(last or first) - begin) % len(DAYS)
        yield from (Weekly((begin + number) % len(DAYS) + 1) for number in range(length + 1))


def _of_month(part: str) -> Weekly:
    nth = int(part[3:-1])
    if nth not in {1, 2, 3, 4, -1}:
        raise _unknown(part)
    return Weekly(DAYS.index(part[:2]) + 1, nth)


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y %b %d").date()
    except ValueError as error:
        raise _unknown(text) from error


def _time(clock: str, part: str) -> time:
    try:
        return time.fromisoformat(clock.zfill(5))
    except ValueError as error:
        raise NotUnderstood(_("„{part}“ reicht über Mitternacht. Das geht hier nicht.").format(part=part)) from error


def _unknown(part: str) -> NotUnderstood:
    said = _("„{part}“ können wir nicht übernehmen. Möglich sind Wochentage oder einzelne Tage mit Uhrzeiten.")
    return NotUnderstood(said.format(part=part[:60]))
