"""Quarters of a year: the rhythm in which needs are counted."""

from datetime import date

from django.utils.translation import gettext as _

MONTHS = 3


def quarter_of(day: date) -> date:
    """The first day of the quarter of ``day``."""
    return date(day.year, day.month - (day.month - 1) % MONTHS, 1)


def quarter_before(quarter: date) -> date:
    """The first day of the quarter before."""
    year, month = (quarter.year - 1, 10) if quarter.month == 1 else (quarter.year, quarter.month - MONTHS)
    return date(year, month, 1)


def quarter_after(quarter: date) -> date:
    """The first day of the next quarter."""
    year, month = (quarter.year + 1, 1) if quarter.month > 9 else (quarter.year, quarter.month + MONTHS)
    return date(year, month, 1)


def quarter_in_words(quarter: date) -> str:
    """As people say it."""
    return _("{number}. Quartal {year}").format(number=(quarter.month + 2) // MONTHS, year=quarter.year)
