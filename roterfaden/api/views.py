"""What tells about the interfaces themselves, and the offers for search engines."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from roterfaden.api.hsds.services import read_all, told_since
from roterfaden.api.rest import NotThere, Told
from roterfaden.api.rest.answers import not_there
from roterfaden.api.rest.document import addresses, document
from roterfaden.api.schema_org import schema_of
from roterfaden.offers.models import Offer

BELOW = "/api/"
HSDS = f"{BELOW}hsds/"
_TOLD = "The directory of offers of a municipality, for other systems. Public, free of charge, without sign-in. "
_LIMIT = "See docs/api.md for the profile of HSDS and for limits."


def openapi(request: HttpRequest, _asked: Any) -> Any:
    """Everything below /api/ as OpenAPI document"""
    return document(request, title="Roter Faden", description=_TOLD + _LIMIT, prefix=BELOW)


def hsds_openapi(request: HttpRequest, _asked: Any) -> Any:
    """The addresses of HSDS as OpenAPI document"""
    return document(request, title="Roter Faden: Open Referral HSDS 3.0", description=_TOLD + _LIMIT, prefix=HSDS)


def profile(request: HttpRequest) -> HttpResponse:
    """What the interface offers, for people."""
    return render(request, "api/profile.html", {"addresses": addresses(BELOW)})


def schema_org(_request: HttpRequest, _asked: Any, service: UUID) -> Told:
    """A service as schema.org tells it (JSON-LD)"""
    for offer in read_all(Offer.objects.current().filter(pk=service)):
        return Told(schema_of(offer), told_since(offer))
    raise NotThere


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: as JSON where programs ask."""
    return not_there() if request.path.startswith(BELOW) else page_not_found(request, exception)
