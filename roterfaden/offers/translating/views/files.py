"""Translations out to a file for an agency, and back in with a look before."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, form_page
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.offers.translating import exchange, xliff
from roterfaden.offers.translating.forms import FileForm, StateFilter, TakeForm, packed
from roterfaden.offers.translating.views.shared import address_of_list, find_language
from roterfaden.offers.translating.worklist import worklist

MEDIA_TYPE = "application/xliff+xml"


def translation_file(request: HttpRequest, language: str) -> HttpResponse:
    """The offers of a list as a file; ``fassung`` says in which version of XLIFF."""
    into, filters = find_language(request, language), StateFilter(request.GET)
    version = "2.0" if request.GET.get("fassung") == "2.0" else "1.2"
    document = exchange.document_of(filters.narrow(worklist(user_of(request), into)), into)
    name = f"angebote-{into.pk}{f'-{filters.state}' if filters.state else ''}.xlf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(xliff.write(document, version), content_type=MEDIA_TYPE, headers=headers)


def translation_import(request: HttpRequest) -> HttpResponse:
    """Take a file back in: first what it would do, then, on a click, all of it or nothing."""
    if "content" in request.POST:
        return _take(request)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        found = attempt(form, partial(_preview, request, form.content))
        if found is not None:
            return _preview_page(request, form.content, found)
    return form_page(request, "offers/translation_import.html", form)


def _take(request: HttpRequest) -> HttpResponse:
    form = TakeForm(request.POST)
    if not form.is_valid():
        toast(request, _("Die Datei ist nicht angekommen. Bitte wählen Sie sie noch einmal."), tone="warning")
        return redirect("offers:translation_import")
    content = form.cleaned_data["content"]
    try:
        found = _preview(request, content)
        if found.mark != form.cleaned_data["mark"]:
            said = _(
                "In der Zwischenzeit hat sich etwas geändert. Bitte sehen Sie noch einmal nach; geschrieben ist nichts."
            )
            toast(request, said, tone="warning")
            return _preview_page(request, content, found)
        number = exchange.take(found, by=request.user, release=form.cleaned_data["release"])
    except (RuleBroken, EditConflict) as error:
        toast(request, _("Nichts wurde übernommen. {why}").format(why=error), tone="danger")
        return redirect("offers:translation_import")
    toast(request, ngettext("{n} Angebot übernommen.", "{n} Angebote übernommen.", number).format(n=number))
    return redirect(address_of_list(found.language, ""))


def _preview(request: HttpRequest, content: bytes) -> exchange.Preview:
    return exchange.preview(xliff.read(content), by=request.user)


def _preview_page(request: HttpRequest, content: bytes, found: exchange.Preview) -> HttpResponse:
    form = TakeForm(initial={"content": packed(content), "mark": found.mark})
    return render(request, "offers/translation_preview.html", {"form": form, "found": found})
