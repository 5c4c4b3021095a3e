"""The addresses of HSDS 3.0."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, Q, QuerySet, UUIDField, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from roterfaden.api.hsds import shapes, terms
from roterfaden.api.hsds.identifiers import AT_PLACE
from roterfaden.api.hsds.lists import (
    AtLocationsAsked,
    OffersAsked,
    OrganizationAsked,
    OrganizationsAsked,
    Paged,
    ServicesAsked,
    TaxonomiesAsked,
    TermsAsked,
    cut,
    page_of,
    stream,
)
from roterfaden.api.hsds.locations import location_of
from roterfaden.api.hsds.organizations import organization_of
from roterfaden.api.hsds.services import (
    at_location,
    listed_service,
    read_all,
    read_brief,
    service_of,
    told_since,
    town,
)
from roterfaden.api.rest import NotThere, Told
from roterfaden.api.rest.answers import streamed
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import Offer
from roterfaden.offers.search.finding import search

Identified = TypeVar("Identified", shapes.Taxonomy, shapes.TaxonomyTerm)

HSDS_VERSION = "3.0.1"


def about(request: HttpRequest, _asked: Any) -> shapes.Api:
    """What this interface is: the version of HSDS, our profile, its OpenAPI document"""
    openapi = request.build_absolute_uri(reverse("api:hsds_openapi"))
    return shapes.Api(HSDS_VERSION, request.build_absolute_uri(reverse("api:profile")), openapi)


def services(_request: HttpRequest, asked: ServicesAsked) -> Any:
    """Services of the directory, in pages; retired ones only where changes are asked for"""
    found = _fitting(asked)
    if asked.minimal:
        marks = [shapes.ServiceMark(*row) for row in found.values_list("pk", "modified_at")]
        return page_of(shapes.ServicePage, replace(asked, page=1), len(marks), marks, per_page=max(1, len(marks)))
    if asked.format == "ndjson":
        return stream(_keys(found), lambda ids: _in_order(ids, is_full=asked.full))
    return page_of(shapes.ServicePage, asked, found.count(), _services(cut(asked, found), is_full=asked.full))


def service(_request: HttpRequest, _asked: Any, service: UUID) -> Told:
    """A service with everything that is known and public"""
    found = _one(service)
    return Told(service_of(found), told_since(found))


def _keys(found: QuerySet[Any]) -> list[UUID]:
    return list(found.values_list("pk", flat=True))


def _one(pk: UUID | None) -> Offer:
    found = read_all(Offer.objects.filter(pk=pk)) if pk else []
    if not found:
        raise NotThere
    return found[0]


def _services(offers: QuerySet[Offer], *, is_full: bool) -> list[shapes.Service]:
    return list(map(service_of, read_all(offers))) if is_full else list(map(listed_service, read_brief(offers)))


def _in_order(ids: list[UUID], *, is_full: bool) -> list[shapes.Service]:
    """What has gone since the ids were read is missing."""
    by_id = {one.id: one for one in _services(Offer.objects.filter(pk__in=ids), is_full=is_full)}
    return [by_id[pk] for pk in ids if pk in by_id]


def _fitting(asked: OffersAsked) -> QuerySet[Offer]:
    """The offers that were asked for, most relevant first. Changed ones include those that are over: readers forget."""
    today = timezone.localdate()
    offers = Offer.objects.all() if asked.modified_after else Offer.objects.current()
    if since := asked.modified_after:
        over_since = Q(valid_until__gte=timezone.localdate(since), valid_until__lt=today)
        offers = offers.filter(Q(modified_at__gte=since) | over_since)
    if asked.organization_id:
        offers = offers.filter(organisation=asked.organization_id)
    if asked.taxonomy_term_id:
        offers = offers.filter(pk__in=_having(terms.having_term(asked.taxonomy_term_id)))
    if asked.taxonomy_id:
        offers = offers.filter(pk__in=_having(terms.having_taxonomy(asked.taxonomy_id)))
    return _ordered(offers, asked.search)


def _ordered(offers: QuerySet[Offer], text: str) -> QuerySet[Offer]:
    """By title; with words by how well they fit. The search knows what exists at present."""
    if not text.strip():
        return offers.order_by("title", "id")
    found = search(text)
    keys = found.keys(found.slice(0, len(found)))
    listed = Value(keys, output_field=ArrayField(UUIDField()))
    rank = Func(listed, F("pk"), function="array_position", output_field=IntegerField())
    return offers.filter(pk__in=keys).order_by(rank)


def _having(condition: Q) -> QuerySet[Any, Any]:
    return Offer.objects.filter(condition).order_by().values("pk")


def service_at_locations(_request: HttpRequest, asked: AtLocationsAsked) -> Any:
    """Services at their places, in pages"""
    links = Offer.places.through.objects.filter(offer__in=_fitting(asked).order_by().values("pk"))
    if asked.postcode:
        told = links.filter(place__in=Place.objects.told_where())
        links = told.filter(place__address__regex=rf"\m{_digits(asked.postcode)}\M")
    ordered = links.order_by("offer__title", "offer_id", "place__name", "place_id")
    pairs = ordered.values_list("offer_id", "place_id")
    if asked.format == "ndjson":
        return stream(list(pairs), lambda rows: _at_locations(rows, is_full=asked.full))
    on_page = _at_locations(list(cut(asked, pairs)), is_full=asked.full)
    return page_of(shapes.ServiceAtLocationPage, asked, links.count(), on_page)


def _digits(postcode: str) -> str:
    return "".join(letter for letter in postcode if letter.isdigit()) or "-"


def service_at_location(_request: HttpRequest, _asked: Any, service_at_location: UUID) -> Told:
    """A service at one of its places, with everything about both"""
    links = Offer.places.through.objects.alias(told_as=AT_PLACE).filter(Q(told_as=service_at_location))
    offer_pk, place_pk = links.values_list("offer_id", "place_id").first() or (None, None)
    offer = _one(offer_pk)
    told = service_of(offer)
    place = next(place for place in offer.places.all() if place.pk == place_pk)
    alone = replace(told, service_at_locations=())
    return Told(at_location(offer.pk, place, told.schedules, alone), told_since(offer))


def _at_locations(pairs: list[tuple[UUID, UUID]], *, is_full: bool) -> list[shapes.ServiceAtLocation]:
    services = _services(Offer.objects.filter(pk__in={offer for offer, _place in pairs}), is_full=is_full)
    if is_full:
        found = {(one.id, at.location_id): (one, at) for one in services for at in one.service_at_locations}
        told = (found[pair] for pair in pairs if pair in found)
        return [replace(at, service=replace(one, service_at_locations=())) for one, at in told]
    by_id = {one.id: one for one in services}
    places = {place.pk: place for place in Place.objects.filter(pk__in={place for _offer, place in pairs})}
    kept = [(offer, place) for offer, place in pairs if offer in by_id]
    return [at_location(offer, places[place], service=by_id[offer]) for offer, place in kept]


def organizations(_request: HttpRequest, asked: OrganizationsAsked) -> Any:
    """Organizations that offer something, in pages"""
    offering = Offer.objects.current().order_by().values("organisation")
    found = Organisation.objects.filter(pk__in=offering).order_by("name", "id").named_like(asked.search)
    if asked.format == "ndjson":
        return stream(_keys(found), lambda ids: _organizations(ids, asked))
    rows = list(cut(asked, found.values_list("pk", flat=True)))
    return page_of(shapes.OrganizationPage, asked, found.count(), _organizations(rows, asked))


def organization(_request: HttpRequest, asked: OrganizationAsked, organization: UUID) -> shapes.Organization:
    """An organization with its numbers, places and services"""
    wanted = OrganizationsAsked(full=True, full_service=asked.full_service)
    if not Offer.objects.filter(organisation=organization).exists():
        raise NotThere
    return _organizations([organization], wanted)[0]


def _organizations(ids: list[UUID], asked: OrganizationsAsked) -> list[shapes.Organization]:
    rows = {one.pk: one for one in Organisation.objects.filter(pk__in=ids)}
    if not (asked.full or asked.full_service):
        return [organization_of(rows[pk]) for pk in ids]
    places: dict[UUID, list[Place]] = {pk: [] for pk in ids}
    for place in Place.objects.filter(operator__in=ids).order_by("name", "id"):
        if place.operator_id:
            places[place.operator_id].append(place)
    running = Offer.objects.current().filter(organisation__in=ids).order_by("title", "id")
    services: dict[UUID, list[shapes.Service]] = {pk: [] for pk in ids}
    for one in _services(running, is_full=asked.full_service):
        services[one.organization_id].append(one)
    here = town()
    return [
        organization_of(
            rows[pk],
            is_full=True,
            locations=tuple(location_of(place, here) for place in places[pk]),
            services=tuple(services[pk]),
        )
        for pk in ids
    ]


def taxonomies(_request: HttpRequest, asked: TaxonomiesAsked) -> Any:
    """The taxonomies in whose terms services are described"""
    return _listed(shapes.TaxonomyPage, asked, [one.as_taxonomy() for one in terms.VOCABULARIES], asked.search)


def taxonomy(_request: HttpRequest, _asked: Any, taxonomy: UUID) -> shapes.Taxonomy:
    """A taxonomy"""
    return _with_id(taxonomy, [one.as_taxonomy() for one in terms.VOCABULARIES])


def taxonomy_terms(_request: HttpRequest, asked: TermsAsked) -> Any:
    """The terms of all taxonomies, in pages"""
    found = [
        term
        for term in terms.all_terms()
        if (not asked.taxonomy_id or term.taxonomy_id == asked.taxonomy_id)
        and (not asked.parent_id or term.parent_id == asked.parent_id)
        and (not asked.top_only or term.parent_id is None)
    ]
    return _listed(shapes.TaxonomyTermPage, asked, found, asked.search)


def taxonomy_term(_request: HttpRequest, _asked: Any, taxonomy_term: UUID) -> shapes.TaxonomyTerm:
    """A term"""
    return _with_id(taxonomy_term, terms.all_terms())


def _listed(shape: Any, asked: Paged, found: Sequence[Any], search: str) -> Any:
    words = search.casefold().split()
    fitting = [one for one in found if all(word in f"{one.name} {one.description}".casefold() for word in words)]
    if asked.format == "ndjson":
        return streamed(iter(fitting))
    return page_of(shape, asked, len(fitting), cut(asked, fitting))


def _with_id(pk: UUID, found: Sequence[Identified]) -> Identified:
    for one in found:
        if one.id == pk:
            return one
    raise NotThere
