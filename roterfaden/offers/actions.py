"""What happens to offers: they are added, changed, confirmed, retired and taken up again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from roterfaden.base.access import Role
from roterfaden.base.names import fold
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import Offer, OfferSchedule, Origin
from roterfaden.offers.search import indexing

_LINKS = ("places", "fields_of_action", "target_groups")


@dataclass(frozen=True)
class TimeWanted:
    """A weekly time as it shall be."""

    weekday: int
    starts_at: time
    ends_at: time
    place: Place | None = None
    note: str = ""


@transaction.atomic
def add_offer(values: Mapping[str, Any], times: Iterable[TimeWanted], *, by: Any) -> Offer:
    """A new offer; whoever enters it confirms it."""
    offer = Offer(key=_free_key(values["title"]))
    _write(offer, values, times, by)
    return offer


@transaction.atomic
def change_offer(pk: UUID, values: Mapping[str, Any], times: Iterable[TimeWanted], *, seen: int, by: Any) -> Offer:
    """Other facts for an offer; from now on they are the provider's or the city's and no longer the concept's.

    Raises ``EditConflict`` when the offer was changed since ``seen``.
    """
    offer = Offer.claim(pk, seen)
    _write(offer, values, times, by)
    return offer


@transaction.atomic
def confirm_offer(pk: UUID, *, by: Any) -> Offer:
    """Say that the facts are right today."""
    return _set(pk, by, checked_on=timezone.localdate())


@transaction.atomic
def take_back_confirmation(pk: UUID, *, earlier: date | None, by: Any) -> Offer:
    """Undo a confirmation: the ``earlier`` one holds again, if there was one."""
    return _set(pk, by, checked_on=earlier)


@transaction.atomic
def retire_offer(pk: UUID, *, by: Any) -> Offer:
    """Take an offer that does not exist any more out of the directory; people referred to it keep it in their plan."""
    return _set(pk, by, is_active=False)


@transaction.atomic
def take_up_offer(pk: UUID, *, by: Any) -> Offer:
    """Bring a retired offer back into the directory."""
    return _set(pk, by, is_active=True)


def refresh_search(offers: Iterable[Offer]) -> None:
    """Bring what the search knows of these offers up to date; writes only where something differs.

    Call it after anything that changes what ``search/indexing.py`` reads, many-to-many relations included.
    """
    indexing.refresh(offers)


def _write(offer: Offer, values: Mapping[str, Any], times: Iterable[TimeWanted], by: Any) -> None:
    for name, value in values.items():
        if name not in _LINKS:
            setattr(offer, name, value)
    _sign(offer, by)
    offer.checked_on = timezone.localdate()
    offer.save()
    for name in _LINKS:
        getattr(offer, name).set(values[name])
    _set_times(offer, list(times))
    refresh_search([offer])


def _set(pk: UUID, by: Any, **values: Any) -> Offer:
    offer = Offer.claim(pk, None)
    for name, value in values.items():
        setattr(offer, name, value)
    if "is_active" in values:
        _sign(offer, by)
    offer.changed_by, offer.changed_at = by, timezone.now()
    offer.save()
    return offer


def _sign(offer: Offer, by: Any) -> None:
    """From now on the facts are those of whoever wrote them, and the files they came from no longer decide."""
    offer.origin = _origin(by, offer.organisation)
    offer.changed_by, offer.changed_at = by, timezone.now()


def _origin(by: Any, organisation: Organisation) -> Origin:
    is_provider = organisation.pk in by.organisations_as(Role.PROVIDER_STAFF)
    return Origin.PROVIDER if is_provider else Origin.CITY


def _set_times(offer: Offer, times: list[TimeWanted]) -> None:
    offer.schedules.all().delete()
    OfferSchedule.objects.bulk_create(
        OfferSchedule(
            offer=offer,
            weekday=wanted.weekday,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            place=wanted.place,
            note=wanted.note,
        )
        for wanted in times
    )


def _free_key(title: str) -> str:
    stem = slugify(fold(title))[:90].strip("-") or "angebot"
    taken = set(Offer.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)
