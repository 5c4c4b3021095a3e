"""Dates as people say them: "morgen, 9:30", "vor 3 Tagen", "am 14. März".

Pure functions of a value and of now; pages show the full date beside them (``<time datetime>`` and on focus). Days
begin and end in Germany, whatever the server's clock.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

GERMANY = ZoneInfo("Europe/Berlin")

_WEEKDAYS = (
    gettext_lazy("am Montag"),
    gettext_lazy("am Dienstag"),
    gettext_lazy("am Mittwoch"),
    gettext_lazy("am Donnerstag"),
    gettext_lazy("am Freitag"),
    gettext_lazy("am Samstag"),
    gettext_lazy("am Sonntag"),
)
_MONTHS = (
    gettext_lazy("Januar"),
    gettext_lazy("Februar"),
    gettext_lazy("März"),
    gettext_lazy("April"),
    gettext_lazy("Mai"),
    gettext_lazy("Juni"),
    gettext_lazy("Juli"),
    gettext_lazy("August"),
    gettext_lazy("September"),
    gettext_lazy("Oktober"),
    gettext_lazy("November"),
    gettext_lazy("Dezember"),
)


def spoken_date(value: date, today: date) -> str:
    """The day as one says it today: near days by name, the coming week by weekday, all else by date.

    vorgestern … übermorgen · vor 3 to vor 6 Tagen · am Freitag (3 to 6 days ahead) · am 14. März · am 14. März 2025.
    """
    days = (value - today).days
    if -2 <= days <= 2:
        return (_("vorgestern"), _("gestern"), _("heute"), _("morgen"), _("übermorgen"))[days + 2]
    if -6 <= days < 0:
        return ngettext("vor %(days)d Tag", "vor %(days)d Tagen", -days) % {"days": -days}
    if 0 < days <= 6:
        return str(_WEEKDAYS[value.weekday()])
    return _calendar_date(value, today)


def spoken_moment(value: datetime, now: datetime) -> str:
    """The moment as one says it now: "gerade eben", "vor 5 Minuten", otherwise day and time ("gestern, 14:05").

    Both must carry their time zone; raises ``ValueError`` when one does not.
    """
    if value.tzinfo is None or now.tzinfo is None:
        raise ValueError("a moment without time zone cannot be told from another")
    # In UTC, because subtracting two local times ignores the hour that summer time gives or takes.
    elapsed = now.astimezone(UTC) - value.astimezone(UTC)
    if timedelta(0) <= elapsed < timedelta(hours=1):
        return _minutes_ago(elapsed // timedelta(minutes=1))
    local = value.astimezone(GERMANY)
    day = spoken_date(local.date(), now.astimezone(GERMANY).date())
    return f"{day}, {local.hour}:{local.minute:02d}"


def full_years(since: date, on: date) -> int:
    """How many years have gone by; of a birth date, the age on a day. Who was born on 29 February is older in March."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def calendar_day(value: date, today: date) -> str:
    """The day for a sentence that says "bis", "seit" or "am" itself: 4. August, in another year 4. August 2025."""
    parts = {"day": value.day, "month": _MONTHS[value.month - 1], "year": value.year}
    return (_("%(day)d. %(month)s") if value.year == today.year else _("%(day)d. %(month)s %(year)d")) % parts


def _calendar_date(value: date, today: date) -> str:
    return _("am {day}").format(day=calendar_day(value, today))


def _minutes_ago(minutes: int) -> str:
    if minutes == 0:
        return _("gerade eben")
    return ngettext("vor %(minutes)d Minute", "vor %(minutes)d Minuten", minutes) % {"minutes": minutes}
