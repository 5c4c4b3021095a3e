"""Pages on which a planned follow-up and a task are put right, moved, or given to somebody else."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import moving
from roterfaden.cases.forms.moving import FollowUpChangeForm, TaskChangeForm
from roterfaden.cases.models import CaseTask, FollowUpState
from roterfaden.cases.views.frame import find_case, frame


def follow_up_change(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """Put right or move a look that is planned; one that was held meanwhile is read on its own page."""
    case = find_case(request, pk, own=True)
    found = get_object_or_404(case.follow_ups.visible_to(user_of(request)).select_related("case"), pk=follow_up)
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
    tasks = CaseTask.objects.visible_to(user_of(request)).select_related("case", "created_by", "done_by", "owner")
    found = get_object_or_404(tasks, pk=task)
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
