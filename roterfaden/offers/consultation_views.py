"""Pages of the consultation hours: a week of them, and a sheet of it to hang up."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from roterfaden.network.models import Place
from roterfaden.network.views.shared import me
from roterfaden.offers.access import EDITORS
from roterfaden.offers.consultations import Week, consultation_hours, places_of, week_of
from roterfaden.offers.models import Offer

DISTRICT, PLACE = "quartier", "ort"


class PlaceFilter(forms.Form):
    """Which places the week shows."""

    wo = forms.ChoiceField(label=_("Quartier oder Ort"), required=False)
    woche = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Any, places: list[Place]) -> None:
        super().__init__(asked)
        districts = sorted({(f"{DISTRICT}:{p.district.key}", p.district.name) for p in places if p.district})
        named = [(f"{PLACE}:{place.key}", place.name) for place in places]
        groups = [(_("Quartiere"), districts), (_("Orte"), named)]
        self.fields["wo"].choices = [("", _("alle")), *(group for group in groups if group[1])]  # type: ignore[attr-defined]

    @property
    def where(self) -> Q | None:
        """The places that were chosen; None for all."""
        chosen = self.cleaned_data.get("wo", "") if self.is_valid() else ""
        what, _colon, key = chosen.partition(":")
        return (Q(district__key=key) if what == DISTRICT else Q(key=key)) if key else None


def consultations(request: HttpRequest) -> HttpResponse:
    """The consultation hours of a week, by day."""
    current = Offer.objects.visible_to(request.user).current()
    week = Week.read(request.GET.get("woche", ""))
    places = list(places_of(current).select_related("district"))
    filters = PlaceFilter(request.GET, places)
    days = week_of(consultation_hours(current), week, filters.where)
    asked = request.GET.copy()

    def address(other: Week) -> str:
        asked["woche"] = other.key
        return f"?{asked.urlencode()}"

    context = {
        "filters": filters,
        "week": week,
        "days": days,
        "total": sum(len(day.lines) for day in days),
        "earlier": address(week.after(-1)),
        "later": address(week.after(1)),
        "places": places,
        "may_edit": EDITORS.admits(request.user),
    }
    return render(request, "offers/consultations.html", context)


def week_sheet(request: HttpRequest, place: UUID) -> HttpResponse:
    """The week of one place, to print and hang up at its door: without the names of who works there."""
    shown = get_object_or_404(Place.objects.visible_to(me(request)), pk=place)
    week = Week.read(request.GET.get("woche", ""))
    current = Offer.objects.visible_to(request.user).current()
    days = week_of(consultation_hours(current), week, Q(pk=place))
    return render(request, "offers/week_sheet.html", {"place": shown, "week": week, "days": days})
