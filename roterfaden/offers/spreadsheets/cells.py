"""An offer in the cells of a table, as people write it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from roterfaden.base.languages import language_name
from roterfaden.offers.models import Frequency, Offer, OfferSchedule
from roterfaden.offers.spreadsheets.parsing import NTH_WORDS, Span
from roterfaden.offers.wanted import RhythmWanted

LINKS = ("places", "fields_of_action", "target_groups", "topics", "districts")
DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def with_columns(offers: Any) -> Any:
    """The offers with all that stands in their rows."""
    return offers.select_related("organisation", "project").prefetch_related(*LINKS, "schedules")


def cell_of(offer: Offer, key: str) -> str:
    """What stands in a column (``columns.py``); read with :func:`with_columns`."""
    return _CELLS.get(key, _plain)(offer, key)


def plain_times(offer: Offer) -> list[OfferSchedule]:
    """The times that ``plain()`` finds, of what is loaded: those of the column "Termine"."""
    every_week = (one for one in offer.schedules.all() if one.frequency == Frequency.WEEKLY and one.every_weeks == 1)
    return [one for one in every_week if one.starts_on is None and one.ends_on is None]


def spans_now(offer: Offer) -> list[Span]:
    """The plain weekly times of an offer, in order."""
    spans = [Span(one.weekday or 0, one.starts_at, one.ends_at) for one in plain_times(offer)]
    return sorted(spans, key=lambda span: (span.weekday, span.starts_at))


def other_times(offer: Offer) -> dict[RhythmWanted, OfferSchedule]:
    """All other times, by what they say of days and hours: those of the column "Weitere Termine"."""
    plain = plain_times(offer)
    return {rhythm_of(one): one for one in offer.schedules.all() if one not in plain}


def rhythm_of(time: OfferSchedule) -> RhythmWanted:
    """When a time is, without where and what is noted beside it."""
    return RhythmWanted(
        time.frequency, time.starts_at, time.ends_at, time.weekday, time.every_weeks, time.nth, time.on_date,
        time.starts_on, time.ends_on,
    )  # fmt: skip


def _plain(offer: Offer, key: str) -> str:
    value = getattr(offer, key)
    field: Any = Offer._meta.get_field(key)
    if isinstance(value, list):
        words = dict(field.base_field.flatchoices)
        return "; ".join(str(words.get(one, one)) for one in value)
    if isinstance(value, bool):
        return _yes_or_no(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _day(value) if isinstance(value, date) else "" if value is None else str(value)


def _yes_or_no(value: bool) -> str:
    return "ja" if value else "nein"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _linked(offer: Offer, key: str) -> str:
    return "; ".join(str(one) for one in getattr(offer, key).all())


def _times(offer: Offer, _key: str) -> str:
    return "; ".join(f"{DAYS[one.weekday - 1]} {_hours(one)}" for one in spans_now(offer))


def _hours(one: Span | RhythmWanted) -> str:
    return f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}"


def _rhythms(offer: Offer, _key: str) -> str:
    return "\n".join(sorted(map(_rhythm, other_times(offer))))


def _rhythm(one: RhythmWanted) -> str:
    if one.on_date is not None:
        return f"{_day(one.on_date)} {_hours(one)}"
    day = DAYS[(one.weekday or 1) - 1]
    if one.nth is not None:
        day = f"jeden {NTH_WORDS[one.nth]} {day} im Monat"
    elif one.every_weeks > 1:
        day = f"alle {one.every_weeks} Wochen {day}"
    bounds = [f"ab {_day(one.starts_on)}" if one.starts_on else "", f"bis {_day(one.ends_on)}" if one.ends_on else ""]
    return " ".join(filter(None, [day, _hours(one), *bounds]))


_CELLS: dict[str, Callable[[Offer, str], str]] = {
    **dict.fromkeys(LINKS, _linked),
    "organisation": lambda offer, _key: offer.organisation.name,
    "project": lambda offer, _key: offer.project.title if offer.project else "",
    "languages": lambda offer, _key: ", ".join(language_name(code) for code in offer.languages),
    "german_level": lambda offer, _key: offer.german_level,
    "documents": lambda offer, _key: "\n".join(offer.documents),
    "schedules": _times,
    "rhythms": _rhythms,
}
