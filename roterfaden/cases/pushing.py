"""To which days something that is due is put off with one press: the next working day, and a week from now."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.offers.calendar import days_off

SATURDAY = 5
TOMORROW, NEXT_WEEK = "morgen", "woche"


@dataclass(frozen=True)
class Push:
    """One of the days, with the word on its button."""

    key: str
    label: str
    day: date


def pushes() -> tuple[Push, Push]:
    """Those of today, both working days. The first says which day it is unless that is tomorrow."""
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    next_day = working_day(tomorrow)
    said = _("auf morgen") if next_day == tomorrow else _("auf {day}").format(day=date_format(next_day, "l"))
    next_week = working_day(today + timedelta(weeks=1))
    return Push(TOMORROW, said, next_day), Push(NEXT_WEEK, _("auf nächste Woche"), next_week)


def working_day(day: date) -> date:
    """The first one from ``day`` on."""
    off = days_off()
    while day.weekday() >= SATURDAY or off.holiday(day):
        day += timedelta(days=1)
    return day
