"""Places with their rooms and hours."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.acting import attempt, form_page
from roterfaden.base.edits import SeenForm
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.network import directory, opening
from roterfaden.network.access import may_care_for_directory
from roterfaden.network.directory import RoomWanted, SpanWanted
from roterfaden.network.forms.directory import PlaceFilter, PlaceForm, RoomFormSet, week_of
from roterfaden.network.forms.osm import OsmForm
from roterfaden.network.models import Place
from roterfaden.network.panels import panels, special_today
from roterfaden.network.views.shared import me, one_page


def places(request: HttpRequest) -> HttpResponse:
    """All places, with whether they are open now."""
    filters = PlaceFilter(request.GET)
    found = Place.objects.visible_to(me(request)).select_related("district").prefetch_related("opening_hours")
    page = one_page(request, filters.chosen(found))
    special = special_today(page, timezone.localdate())
    rows = [(place, opening.open_now(place.opening_hours.all(), instead=special.get(place.pk))) for place in page]
    context = {"filters": filters, "page": page, "rows": rows, "may_add": may_care_for_directory(request.user)}
    return render(request, "network/places.html", context)


def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One place: how to get there, when it is open, which rooms it has and what happens there."""
    found = Place.objects.visible_to(me(request)).select_related("district", "operator", "changed_by")
    shown = get_object_or_404(found.prefetch_related("opening_hours", "rooms"), pk=pk)
    hours = shown.opening_hours.all()
    context = {
        "place": shown,
        "week": opening.week(hours),
        "now": opening.open_now(hours, instead=special_today([shown], timezone.localdate()).get(pk)),
        "panels": panels(request, shown),
        "may_edit": may_care_for_directory(request.user),
    }
    return render(request, "network/place.html", context)


def place_add(request: HttpRequest) -> HttpResponse:
    """A new place."""
    form = PlaceForm(request.POST or None)
    if added := attempt(form, lambda: directory.add_place(form.wording, by=request.user)):
        toast(request, _("{name} ist aufgenommen.").format(name=added.name))
        return redirect(added)
    return form_page(request, "network/place_edit.html", form)


def place_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about a place but its rooms and hours."""
    shown = get_object_or_404(Place.objects.visible_to(me(request)), pk=pk)
    form = PlaceForm(request.POST or None, instance=shown)
    if attempt(form, lambda: directory.change_place(pk, form.wording, seen=form.seen_revision, by=request.user)):
        toast(request, _("Gespeichert."))
        return redirect(shown)
    return form_page(request, "network/place_edit.html", form, place=shown)


def place_rooms(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rooms of a place, in one form."""
    shown = get_object_or_404(Place.objects.visible_to(me(request)), pk=pk)
    rows = RoomFormSet(request.POST or None, instance=shown)
    title = _("Räume: {place}").format(place=shown.name)

    def save(seen: int) -> None:
        directory.set_rooms(pk, _rooms(rows), seen=seen, by=request.user)

    return _rows_page(request, shown, rows, title, save)


def place_hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The opening hours of a place, in one form."""
    shown = get_object_or_404(Place.objects.visible_to(me(request)), pk=pk)
    rows = week_of(shown, request.POST or None)
    title = _("Öffnungszeiten: {place}").format(place=shown.name)

    def save(seen: int) -> None:
        directory.set_opening_hours(pk, _spans(rows), seen=seen, by=request.user)

    return _rows_page(request, shown, rows, title, save, osm=reverse("network:place_osm", args=[pk]))


def place_osm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The opening hours as OpenStreetMap writes them: to copy, and to take over in place of what is there."""
    shown = get_object_or_404(Place.objects.visible_to(me(request)).prefetch_related("opening_hours"), pk=pk)
    told = {"seen": shown.revision, "text": opening.week_as_osm(shown.opening_hours.all())}
    form = OsmForm(request.POST or None, initial=told)

    def save() -> Place:
        return directory.set_opening_hours(pk, opening.spans_of(form.said), seen=form.seen_revision, by=request.user)

    if attempt(form, save):
        toast(request, _("Gespeichert."))
        return redirect(shown)
    context = {"title": _("Öffnungszeiten: {place}").format(place=shown.name), "back": shown.get_absolute_url()}
    return form_page(request, "network/osm.html", form, **context)


def _rows_page(
    request: HttpRequest, shown: Place, rows: Any, title: str, save: Callable[[int], None], osm: str = ""
) -> HttpResponse:
    """A page of rows under the revision of their place; what cannot be saved stays in the fields."""
    seen = SeenForm(request.POST or None, initial={"seen": shown.revision})
    context: dict[str, Any] = {
        "place": shown,
        "rows": rows,
        "seen": seen,
        "title": title,
        "problem": "",
        "conflict": None,
        "osm": osm,
    }
    if request.method != "POST":
        return render(request, "network/place_rows.html", context)
    try:
        if rows.is_valid() and seen.is_valid():
            save(seen.seen_revision)
            toast(request, _("Gespeichert."))
            return redirect(shown)
    except RuleBroken as error:
        context |= {"problem": error.message}
    except EditConflict as error:
        context |= {"conflict": error.current, "seen": SeenForm(initial={"seen": error.current.revision})}
    return render(request, "network/place_rows.html", context, status=409 if context["conflict"] else 422)


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
    filled = (form.cleaned_data for form in rows if form.cleaned_data.get("opens_at"))
    kept = (row for row in filled if not row.get("DELETE"))
    return [SpanWanted(row["weekday"], row["opens_at"], row["closes_at"], row["note"]) for row in kept]
