"""What happens to offers: they are added, changed, confirmed, retired and taken up again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.keys import free_key
from roterfaden.network.models import Organisation
from roterfaden.offers.differences import Difference, differences, facts_of
from roterfaden.offers.models import ChangeKind, Offer, OfferChange, OfferContact, OfferSchedule, Origin
from roterfaden.offers.search import indexing
from roterfaden.offers.wanted import ContactWanted, RhythmWanted, TimeWanted

_WHEN = ("frequency", "weekday", "every_weeks", "nth", "on_date", "starts_on", "ends_on", "starts_at", "ends_at")
_LINKS = ("places", "fields_of_action", "target_groups", "topics", "districts")


@transaction.atomic
def add_offer(
    values: Mapping[str, Any],
    times: Iterable[TimeWanted] | None,
    contacts: Iterable[ContactWanted] = (),
    *,
    by: Any,
    origin: Origin | None = None,
    rhythms: Iterable[RhythmWanted] | None = None,
) -> Offer:
    """A new offer; whoever enters it confirms it. ``origin``: whose facts they are, if not those of ``by``."""
    offer = Offer(key=free_key(Offer, values["title"], otherwise="angebot"))
    _write(offer, values, times, contacts, by, origin, rhythms)
    remember(offer, ChangeKind.ADDED, by=by)
    return offer


@transaction.atomic
def change_offer(
    pk: UUID,
    values: Mapping[str, Any],
    times: Iterable[TimeWanted] | None,
    contacts: Iterable[ContactWanted] | None = None,
    *,
    seen: int,
    by: Any,
    origin: Origin | None = None,
    rhythms: Iterable[RhythmWanted] | None = None,
) -> Offer:
    """Other facts for an offer; from now on they are the provider's or the city's and no longer the concept's.

    What is not among ``values`` stays, and so do times (plain weekly ones), rhythms (all other times) and contacts that
    are ``None``. Raises ``EditConflict`` when the offer was changed since ``seen``.
    """
    offer = Offer.claim(pk, seen)
    before = facts_of(offer)
    _write(offer, values, times, contacts, by, origin, rhythms)
    remember(offer, ChangeKind.CHANGED, before, by=by)
    return offer


@transaction.atomic
def set_free_places(pk: UUID, number: int | None, *, by: Any, on: date | None = None) -> Offer:
    """How many places are free today; nothing is confirmed besides. ``None``: it is not known any more.

    ``on``: the day when it was so, for taking a number back.
    """
    offer = Offer.claim(pk, None)
    if number is not None and offer.capacity is not None and number > offer.capacity:
        raise RuleBroken(
            _("Es gibt nur {capacity} Plätze. Sind es mehr geworden, ändern Sie zuerst das Angebot.").format(
                capacity=offer.capacity
            )
        )
    before = facts_of(offer)
    today = timezone.localdate()
    offer.free_places, offer.free_places_on = number, min(on or today, today) if number is not None else None
    offer.changed_by, offer.changed_at = by, timezone.now()
    offer.save()
    remember(offer, ChangeKind.FREE_PLACES, before, by=by)
    return offer


@transaction.atomic
def confirm_offer(pk: UUID, *, by: Any) -> Offer:
    """Say that the facts are right today."""
    return _set(pk, by, ChangeKind.CONFIRMED, checked_on=timezone.localdate())


@transaction.atomic
def take_back_confirmation(pk: UUID, *, earlier: date | None, by: Any) -> Offer:
    """Undo a confirmation: the ``earlier`` one holds again, if there was one. ``RuleBroken`` for days to come."""
    if earlier is not None and earlier > timezone.localdate():
        raise RuleBroken(_("An diesem Tag kann noch niemand etwas bestätigt haben."))
    return _set(pk, by, ChangeKind.UNCONFIRMED, checked_on=earlier)


@transaction.atomic
def retire_offer(pk: UUID, *, by: Any, reason: str = "") -> Offer:
    """Take an offer that does not exist any more out of the directory; people referred to it keep it in their plan."""
    return _set(pk, by, ChangeKind.RETIRED, reason, is_active=False)


@transaction.atomic
def take_up_offer(pk: UUID, *, by: Any) -> Offer:
    """Bring a retired offer back into the directory."""
    return _set(pk, by, ChangeKind.TAKEN_UP, is_active=True)


def set_contacts(offer: Offer, contacts: list[ContactWanted]) -> bool:
    """Replace the contacts when they differ, so that their history tells only of changes. Whether they did."""
    if contacts == [
        ContactWanted(one.name, one.function, one.phone, one.email, tuple(one.languages), one.is_public)
        for one in offer.contacts.all()
    ]:
        return False
    offer.contacts.all().delete()
    OfferContact.objects.bulk_create(
        OfferContact(
            offer=offer,
            name=wanted.name,
            function=wanted.function,
            phone=wanted.phone,
            email=wanted.email,
            languages=list(wanted.languages),
            is_public=wanted.is_public,
            position=position,
        )
        for position, wanted in enumerate(contacts, start=1)
    )
    return True


def remember(
    offer: Offer,
    kind: ChangeKind,
    before: Mapping[str, str] | None = None,
    *,
    by: Any,
    reason: str = "",
    also: Iterable[Difference] = (),
) -> None:
    """A line in the offer's history, with what differs from ``before``; a change that changes nothing is none.

    ``also``: what changed beside the offer's own facts, such as single days.
    """
    found = [] if before is None else differences(before, facts_of(Offer.objects.get(pk=offer.pk)))
    found += [one for one in also if one.before != one.after]
    if found or kind != ChangeKind.CHANGED:
        lines = [[one.label, one.before, one.after] for one in found]
        OfferChange.objects.create(offer=offer, kind=kind, differences=lines, reason=reason[:300], by=by)


def refresh_search(offers: Iterable[Offer]) -> None:
    """Bring what the search knows of these offers up to date; writes only where something differs.

    Call it after anything that changes what ``search/indexing.py`` reads, many-to-many relations included.
    """
    indexing.refresh(offers)


def _write(
    offer: Offer,
    values: Mapping[str, Any],
    times: Iterable[TimeWanted] | None,
    contacts: Iterable[ContactWanted] | None,
    by: Any,
    origin: Origin | None,
    rhythms: Iterable[RhythmWanted] | None,
) -> None:
    for name, value in values.items():
        if name not in _LINKS:
            setattr(offer, name, value)
    sign(offer, by, origin)
    offer.checked_on = timezone.localdate()
    if "free_places" in values:
        offer.free_places_on = None if offer.free_places is None else timezone.localdate()
    offer.save()
    for name in _LINKS:
        if name in values:
            getattr(offer, name).set(values[name])
    weekly, others = list(times or ()), list(rhythms or ())
    if times is not None:
        _set_times(offer, weekly)
    if rhythms is not None:
        _set_rhythms(offer, others)
    at = [*(one.place for one in weekly), *(one.place for one in others)]
    offer.places.add(*(place for place in at if place is not None))
    if contacts is not None:
        set_contacts(offer, list(contacts))
    refresh_search([offer])


def _set(pk: UUID, by: Any, kind: ChangeKind, reason: str = "", **values: Any) -> Offer:
    offer = Offer.claim(pk, None)
    if values == {"is_active": offer.is_active}:
        return offer  # Pressed twice.
    for name, value in values.items():
        setattr(offer, name, value)
    if "is_active" in values:
        sign(offer, by)
    offer.changed_by, offer.changed_at = by, timezone.now()
    offer.save()
    remember(offer, kind, reason=reason, by=by)
    return offer


def sign(offer: Offer, by: Any, origin: Origin | None = None) -> None:
    """From now on the facts are those of whoever wrote them, and the files they came from no longer decide."""
    offer.origin = origin or origin_of(by, offer.organisation)
    offer.changed_by, offer.changed_at = by, timezone.now()


def origin_of(by: Any, organisation: Organisation) -> Origin:
    """Whose facts they are when ``by`` writes them."""
    is_provider = organisation.pk in by.organisations_as(Role.PROVIDER_STAFF)
    return Origin.PROVIDER if is_provider else Origin.CITY


def _set_times(offer: Offer, times: list[TimeWanted]) -> None:
    """The plain weekly times as they shall be. One that stays keeps what is said about its days; rhythms of another
    kind are none of them (``keeping_dates``).
    """
    left = list(offer.schedules.plain())
    for wanted in sorted(times, key=lambda one: _same(one, left) is None):
        schedule = _same(wanted, left) or next((one for one in left if one.weekday == wanted.weekday), None)
        if schedule is None:
            schedule = OfferSchedule(offer=offer, weekday=wanted.weekday)
        else:
            left.remove(schedule)
        schedule.starts_at, schedule.ends_at = wanted.starts_at, wanted.ends_at
        schedule.place, schedule.note = wanted.place, wanted.note
        schedule.save()
    offer.schedules.filter(pk__in=[one.pk for one in left]).delete()


def _set_rhythms(offer: Offer, rhythms: list[RhythmWanted]) -> None:
    """All times but the plain weekly ones as they shall be. One that stays keeps what is said about its days."""
    plain = offer.schedules.plain().values("pk")
    left = {tuple(getattr(one, name) for name in _WHEN): one for one in offer.schedules.exclude(pk__in=plain)}
    for wanted in rhythms:
        if left.pop(tuple(getattr(wanted, name) for name in _WHEN), None) is None:
            OfferSchedule.objects.create(offer=offer, **vars(wanted))
    offer.schedules.filter(pk__in=[one.pk for one in left.values()]).delete()


def _same(wanted: TimeWanted, among: Iterable[OfferSchedule]) -> OfferSchedule | None:
    facts = (wanted.weekday, wanted.starts_at, wanted.ends_at, wanted.place.pk if wanted.place else None)
    found = ((one, (one.weekday, one.starts_at, one.ends_at, one.place_id)) for one in among)
    return next((one for one, known in found if known == facts), None)
