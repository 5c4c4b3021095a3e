"""Addresses of HSDS below ``/api/hsds/``, named as the standard names them."""

from functools import partial

from roterfaden.api.hsds import shapes, views
from roterfaden.api.hsds.lists import (
    AtLocationsAsked,
    OrganizationAsked,
    OrganizationsAsked,
    ServicesAsked,
    TaxonomiesAsked,
    TermsAsked,
)
from roterfaden.api.rest import Answer
from roterfaden.api.rest import endpoint as any_endpoint

endpoint = partial(any_endpoint, tag="hsds")


def _list(page: type, line: type) -> tuple[Answer, ...]:
    return Answer(page), Answer(line, "application/x-ndjson")


urlpatterns = [
    endpoint("", views.about, name="hsds", answers_with=(Answer(shapes.Api),)),
    endpoint(
        "services",
        views.services,
        name="services",
        asked=ServicesAsked,
        answers_with=_list(shapes.ServicePage, shapes.Service),
    ),
    endpoint("services/<uuid:service>", views.service, name="service", answers_with=(Answer(shapes.Service),)),
    endpoint(
        "organizations",
        views.organizations,
        name="organizations",
        asked=OrganizationsAsked,
        answers_with=_list(shapes.OrganizationPage, shapes.Organization),
    ),
    endpoint(
        "organizations/<uuid:organization>",
        views.organization,
        name="organization",
        asked=OrganizationAsked,
        answers_with=(Answer(shapes.Organization),),
    ),
    endpoint(
        "service_at_locations",
        views.service_at_locations,
        name="service_at_locations",
        asked=AtLocationsAsked,
        answers_with=_list(shapes.ServiceAtLocationPage, shapes.ServiceAtLocation),
    ),
    endpoint(
        "service_at_locations/<uuid:service_at_location>",
        views.service_at_location,
        name="service_at_location",
        answers_with=(Answer(shapes.ServiceAtLocation),),
    ),
    endpoint(
        "taxonomies",
        views.taxonomies,
        name="taxonomies",
        asked=TaxonomiesAsked,
        answers_with=_list(shapes.TaxonomyPage, shapes.Taxonomy),
    ),
    endpoint("taxonomies/<uuid:taxonomy>", views.taxonomy, name="taxonomy", answers_with=(Answer(shapes.Taxonomy),)),
    endpoint(
        "taxonomy_terms",
        views.taxonomy_terms,
        name="taxonomy_terms",
        asked=TermsAsked,
        answers_with=_list(shapes.TaxonomyTermPage, shapes.TaxonomyTerm),
    ),
    endpoint(
        "taxonomy_terms/<uuid:taxonomy_term>",
        views.taxonomy_term,
        name="taxonomy_term",
        answers_with=(Answer(shapes.TaxonomyTerm),),
    ),
]
