"""Which offers take place now, today, this week: asked of PostgreSQL when somebody wants to know."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from roterfaden.offers.models import Frequency, OfferEntry, OfferSchedule
from roterfaden.offers.search import bits

NOW, TODAY, WEEK = "wann:jetzt", "wann:heute", "wann:woche"
WHEN = frozenset({NOW, TODAY, WEEK})
SUNDAY = 7


def taking_place(wanted: Iterable[str], now: datetime, most: int) -> Mapping[str, int]:
    """The offers for each of the values of ``wanted`` that speak of time. One query for each."""
    return {value: _numbers(_schedules(value, now), most) for value in WHEN.intersection(wanted)}


def _numbers(schedules: QuerySet[OfferSchedule], most: int) -> int:
    entries = OfferEntry.objects.filter(offer__in=schedules.values("offer")).order_by("number")
    return bits.of_numbers(entries.values_list("number", flat=True), most)


def _schedules(value: str, now: datetime) -> QuerySet[OfferSchedule]:
    today, clock = now.date(), now.time()
    every = OfferSchedule.objects.order_by()
    if value == NOW:
        return every.filter(_on(now), starts_at__lte=clock, ends_at__gt=clock)
    if value == TODAY:
        return every.filter(_on(now))
    later = Q(pk=None)
    for number in range(1, SUNDAY - today.isoweekday() + 1):
        later |= _on(now + timedelta(days=number))
    return every.filter((_on(now) & Q(ends_at__gt=clock)) | later)


def _on(moment: datetime) -> Q:
    day = moment.date()
    weekly = Q(frequency=Frequency.WEEKLY, weekday=day.isoweekday(), every_weeks=1)
    lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    began = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return (weekly & began & lasts) | Q(frequency=Frequency.ONCE, on_date=day)
