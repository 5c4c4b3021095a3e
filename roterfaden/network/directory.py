"""What happens in the directory: organisations and places are kept up to date, and nobody overwrites anybody unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.keys import free_key
from roterfaden.network.models import Edited, OpeningHours, Organisation, Place, Room


@dataclass(frozen=True)
class RoomWanted:
    """A room as it shall be; ``pk`` of one that exists already."""

    pk: UUID | None
    name: str
    seats: int | None
    equipment: str
    remove: bool = False


@dataclass(frozen=True)
class SpanWanted:
    """A span of a weekday on which a place is open."""

    weekday: int
    opens_at: time
    closes_at: time
    note: str = ""


@transaction.atomic
def add_organisation(values: Mapping[str, Any], *, by: Any) -> Organisation:
    """A new organisation."""
    organisation = Organisation(key=free_key(Organisation, values["name"]))
    _write(organisation, values, by)
    return organisation


@transaction.atomic
def change_organisation(pk: UUID, values: Mapping[str, Any], *, seen: int, by: Any) -> Organisation:
    """Other values for an organisation. Raises ``EditConflict`` when it was changed since ``seen``."""
    organisation = Organisation.claim(pk, seen)
    _write(organisation, values, by)
    return organisation


@transaction.atomic
def add_place(values: Mapping[str, Any], *, by: Any) -> Place:
    """A new place."""
    place = Place(key=free_key(Place, values["name"]))
    _write(place, values, by)
    return place


@transaction.atomic
def change_place(pk: UUID, values: Mapping[str, Any], *, seen: int, by: Any) -> Place:
    """Other values for a place. Raises ``EditConflict`` when it was changed since ``seen``."""
    place = Place.claim(pk, seen)
    _write(place, values, by)
    return place


@transaction.atomic
def set_rooms(pk: UUID, rooms: Iterable[RoomWanted], *, seen: int, by: Any) -> Place:
    """The rooms of a place as they shall be; rooms that are not mentioned stay as they are."""
    place = Place.claim(pk, seen)
    rooms = list(rooms)
    _refuse_repeated([room.name for room in rooms if not room.remove])
    place.rooms.filter(pk__in=[room.pk for room in rooms if room.pk and room.remove]).delete()
    for room in rooms:
        if not room.remove:
            _write_room(place, room)
    _write(place, {}, by)
    return place


@transaction.atomic
def set_opening_hours(pk: UUID, spans: Iterable[SpanWanted], *, seen: int, by: Any) -> Place:
    """The week of a place, in place of what was there. Spans of a day must not overlap."""
    place = Place.claim(pk, seen)
    spans = sorted(spans, key=lambda span: (span.weekday, span.opens_at))
    _refuse_overlaps(spans)
    place.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(place=place, weekday=s.weekday, opens_at=s.opens_at, closes_at=s.closes_at, note=s.note)
        for s in spans
    )
    _write(place, {}, by)
    return place


def _write(record: Edited, values: Mapping[str, Any], by: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.changed_by, record.changed_at = by, timezone.now()
    record.save()


def _write_room(place: Place, wanted: RoomWanted) -> None:
    room = (place.rooms.filter(pk=wanted.pk).first() if wanted.pk else None) or Room(place=place)
    room.name, room.seats, room.equipment = wanted.name, wanted.seats, wanted.equipment
    room.save()


def _refuse_repeated(names: list[str]) -> None:
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise RuleBroken(_("Diesen Raum gibt es zweimal: {names}").format(names=", ".join(sorted(repeated))))


def _refuse_overlaps(spans: list[SpanWanted]) -> None:
    for earlier, later in pairwise(spans):
        if earlier.weekday == later.weekday and later.opens_at < earlier.closes_at:
            raise RuleBroken(_("Zwei Öffnungszeiten eines Tages überschneiden sich. Bitte fassen Sie sie zusammen."))
