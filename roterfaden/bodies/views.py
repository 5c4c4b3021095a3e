"""Pages of the bodies: the reports they received, and the bodies themselves."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, form_page
from roterfaden.base.toasts import toast
from roterfaden.bodies import actions
from roterfaden.bodies.access import KEEPERS
from roterfaden.bodies.documents import report_document
from roterfaden.bodies.forms import BodyForm, ReportFilter, TakeBackForm
from roterfaden.bodies.models import Body, CaseReport

PER_PAGE = 25


def reports(request: HttpRequest) -> HttpResponse:
    """The reports to my bodies, the latest month first."""
    user = user_of(request)
    filters = ReportFilter(request.GET, user=user)
    found = CaseReport.objects.visible_to(user).select_related("body")
    if filters.is_valid() and filters.cleaned_data["gremium"]:
        found = found.filter(body=filters.cleaned_data["gremium"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "bodies/reports.html", {"page": page, "filters": filters, "keeps": KEEPERS.admits(user)})


def report(request: HttpRequest, report: UUID) -> HttpResponse:
    """One report."""
    user = user_of(request)
    return render(request, "bodies/report.html", {"report": _found(request, report), "keeps": KEEPERS.admits(user)})


def report_pdf(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report on paper, for the session."""
    paper = report_document(_found(request, report))
    headers = {"Content-Disposition": f'inline; filename="{_("fallbericht")}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def report_take_back(request: HttpRequest, report: UUID) -> HttpResponse:
    """Take a report back that turned out to be a risk."""
    found = _found(request, report)
    form = TakeBackForm(request.POST or None)
    if form.is_valid():
        act = partial(actions.take_back_report, found, by=user_of(request), **form.cleaned_data)
        if attempt(form, act):
            toast(request, _("Der Bericht ist zurückgenommen, sein Text gelöscht."))
            return redirect("bodies:report", report)
    return form_page(request, "bodies/report_take_back.html", form, report=found)


def _found(request: HttpRequest, pk: UUID) -> CaseReport:
    return get_object_or_404(CaseReport.objects.visible_to(user_of(request)).select_related("body"), pk=pk)


def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies that may receive reports."""
    found = Body.objects.visible_to(user_of(request))
    return render(request, "bodies/bodies.html", {"bodies": found.select_related("organisation")})


def body_add(request: HttpRequest) -> HttpResponse:
    """Enter a body."""
    form = BodyForm(request.POST or None, user=user_of(request))
    if form.is_valid():
        entered = attempt(form, partial(actions.enter_body, **form.wording))
        if entered:
            toast(request, _("{name} ist eingetragen.").format(name=entered))
            return redirect("bodies:bodies")
    return form_page(request, "bodies/body_edit.html", form)


def body_edit(request: HttpRequest, body: UUID) -> HttpResponse:
    """Change a body."""
    found = get_object_or_404(Body.objects.visible_to(user_of(request)), pk=body)
    form = BodyForm(request.POST or None, instance=found, user=user_of(request))
    if form.is_valid():
        changed = attempt(form, partial(actions.change_body, found, seen=form.seen_revision, **form.wording))
        if changed:
            toast(request, _("Gespeichert."))
            return redirect("bodies:bodies")
    return form_page(request, "bodies/body_edit.html", form, body=found)
