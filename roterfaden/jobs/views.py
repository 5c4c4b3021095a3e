"""One's own jobs: the list, one of them, its state for the page that asks by itself, and the end of it."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do
from roterfaden.jobs.actions import cancel_job
from roterfaden.jobs.models import Job
from roterfaden.jobs.showing import Shown, shown
from roterfaden.jobs.working import is_worked

ROWS = 25


def jobs(request: HttpRequest) -> HttpResponse:
    """What is under way with its progress, and what has ended."""
    mine = Job.objects.visible_to(request.user)
    under_way = list(mine.open())
    has_worker = bool(under_way) and is_worked()
    ended = mine.filter(ended_at__isnull=False)
    context = {
        "under_way": [Shown(job, has_worker) for job in under_way],
        "page": Paginator(ended, ROWS).get_page(request.GET.get("seite")),
    }
    return render(request, "jobs/jobs.html", context)


def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job: what it is, how far, and what came of it."""
    return render(request, "jobs/job.html", {"shown": shown(_found(request, job))})


def job_state(request: HttpRequest, job: UUID) -> HttpResponse:
    """Its state alone, asked by the page every two seconds; nothing when nothing has changed."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("jobs:job", job)
    now = shown(_found(request, job))
    if request.GET.get("stand") == now.mark:
        return HttpResponse(status=204)
    return render(request, "jobs/state.html", {"shown": now, "is_news": True})


job_state.passive = True  # type: ignore[attr-defined]


@require_POST
def job_cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    """Do no more of it."""
    found = _found(request, job)
    said = _("Der Auftrag ist abgebrochen. Was bis dahin erledigt ist, bleibt.")
    return do(request, found.path, partial(cancel_job, found.pk, by=user_of(request)), said=said)


def _found(request: HttpRequest, pk: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
