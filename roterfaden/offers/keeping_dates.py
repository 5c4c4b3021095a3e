"""What happens to the dates of offers: rhythms come and go, a day is cancelled, moved or taken over, doors close.

Each act counts up the revision of the offer it belongs to, so that calendars which subscribed take it in; closures of
places and organisations say themselves when they changed.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.actions import remember, sign
from roterfaden.offers.differences import NOTHING, day_said, facts_of, of_closure, of_day
from roterfaden.offers.models import ChangeKind, Closure, ExceptionKind, Offer, OfferException, OfferSchedule
from roterfaden.offers.occurrences import rhythm_days


@transaction.atomic
def add_schedule(offer: UUID, values: Mapping[str, Any], *, seen: int | None, by: Any) -> OfferSchedule:
    """A new time; the place it lies at becomes one of the offer's. Raises ``EditConflict``."""
    kept = Offer.claim(offer, seen)
    before = facts_of(kept)
    schedule = OfferSchedule(offer=kept, **values)
    _save_schedule(schedule, by)
    remember(kept, ChangeKind.CHANGED, before, by=by)
    return schedule


@transaction.atomic
def change_schedule(pk: UUID, values: Mapping[str, Any], *, seen: int, by: Any) -> OfferSchedule:
    """Another rhythm, time, place or person; exceptions for days that no longer belong to it go. Raises
    ``EditConflict``.
    """
    schedule = _claimed(pk, seen)
    before = facts_of(schedule.offer)
    for name, value in values.items():
        setattr(schedule, name, value)
    _save_schedule(schedule, by)
    gone = [one for one in schedule.exceptions.all() if not rhythm_days(schedule, one.on_date, one.on_date)]
    also = [of_day(schedule, one.on_date, day_said(one), NOTHING) for one in gone]
    schedule.exceptions.filter(pk__in=[one.pk for one in gone]).delete()
    remember(schedule.offer, ChangeKind.CHANGED, before, by=by, also=also)
    return schedule


@transaction.atomic
def remove_schedule(pk: UUID, *, by: Any) -> None:
    """A time that was wrong or is over, with everything said about single days of it."""
    schedule = _claimed(pk)
    before = facts_of(schedule.offer)
    schedule.delete()
    _touch(schedule.offer, by, is_signed=True)
    remember(schedule.offer, ChangeKind.CHANGED, before, by=by)


@transaction.atomic
def set_schedules(
    offer: UUID,
    wanted: Iterable[Mapping[str, Any]],
    *,
    seen: int,
    by: Any,
    on_holidays: bool | None = None,
    in_school_breaks: bool | None = None,
) -> Offer:
    """Other rhythms in place of all there were. ``None`` leaves what is known about holidays and breaks."""
    kept = Offer.claim(offer, seen)
    before = facts_of(kept)
    kept.on_holidays = kept.on_holidays if on_holidays is None else on_holidays
    kept.in_school_breaks = kept.in_school_breaks if in_school_breaks is None else in_school_breaks
    kept.schedules.all().delete()
    OfferSchedule.objects.bulk_create(OfferSchedule(offer=kept, **values) for values in wanted)
    _touch(kept, by, is_signed=True)
    remember(kept, ChangeKind.CHANGED, before, by=by)
    return kept


@transaction.atomic
def cancel_date(pk: UUID, day: date, *, reason: str, by: Any) -> OfferException:
    """This one day does not take place."""
    return _except(pk, day, by, kind=ExceptionKind.CANCELLED, reason=reason)


@transaction.atomic
def move_date(
    pk: UUID,
    day: date,
    *,
    by: Any,
    new_date: date | None = None,
    new_starts_at: time | None = None,
    new_ends_at: time | None = None,
    new_place: Place | None = None,
    staffed_by: str = "",
    reason: str = "",
) -> OfferException:
    """This one day is different: another day, time or place, somebody else is there, or it takes place after all."""
    return _except(
        pk,
        day,
        by,
        kind=ExceptionKind.MOVED,
        new_date=new_date,
        new_starts_at=new_starts_at,
        new_ends_at=new_ends_at,
        new_place=new_place,
        staffed_by=staffed_by,
        reason=reason,
    )


