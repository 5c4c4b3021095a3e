"""Times in the words of RFC 5545, as far as HSDS has them; what differs on a day is an attribute of the schedule.

``2026-02-02``: cancelled on that day. ``2026-02-02/2026-02-03T10:00/2026-02-03T12:00/<id of the location>``: moved from
that day, with begin, end and, if it is another one, the place. The description says it in words.

Who is there (``staffed_by``) is not told: nobody has agreed to be published with it.
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.utils.formats import date_format

from roterfaden.api.hsds.identifiers import at_place, derived
from roterfaden.api.hsds.shapes import Attribute, Schedule
from roterfaden.api.hsds.terms import SINGLE_DAYS
from roterfaden.offers.feeds import DAYS
from roterfaden.offers.models import ExceptionKind, Frequency, OfferException, OfferSchedule


def schedule_of(time: OfferSchedule, places: Collection[UUID]) -> Schedule:
    """One time; ``places`` are those at which the offer is."""
    byday = DAYS[time.weekday - 1] if time.weekday else None
    where = at_place(time.offer_id, time.place_id) if time.place_id and time.place_id in places else None
    is_once, is_monthly = time.frequency == Frequency.ONCE, time.frequency == Frequency.MONTHLY
    return Schedule(
        id=time.pk,
        service_id=time.offer_id,
        service_at_location_id=where,
        freq=None if is_once else "MONTHLY" if is_monthly else "WEEKLY",
        interval=None if is_once else time.every_weeks,
        byday=f"{time.nth}{byday}" if is_monthly else byday,
        dtstart=time.on_date if is_once else time.starts_on,
        until=None if is_once else time.ends_on,
        count=1 if is_once else None,
        opens_at=f"{time.starts_at:%H:%M}",
        closes_at=f"{time.ends_at:%H:%M}",
        description=" ".join([f"{time}.", *map(_in_words, time.exceptions.all())]),
        notes=time.note or None,
        attributes=tuple(_attribute(one, time) for one in time.exceptions.all()),
    )


def _attribute(differs: OfferException, time: OfferSchedule) -> Attribute:
    term, value = SINGLE_DAYS.term(differs.kind), "/".join(_as_value(differs, time))
    return Attribute(
        id=derived(time.pk, term.id, value),
        link_id=time.pk,
        link_entity="schedule",
        link_type=term.taxonomy,
        taxonomy_term_id=term.id,
        taxonomy_term=term,
        value=value,
    )


def _as_value(differs: OfferException, time: OfferSchedule) -> Iterator[str]:
    yield differs.on_date.isoformat()
    if differs.kind == ExceptionKind.MOVED:
        day = (differs.new_date or differs.on_date).isoformat()
        for usual, new in ((time.starts_at, differs.new_starts_at), (time.ends_at, differs.new_ends_at)):
            yield f"{day}T{new or usual:%H:%M}"
        if differs.new_place_id:
            yield str(differs.new_place_id)


def _in_words(differs: OfferException) -> str:
    told = [f"{date_format(differs.on_date, 'j. F Y')}: {differs.get_kind_display()}"]
    if differs.kind == ExceptionKind.MOVED:
        told += [date_format(differs.new_date, "j. F Y")] if differs.new_date else []
        told += [f"{differs.new_starts_at:%H:%M}–{differs.new_ends_at:%H:%M}"] if differs.new_starts_at else []
        told += [differs.new_place.name] if differs.new_place else []
    return ", ".join(told) + "."
