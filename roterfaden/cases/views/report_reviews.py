"""The second person: reads a report without the file, approves it or gives it back."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import Notice
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do, status_of
from roterfaden.base.badges import Tone
from roterfaden.base.edits import SeenForm
from roterfaden.base.toasts import toast
from roterfaden.cases.actions.reports import GONE, answer_report
from roterfaden.cases.forms.reports import ReturnForm
from roterfaden.cases.models import ReviewedReport
from roterfaden.cases.views.case_reports import told_of


def report_review(request: HttpRequest, review: UUID) -> HttpResponse:
    """The report as its body would read it, with the hints of the check; a POST approves it."""
    found = _waiting(request, review)
    if found is None:
        return _answered(request, review)
    if request.method == "POST":
        form = SeenForm(request.POST)
        seen = form.seen_revision if form.is_valid() else 0
        act = partial(answer_report, found, by=user_of(request), seen=seen, approves=True)
        back = reverse("desk:today") if seen == found.revision else reverse("cases:report_review", args=[review])
        return do(request, back, act, said=_("Der Bericht ist freigegeben."))
    return _page(request, found, ReturnForm())


@require_POST
def report_return(request: HttpRequest, review: UUID) -> HttpResponse:
    """Give it back and say why."""
    found = _waiting(request, review)
    if found is None:
        return _answered(request, review)
    form = ReturnForm(request.POST)
    if form.is_valid():
        answer = {"seen": found.revision, "approves": False, **form.cleaned_data}
        act = partial(answer_report, found, by=user_of(request), **answer)
        return do(request, reverse("desk:today"), act, said=_("Der Bericht geht mit Ihrer Anmerkung zurück."))
    return _page(request, found, form)


def _waiting(request: HttpRequest, pk: UUID) -> ReviewedReport | None:
    reports = ReviewedReport.objects.visible_to(user_of(request)).select_related("written_by", "body")
    return reports.filter(pk=pk).first()


def _answered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For somebody who comes back, by a second click or the notice. Who was never asked finds nothing."""
    mine = Notice.objects.visible_to(user_of(request)).filter(path=reverse("cases:report_review", args=[pk]))
    if not mine.exists():
        raise Http404
    toast(request, GONE, tone=Tone.INFO)
    return redirect("desk:today")


def _page(request: HttpRequest, found: ReviewedReport, form: ReturnForm) -> HttpResponse:
    approval = SeenForm(initial={"seen": found.revision})
    context = {"report": found, "form": form, "approval": approval, **told_of(found)}
    return render(request, "cases/report_review.html", context, status=status_of(form))
