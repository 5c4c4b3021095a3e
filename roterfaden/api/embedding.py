"""Offers in a frame on other sites: a plain page without scripts and cookies, and the line that puts it there."""

from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from roterfaden.api.hsds.services import town
from roterfaden.api.rest.limits import seconds_to_wait
from roterfaden.offers.directory import with_facts
from roterfaden.offers.filtering import OfferFilter, find
from roterfaden.offers.models import Offer

ROWS = 20
PAGE = "seite"


def embed(request: HttpRequest) -> HttpResponse:
    """Current offers by the filters in the address, for a frame; only the sites of ``EMBED_IN`` may show it."""
    if wait := seconds_to_wait(request):
        words = _("Das waren viele Anfragen. Bitte in {seconds} Sekunden noch einmal.").format(seconds=wait)
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": wait})
    if not settings.EMBED_IN:
        return _offers(request)
    framed = csp_replace({"frame-ancestors": settings.EMBED_IN})(_offers)
    response: Any = framed(request)
    response.xframe_options_exempt = True  # that header cannot name sites; the policy can
    return response  # type: ignore[no-any-return]


def _offers(request: HttpRequest) -> HttpResponse:
    listed = find(request.GET.dict(), publicly=True).offers(with_facts(Offer.objects.all()))
    page: Page[Offer] = Paginator(listed, ROWS).get_page(request.GET.get(PAGE))
    chosen = request.GET.copy()
    chosen.pop(PAGE, None)
    return render(request, "api/embed.html", {"page": page, "chosen": chosen.urlencode(), "town": town()})


def embed_code(request: HttpRequest) -> HttpResponse:
    """What one copies into another site to show the offers chosen in the directory."""
    address = request.build_absolute_uri(reverse("embed"))
    if chosen := _filters(request.GET):
        address = f"{address}?{urlencode(chosen)}"
    here = town()
    title = _("Angebote in {town}").format(town=here) if here else _("Angebote")
    frame = '<iframe src="{}" title="{}" width="100%" height="700" loading="lazy"></iframe>'
    line = frame.format(escape(address), escape(title))
    context = {"address": address, "line": line, "sites": settings.EMBED_IN, "is_narrowed": bool(chosen)}
    return render(request, "api/embed_code.html", context)


def _filters(given: QueryDict) -> dict[str, str]:
    """The filters of the directory that are set."""
    asked = {name: str(given.get(name) or "") for name in OfferFilter.base_fields}
    return {name: value for name, value in asked.items() if value}
