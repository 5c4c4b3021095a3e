"""Places with their rooms and hours."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.network import directory, opening
from roterfaden.network.access import may_care_for_directory
from roterfaden.network.directory import RoomWanted, SpanWanted
from roterfaden.network.forms.directory import PlaceFilter, PlaceForm, RoomFormSet, SeenForm, SpanFormSet
from roterfaden.network.models import Place
from roterfaden.network.views.shared import form_page, one_page, tried


def places(request: HttpRequest) -> HttpResponse:
    """All places, with whether they are open now."""
    filters = PlaceFilter(request.GET)
    found = Place.objects.visible_to(request.user).select_related("district").prefetch_related("opening_hours")
    page = one_page(request, filters.chosen(found))
    rows = [(place, opening.open_now(place.opening_hours.all())) for place in page]
    context = {"filters": filters, "page": page, "rows": rows, "may_add": may_care_for_directory(request.user)}
    return render(request, "network/places.html", context)


def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One place: how to get there, when it is open, which rooms it has and what happens there."""
    found = Place.objects.visible_to(request.user).select_related("district", "operator", "changed_by")
    shown = get_object_or_404(found.prefetch_related("opening_hours", "rooms"), pk=pk)
    hours = shown.opening_hours.all()
    context = {
        "place": shown,
        "week": opening.week(hours),
        "now": opening.open_now(hours),
        "may_edit": may_care_for_directory(request.user),
    }
    return render(request, "network/place.html", context)


def place_add(request: HttpRequest) -> HttpResponse:
    """A new place."""
    form = PlaceForm(request.POST or None)
    if added := tried(form, lambda: directory.add_place(form.values, by=request.user)):
        toast(request, _("{name} ist aufgenommen.").format(name=added.name))
        return redirect(added)
    return form_page(request, "network/place_edit.html", form)


def place_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about a place but its rooms and hours."""
    shown = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    form = PlaceForm(request.POST or None, instance=shown)
    if tried(form, lambda: directory.change_place(pk, form.values, seen=form.seen_revision, by=request.user)):
        toast(request, _("Gespeichert."))
        return redirect(shown)
    return form_page(request, "network/place_edit.html", form, place=shown)


def place_rooms(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rooms of a place, in one form."""
    shown = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    rows = RoomFormSet(request.POST or None, instance=shown)
    title = _("Räume: {place}").format(place=shown.name)
    return _rows_page(request, shown, rows, title, lambda seen: directory.set_rooms(pk, _rooms(rows), seen=seen, by=request.user))


def place_hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The opening hours of a place, in one form."""
    shown = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    rows = SpanFormSet(request.POST or None, instance=shown)
    title = _("Öffnungszeiten: {place}").format(place=shown.name)
    return _rows_page(request, shown, rows, title, lambda seen: directory.set_opening_hours(pk, _spans(rows), seen=seen, by=request.user))


def _rows_page(request: HttpRequest, shown: Place, rows: Any, title: str, act: Any) -> HttpResponse:
    seen = SeenForm(request.POST or None, initial={"seen": shown.revision})
    status, problem, conflict = 200, "", None
    if request.method == "POST" and rows.is_valid() and seen.is_valid():
        try:
            act(seen.cleaned_data["seen"])
        except RuleBroken as error:
            problem = error.message
        except EditConflict as error:
            conflict = error.current
            seen = SeenForm(initial={"seen": conflict.revision})
        else:
            toast(request, _("Gespeichert."))
            return redirect(shown)
    if request.method == "POST":
        status = 409 if conflict else 422
    context = {"place": shown, "rows": rows, "seen": seen, "title": title, "problem": problem, "conflict": conflict, "warning": Tone.WARNING}
    return render(request, "network/place_rows.html", context, status=status)


def _rooms(rows: Any) -> list[RoomWanted]:
    return [
        RoomWanted(
            pk=form.instance.pk if form.instance._state.adding is False else None,
            name=form.cleaned_data["name"],
            seats=form.cleaned_data["seats"],
            equipment=form.cleaned_data["equipment"],
            remove=bool(form.cleaned_data.get("DELETE")),
        )
        for form in rows
        if form.cleaned_data.get("name")
    ]


def _spans(rows: Any) -> list[SpanWanted]:
    kept = (form.cleaned_data for form in rows if form.cleaned_data.get("weekday") and not form.cleaned_data.get("DELETE"))
    return [SpanWanted(k["weekday"], k["opens_at"], k["closes_at"], k["note"]) for k in kept]
