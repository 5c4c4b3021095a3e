"""Taking over: a delivery is read and kept; what somebody confirmed becomes offers. What was changed here stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.api.feeds.comparing import Change, change_of
from roterfaden.api.feeds.reading import Incoming, Thing, read_all
from roterfaden.api.models import FeedDelivery, FeedLink, FeedSource
from roterfaden.base.errors import RuleBroken
from roterfaden.base.keys import free_key
from roterfaden.concept.models import FieldOfAction, Project, TargetGroup
from roterfaden.network.models import District, Organisation, OrganisationKind, Place, PlaceKind
from roterfaden.offers.actions import refresh_search, remember
from roterfaden.offers.differences import facts_of
from roterfaden.offers.models import (
    ChangeKind,
    ExceptionKind,
    Offer,
    OfferContact,
    OfferException,
    OfferSchedule,
    Origin,
    Topic,
)
from roterfaden.offers.occurrences import rhythm_days

# How rows of ours are named in a feed: the concept's own words by key, districts by name.
_BY = {"topics": (Topic, "pk"), "fields_of_action": (FieldOfAction, "key"), "target_groups": (TargetGroup, "key"),
       "districts": (District, "name")}  # fmt: skip
_RELATED = (*_BY, "places", "times", "project")


@dataclass
class Taken:
    """How many offers became what."""

    numbers: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))


def keep_source(name: str, url: str) -> FeedSource:
    """The directory of this name, and where it is asked from now on."""
    source, _new = FeedSource.objects.get_or_create(name=name, defaults={"url": url})
    if url and source.url != url:
        source.url = url
        source.save()
    return source


@transaction.atomic
def receive_feed(name: str, url: str, services: list[Any], *, by: Any) -> FeedDelivery:
    """Read what a directory delivered and keep it for a look; an earlier one nobody decided about is forgotten."""
    offers, problems = read_all(services)
    if not offers and not problems:
        raise RuleBroken(_("Darin steht kein einziges Angebot."))
    source = keep_source(name, url)
    source.deliveries.filter(taken_at__isnull=True).delete()
    told = {"services": [asdict(one) for one in offers], "problems": [asdict(one) for one in problems]}
    return FeedDelivery.objects.create(source=source, delivered_by=by, **told)


@transaction.atomic
def take_over(pk: UUID, *, only_good: bool, by: Any) -> Taken:
    """Make offers of a whole delivery. With problems in it only when the good ones alone are wanted."""
    taken, _is_last = take_portion(pk, 0, None, only_good=only_good, by=by)
    return taken


@transaction.atomic
def take_portion(pk: UUID, begin: int, number: int | None, *, only_good: bool, by: Any) -> tuple[Taken, bool]:
    """Make offers of ``number`` services of a delivery (``None``: all), and whether it is over with them.

    Raises ``RuleBroken`` when the delivery has problems and not only the good ones are wanted, or when it is gone.
    """
    delivery = FeedDelivery.objects.select_for_update(of=("self",), no_key=True).select_related("source")
    found = delivery.filter(pk=pk).first()
    if found is None:
        raise RuleBroken(_("Diese Lieferung gibt es nicht mehr: Jemand hat eine neuere geholt."))
    refuse_taking(found, only_good=only_good)
    incoming = [Incoming.kept(told) for told in found.services]
    end = len(incoming) if number is None else begin + number
    taken = _Taking(found.source, by).take(incoming[begin:end])
    is_last = end >= len(incoming)
    if is_last:
        taken.numbers[Change.GONE] = _mark_gone(found.source, [one.id for one in incoming])
        # The offers hold them now; contacts shall not lie in two places.
        found.taken_at, found.services = timezone.now(), []
        found.save()
    return taken, is_last


def refuse_taking(delivery: FeedDelivery, *, only_good: bool) -> None:
    """Raises ``RuleBroken`` when it cannot be taken over like this."""
    if delivery.taken_at is not None:
        raise RuleBroken(_("Diese Lieferung ist schon übernommen."))
    if delivery.problems and not only_good:
        raise RuleBroken(_("Nicht alles lässt sich lesen. Übernehmen Sie nur die lesbaren Angebote, oder keine."))


class _Taking:
    """Services being taken over, with what is known of their directory."""

    def __init__(self, source: FeedSource, by: Any) -> None:
        self.source, self.by = source, by
        links = list(FeedLink.objects.filter(source=source).select_related("offer", "organisation", "place"))
        self.offers = {link.external_id: link for link in links if link.offer_id}
        self.organisations = {link.external_id: link.organisation for link in links if link.organisation}
        self.places = {link.external_id: link.place for link in links if link.place}
        self.words = {
            name: {str(getattr(row, key)): row for row in model._default_manager.order_by("pk")}
            for name, (model, key) in _BY.items()
        }

    def take(self, incoming: Sequence[Incoming]) -> Taken:
        """All of them."""
        taken, touched = Taken(), []
        for one in incoming:
            link = self.offers.get(one.id)
            change = change_of(one, link)
            taken.numbers[change] += 1
            if change != Change.SAME:
                touched.append(self._take(one, link))
            elif link is not None and one.stands_on:
                self._stands(link, one)
        refresh_search(touched)
        return taken

    def _take(self, one: Incoming, link: FeedLink | None) -> Offer:
        organisation = self._organisation(one.organisation)
        places = {thing.id: self._place(thing) for thing in one.places}
        wanted = self._ours(one.facts, places)
        is_new = link is None
        if link is None or link.offer is None:
            offer, before = Offer(key=free_key(Offer, one.title), origin=Origin.FEED, organisation=organisation), {}
        else:
            offer, before = link.offer, link.taken["state"]
        here, said = ({}, {}) if is_new else (state_of(offer, wanted), facts_of(offer))
        changed_here = {name for name in here if name in before and here[name] != before[name]}
        self._write(offer, {name: value for name, value in wanted.items() if name not in changed_here})
        if is_new:
            OfferContact.objects.bulk_create(
                OfferContact(offer=offer, position=position, **told) for position, told in enumerate(one.contacts)
            )
        kept = {name: before[name] for name in changed_here}
        link = link or FeedLink(source=self.source, external_id=one.id, offer=offer)
        link.taken = {"told": one.facts, "state": {**state_of(offer, wanted), **kept}}
        link.gone_on = None
        self._stands(link, one)
        kind = ChangeKind.ADDED if is_new else ChangeKind.CHANGED
        remember(offer, kind, None if is_new else said, by=self.by, reason=self.source.name)
        return offer

    def _stands(self, link: FeedLink, one: Incoming) -> None:
        """The day on which somebody there confirmed it last counts here too, as long as nobody here looks after it.

        A later confirmation here stays.
        """
        link.stands_on = date.fromisoformat(one.stands_on) if one.stands_on else None
        link.save()
        offer = link.offer
        if offer is None or offer.origin != Origin.FEED or link.stands_on is None:
            return
        if offer.checked_on is None or offer.checked_on < link.stands_on:
            offer.checked_on = link.stands_on
            offer.save()

    def _ours(self, facts: Mapping[str, Any], places: Mapping[str, Place]) -> dict[str, Any]:
        """The facts with our rows in place of theirs; words we do not have are left out."""
        known = {name: [word for word in facts[name] if word in self.words[name]] for name in _BY}
        times = [_at_ours(told, places) for told in facts["times"]]
        ours = sorted(str(place.pk) for place in places.values())
        return {**facts, **known, "times": times, "places": ours, "project": _project_like(facts.get("project", []))}

    def _write(self, offer: Offer, wanted: Mapping[str, Any]) -> None:
        for name, value in wanted.items():
            if name not in _RELATED:
                setattr(offer, name, Offer._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
        if "project" in wanted:
            offer.project_id = UUID(wanted["project"]) if wanted["project"] else None
        offer.changed_by, offer.changed_at = self.by, timezone.now()
        if not offer._state.adding:
            offer.revision += 1
        offer.save()
        for name in _BY:
            if name in wanted:
                getattr(offer, name).set([self.words[name][word] for word in wanted[name]])
        if "places" in wanted:
            offer.places.set(wanted["places"])
        if "times" in wanted:
            offer.schedules.all().delete()
            made = OfferSchedule.objects.bulk_create(_schedule(offer, told) for told in wanted["times"])
            OfferException.objects.bulk_create(
                exception
                for schedule, told in zip(made, wanted["times"], strict=True)
                for exception in _exceptions(schedule, told)
            )

    def _organisation(self, thing: Thing) -> Organisation:
        """The one we know, one of the same name, or a new one."""
        found = self.organisations.get(thing.id) or Organisation.objects.filter(name__iexact=thing.name).first()
        if found is None:
            key, kind = free_key(Organisation, thing.name), OrganisationKind.OTHER
            found = Organisation.objects.create(key=key, name=thing.name, kind=kind, **thing.facts)
        if thing.id not in self.organisations:
            FeedLink.objects.create(source=self.source, external_id=thing.id, organisation=found)
            self.organisations[thing.id] = found
        return found

    def _place(self, thing: Thing) -> Place:
        """The one we know, one of the same name at the same address, or a new one."""
        address = thing.facts.get("address", "")
        same = Place.objects.filter(name__iexact=thing.name, address__iexact=address)
        found = self.places.get(thing.id) or same.first()
        if found is None:
            key = free_key(Place, thing.name)
            found = Place.objects.create(key=key, name=thing.name, kind=PlaceKind.OTHER, **thing.facts)
        if thing.id not in self.places:
            FeedLink.objects.create(source=self.source, external_id=thing.id, place=found)
            self.places[thing.id] = found
        return found


def _mark_gone(source: FeedSource, there: Sequence[str]) -> int:
    """Marked, not retired: whether an offer is over, people say."""
    known = FeedLink.objects.filter(source=source, offer__isnull=False, gone_on=None)
    return known.exclude(external_id__in=there).update(gone_on=timezone.localdate())


def state_of(offer: Offer, names: Mapping[str, Any]) -> dict[str, Any]:
    """What stands here now in these facts, in the words of a feed."""
    told = {name: _plain(getattr(offer, name)) for name in names if name not in _RELATED}
    for name, (_model, key) in _BY.items():
        told[name] = sorted(str(getattr(row, key)) for row in getattr(offer, name).all())
    told["places"] = sorted(str(place.pk) for place in offer.places.all())
    told["times"] = sorted((_time_told(one) for one in offer.schedules.prefetch_related("exceptions")), key=str)
    told["project"] = str(offer.project_id or "")
    return told


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _time_told(one: OfferSchedule) -> dict[str, Any]:
    names = ("frequency", "weekday", "every_weeks", "nth", "note")
    days = {name: _plain(getattr(one, name)) for name in ("on_date", "starts_on", "ends_on")}
    times = {"starts_at": f"{one.starts_at:%H:%M}", "ends_at": f"{one.ends_at:%H:%M}"}
    differs = [_exception_told(one, exception) for exception in one.exceptions.all()]
    facts = {**{name: getattr(one, name) for name in names}, **days, **times, "place": str(one.place_id or "")}
    return facts | ({"differs": differs} if differs else {})


def _exception_told(schedule: OfferSchedule, one: OfferException) -> dict[str, str]:
    told = {"kind": one.kind, "on_date": one.on_date.isoformat()}
    if one.kind == ExceptionKind.CANCELLED:
        return told
    return told | {
        "new_date": (one.new_date or one.on_date).isoformat(),
        "starts_at": f"{one.new_starts_at or schedule.starts_at:%H:%M}",
        "ends_at": f"{one.new_ends_at or schedule.ends_at:%H:%M}",
        "place": str(one.new_place_id or ""),
    }


def _schedule(offer: Offer, told: Mapping[str, Any]) -> OfferSchedule:
    days = {name: told.get(name) and date.fromisoformat(told[name]) for name in ("on_date", "starts_on", "ends_on")}
    times = {name: time.fromisoformat(told[name]) for name in ("starts_at", "ends_at")}
    rest = {name: told.get(name) for name in ("weekday", "nth")}
    return OfferSchedule(
        offer=offer,
        place_id=told["place"] or None,
        frequency=told["frequency"],
        every_weeks=told.get("every_weeks") or 1,
        note=told["note"],
        **rest,
        **days,
        **times,
    )


def _exceptions(schedule: OfferSchedule, told: Mapping[str, Any]) -> Iterator[OfferException]:
    """What differs on single days of the rhythm; only what differs, so that a later change of it reaches them too."""
    for one in told.get("differs", ()):
        day = date.fromisoformat(one["on_date"])
        if not rhythm_days(schedule, day, day):
            continue
        exception = OfferException(schedule=schedule, on_date=day, kind=one["kind"])
        if one["kind"] == ExceptionKind.MOVED:
            new_date, hours = date.fromisoformat(one["new_date"]), (one["starts_at"], one["ends_at"])
            exception.new_date = new_date if new_date != day else None
            if hours != (told["starts_at"], told["ends_at"]):
                exception.new_starts_at, exception.new_ends_at = map(time.fromisoformat, hours)
            exception.new_place_id = UUID(one["place"]) if one["place"] else None
        yield exception


def _at_ours(told: Mapping[str, Any], places: Mapping[str, Place]) -> dict[str, Any]:
    """A time at our places; of one that is moved to a place nobody told us, the usual one stays."""
    differs = [
        one | {"place": _pk(places.get(one["place"]))} if "place" in one else one for one in told.get("differs", ())
    ]
    return {**told, "place": _pk(places.get(told["place"]))} | ({"differs": differs} if differs else {})


def _project_like(program: list[str]) -> str:
    """The concept's project with this identifier or name; empty for none that we have."""
    if not program:
        return ""
    pk, name = program
    known = Project.objects.order_by("key")
    found = known.filter(pk=pk).first() if _is_uuid(pk) else None
    found = found or (known.filter(title__iexact=name).first() if name else None)
    return str(found.pk) if found else ""


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _pk(place: Place | None) -> str:
    return str(place.pk) if place else ""
