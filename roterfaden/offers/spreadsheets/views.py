"""Bringing a table step by step, and taking the directory along as one."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.edits import seen_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.jobs.showing import latest
from roterfaden.offers.filtering import find
from roterfaden.offers.models import Offer, OfferImport
from roterfaden.offers.spreadsheets import actions
from roterfaden.offers.spreadsheets.cells import with_columns
from roterfaden.offers.spreadsheets.checking import RowState
from roterfaden.offers.spreadsheets.exporting import as_csv, as_xlsx
from roterfaden.offers.spreadsheets.forms import MappingForm, NamesForm, RowForm, UploadForm
from roterfaden.offers.spreadsheets.jobs import AT_ONCE, TAKING, start_taking

ROWS = 25
HINTED = "hinweis"
FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def imports(request: HttpRequest) -> HttpResponse:
    """Bring a file, or go on with one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        if brought := attempt(form, lambda: actions.bring_table(file.name, file.read(), by=request.user)):
            return redirect("offers:import_columns", brought.pk)
    mine = OfferImport.objects.visible_to(request.user).defer("rows")
    return form_page(request, "offers/imports.html", form, mine=mine)


def import_columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What each column means."""
    found = _found(request, pk)
    form = MappingForm(request.POST or None, of=found)
    if form.is_valid():
        values = form.mapping, form.cleaned_data["organisation"]
        if done(form, lambda: actions.map_columns(pk, *values, seen=form.seen_revision, by=request.user)):
            return redirect(found)
    return form_page(request, "offers/import_columns.html", form, found=found)


def import_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would become of the rows, and what names mean that nobody knows; of a big table, how much is taken in."""
    found = _found(request, pk)
    taking = latest(user_of(request), TAKING, pk) if request.method == "GET" else None
    if taking and taking.job.is_open:
        return render(request, "offers/import_taking.html", {"found": found, "shown": taking})
    checked = actions.checked(found)
    form = NamesForm(request.POST or None, of=found, checked=checked)
    if form.is_valid():
        match = partial(actions.match_names, pk, form.answers, seen=form.seen_revision, by=request.user)
        if done(form, match):
            return redirect(found)
    state = request.GET.get("stand", "")
    rows = [row for row in checked.rows if not state or row.state == state or (state == HINTED and row.is_hinted)]
    context = {
        "found": found,
        "form": form,
        "checked": checked,
        "bad": checked.number(RowState.BAD),
        "hinted": sum(row.is_hinted for row in checked.rows),
        "good": sum(row.is_good for row in checked.rows),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("seite")),
        "state": state,
        "shown": taking,
    }
    return render(request, "offers/import_check.html", context, status=status_of(form))


def import_row(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Put one row right."""
    found = _found(request, pk)
    row = next((one for one in actions.checked(found).rows if one.number == number), None)
    if row is None:
        raise Http404
    form = RowForm(request.POST or None, of=found, row=row)
    if form.is_valid():
        correct = partial(actions.correct_row, pk, number, form.cells, seen=form.seen_revision, by=request.user)
        if changed := attempt(form, correct):
            return _after_correction(request, changed, number)
    return form_page(request, "offers/import_row.html", form, found=found, row=row)


def _after_correction(request: HttpRequest, found: OfferImport, number: int) -> HttpResponse:
    """On to the rows that do not fit yet; back to this one while it is one of them."""
    rows = actions.checked(found).rows
    bad = {row.number for row in rows if row.state == RowState.BAD}
    if number in bad:
        toast(request, _("Gespeichert. Die Zeile passt aber noch nicht."), tone="warning")
        return redirect("offers:import_row", found.pk, number)
    toast(request, _("Zeile {n} passt jetzt.").format(n=number))
    return redirect(found.get_absolute_url() + (f"?stand={RowState.BAD}" if bad else ""))


@require_POST
def import_row_skip(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Leave one row out."""
    found = _found(request, pk)
    undo = reverse("offers:import_row_back", args=[pk, number])
    said = _("Zeile {n} ist weggelassen.").format(n=number)
    act = partial(actions.skip_row, pk, number, by=request.user)
    return do(request, found.get_absolute_url(), act, said=said, undo=undo)


@require_POST
def import_row_back(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Do not leave it out after all."""
    found = _found(request, pk)
    undo = reverse("offers:import_row_skip", args=[pk, number])
    said = _("Zeile {n} ist wieder dabei.").format(n=number)
    act = partial(actions.bring_row_back, pk, number, by=request.user)
    return do(request, found.get_absolute_url(), act, said=said, undo=undo)


@require_POST
def import_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add and change the offers."""
    found = _found(request, pk)
    wanted = {"seen": seen_of(request) or 0, "only_good": "only_good" in request.POST, "by": user_of(request)}
    try:
        said = _take(found, **wanted)
    except RuleBroken as error:
        toast(request, error.message, tone="danger")
    except EditConflict:
        told = _("Inzwischen hat jemand etwas geändert. Es ist nichts übernommen. Bitte sehen Sie noch einmal hin.")
        toast(request, told, tone="warning")
    else:
        toast(request, said)
    return redirect(found)


def _take(found: OfferImport, **wanted: Any) -> str:
    """At once or, of a big table, by a job. What to say."""
    if len(found.rows) > AT_ONCE:
        start_taking(found, **wanted)
        return _("In Auftrag gegeben. Hier steht, wie viele Zeilen schon übernommen sind.")
    outcome = actions.take_in(found.pk, **wanted)
    return _("Übernommen: {added} neu, {changed} geändert.").format(added=outcome.added, changed=outcome.changed)


@require_POST
def import_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget the table."""
    _found(request, pk)
    said = _("Die Tabelle ist hier gelöscht. Übernommene Angebote bleiben.")
    return do(request, reverse("offers:imports"), partial(actions.drop_import, pk), said=said)


def export(request: HttpRequest, form: str) -> HttpResponse:
    """The offers that the filters in the address find, as a file."""
    if form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    found = find(request.GET.dict())
    offers = found.offers(with_columns(Offer.objects.visible_to(request.user)))[:]
    name = f"angebote-{timezone.localdate():%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(write(offers), content_type=content_type, headers=headers)


def _found(request: HttpRequest, pk: UUID) -> OfferImport:
    return get_object_or_404(OfferImport.objects.visible_to(request.user), pk=pk)