@transaction.atomic
def take_back_exception(pk: UUID, day: date, *, by: Any) -> None:
    """The day is as the rhythm says again."""
    schedule = _claimed(pk)
    said = day_said(_exception(schedule, day))
    schedule.exceptions.filter(on_date=day).delete()
    _touch(schedule.offer, by)
    remember(schedule.offer, ChangeKind.CHANGED, by=by, also=[of_day(schedule, day, said, NOTHING)])


@transaction.atomic
def close(owner: Offer | Place | Organisation, *, starts_on: date, ends_on: date, reason: str = "", by: Any) -> Closure:
    """An offer, a place or all of an organisation is closed on these days; said twice it is closed once."""
    claimed = Offer.claim(owner.pk, None) if isinstance(owner, Offer) else None
    name = {Offer: "offer", Place: "place", Organisation: "organisation"}[type(owner)]
    told: dict[str, Any] = {name: owner, "starts_on": starts_on, "ends_on": ends_on, "reason": reason}
    if known := Closure.objects.current().filter(**told).first():
        return known
    closure = Closure.objects.create(**told)
    if claimed is not None:
        _note_closure(closure, claimed, by, before=False)
    return closure


@transaction.atomic
def take_back_closure(pk: UUID, *, by: Any) -> Closure:
    """It is open on these days after all."""
    return _set_withdrawn(pk, by, withdrawn_at=timezone.now(), withdrawn_by=by)


@transaction.atomic
def restore_closure(pk: UUID, *, by: Any) -> Closure:
    """It stays closed: undoes taking back."""
    return _set_withdrawn(pk, by, withdrawn_at=None, withdrawn_by=None)


def _claimed(pk: UUID, seen: int | None = None) -> OfferSchedule:
    schedule = OfferSchedule.objects.select_related("place").get(pk=pk)
    schedule.offer = Offer.claim(schedule.offer_id, seen)
    return schedule


def _save_schedule(schedule: OfferSchedule, by: Any) -> None:
    schedule.save()
    if schedule.place is not None:
        schedule.offer.places.add(schedule.place)
    _touch(schedule.offer, by, is_signed=True)


def _touch(offer: Offer, by: Any, *, is_signed: bool = False) -> None:
    """Count the change; with ``is_signed`` the rhythm is from now on the writer's and no longer that of the files."""
    if is_signed:
        sign(offer, by)
    offer.changed_by, offer.changed_at = by, timezone.now()
    offer.save()


def _except(pk: UUID, day: date, by: Any, **values: Any) -> OfferException:
    schedule = _claimed(pk)
    if not rhythm_days(schedule, day, day):
        raise RuleBroken(_("An diesem Tag ist kein Termin."))
    known = _exception(schedule, day)
    before, exception = day_said(known), known or OfferException(schedule=schedule, on_date=day)
    blank = {"new_date": None, "new_starts_at": None, "new_ends_at": None, "new_place": None, "staffed_by": ""}
    for name, value in (blank | values).items():
        setattr(exception, name, value)
    exception.save()
    _touch(schedule.offer, by)
    also = [of_day(schedule, day, before, day_said(exception))]
    remember(schedule.offer, ChangeKind.CHANGED, by=by, also=also)
    return exception


def _exception(schedule: OfferSchedule, day: date) -> OfferException | None:
    return schedule.exceptions.select_related("new_place").filter(on_date=day).first()


def _set_withdrawn(pk: UUID, by: Any, **values: Any) -> Closure:
    closure = Closure.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    before = not closure.is_withdrawn
    for name, value in values.items():
        setattr(closure, name, value)
    closure.save()
    if closure.offer_id is not None:
        _note_closure(closure, Offer.claim(closure.offer_id, None), by, before=before)
    return closure


def _note_closure(closure: Closure, offer: Offer, by: Any, *, before: bool) -> None:
    """In the history of its offer; that a place or an organisation is closed is no change of an offer."""
    _touch(offer, by)
    also = [of_closure(closure, before=before, after=not closure.is_withdrawn)]
    remember(offer, ChangeKind.CHANGED, by=by, also=also)
