"""Pages of monitoring: follow-ups, contact notes, tasks."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, done, form_page, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import monitoring
from roterfaden.cases.forms.closing import ReviewRatingForm, rated
from roterfaden.cases.forms.monitoring import (
    FollowUpForm,
    FollowUpResultForm,
    NoteCorrectionForm,
    ReasonForm,
    open_follow_up_values,
)
from roterfaden.cases.models import ActionGoal, Case, CaseTask, ContactNote, FollowUp, FollowUpState, SelfRating
from roterfaden.cases.models.safeguards import statements_on
from roterfaden.cases.results import review_of
from roterfaden.cases.views.frame import find_case, frame


def follow_up_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a look at what was agreed."""
    case = find_case(request, pk)
    form = FollowUpForm(request.POST or None, case=case, initial={"action_goal": request.GET.get("ziel")})
    if form.is_valid():
        planned = attempt(form, partial(monitoring.plan_follow_up, case, by=request.user, **form.cleaned_data))
        if planned:
            undo = reverse("cases:follow_up_undo", args=[case.pk, planned.pk])
            toast(request, _("Überprüfung geplant."), undo=undo)
            return redirect("cases:case", case.pk)
    return form_page(request, "cases/follow_up_add.html", form, **frame(case))


def follow_up(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """Record what a look showed, or read what was recorded."""
    case, user = find_case(request, pk, own=True), user_of(request)
    found = get_object_or_404(case.follow_ups.visible_to(user).select_related("action_goal", "owner"), pk=follow_up)
    lines = review_of(found, user)
    answers = request.POST if request.method == "POST" else None
    form = FollowUpResultForm(answers, case=case, initial=open_follow_up_values(found))
    ratings = [ReviewRatingForm(answers, result=line) for line in lines]
    if (
        form.is_valid()
        and all(rating.is_valid() for rating in ratings)
        and done(form, partial(_hold, request, found, seen=form.seen_revision, ratings=rated(ratings), **form.wording))
    ):
        return redirect("cases:case", case.pk)
    context = frame(case, tab="history", follow_up=found, lines=lines, goals=_agreed(user, case), form=form)
    context["rating"] = SelfRating.objects.visible_to(user).counted().filter(follow_up=found).first()
    return render(request, "cases/follow_up.html", context | {"goal_forms": ratings}, status=status_of(form, *ratings))


def _agreed(user: User, case: Case) -> Any:
    goals = ActionGoal.objects.visible_to(user).standing().filter(case=case)
    return goals.order_by("frame_goal__position", "position", "id")


def _hold(request: HttpRequest, found: FollowUp, **values: Any) -> FollowUp:
    held = monitoring.hold_follow_up(found, by=request.user, **values)
    undo = reverse("cases:follow_up_reopen", args=[found.case_id, held.pk])
    toast(request, _("Überprüfung festgehalten."), undo=undo)
    return held


def follow_up_cancel(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """Call a look off, with its reason."""
    case = find_case(request, pk, own=True)
    found = get_object_or_404(
        case.follow_ups.visible_to(user_of(request)).filter(state=FollowUpState.PLANNED), pk=follow_up
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        monitoring.cancel_follow_up(found, by=request.user, reason=form.cleaned_data["reason"])
        toast(request, _("Überprüfung abgesagt."), undo=reverse("cases:follow_up_reopen", args=[case.pk, found.pk]))
        return redirect("cases:case", case.pk)
    return form_page(request, "cases/follow_up_cancel.html", form, **frame(case, follow_up=found))


@require_POST
def follow_up_undo(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """Take back a look that was planned by mistake."""
    found = get_object_or_404(_follow_ups(request, pk).filter(state=FollowUpState.PLANNED), pk=follow_up)
    monitoring.cancel_follow_up(found, by=request.user, reason=_("Gleich wieder zurückgenommen."))
    toast(
        request,
        _("Die Überprüfung ist nicht mehr geplant."),
        undo=reverse("cases:follow_up_reopen", args=[pk, found.pk]),
    )
    return redirect("cases:case", pk)


@require_POST
def follow_up_reopen(request: HttpRequest, pk: UUID, follow_up: UUID) -> HttpResponse:
    """The look is due again."""
    found = get_object_or_404(_follow_ups(request, pk), pk=follow_up)
    monitoring.reopen_follow_up(found, by=request.user)
    toast(request, _("Die Überprüfung steht wieder an."))
    return redirect("cases:follow_up", pk, found.pk)


def note(request: HttpRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Read a note with its earlier wordings, or correct it."""
    case = find_case(request, pk, own=True)
    found = get_object_or_404(case.contact_notes.visible_to(user_of(request)).select_related("created_by"), pk=note)
    form = NoteCorrectionForm(request.POST or None, instance=found)
    if form.is_valid():
        correct = partial(monitoring.correct_note, found, by=request.user, seen=form.seen_revision, **form.wording)
        if attempt(form, correct):
            toast(request, _("Notiz korrigiert. Die frühere Fassung bleibt lesbar."))
            return redirect("cases:history", case.pk)
    context = frame(case, tab="history", note=found, earlier=_earlier_wordings(found), **_disputed(case, found))
    return form_page(request, "cases/note.html", form, **context)


def _disputed(case: Case, note: ContactNote) -> dict[str, Any]:
    """What the person says to the note, and the line of the timeline on which they can say more."""
    return {
        "statements": statements_on(case, [note.pk]).get(note.pk, []),
        "entry": case.timeline.filter(subject=note.pk).order_by("at").first(),
    }


def _earlier_wordings(note: ContactNote) -> list[Any]:
    versions = note.events.order_by("pgh_created_at").values("text", "pgh_created_at", "revision")  # type: ignore[attr-defined]
    return [version for version in versions if version["text"] != note.text]


@require_POST
def note_withdraw(request: HttpRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Take a note back."""
    found = get_object_or_404(_notes(request, pk), pk=note)
    monitoring.withdraw_note(found, by=request.user)
    toast(request, _("Notiz zurückgenommen."), undo=reverse("cases:note_restore", args=[pk, found.pk]))
    return redirect("cases:history", pk)


@require_POST
def note_restore(request: HttpRequest, pk: UUID, note: UUID) -> HttpResponse:
    """Bring a note back."""
    found = get_object_or_404(_notes(request, pk), pk=note)
    monitoring.restore_note(found, by=request.user)
    toast(request, _("Notiz wiederhergestellt."))
    return redirect("cases:history", pk)


@require_POST
def task_done(request: HttpRequest, task: UUID) -> HttpResponse:
    """Check a task off."""
    found = _task(request, task)
    monitoring.finish_task(found, by=request.user)
    toast(request, _("Aufgabe erledigt."), undo=reverse("cases:task_reopen", args=[found.pk]))
    return _back(request, found)


@require_POST
def task_reopen(request: HttpRequest, task: UUID) -> HttpResponse:
    """The task is open again."""
    found = _task(request, task)
    monitoring.reopen_task(found, by=request.user)
    toast(request, _("Die Aufgabe ist wieder offen."))
    return _back(request, found)


@require_POST
def task_withdraw(request: HttpRequest, task: UUID) -> HttpResponse:
    """Take a task back."""
    found = _task(request, task)
    monitoring.withdraw_task(found, by=request.user)
    toast(request, _("Aufgabe zurückgenommen."), undo=reverse("cases:task_reopen", args=[found.pk]))
    return _back(request, found)


def _notes(request: HttpRequest, pk: UUID) -> Any:
    return find_case(request, pk, own=True).contact_notes.visible_to(user_of(request))


def _follow_ups(request: HttpRequest, pk: UUID) -> Any:
    return find_case(request, pk, own=True).follow_ups.visible_to(user_of(request))


def _task(request: HttpRequest, pk: UUID) -> CaseTask:
    return get_object_or_404(CaseTask.objects.visible_to(user_of(request)).select_related("case"), pk=pk)


def _back(request: HttpRequest, task: CaseTask) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    came_from_case = task.case_id and ("/faelle/" in came_from or reverse("cases:task", args=[task.pk]) in came_from)
    return redirect("cases:case", task.case_id) if came_from_case else redirect("desk:today")
