"""An appointment for the calendar of whoever holds it: neither with whom nor what about."""

from email.utils import parseaddr

from django.conf import settings

from roterfaden.base.calendars import Appointment as Entry
from roterfaden.cases.models import Appointment, AppointmentState, Way

CALLED_OFF = {AppointmentState.EXCUSED, AppointmentState.CANCELLED}


def calendar_entry(appointment: Appointment, *, url: str = "") -> Entry:
    """What stands in the calendar. Where somebody lives tells who it is, so a home visit has no place there."""
    return Entry(
        uid=f"{appointment.pk}@roter-faden",
        sequence=appointment.sequence,
        title=appointment.title,
        starts_at=appointment.starts_at,
        minutes=appointment.minutes,
        place="" if appointment.way == Way.HOME_VISIT else appointment.where,
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        url=url,
        is_cancelled=appointment.state in CALLED_OFF,
    )
