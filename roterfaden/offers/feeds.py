"""Calendars to subscribe to (iCalendar, RFC 5545): the dates of offers as everybody's program takes them in.

Public: only what stands in the directory and contacts that agreed to it; who is there on a day is for colleagues only.

A time of an offer is one event with its rule (``RRULE``), the days it does not take place (``EXDATE``) and an event of
its own for each day that was moved (``RECURRENCE-ID``). The rule ends with the next year, as far as holidays and breaks
can be looked ahead; whoever subscribes asks again and gets the year after. ``UID`` is that of the schedule and stays
for ever. ``LAST-MODIFIED`` is when anything it is made of changed last; ``SEQUENCE`` rises with it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vGeo, vRecur, vUri

from roterfaden.base.calendars import PRODUCT
from roterfaden.base.dates import GERMANY
from roterfaden.network.models import Place
from roterfaden.offers.directory import with_dates
from roterfaden.offers.models import Frequency, Offer, OfferSchedule, public_contacts
from roterfaden.offers.occurrences import Occurrence, Status, closures_of, planned

# From here on SEQUENCE counts; a whole number of RFC 5545 reaches far beyond 2090.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
REFRESH = timedelta(hours=12)
# What the tz database says about Europe/Berlin since 1996 (Directive 2000/84/EC).
_BERLIN = """
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""".strip()
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Feed:
    """A calendar as it is sent, and when anything in it changed last."""

    content: bytes
    changed_at: datetime


@dataclass(frozen=True)
class Window:
    """From the first of January to the end of the next year: what a feed holds."""

    first: date
    last: date

    @classmethod
    def around(cls, day: date) -> "Window":
        """The one in which ``day`` lies."""
        return cls(date(day.year, 1, 1), date(day.year + 1, 12, 31))

    @property
    def begins_at(self) -> datetime:
        """When it took the place of the one before."""
        return datetime(self.first.year, 1, 1, tzinfo=GERMANY)


def for_feed(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with everything that is published of them."""
    return with_dates(offers).prefetch_related(public_contacts(), "fields_of_action", "topics")


def feed(offers: Iterable[Offer], *, name: str, at: Place | None = None, today: date | None = None) -> Feed:
    """The dates of these offers (loaded with ``for_feed``); with ``at`` only those that take place there."""
    window = Window.around(today or timezone.localdate())
    schedules = [schedule for offer in offers for schedule in offer.schedules.all()]
    dates, changed = planned(schedules, window.first, window.last), _changes(schedules, window)
    calendar = _calendar(name)
    for schedule in schedules:
        for event in _events(schedule, dates.get(schedule.pk, {}), at):
            _stamp(event, schedule, changed[schedule.pk])
            calendar.add_component(event)
    return Feed(bytes(calendar.to_ical()), max(changed.values(), default=window.begins_at))


def recurrence(schedule: OfferSchedule, last: date) -> vRecur:
    """The rule of a schedule that repeats itself, up to and with its date on ``last``."""
    assert schedule.weekday is not None
    day = DAYS[schedule.weekday - 1]
    until = datetime.combine(last, schedule.starts_at, tzinfo=GERMANY).astimezone(UTC)
    if schedule.frequency == Frequency.MONTHLY:
        return vRecur(FREQ="MONTHLY", BYDAY=f"{schedule.nth}{day}", UNTIL=until)
    interval: dict[str, Any] = {"INTERVAL": schedule.every_weeks} if schedule.every_weeks > 1 else {}
    return vRecur(FREQ="WEEKLY", BYDAY=day, UNTIL=until, **interval)


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    calendar.add_component(Timezone.from_ical(_BERLIN))
    return calendar


def _events(schedule: OfferSchedule, dates: dict[date, Occurrence], at: Place | None) -> Iterator[Event]:
    """The events of one schedule, none when nothing of it takes place here."""
    days = sorted(dates)

    def here(one: Occurrence) -> bool:
        return at is None or one.place == at

    if schedule.frequency == Frequency.ONCE:
        yield from (_single(one) for one in dates.values() if here(one))
    elif at is not None and schedule.place != at:
        yield from (_single(one, day) for day, one in dates.items() if here(one) and one.takes_place)
    elif any(here(one) and one.takes_place for one in dates.values()):
        yield _series(schedule, [dates[day] for day in days], here)
        yield from (_instead(dates[day]) for day in days if dates[day].status == Status.MOVED and here(dates[day]))


