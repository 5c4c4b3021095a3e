"""Dates of offers as people say them: "heute, 14 bis 16 Uhr", "nächster Termin: …", "fällt am 24. Dezember aus"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.dates import spoken_date
from roterfaden.network.models import Place
from roterfaden.offers.models import Offer
from roterfaden.offers.occurrences import Occurrence, Status, dates_of

# As far as somebody plans ahead; a date once a month is found within it.
AHEAD = timedelta(weeks=10)
SHOWN = 6


def hours(occurrence: Occurrence) -> str:
    """From when to when: "14 bis 16 Uhr", "9:30 bis 11 Uhr"."""
    return _("{start} bis {end} Uhr").format(start=_clock(occurrence.starts_at), end=_clock(occurrence.ends_at))


def in_words(occurrence: Occurrence) -> str:
    """Day and time with the date: "Montag, 7. Dezember, 14 bis 16 Uhr"; another year than this one is said."""
    day = occurrence.starts_at.date()
    form = "l, j. F" if day.year == timezone.localdate().year else "l, j. F Y"
    return f"{date_format(day, form)}, {hours(occurrence)}"


@dataclass(frozen=True)
class DateLine:
    """One date as a list shows it: when, where, what is different about it."""

    occurrence: Occurrence

    @property
    def when(self) -> str:
        """Day and time."""
        return in_words(self.occurrence)

    @property
    def hours(self) -> str:
        """From when to when."""
        return hours(self.occurrence)

    @property
    def key(self) -> str:
        """The day of the rhythm as an address names it."""
        return self.occurrence.on_date.isoformat()

    @property
    def sign(self) -> Badge | None:
        """What one must not overlook."""
        if self.occurrence.status == Status.CANCELLED:
            return Badge(_("fällt aus"), Tone.DANGER, "close")
        if self.occurrence.status == Status.MOVED:
            return Badge(_("verlegt"), Tone.WARNING, "warning")
        return Badge(_("Vertretung"), Tone.INFO, "people") if self.occurrence.is_replaced else None

    @property
    def why(self) -> str:
        """The reason, the day it was moved from, or that one had better ask."""
        one = self.occurrence
        moved_day = one.status == Status.MOVED and one.starts_at.date() != one.on_date
        facts = [
            one.reason,
            _("statt {day}").format(day=date_format(one.on_date, "l, j. F")) if moved_day else "",
            _("in den Schulferien bitte nachfragen") if one.is_unsure else "",
        ]
        return " · ".join(filter(None, facts))

    @property
    def why_and_what_to_bring(self) -> str:
        """``why``, and which papers one brings along."""
        papers = ", ".join(self.occurrence.offer.documents)
        return " · ".join(filter(None, [self.why, _("Mitbringen: {papers}").format(papers=papers) if papers else ""]))


@dataclass(frozen=True)
class Coming:
    """What comes next of one offer, seen at one moment."""

    now: datetime
    dates: Sequence[Occurrence] = field(default_factory=list)

    @property
    def line(self) -> str:
        """The next date in few words; nothing when none is known."""
        found = next((one for one in self.dates if one.takes_place), None)
        if found is None:
            return ""
        if found.starts_at <= self.now:
            return _("jetzt, bis {end} Uhr").format(end=_clock(found.ends_at))
        day = found.starts_at.date()
        if (day - self.now.date()).days <= 1:
            return f"{spoken_date(day, self.now.date())}, {hours(found)}"
        return _("nächster Termin: {when}").format(when=in_words(found))

    @property
    def is_near(self) -> bool:
        """Whether something is today or tomorrow, be it that it is cancelled."""
        return bool(self.dates) and (self.dates[0].starts_at.date() - self.now.date()).days <= 1

    @property
    def shown(self) -> list[DateLine]:
        """The next few dates."""
        return lines(self.dates[:SHOWN])

    @property
    def cancelled(self) -> str:
        """That the very next date does not take place: "fällt am 24. Dezember aus"."""
        if not self.dates or self.dates[0].takes_place:
            return ""
        day = spoken_date(self.dates[0].on_date, self.now.date())
        return _("fällt {day} aus").format(day=day)


def coming(offers: Iterable[Offer], now: datetime | None = None, *, at: Place | None = None) -> None:
    """Tell each offer its ``coming``, with ``at`` only what is there: one query for all offers.

    They come with their schedules (``directory.with_dates``).
    """
    moment = timezone.localtime(now)
    offers = list(offers)
    dates = dates_of(offers, moment.date(), moment.date() + AHEAD)
    for offer in offers:
        ahead = [one for one in dates.get(offer.pk, ()) if one.ends_at > moment]
        offer.coming = Coming(moment, [one for one in ahead if at is None or one.place in (at, None)])


def lines(dates: Iterable[Occurrence]) -> list[DateLine]:
    """The dates as a list shows them."""
    return [DateLine(one) for one in dates]


def _clock(moment: datetime) -> str:
    return f"{moment:%-H:%M}".removesuffix(":00")
