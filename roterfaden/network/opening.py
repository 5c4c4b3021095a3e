"""When a place is open, as people say it: "heute geöffnet bis 17 Uhr"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.weekdays import Weekday
from roterfaden.network.directory import SpanWanted
from roterfaden.network.models import OpeningHours
from roterfaden.network.osm import NotUnderstood, Read, Weekly, day_name, days_and_hours

DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Day:
    """One day of the week with its spans, in order."""

    weekday: Weekday
    spans: list[OpeningHours]
    is_today: bool


def week(hours: Iterable[OpeningHours], now: datetime | None = None) -> list[Day]:
    """The seven days from Monday on; empty when nothing is known at all."""
    spans = sorted(hours, key=lambda span: span.opens_at)
    today = (now or timezone.localtime()).isoweekday()
    if not spans:
        return []
    return [Day(day, [span for span in spans if span.weekday == day], day == today) for day in Weekday]


def open_now(
    hours: Iterable[OpeningHours], now: datetime | None = None, *, instead: Badge | None = None
) -> Badge | None:
    """Whether the place is open, and until when or from when again. None when nothing is known.

    ``instead``: what to say on a day on which the hours do not hold.
    """
    spans = sorted(hours, key=lambda span: (span.weekday, span.opens_at))
    if not spans:
        return None
    if instead is not None:
        return instead
    now = now or timezone.localtime()
    today = [span for span in spans if span.weekday == now.isoweekday()]
    for span in today:
        if span.opens_at <= now.time() < span.closes_at:
            return Badge(_("heute geöffnet bis {time}").format(time=clock(span.closes_at)), Tone.SUCCESS, "clock")
    for span in today:
        if now.time() < span.opens_at:
            return Badge(_("öffnet heute um {time}").format(time=clock(span.opens_at)), Tone.INFO, "clock")
    return Badge(_("heute geschlossen, wieder {day}").format(day=_next(spans, now)), Tone.NEUTRAL, "clock")


def week_as_osm(hours: Iterable[OpeningHours]) -> str:
    """The week as OpenStreetMap writes it; nothing about holidays, since nobody asked the place about them."""
    spans = sorted(hours, key=lambda span: (span.weekday, span.opens_at))
    return ", ".join(days_and_hours((day_name(span.weekday), span.opens_at, span.closes_at) for span in spans))


def spans_of(said: Read) -> list[SpanWanted]:
    """The week that a text says. Raises :class:`NotUnderstood` for what holds on some days of the year only."""
    spans = []
    for hours in said.hours:
        if not isinstance(hours.on, Weekly) or hours.on.nth is not None or hours.first is not None:
            raise NotUnderstood(
                _("Öffnungszeiten eines Ortes gelten jede Woche. Für einzelne Tage gibt es Schließzeiten.")
            )
        spans.append(SpanWanted(hours.on.weekday, hours.starts_at, hours.ends_at))
    return spans


def clock(moment: time) -> str:
    """A time of day as it is said: 17 Uhr, 17:30 Uhr."""
    return _("{time} Uhr").format(time=f"{moment:%-H:%M}".removesuffix(":00"))


def _next(spans: list[OpeningHours], now: datetime) -> str:
    days_ahead = {span.weekday: (span.weekday - now.isoweekday() - 1) % DAYS_OF_WEEK for span in spans}
    span = min(spans, key=lambda span: (days_ahead[span.weekday], span.opens_at))
    return _("{day} um {time}").format(day=Weekday(span.weekday).label, time=clock(span.opens_at))
