"""Rows of an offer as they shall be."""

from dataclasses import dataclass
from datetime import date, time

from roterfaden.network.models import Place


@dataclass(frozen=True)
class TimeWanted:
    """A weekly time as it shall be."""

    weekday: int
    starts_at: time
    ends_at: time
    place: Place | None = None
    note: str = ""


@dataclass(frozen=True)
class RhythmWanted:
    """A time as it shall be that is not simply every week."""

    frequency: str
    starts_at: time
    ends_at: time
    weekday: int | None = None
    every_weeks: int = 1
    nth: int | None = None
    on_date: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    place: Place | None = None
    note: str = ""


@dataclass(frozen=True)
class ContactWanted:
    """A contact as it shall be."""

    name: str
    function: str = ""
    phone: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    is_public: bool = False
