"""Which offers take place now, today, this week: asked of PostgreSQL when somebody wants to know."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from roterfaden.offers.happening import on_days, open_now, this_week
from roterfaden.offers.models import Offer, OfferEntry
from roterfaden.offers.search import bits

NOW, TODAY, WEEK = "wann:jetzt", "wann:heute", "wann:woche"
WHEN = frozenset({NOW, TODAY, WEEK})


def taking_place(wanted: Iterable[str], now: datetime, most: int) -> Mapping[str, int]:
    """The offers for each of the values of ``wanted`` that speak of time. One query for each."""
    return {value: _numbers(_offers(value, now), most) for value in WHEN.intersection(wanted)}


def _numbers(offers: QuerySet[Offer], most: int) -> int:
    entries = OfferEntry.objects.filter(offer__in=offers.order_by().values("pk")).order_by("number")
    return bits.of_numbers(entries.values_list("number", flat=True), most)


def _offers(value: str, now: datetime) -> QuerySet[Offer]:
    every = Offer.objects.all()
    if value == NOW:
        return open_now(every, now)
    if value == TODAY:
        return on_days(every, [now.date()])
    return this_week(every, now)
