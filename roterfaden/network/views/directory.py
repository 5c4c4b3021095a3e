"""Organisations and districts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.base.acting import attempt, form_page
from roterfaden.base.toasts import toast
from roterfaden.network import directory
from roterfaden.network.access import may_care_for, may_care_for_directory
from roterfaden.network.forms.directory import OrganisationContactForm, OrganisationFilter, OrganisationForm
from roterfaden.network.models import District, Organisation, Place, Seat
from roterfaden.network.panels import panels
from roterfaden.network.views.shared import me, one_page


def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations."""
    filters = OrganisationFilter(request.GET)
    page = one_page(request, filters.chosen(Organisation.objects.visible_to(me(request))))
    context = {"filters": filters, "page": page, "may_add": may_care_for_directory(request.user)}
    return render(request, "network/organisations.html", context)


def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation: what it does, where, what it offers, and who works there."""
    found = Organisation.objects.visible_to(me(request)).select_related("changed_by")
    shown = get_object_or_404(found, pk=pk)
    seats = Seat.objects.visible_to(me(request)).current().filter(organisation=shown, user__is_active=True)
    context = {
        "organisation": shown,
        "seats": seats.select_related("user").order_by("user__name", "id"),
        "may_edit": may_care_for(request.user, shown),
        "panels": panels(request, shown),
    }
    return render(request, "network/organisation.html", context)


def organisation_add(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    form = OrganisationForm(request.POST or None)
    if added := attempt(form, lambda: directory.add_organisation(form.wording, by=request.user)):
        toast(request, _("{name} ist aufgenommen.").format(name=added.name))
        return redirect(added)
    return form_page(request, "network/organisation_edit.html", form)


def organisation_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole of an organisation, or for its own staff how it is reached."""
    shown = get_object_or_404(Organisation.objects.visible_to(me(request)), pk=pk)
    if not may_care_for(request.user, shown):
        raise PermissionDenied
    kind = OrganisationForm if may_care_for_directory(request.user) else OrganisationContactForm
    form = kind(request.POST or None, instance=shown)
    if attempt(form, lambda: directory.change_organisation(pk, form.wording, seen=form.seen_revision, by=request.user)):
        toast(request, _("Gespeichert."))
        return redirect(shown)
    return form_page(request, "network/organisation_edit.html", form, organisation=shown)


def districts(request: HttpRequest) -> HttpResponse:
    """All districts."""
    return render(request, "network/districts.html", {"districts": District.objects.all()})


def district(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One district: its places, who is at home there, and what is offered."""
    shown = get_object_or_404(District, pk=pk)
    places = Place.objects.visible_to(me(request)).filter(district=shown).prefetch_related("offers")
    context = {
        "district": shown,
        "places": places,
        "offers": _offers_at(places),
        "organisations": Organisation.objects.visible_to(me(request)).filter(places__district=shown).distinct(),
    }
    return render(request, "network/district.html", context)


def _offers_at(places: Iterable[Place]) -> list[tuple[Any, Place]]:
    """Current offers with the first of the places they are offered at, those confirmed in time first.

    This module does not know what an offer is.
    """
    found: dict[Any, tuple[Any, Place]] = {}
    for place in places:
        for offer in place.offers.all():
            if offer.is_active:
                found.setdefault(offer.pk, (offer, place))
    return sorted(found.values(), key=lambda pair: (not pair[0].is_confirmed, pair[0].title))
