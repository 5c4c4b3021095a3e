"""Days on which much is closed: public holidays and school breaks of the state (Land) the municipality lies in.

Holidays come from the package ``holidays`` (Fronleichnam is one in North Rhine-Westphalia and none in Berlin). School
breaks are data: ``school_breaks/<state>.yaml``, each with its source. A state without a file, and the time after the
last break of a file, are not known, and whoever shows dates says so (``breaks_known_until``).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import holidays
import yaml
from django.core.cache import caches

FOLDER = Path(__file__).parent / "school_breaks"
# The first two digits of the Amtlicher Gemeindeschlüssel name the state (Destatis); its code is that of ISO 3166-2.
STATES = dict(
    zip(
        (f"{number:02}" for number in range(1, 17)),
        ("SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"),
        strict=True,
    )
)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SchoolBreak:
    """A break of the schools with its first and last day."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class DaysOff:
    """Holidays and school breaks of one state; without one only what holds in all of Germany."""

    state: str

    def holiday(self, day: date) -> str:
        """The name of the public holiday, or nothing."""
        return _holidays(self.state, day.year).get(day, "")

    def school_break(self, day: date) -> str:
        """The name of the school break, or nothing; nothing also where we do not know."""
        return _break_days(self.state).get(day, "")

    @property
    def breaks_known_until(self) -> date | None:
        """The last day up to which the breaks are known; None when nothing is known about this state."""
        breaks = school_breaks(self.state)
        return breaks[-1].ends_on if breaks else None


def days_off() -> DaysOff:
    """Those of the municipality whose installation this is. Remembered for a minute; it hardly ever moves."""
    return DaysOff(str(caches["memory"].get_or_set("state_of_municipality", _stored_state, 60)))


def state_of(official_code: str) -> str:
    """The state in which the municipality with this Gemeindeschlüssel lies; empty when the code says none."""
    return STATES.get(official_code[:2], "")


@lru_cache(maxsize=16)
def school_breaks(state: str) -> tuple[SchoolBreak, ...]:
    """The breaks of a state in their order, as its file tells them."""
    path = FOLDER / f"{state.lower()}.yaml"
    if not state or not path.exists():
        return ()
    told = yaml.safe_load(path.read_text(encoding="utf-8"))["ferien"]
    return tuple(sorted((SchoolBreak(one["name"], one["von"], one["bis"]) for one in told), key=lambda b: b.starts_on))


def _stored_state() -> str:
    from roterfaden.network.models import Municipality

    municipality = Municipality.objects.first()
    return state_of(municipality.official_code) if municipality else ""


@lru_cache(maxsize=64)
def _holidays(state: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("DE", subdiv=state or None, years=year, language="de").items())


@lru_cache(maxsize=16)
def _break_days(state: str) -> dict[date, str]:
    return {
        one.starts_on + number * _DAY: one.name
        for one in school_breaks(state)
        for number in range((one.ends_on - one.starts_on).days + 1)
    }
