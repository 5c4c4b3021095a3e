"""What happens to programmes: texts change for all offers that follow them, and offers are made for many places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.keys import free_key
from roterfaden.network.models import Organisation, Place
from roterfaden.offers import actions
from roterfaden.offers.differences import facts_of
from roterfaden.offers.models import TEXTS, ChangeKind, Offer, Programme
from roterfaden.offers.models.programme import names_of
from roterfaden.offers.reviewing import needs_review

LINKS = ("fields_of_action", "target_groups", "topics")
"""What a new offer begins with; later it goes its own way."""
RELATIONS = (*LINKS, "not_at")
MOST_AT_ONCE = 100
_Wanted = tuple[str, Place | None, Organisation | None]


@dataclass(frozen=True)
class Spread:
    """What a change of a programme's texts would do: offers that change, offers of it in all, and the fields."""

    changing: int
    all: int
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The fields by their German names."""
        return names_of(self.fields)


@transaction.atomic
def add_programme(values: Mapping[str, Any], *, by: Any) -> Programme:
    """A new programme, without offers yet."""
    programme = Programme(key=free_key(Programme, values["name"], otherwise="programm"))
    _write(programme, values, by)
    return programme


def spread_of(programme: Programme, values: Mapping[str, Any]) -> Spread:
    """How far a change would reach, before it is made (one query)."""
    fields = tuple(name for name in TEXTS if getattr(programme, name) != values[name])
    followed = list(programme.offers.values_list("own_fields", flat=True))
    changing = sum(not set(fields) <= set(own) for own in followed)
    return Spread(changing if fields else 0, len(followed), fields)


@transaction.atomic
def change_programme(pk: UUID, values: Mapping[str, Any], *, seen: int, by: Any) -> int:
    """Other texts for a programme, and so for its offers wherever they have none of their own. How many changed.

    Nobody confirms an offer by this: when its facts were last confirmed stays as it is. Raises ``EditConflict``.
    """
    programme = Programme.claim(pk, seen)
    if programme.run_by is not None:
        _let_the_city_look_first([programme.run_by], by)
    before = {name: getattr(programme, name) for name in TEXTS}
    _write(programme, values, by)
    changed = []
    for offer in programme.offers.select_for_update(of=("self",), no_key=True).order_by("pk"):
        # Saved without its own texts being noticed, it still keeps them: only what was the programme's is replaced.
        taken = [
            name
            for name in TEXTS
            if name not in offer.own_fields
            and getattr(offer, name) == before[name]
            and before[name] != getattr(programme, name)
        ]
        if taken:
            changed.append(_follow(offer, programme, taken, by))
    actions.refresh_search(changed)
    return len(changed)


@transaction.atomic
def follow_programme(pk: UUID, *, by: Any) -> Offer:
    """The offer gives up its own texts for those of its programme. Raises ``RuleBroken`` if it belongs to none."""
    offer = Offer.claim(pk, None)
    if offer.programme is None:
        raise RuleBroken(_("Dieses Angebot gehört zu keinem Programm."))
    _let_the_city_look_first([offer.organisation], by)
    _follow(offer, offer.programme, TEXTS, by, claimed=True)
    actions.refresh_search([offer])
    return offer


@transaction.atomic
def join_programme(pk: UUID, programme: Programme | None, since: int | None, *, by: Any) -> Offer:
    """The offer belongs to a programme from now on, with its own texts where they differ; or to none any more."""
    offer = Offer.claim(pk, None)
    offer.programme, offer.programme_since = programme, since if programme else None
    _sign(offer, by)
    offer.save()
    return offer


@transaction.atomic
def add_at_many(
    programme: Programme,
    *,
    places: Iterable[Place] = (),
    names: Iterable[str] = (),
    provider: Organisation | None,
    since: int | None = None,
    by: Any,
) -> list[Offer]:
    """The same offer for each place, and for each name that is no place (a department of a club).

    ``provider=None``: each institution offers it itself. Where the programme runs already, nothing is added. Raises
    ``RuleBroken`` when somebody has to be named who offers it.
    """
    there = set(programme.offers.current().values_list("places", flat=True))
    titles = set(programme.offers.current().values_list("title", flat=True))
    wanted: list[_Wanted] = [
        (place.name, place, provider or place.operator) for place in places if place.pk not in there
    ]
    wanted += [(name, None, provider or programme.run_by) for name in names if _title(programme, name) not in titles]
    if nobody := [name for name, _place, who in wanted if who is None]:
        raise RuleBroken(_("Bitte sagen Sie, wer es anbietet: {places}.").format(places=", ".join(nobody)))
    _let_the_city_look_first({who for _name, _place, who in wanted if who}, by)
    links = {name: list(getattr(programme, name).all()) for name in LINKS}
    made = [_make(programme, name, place, who, links, since, by) for name, place, who in wanted if who]
    actions.refresh_search(made)
    return made


def _let_the_city_look_first(providers: Iterable[Organisation], by: Any) -> None:
    """Until the city has looked at a provider's first offer, many more cannot be published past it."""
    if waiting := sorted(one.name for one in providers if needs_review(one, by)):
        text = _("Die Kommune sieht sich Ihre Angebote noch an, bevor sie erscheinen. Das geht hier nicht: {names}.")
        raise RuleBroken(text.format(names=", ".join(waiting)))


def _make(
    programme: Programme,
    name: str,
    place: Place | None,
    provider: Organisation,
    links: Mapping[str, list[Any]],
    since: int | None,
    by: Any,
) -> Offer:
    title = _title(programme, name)
    offer = Offer(
        key=free_key(Offer, title, otherwise="angebot"), title=title, programme=programme, programme_since=since
    )
    offer.organisation = provider
    for text in TEXTS:
        setattr(offer, text, getattr(programme, text))
    offer.checked_on = timezone.localdate()
    _sign(offer, by)
    offer.origin = actions.origin_of(by, offer.organisation)
    offer.save()
    for link, rows in links.items():
        getattr(offer, link).set(rows)
    if place is not None:
        offer.places.add(place)
    actions.remember(offer, ChangeKind.ADDED, by=by)
    return offer


def _follow(offer: Offer, programme: Programme, fields: Iterable[str], by: Any, *, claimed: bool = False) -> Offer:
    before = facts_of(offer)
    for name in fields:
        setattr(offer, name, getattr(programme, name))
    offer.programme = programme
    offer.revision += not claimed
    _sign(offer, by)
    offer.save()
    actions.remember(offer, ChangeKind.CHANGED, before, by=by, reason=str(programme))
    return offer


def _write(programme: Programme, values: Mapping[str, Any], by: Any) -> None:
    for name, value in values.items():
        if name not in RELATIONS:
            setattr(programme, name, value)
    _sign(programme, by)
    programme.save()
    for name in RELATIONS:
        if name in values:
            getattr(programme, name).set(values[name])


def _sign(row: Offer | Programme, by: Any) -> None:
    row.changed_by, row.changed_at = by, timezone.now()


def _title(programme: Programme, name: str) -> str:
    return f"{programme.name}: {name}"[:200]


def offers_of(programme: Programme) -> QuerySet[Offer]:
    """Its current offers, those confirmed in time first."""
    return programme.offers.current().freshest_first()
