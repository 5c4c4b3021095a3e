"""Consultation hours: advice that moves between places. A week of them, by place and district.

Groundwork for the plan over the district offices: which advice is where on which day, who is there, what falls out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from roterfaden.network.models import Place
from roterfaden.offers.models import Offer, OfferKind, OfferSchedule
from roterfaden.offers.occurrences import occurrences
from roterfaden.offers.telling import DateLine, lines

DAYS = 7
FAR = timedelta(days=3660)


@dataclass(frozen=True)
class Week:
    """A week from Monday on, named as calendars number it: 2026-W49."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        """The one in which a day lies."""
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, text: str) -> "Week":
        """The one that an address names; this week when it names none, or one of which nobody knows anything."""
        today = timezone.localdate()
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = today
        return cls.of(day if abs(day - today) < FAR else today)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def key(self) -> str:
        """As it stands in an address."""
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def is_current(self) -> bool:
        """Whether today lies in it."""
        return self.monday <= timezone.localdate() <= self.sunday

    def after(self, weeks: int) -> "Week":
        """So many weeks later."""
        return Week(self.monday + timedelta(weeks=weeks))


@dataclass(frozen=True)
class Day:
    """One day with its dates in order of time."""

    day: date
    lines: Sequence[DateLine]

    @property
    def is_today(self) -> bool:
        """Whether it is this day."""
        return self.day == timezone.localdate()


def consultation_hours(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Those of the offers that are advice at set times."""
    schedules = Prefetch("schedules", OfferSchedule.objects.select_related("place__district"))
    advice = offers.filter(kind=OfferKind.ADVICE, schedules__isnull=False).distinct()
    return advice.select_related("organisation").prefetch_related(schedules)


def places_of(offers: QuerySet[Offer]) -> QuerySet[Place]:
    """Where consultation hours take place."""
    advice = offers.filter(kind=OfferKind.ADVICE)
    return Place.objects.filter(pk__in=OfferSchedule.objects.filter(offer__in=advice).values("place"))


def week_of(offers: Iterable[Offer], week: Week, where: Q | None = None) -> list[Day]:
    """The days of a week on which something is, with ``where`` only at those places."""
    schedules = [schedule for offer in offers for schedule in offer.schedules.all()]
    found = occurrences(schedules, week.monday, week.sunday)
    if where is not None:
        kept = set(Place.objects.filter(where).values_list("pk", flat=True))
        found = [one for one in found if one.place is not None and one.place.pk in kept]
    days = sorted({one.starts_at.date() for one in found})
    return [Day(day, lines(one for one in found if one.starts_at.date() == day)) for day in days]
