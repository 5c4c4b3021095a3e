"""Which offers take place now, today, this week: asked of PostgreSQL when somebody wants to know."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet, TextField, Value
from django.utils import timezone

from roterfaden.offers.happening import on_days, open_now, this_week
from roterfaden.offers.models import Offer, OfferEntry
from roterfaden.offers.search import bits

NOW, TODAY, WEEK = "wann:jetzt", "wann:heute", "wann:woche"
WHEN = frozenset({NOW, TODAY, WEEK})
SECONDS = 60


def taking_place(wanted: Iterable[str], now: datetime, most: int) -> Mapping[str, int]:
    """The offers for each of the values of ``wanted`` that speak of time. One query for all."""
    each = [_entries(value, _offers(value, now)) for value in sorted(WHEN.intersection(wanted))]
    found: dict[str, list[int]] = {value: [] for value in WHEN.intersection(wanted)}
    for value, number in each[0].union(*each[1:], all=True) if each else ():
        found[value].append(number)
    return {value: bits.of_numbers(numbers, most) for value, numbers in found.items()}


def lately(most: int) -> Mapping[str, int]:
    """The offers for each of these values, as it was at most a minute ago: enough to count what nobody has chosen."""
    found: Any = caches["memory"].get_or_set(
        "offers:taking-place", lambda: taking_place(WHEN, timezone.localtime(), most), SECONDS
    )
    return found  # type: ignore[no-any-return]


def _entries(value: str, offers: QuerySet[Offer]) -> QuerySet[Any, Any]:
    entries = OfferEntry.objects.filter(offer__in=offers.order_by().values("pk")).order_by()
    return entries.values_list(Value(value, output_field=TextField()), "number")


def _offers(value: str, now: datetime) -> QuerySet[Offer]:
    every = Offer.objects.all()
    if value == NOW:
        return open_now(every, now)
    if value == TODAY:
        return on_days(every, [now.date()])
    return this_week(every, now)
