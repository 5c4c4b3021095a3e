"""Calendars for everybody: no sign-in, no cookie, nothing that is not published."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _

from roterfaden.base.calendars import CONTENT_TYPE
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.feeds import feed, for_feed
from roterfaden.offers.filtering import find
from roterfaden.offers.models import Offer

MOST = 1000
FRESH_FOR = 15 * 60


def of_offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    """The dates of one offer."""
    shown = get_object_or_404(for_feed(Offer.objects.current()), pk=offer)
    return _answer(request, [shown], shown.title)


def of_place(request: HttpRequest, place: UUID) -> HttpResponse:
    """What takes place at a place."""
    shown = get_object_or_404(Place, pk=place)
    return _answer(request, for_feed(Offer.objects.current().filter(places=shown)), shown.name, at=shown)


def of_organisation(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """All dates of one provider."""
    shown = get_object_or_404(Organisation, pk=organisation)
    return _answer(request, for_feed(Offer.objects.current().filter(organisation=shown)), shown.name)


def of_filter(request: HttpRequest) -> HttpResponse:
    """The dates of all offers that fit the filters of the directory."""
    found = find(request.GET.dict(), publicly=True)
    if len(found) > MOST:
        said = _("Das sind zu viele Angebote für einen Kalender. Bitte setzen Sie im Verzeichnis mehr Filter.")
        return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
    return _answer(request, found.offers(for_feed(Offer.objects.current())), _("Angebote"))


def _answer(request: HttpRequest, offers: Iterable[Offer], name: str, *, at: Place | None = None) -> HttpResponse:
    made = feed(offers, name=name, at=at)
    etag, changed = quote_etag(sha256(made.content).hexdigest()), int(made.changed_at.timestamp())
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(changed),
        "Cache-Control": f"public, max-age={FRESH_FOR}",
        "Content-Disposition": 'inline; filename="termine.ics"',
    }
    full = HttpResponse(made.content, content_type=f"{CONTENT_TYPE}; charset=utf-8", headers=headers)
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=full)
    assert isinstance(answer, HttpResponse)
    return answer
