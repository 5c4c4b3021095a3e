"""The protocol of deletions: runs, one run, its paper, and the question for one reference."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import status_of
from roterfaden.retention.documents import protocol_pdf
from roterfaden.retention.forms import ReferenceForm
from roterfaden.retention.marks import mark_of_reference
from roterfaden.retention.models import DeletionEntry, DeletionRun

ROWS = 25


def protocol(request: HttpRequest) -> HttpResponse:
    """All runs. A reference is asked for by POST: it stands in no address."""
    user = user_of(request)
    form = ReferenceForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "asked": "", "entries": []}
    if form.is_valid():
        context["asked"] = form.cleaned_data["reference"]
        marked = DeletionEntry.objects.visible_to(user).filter(marks__contains=[mark_of_reference(context["asked"])])
        context["entries"] = list(marked.order_by("deleted_on", "id"))
    runs = DeletionRun.objects.visible_to(user).exclude(finished_at=None)
    context["page"] = Paginator(runs, ROWS).get_page(request.GET.get("seite"))
    return render(request, "retention/protocol.html", context, status=status_of(form))


def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One run with its proofs."""
    found = _find(request, pk)
    page = Paginator(_entries(request, found), ROWS).get_page(request.GET.get("seite"))
    return render(request, "retention/run.html", {"run": found, "page": page})


def run_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as a paper."""
    found = _find(request, pk)
    paper = protocol_pdf(found, list(_entries(request, found)))
    name = f"loeschprotokoll-{timezone.localtime(found.started_at):%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def _find(request: HttpRequest, pk: UUID) -> DeletionRun:
    runs = DeletionRun.objects.visible_to(user_of(request)).exclude(finished_at=None)
    return get_object_or_404(runs, pk=pk)


def _entries(request: HttpRequest, found: DeletionRun) -> Any:
    return DeletionEntry.objects.visible_to(user_of(request)).filter(run=found).order_by("rule", "id")
