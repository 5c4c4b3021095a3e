"""A planned follow-up and a task are put right or given to somebody else on pages, and put off with one press."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do, done, form_page
from roterfaden.base.dates import calendar_day
from roterfaden.base.edits import seen_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import moving
from roterfaden.cases.forms.moving import FollowUpChangeForm, PushForm, TaskChangeForm
from roterfaden.cases.models import CaseTask, FollowUp, FollowUpState
from roterfaden.cases.views.frame import find_case, frame


def follow_up_change(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """Put right or move a look that is planned; one that was held meanwhile is read on its own page."""
    case = find_case(request, pk, own=True)
    found = get_object_or_404(case.follow_ups.visible_to(user_of(request)), pk=follow_up)
    if request.method == "GET" and found.state != FollowUpState.PLANNED:
        return redirect("cases:follow_up", case.pk, found.pk)
    form = FollowUpChangeForm(request.POST or None, instance=found, case=case)
    if form.is_valid() and done(
        form,
        partial(moving.change_follow_up, found, by=request.user, seen=form.seen_revision, **form.wording),
    ):
        toast(request, _("Überprüfung geändert."))
        return redirect("cases:case", case.pk)
    return form_page(request, "cases/follow_up_change.html", form, **frame(case, follow_up=found))


def task(request: HttpRequest, task: UUID) -> HttpResponse:
    """Read a task, or put it right while it is open."""
    found = _task(request, task)
    case = find_case(request, found.case_id, own=True) if found.case_id else None
    form = TaskChangeForm(request.POST or None, instance=found, case=case)
    if form.is_valid() and done(
        form, partial(moving.change_task, found, by=request.user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Aufgabe geändert."))
        return redirect("cases:case", case.pk) if case else redirect("desk:today")
    if case is None:
        return form_page(request, "cases/task_alone.html", form, task=found)
    return form_page(request, "cases/task.html", form, **frame(case, task=found))


@require_POST
def follow_up_move(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """Put a look off to one of the next days."""
    found = _look(request, pk, follow_up)
    undo = reverse("cases:follow_up_move_back", args=[pk, found.pk])
    elsewhere = reverse("cases:follow_up_change", args=[pk, found.pk])
    return _push(request, partial(moving.change_follow_up, found), undo=undo, elsewhere=elsewhere)


@require_POST
def follow_up_move_back(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """It is due again when it was."""
    found = _look(request, pk, follow_up)
    act = partial(moving.move_follow_up_back, found, by=request.user, seen=seen_of(request))
    elsewhere = reverse("cases:follow_up_change", args=[pk, found.pk])
    said = _("Die Überprüfung steht wieder am früheren Tag.")
    return do(request, reverse("desk:today"), act, said=said, refused=elsewhere)


@require_POST
def task_move(request: HttpRequest, task: UUID) -> HttpResponse:
    """Put a task off to one of the next days."""
    found = _task(request, task)
    undo = reverse("cases:task_move_back", args=[found.pk])
    elsewhere = reverse("cases:task", args=[found.pk])
    return _push(request, partial(moving.change_task, found), undo=undo, elsewhere=elsewhere)


@require_POST
def task_move_back(request: HttpRequest, task: UUID) -> HttpResponse:
    """It is due again when it was."""
    found = _task(request, task)
    act = partial(moving.move_task_back, found, by=request.user, seen=seen_of(request))
    said = _("Die Aufgabe steht wieder am früheren Tag.")
    return do(request, reverse("desk:today"), act, said=said, refused=reverse("cases:task", args=[found.pk]))


def _look(request: HttpRequest, pk: UUID, follow_up: UUID) -> FollowUp:
    looks = find_case(request, pk, own=True).follow_ups.visible_to(user_of(request))
    return get_object_or_404(looks.select_related("case"), pk=follow_up)


def _task(request: HttpRequest, task: UUID) -> CaseTask:
    tasks = CaseTask.objects.visible_to(user_of(request)).select_related("case", "created_by", "done_by", "owner")
    return get_object_or_404(tasks, pk=task)


def _push(request: HttpRequest, change: Callable[..., Any], *, undo: str, elsewhere: str) -> HttpResponse:
    """Back to Heute, where the press was; if somebody was faster, to the page that shows what they did."""
    form = PushForm(request.POST)
    if not form.is_valid():
        raise Http404

    act = partial(change, by=request.user, seen=form.seen_revision, due_on=form.day)
    undo = f"{undo}?seen={form.seen_revision + 1}"
    said = _("Auf den {day} verschoben.").format(day=calendar_day(form.day, timezone.localdate()))
    return do(request, reverse("desk:today"), act, said=said, undo=undo, refused=elsewhere)
