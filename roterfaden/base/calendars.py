"""One appointment as a file for any calendar (iCalendar, RFC 5545), as everybody's program takes it in.

It is published, not sent as a request for an answer (RFC 5546, 3.2.1): then it needs no list of who takes part, and
nobody's name or address travels with it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vUri

PRODUCT = "-//Roter Faden//DE"
CONTENT_TYPE = "text/calendar"


@dataclass(frozen=True)
class Appointment:
    """What stands in a calendar. ``uid`` stays the same for ever, ``sequence`` grows with every change."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    minutes: int
    place: str
    organiser: str
    url: str = ""
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        """What the receiving calendar does with it."""
        return "CANCEL" if self.is_cancelled else "PUBLISH"


def as_calendar(appointment: Appointment, *, stamp: datetime) -> bytes:
    """The file. ``stamp`` is when it was made."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", appointment.method)
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", (appointment.starts_at + timedelta(minutes=appointment.minutes)).astimezone(UTC))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("status", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{appointment.organiser}"))
    if appointment.url:
        event.add("url", vUri(appointment.url))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
