"""The public page behind the short address on paper and its QR code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from roterfaden.base.languages import direction
from roterfaden.offers.brochure.content import GERMAN, LANGUAGES, words
from roterfaden.offers.brochure.making import with_all
from roterfaden.offers.brochure.telling import entry_text, own_name
from roterfaden.offers.models import Offer
from roterfaden.offers.short import identifiers


def short(request: HttpRequest, code: str) -> HttpResponse:
    """What the offer is, in the reader's language as far as it is translated; retired ones are 404.

    Two offers may share an address; then both stand on the page.
    """
    span = identifiers(code)
    if span is None:
        raise Http404
    language = _language(request)
    found = list(with_all(Offer.objects.current().filter(pk__range=span).order_by("title", "id"), [language]))
    if not found:
        raise Http404
    context = {
        "entries": [entry_text(offer, language) for offer in found],
        "checked": min((offer.checked_on for offer in found if offer.checked_on), default=None),
        "words": words(language),
        "language": language,
        "direction": direction(language),
        "languages": [(code, own_name(code)) for code in LANGUAGES],
    }
    response = render(request, "offers/short.html", context)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _language(request: HttpRequest) -> str:
    """As asked for in the address, else the first that the browser prefers and we have words for."""
    asked = request.GET.get("sprache", "")
    if asked in LANGUAGES:
        return asked
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.partition(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return GERMAN
