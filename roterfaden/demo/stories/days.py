"""Working days and hours, and a clock that lets a story's acts happen when they happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Self
from unittest import mock

from django.utils import timezone

FRIDAY, SATURDAY = 4, 5
OPENS, LUNCH, CLOSES = time(8, 15), time(12, 30), time(16, 15)


class StoryClock:
    """The time in a story. Inside :meth:`ticking` everything that asks Django for the time gets the story's."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @contextmanager
    def ticking(self) -> Iterator[Self]:
        """Let Django live in the story's time.

        ``timezone.now`` cannot be replaced: field defaults hold the function itself. They all read ``datetime.now`` of
        its module, so that is what is replaced.
        """
        clock = self

        class StoryTime(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Any:
                return clock.at.astimezone(tz) if tz else clock.at

        with mock.patch.object(timezone, "datetime", StoryTime):
            yield self

    @property
    def today(self) -> date:
        """The story's day."""
        return timezone.localdate(self.at)

    def pass_minutes(self, minutes: int) -> None:
        """A while later on the same day."""
        self.at += timedelta(minutes=minutes)

    def go_to(self, moment: datetime) -> None:
        """Forward to ``moment``; a moment that has passed means a little later now."""
        self.at = max(moment, self.at + timedelta(minutes=2))


def moment_on(day: date, hour: float) -> datetime:
    """A time on a day; ``hour`` from 0 (opening) to 1 (closing; Friday ends at noon)."""
    opens = timezone.make_aware(datetime.combine(day, OPENS))
    closes = timezone.make_aware(datetime.combine(day, LUNCH if day.weekday() == FRIDAY else CLOSES))
    return opens + timedelta(minutes=5 * round((closes - opens).total_seconds() / 300 * hour))


def is_working_day(day: date) -> bool:
    """Monday to Friday, no holiday, not between the years."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def working_day(day: date, *, back: bool = False) -> date:
    """The day itself, or the next (with ``back`` the last) working day."""
    while not is_working_day(day):
        day += timedelta(days=-1 if back else 1)
    return day


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    """Days on which no town hall in North Rhine-Westphalia is open."""
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 10, 3), date(year, 11, 1)}
    moving = {_easter(year) + timedelta(days=offset) for offset in (-48, -2, 1, 39, 50, 60)}
    return frozenset(fixed | moving | {date(year, 12, day) for day in range(24, 32)})


def _easter(year: int) -> date:
    """Easter Sunday by Gauss's rule as corrected by Lichtenberg, for the Gregorian calendar."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    golden = year % 19
    full = (19 * golden + moon) % 30
    limit = 21 + full - (full // 29 + (full // 28 - full // 29) * (golden // 11))
    sunday = 7 - (year + year // 4 + 2 - (3 * century + 3) // 4) % 7
    return date(year, 3, 1) + timedelta(days=limit + 7 - (limit - sunday) % 7 - 1)