def _series(schedule: OfferSchedule, dates: list[Occurrence], here: Callable[[Occurrence], bool]) -> Event:
    event = _event(schedule.offer, schedule.place)
    _times(event, _usual(dates[0]), schedule)
    event.add("rrule", recurrence(schedule, dates[-1].on_date))
    left_out = [_usual(one) for one in dates if not (one.takes_place and here(one))]
    if left_out:
        event.add("exdate", left_out)
    event.add("uid", _uid(schedule))
    event.add("status", "CONFIRMED")
    return event


def _instead(one: Occurrence) -> Event:
    """What takes the place of one date of a series."""
    event = _single(one)
    event.add("recurrence-id", _usual(one))
    return event


def _single(one: Occurrence, day: date | None = None) -> Event:
    event = _event(one.offer, one.place, one.reason)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("uid", _uid(one.schedule, day))
    event.add("status", "CONFIRMED" if one.takes_place else "CANCELLED")
    return event


def _event(offer: Offer, place: Place | None, reason: str = "") -> Event:
    event = Event()
    event.add("summary", offer.title)
    event.add("description", _description(offer, reason))
    if place is not None:
        event.add("location", ", ".join(filter(None, [place.name, place.public_address])))
        if place.public_point:
            event.add("geo", vGeo(place.public_point))
    event.add("categories", _categories(offer))
    if address := offer.registration_url or offer.online_url or offer.organisation.website:
        event.add("url", vUri(address))
    for contact in offer.public_contacts:
        event.add("contact", ", ".join(filter(None, [contact.name, contact.function, contact.phone, contact.email])))
    return event


def _description(offer: Offer, reason: str) -> str:
    facts = [
        reason,
        _("Beispiel der Demo, erfunden.") if offer.origin == "demo" else "",
        offer.target_group,
        offer.description,
        _("Bitte mitbringen: {documents}").format(documents=", ".join(offer.documents)) if offer.documents else "",
        _("Anmeldung: {how}").format(how=offer.registration) if offer.registration else "",
        _("Kosten: {cost}").format(cost=offer.cost) if offer.cost else "",
        _("Anbieter: {who}").format(who=offer.organisation.name),
    ]
    return "\n".join(filter(None, facts))


def _categories(offer: Offer) -> list[str]:
    fields = [field.short_title for field in offer.fields_of_action.all()]
    return list(dict.fromkeys([offer.get_kind_display(), *fields, *(topic.name for topic in offer.topics.all())]))


def _times(event: Event, starts_at: datetime, schedule: OfferSchedule) -> None:
    event.add("dtstart", starts_at)
    event.add("dtend", datetime.combine(starts_at.date(), schedule.ends_at, tzinfo=GERMANY))


def _usual(one: Occurrence) -> datetime:
    """When a date would have been without anything said about it."""
    return datetime.combine(one.on_date, one.schedule.starts_at, tzinfo=GERMANY)


def _uid(schedule: OfferSchedule, day: date | None = None) -> str:
    return f"termin-{schedule.pk}{f'-{day}' if day else ''}@roterfaden"


def _stamp(event: Event, schedule: OfferSchedule, changed_at: datetime) -> None:
    """DTSTAMP says when the facts were written, not when somebody asked: the same facts are the same bytes."""
    moment = changed_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", int((moment - BEGINNING).total_seconds()) + schedule.offer.revision)


def _changes(schedules: list[OfferSchedule], window: Window) -> dict[UUID, datetime]:
    """When anything that an event is made of changed last, by schedule: one query for all closures."""
    closed: dict[UUID, list[datetime]] = defaultdict(list)
    if schedules:
        for owners in closures_of(schedules).values_list("offer", "place", "organisation", "changed_at"):
            closed[next(filter(None, owners[:3]))].append(owners[3])
    return {schedule.pk: max([window.begins_at, *_moments(schedule, closed)]) for schedule in schedules}


def _moments(schedule: OfferSchedule, closed: dict[UUID, list[datetime]]) -> list[datetime]:
    offer, place = schedule.offer, schedule.place
    records: list[Any] = [offer, offer.organisation, *([place] if place else [])]
    closures = [moment for record in records for moment in closed.get(record.pk, ())]
    return [*(record.changed_at for record in records if record.changed_at), *closures]
