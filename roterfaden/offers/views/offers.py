"""The directory of offers."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.toasts import toast
from roterfaden.network.access import may_care_for_directory
from roterfaden.offers import actions
from roterfaden.offers.access import EDITORS, may_edit, organisations_of
from roterfaden.offers.directory import labels, with_all_facts, with_facts
from roterfaden.offers.filtering import OfferFilter, chips, find, hits_of
from roterfaden.offers.forms import Entry, FreePlacesForm
from roterfaden.offers.interval import interval_form
from roterfaden.offers.models import ChangeKind, Offer, OfferChange
from roterfaden.offers.quality import quality_of
from roterfaden.offers.reviewing import needs_review
from roterfaden.offers.subscribing import filter_query, subscription
from roterfaden.offers.telling import coming
from roterfaden.offers.translating.of_offer import languages_of
from roterfaden.offers.views.drafts import change_by_draft

ROWS = 25


def offers(request: HttpRequest) -> HttpResponse:
    """All current offers: searched, filtered, the most relevant first."""
    found = find(request.GET.dict())
    filters = OfferFilter(request.GET, found, labels())
    listed = found.offers(with_facts(Offer.objects.visible_to(request.user)))
    page: Page[Offer] = Paginator(listed, ROWS).get_page(request.GET.get("seite"))
    coming(page)
    context = {
        "filters": filters,
        "found": found,
        "page": page,
        "hits": hits_of(found, list(page)),
        "understood": chips(request.GET, found),
        "only_words": f"?{urlencode({'q': filters.text})}",
        "print_address": f"{reverse('offers:brochure_new')}?{request.GET.urlencode()}",
        "may_add": EDITORS.admits(request.user),
        "cares": may_care_for_directory(request.user),
        "calendar": subscription(request, "filter", query=filter_query(request)),
    }
    return render(request, "offers/offers.html", context)


def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One offer with everything that is known about it, and what is not."""
    shown = get_object_or_404(with_all_facts(Offer.objects.visible_to(request.user)), pk=pk)
    return _offer_page(request, shown, FreePlacesForm(initial={"free_places": shown.free_places}))


def _offer_page(request: HttpRequest, shown: Offer, places: FreePlacesForm) -> HttpResponse:
    coming([shown])
    editable = may_edit(request.user, shown)
    context = {
        "offer": shown,
        "may_edit": editable,
        "free_places": places,
        "languages": languages_of(shown, request.user),
        "retired_because": _reason(request, shown),
        "calendar": subscription(request, "offer", shown.pk),
    }
    if editable:
        context |= {
            "quality": quality_of(shown),
            "interval": interval_form(shown),
        }
    return render(request, "offers/offer.html", context, status=status_of(places))


def offer_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Other facts for an offer."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    if needs_review(shown.organisation, request.user):
        return change_by_draft(request, shown)
    entry = Entry(request.POST or None, offer=shown, organisations=organisations_of(request.user))
    if entry.is_valid:
        change = partial(actions.change_offer, pk, entry.wording, entry.wanted_times, entry.wanted_contacts)
        if attempt(entry.form, partial(change, seen=entry.form.seen_revision, by=request.user)):
            toast(request, _("Gespeichert. Die Angaben gelten als heute bestätigt."))
            return redirect(shown)
    return _entry_page(request, entry, shown)


def _entry_page(request: HttpRequest, entry: Entry, offer: Offer) -> HttpResponse:
    return render(request, "offers/offer_edit.html", {"entry": entry, "offer": offer}, status=entry.status)


@require_POST
def offer_places(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How many places are free today. What was told before, and of which day, rides in the address of the undo."""
    shown = get_object_or_404(with_all_facts(Offer.objects.visible_to(request.user)), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    form = FreePlacesForm(request.POST if "free_places" in request.POST else {"free_places": request.GET.get("davor")})
    act = partial(actions.set_free_places, pk, by=request.user, on=_day(request.GET.get("am", "")))
    if attempt(form, lambda: act(form.cleaned_data["free_places"])) is None:
        return _offer_page(request, shown, form)
    before = {"davor": "" if shown.free_places is None else shown.free_places, "am": shown.free_places_on or ""}
    undo = f"{reverse('offers:offer_places', args=[pk])}?{urlencode(before)}"
    toast(request, _("Die freien Plätze sind aktualisiert."), undo=undo)
    return redirect(shown)


def offer_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who changed what, and when; for those who look after the offer."""
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    changes = OfferChange.objects.visible_to(request.user).filter(offer=shown).select_related("by")
    page = Paginator(changes, ROWS).get_page(request.GET.get("seite"))
    return render(request, "offers/offer_history.html", {"offer": shown, "page": page})


def _reason(request: HttpRequest, shown: Offer) -> str:
    """Why the offer was retired, for those who may read its history."""
    if shown.is_active:
        return ""
    retired = OfferChange.objects.visible_to(request.user).filter(offer=shown, kind=ChangeKind.RETIRED)
    return retired.values_list("reason", flat=True).first() or ""


@require_POST
def offer_confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The facts are right today."""
    earlier = Offer.objects.filter(pk=pk).values_list("checked_on", flat=True).first()
    undo = reverse("offers:offer_unconfirm", args=[pk]) + (f"?davor={earlier}" if earlier else "")
    return _done(request, pk, actions.confirm_offer, said=_("Die Angaben sind bestätigt."), undo=undo)


@require_POST
def offer_unconfirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Undo a confirmation."""

    def take_back(pk: UUID, *, by: Any) -> Offer:
        return actions.take_back_confirmation(pk, earlier=_day(request.GET.get("davor", "")), by=by)

    return _done(request, pk, take_back, said=_("Die Bestätigung ist zurückgenommen."))


@require_POST
def offer_retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The offer does not exist any more."""
    undo = reverse("offers:offer_take_up", args=[pk])
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    return _done(
        request,
        pk,
        partial(actions.retire_offer, reason=reason),
        said=_("Das Angebot steht nicht mehr im Verzeichnis."),
        undo=undo,
    )


@require_POST
def offer_take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The offer exists again."""
    undo = reverse("offers:offer_retire", args=[pk])
    return _done(request, pk, actions.take_up_offer, said=_("Das Angebot steht wieder im Verzeichnis."), undo=undo)


def _done(request: HttpRequest, pk: UUID, act: Callable[..., Offer], *, said: str, undo: str = "") -> HttpResponse:
    shown = get_object_or_404(Offer.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not may_edit(request.user, shown):
        return refused(request, shown)
    return do(request, shown.get_absolute_url(), partial(act, pk, by=request.user), said=said, undo=undo)


def refused(request: HttpRequest, shown: Offer) -> HttpResponse:
    """Back to the offer with the reason: somebody else's offer is no secret, but it is theirs to change."""
    who = shown.organisation.name
    toast(request, _("Dieses Angebot pflegt {who}.").format(who=who), tone="warning")
    return redirect(shown)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
