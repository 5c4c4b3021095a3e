"""An offer as service."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.api.hsds import shapes, terms
from roterfaden.api.hsds.contacts import contact_of, phone_of
from roterfaden.api.hsds.facts import FACTS
from roterfaden.api.hsds.identifiers import at_place, derived
from roterfaden.api.hsds.locations import location_of
from roterfaden.api.hsds.organizations import organization_of
from roterfaden.api.hsds.schedules import schedule_of
from roterfaden.base.languages import language_name
from roterfaden.network.models import Municipality, Place
from roterfaden.offers.models import (
    Closure,
    Fee,
    Offer,
    OfferException,
    OfferSchedule,
    Origin,
    Topic,
    public_contacts,
)

CURRENCY = "EUR"
ANNOUNCED = timedelta(days=14)
"""How long before they begin closed days are told."""


def read_brief(offers: QuerySet[Offer]) -> list[Offer]:
    """These offers with what belongs to each once: provider, project. One more query, for closed days."""
    return _with_closed_days(offers.select_related("organisation", "project"))


def read_all(offers: QuerySet[Offer]) -> list[Offer]:
    """These offers with everything that may be told: one query for each relation, however many offers there are.

    Contacts are those of ``public_contacts``; no other way leads to one from here.
    """
    differs = OfferException.objects.select_related("new_place").order_by("on_date", "id")
    related = offers.select_related("organisation", "project").prefetch_related(
        Prefetch("places", Place.objects.order_by("name", "id")),
        Prefetch("schedules", OfferSchedule.objects.order_by("weekday", "on_date", "starts_at", "id")),
        Prefetch("schedules__exceptions", differs),
        public_contacts(),
        Prefetch("topics", Topic.objects.order_by("position", "key")),
        "fields_of_action",
        "target_groups",
        "districts",
    )
    return _with_closed_days(related)


def _with_closed_days(offers: QuerySet[Offer]) -> list[Offer]:
    read, today = list(offers), timezone.localdate()
    whose = Q(offer__in=[one.pk for one in read]) | Q(organisation__in={one.organisation_id for one in read})
    near = Closure.objects.current().filter(whose, ends_on__gte=today, starts_on__lte=today + ANNOUNCED)
    closures = list(near.order_by("starts_on", "id"))
    for one in read:
        own = {one.pk, one.organisation_id}
        one.closed_soon = [c for c in closures if own & {c.offer_id, c.organisation_id}]  # type: ignore[attr-defined]
    return read


def town() -> Municipality | None:
    """Whose directory it is; remembered for a minute."""
    found: Municipality | None = caches["memory"].get_or_set("api:town", Municipality.objects.first, 60)
    return found


def brief(offer: Offer) -> dict[str, Any]:
    """The facts of which there is one: for lists. Of what has left the directory only that it has: copies forget it."""
    always = {
        "id": offer.pk,
        "organization_id": offer.organisation_id,
        "last_modified": offer.modified_at,
        "organization": organization_of(offer.organisation),
    }
    if not is_running(offer):
        return always | {"name": _("Nicht mehr im Verzeichnis"), "status": "inactive"}
    return always | {
        "name": offer.title,
        "status": "active",
        "program_id": offer.project_id,
        "program": _program(offer),
        "description": offer.description or None,
        "url": offer.online_url or None,
        "interpretation_services": str(offer.get_interpreting_display()) or None,
        "application_process": _application(offer) or None,
        "fees_description": _fees(offer) or None,
        "eligibility_description": _eligibility(offer) or None,
        "minimum_age": offer.age_from,
        "maximum_age": offer.age_to,
        "assured_date": offer.checked_on,
        "alert": " ".join(_alerts(offer)) or None,
    }


def listed_service(offer: Offer) -> shapes.Service:
    """The offer in a list."""
    return shapes.Service(**brief(offer))


def service_of(offer: Offer) -> shapes.Service:
    """The offer with everything; read with :func:`read_all`."""
    pk, here = offer.pk, town()
    places = list(offer.places.all())
    if not is_running(offer):
        return shapes.Service(**brief(offer), service_at_locations=tuple(at_location(pk, place) for place in places))
    place_ids = {place.pk for place in places}
    schedules = tuple(schedule_of(one, place_ids) for one in offer.schedules.all())
    return shapes.Service(
        **{**brief(offer), "organization": organization_of(offer.organisation, is_full=True)},
        phones=tuple(phone_of(contact) for contact in offer.public_contacts if contact.phone),
        schedules=schedules,
        service_areas=tuple(_areas(offer, here)),
        service_at_locations=tuple(at_location(pk, place, schedules) for place in places),
        languages=tuple(
            shapes.Language(derived(pk, "language", code), code, language_name(code), service_id=pk)
            for code in offer.languages
        ),
        funding=(shapes.Funding(derived(pk, "funding"), pk, offer.funding),) if offer.funding else (),
        cost_options=tuple(_costs(offer)),
        required_documents=tuple(
            shapes.RequiredDocument(derived(pk, "document", number), pk, document)
            for number, document in enumerate(offer.documents)
        ),
        contacts=tuple(map(contact_of, offer.public_contacts)),
        attributes=tuple(_attributes(offer)),
    )


def at_location(
    offer: UUID, place: Place, schedules: tuple[shapes.Schedule, ...] = (), service: shapes.Service | None = None
) -> shapes.ServiceAtLocation:
    """The offer at one of its places, with the times there."""
    pk = at_place(offer, place.pk)
    there = tuple(one for one in schedules if one.service_at_location_id == pk)
    return shapes.ServiceAtLocation(pk, offer, place.pk, location_of(place, town()), there, service)


def is_running(offer: Offer) -> bool:
    """Neither retired nor past its last day."""
    return offer.is_active and (offer.valid_until is None or offer.valid_until >= timezone.localdate())


def told_since(offer: Offer) -> datetime:
    """When what is told of an offer may have changed last: by somebody, or because a new day has begun."""
    return max(offer.modified_at, timezone.make_aware(datetime.combine(timezone.localdate(), time())))


def _program(offer: Offer) -> shapes.Program | None:
    project = offer.project
    return shapes.Program(project.pk, project.title, project.summary) if project else None


def _application(offer: Offer) -> str:
    ways = ", ".join(str(terms.WAYS.words(way).label) for way in offer.access_ways)
    who = ", ".join(str(terms.WHO.words(one).label) for one in offer.contact_by)
    by = _("Melden dürfen sich: {who}").format(who=who) if who else ""
    return _sentences(ways, by, offer.registration, offer.registration_url)


def _fees(offer: Offer) -> str:
    return _sentences(str(offer.get_fee_display()), offer.cost if offer.cost != offer.get_fee_display() else "")


def _eligibility(offer: Offer) -> str:
    titles = ", ".join(str(terms.RESIDENCE.words(title).label) for title in offer.residence)
    residence = _("Nur mit: {titles}").format(titles=titles) if titles else ""
    only, level = str(offer.get_only_for_display()), offer.level_in_words
    return _sentences(offer.target_group, only, level, residence, offer.eligibility)


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(". ") for part in parts if part)


def _alerts(offer: Offer) -> Iterator[str]:
    if offer.origin == Origin.DEMO:
        yield _("Dieses Angebot ist erfunden: ein Beispiel der Demo.")
    if offer.is_review_due:
        yield _("Diese Angaben hat lange niemand bestätigt.")
    for closed in offer.closed_soon:  # type: ignore[attr-defined]
        first, last = (date_format(day, "j. F Y") for day in (closed.starts_on, closed.ends_on))
        yield _("Geschlossen vom {first} bis {last}.").format(first=first, last=last)


def _areas(offer: Offer, here: Municipality | None) -> Iterator[shapes.ServiceArea]:
    districts = [(district.pk, district.name) for district in offer.districts.all()]
    whole = [(here.pk, here.name)] if here else []
    for area, name in districts or whole:
        yield shapes.ServiceArea(derived(offer.pk, area), offer.pk, name)


def _costs(offer: Offer) -> Iterator[shapes.CostOption]:
    pk, words = derived(offer.pk, "cost"), offer.cost or None
    if offer.fee == Fee.FREE:
        yield shapes.CostOption(pk, offer.pk, 0, CURRENCY, words)
    elif words:
        yield shapes.CostOption(pk, offer.pk, amount_description=words)


def _attributes(offer: Offer) -> Iterator[shapes.Attribute]:
    for term, value in _held(offer):
        yield shapes.Attribute(
            id=derived(offer.pk, term.id, value),
            link_id=offer.pk,
            link_entity="service",
            link_type=term.taxonomy,
            taxonomy_term_id=term.id,
            taxonomy_term=term,
            value=value,
        )


def _held(offer: Offer) -> Iterator[tuple[shapes.TaxonomyTerm, str | None]]:
    of_rows = (
        *map(terms.TOPICS.topic, offer.topics.all()),
        *map(terms.FIELDS.told, offer.fields_of_action.all()),
        *map(terms.GROUPS.told, offer.target_groups.all()),
    )
    singles = (
        (terms.KINDS, offer.kind),
        (terms.LEVELS, offer.german_level),
        (terms.GENDERS, offer.only_for),
        (terms.INTERPRETING, offer.interpreting),
        (terms.FEES, offer.fee),
        (terms.ORIGINS, offer.origin),
    )
    several = ((terms.RESIDENCE, offer.residence), (terms.WAYS, offer.access_ways), (terms.WHO, offer.contact_by))
    yield from ((term, None) for term in of_rows)
    yield from ((vocabulary.term(code), None) for vocabulary, code in singles if code)
    yield from ((vocabulary.term(code), None) for vocabulary, codes in several for code in codes)
    for field, fact in FACTS.items():
        yield from ((terms.DETAILS.term(field), value) for value in fact.values(offer))
