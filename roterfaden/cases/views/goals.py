"""Mottoziel, Rahmenziele and Handlungsziele: one page each, quick to fill while the person sits there."""

from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import goals
from roterfaden.cases.agreed_words import words_of_goal
from roterfaden.cases.forms.goals import (
    ActionGoalForm,
    FrameGoalForm,
    GuidingGoalForm,
    QuickStepForm,
    SelfRatingForm,
    StepForm,
)
from roterfaden.cases.goal_examples import examples_for
from roterfaden.cases.models import ActionGoal, Case, FrameGoal, GoalState, GuidingGoal
from roterfaden.cases.views.case import Focus, plan_part
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.saving import case_url, chosen_state, move, reason_of


def guiding_goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The Mottoziel in the person's words; once it is agreed, only the self-rating."""
    case = find_case(request, pk)
    goal = GuidingGoal.objects.filter(case=case).first()
    # Words that were typed while a colleague agreed on the goals come back with the reason, they are not just gone.
    if goal and case.agreed_at and "own_words" not in request.POST:
        return _rate_only(request, case, goal)
    form = GuidingGoalForm(request.POST or None, instance=goal, client=case.client)
    if form.is_valid() and _save_guiding_goal(request, case, form):
        toast(request, _("Mottoziel gespeichert."))
        return back_to_plan(request, case, "mottoziel", Focus("edit", "mottoziel"))
    return goal_form(request, "cases/guiding_goal.html", form, **page(case, goal=goal, focus="edit-mottoziel"))


def _save_guiding_goal(request: HttpRequest, case: Case, form: GuidingGoalForm) -> GuidingGoal | None:
    rating = form.cleaned_data["self_rating"]
    return attempt(
        form,
        partial(
            goals.set_guiding_goal, case, by=request.user, seen=form.seen_revision, self_rating=rating, **form.wording
        ),
    )


def _rate_only(request: HttpRequest, case: Case, goal: GuidingGoal) -> HttpResponse:
    form = SelfRatingForm(request.POST or None)
    rated = attempt(form, lambda: goals.rate_guiding_goal(goal, by=request.user, **form.cleaned_data))
    if rated:
        # A value that replaced another one of today is put right by saying it again.
        undo = reverse("cases:self_rating_withdraw", args=[case.pk, rated.pk]) if rated.revision == 1 else ""
        toast(request, _("Selbsteinschätzung gespeichert."), undo=undo)
        return back_to_plan(request, case, "mottoziel", Focus("edit", "mottoziel"))
    return goal_form(request, "cases/guiding_goal_rate.html", form, **page(case, goal=goal, focus="edit-mottoziel"))


def frame_goal_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new Rahmenziel."""
    case = find_case(request, pk)
    form = FrameGoalForm(request.POST or None, case=case)
    if form.is_valid():
        goal = attempt(form, partial(goals.add_frame_goal, case, by=request.user, **form.wording))
        if goal:
            toast(
                request,
                _("Rahmenziel gespeichert."),
                undo=reverse("cases:frame_goal_withdraw", args=[case.pk, goal.pk]) + "?zurueck",
            )
            return _onwards(request, case, goal, f"rahmenziel-{goal.pk}", Focus("add", str(goal.pk)))
    return goal_form(
        request,
        "cases/frame_goal.html",
        form,
        **page(case, goal=None, examples=examples_for(user_of(request)), focus="add-rahmenziel"),
    )


def frame_goal(request: HttpRequest, pk: UUID, frame: UUID) -> HttpResponse:
    """Reword a Rahmenziel, or take it back."""
    case, found = _frame_goal(request, pk, frame)
    form = FrameGoalForm(request.POST or None, instance=found, case=case)
    if form.is_valid() and done(
        form, partial(goals.change_frame_goal, found, by=request.user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Rahmenziel gespeichert."))
        return _onwards(request, case, found, f"rahmenziel-{found.pk}", Focus("edit", str(found.pk)))
    examples = examples_for(user_of(request), found.field_of_action.key)
    context = page(case, goal=found, examples=examples, focus=f"edit-{found.pk}")
    return goal_form(request, "cases/frame_goal.html", form, **context)


@require_POST
def frame_goal_withdraw(request: HttpRequest, pk: UUID, frame: UUID) -> HttpResponse:
    """Take back a Rahmenziel with all that hangs on it."""
    case, found = _frame_goal(request, pk, frame)
    undo = reverse("cases:frame_goal_restore", args=[case.pk, found.pk])
    act = partial(goals.withdraw_frame_goal, found, by=request.user, reason=reason_of(request))
    return do(request, case_url(case), act, said=_("Rahmenziel zurückgenommen."), undo=undo)


@require_POST
def frame_goal_restore(request: HttpRequest, pk: UUID, frame: UUID) -> HttpResponse:
    """Bring a Rahmenziel back."""
    case, found = _frame_goal(request, pk, frame)
    back = case_url(case, f"rahmenziel-{found.pk}")
    return do(
        request,
        back,
        partial(goals.restore_frame_goal, found, by=request.user),
        said=_("Rahmenziel wiederhergestellt."),
    )


def action_goal_add(request: HttpRequest, pk: UUID, frame: UUID) -> HttpResponse:
    """A new Handlungsziel."""
    case, above = _frame_goal(request, pk, frame)
    form = step_form(request)(request.POST or None, client=case.client)
    if form.is_valid():
        goal = attempt(form, partial(goals.add_action_goal, above, by=request.user, **form.wording))
        if goal:
            undo = reverse("cases:action_goal_withdraw", args=[case.pk, goal.pk]) + "?zurueck"
            toast(request, _("Handlungsziel gespeichert."), undo=undo)
            return _onwards(request, case, above, f"ziel-{goal.pk}", Focus("edit", str(goal.pk)))
    examples = examples_for(user_of(request), above.field_of_action.key)
    context = page(case, goal=None, above=above, examples=examples, focus=f"add-{above.pk}")
    return goal_form(request, "cases/action_goal.html", form, **context)


def action_goal(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Reword a Handlungsziel; once it is agreed, read it and say where it stands."""
    case = find_case(request, pk)
    found = _action_goal(request, case, goal)
    if request.method != "POST" and (case.agreed_at or not case.is_open):
        context = page(case, goal=found, above=found.frame_goal, agreed=words_of_goal(found))
        return render(request, "cases/action_goal_read.html", context)
    form = step_form(request)(request.POST or None, instance=found, client=case.client)
    if form.is_valid() and done(
        form, partial(goals.change_action_goal, found, by=request.user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Handlungsziel gespeichert."))
        return _onwards(request, case, found.frame_goal, f"ziel-{found.pk}", Focus("edit", str(found.pk)))
    examples = examples_for(user_of(request), found.frame_goal.field_of_action.key)
    context = page(case, goal=found, above=found.frame_goal, examples=examples, focus=f"edit-{found.pk}")
    return goal_form(request, "cases/action_goal.html", form, **context)


@require_POST
def action_goal_withdraw(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Take back a Handlungsziel."""
    case = find_case(request, pk)
    found = _action_goal(request, case, goal)
    undo = reverse("cases:action_goal_restore", args=[case.pk, found.pk])
    act = partial(goals.withdraw_action_goal, found, by=request.user, reason=reason_of(request))
    return do(
        request,
        case_url(case, f"rahmenziel-{found.frame_goal_id}"),
        act,
        said=_("Handlungsziel zurückgenommen."),
        undo=undo,
    )


@require_POST
def action_goal_restore(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Bring a Handlungsziel back."""
    case = find_case(request, pk)
    found = _action_goal(request, case, goal)
    back = case_url(case, f"ziel-{found.pk}")
    return do(
        request,
        back,
        partial(goals.restore_action_goal, found, by=request.user),
        said=_("Handlungsziel wiederhergestellt."),
    )


@require_POST
def action_goal_state(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Say where a Handlungsziel stands: ``state`` in the form, or in the address when it is an undo."""
    case = find_case(request, pk)
    found = _action_goal(request, case, goal)
    state = chosen_state(request, GoalState.values)
    undo = f"{reverse('cases:action_goal_state', args=[case.pk, found.pk])}?state={found.state}"
    said = _("Ziel: {state}.").format(state=GoalState(state).label)
    act = partial(goals.set_goal_state, found, by=request.user, state=GoalState(state))
    return do(request, case_url(case, f"ziel-{found.pk}"), act, said=said, undo=undo)


def page(case: Case, **more: Any) -> dict[str, Any]:
    """The context that ``cases/goal_page.html`` needs, plus ``more``."""
    return {"case": case, "client": case.client, "back": case_url(case), **more}


@require_POST
def frame_goal_move(request: HttpRequest, pk: UUID, frame: UUID) -> HttpResponse:
    """Move a Rahmenziel up or down."""
    case, found = _frame_goal(request, pk, frame)
    return _move(request, case, found, f"rahmenziel-{found.pk}")


@require_POST
def action_goal_move(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Move a Handlungsziel up or down within its Rahmenziel."""
    case = find_case(request, pk)
    found = _action_goal(request, case, goal)
    return _move(request, case, found, f"ziel-{found.pk}")


def _move(request: HttpRequest, case: Case, goal: FrameGoal | ActionGoal, anchor: str) -> HttpResponse:
    way = chosen_state(request, ["up", "down"])
    act = partial(goals.move_goal, goal, by=request.user, upwards=way == "up")
    move(request, act, said=_("Verschoben: {title}").format(title=goal.title))
    return back_to_plan(request, case, anchor, Focus(way, str(goal.pk)))


def step_form(request: HttpRequest) -> type[StepForm]:
    """The short form inside the plan, or the one with everything on a page of its own."""
    return QuickStepForm if request.htmx else ActionGoalForm  # type: ignore[attr-defined]


def goal_form(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """A form on its page, or inside the plan for htmx."""
    if request.htmx:  # type: ignore[attr-defined]
        return goal_inline(request, form, **context)
    return form_page(request, template, form, **context)


def goal_inline(request: HttpRequest, form: BaseForm, **context: Any) -> HttpResponse:
    """A form inside the plan; ``focus`` in ``context`` says where one comes back to."""
    # Several may be open in the plan at once: each label has to find its own field.
    form.auto_id = f"id-{context['focus']}-%s"
    # An edit conflict is swapped in like any error.
    status = HTTPStatus.OK if status_of(form) == HTTPStatus.OK else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "cases/goal_inline.html", {"form": form, **context}, status=status)


def back_to_plan(request: HttpRequest, case: Case, anchor: str, focus: Focus) -> HttpResponse:
    """To the plan: the part of the page one is on, or the page."""
    if request.htmx:  # type: ignore[attr-defined]
        return plan_part(request, case.pk, focus)
    return redirect(case_url(case, anchor))


def _onwards(request: HttpRequest, case: Case, above: FrameGoal, anchor: str, focus: Focus) -> HttpResponse:
    """Back to the case, or on to the next Handlungsziel of the same Rahmenziel."""
    if "next" in request.POST:
        return redirect("cases:action_goal_add", case.pk, above.pk)
    return back_to_plan(request, case, anchor, focus)


def _frame_goal(request: HttpRequest, pk: UUID, frame: UUID) -> tuple[Case, FrameGoal]:
    case = find_case(request, pk)
    goals_of_case = FrameGoal.objects.visible_to(user_of(request)).filter(case=case).select_related("field_of_action")
    found = get_object_or_404(goals_of_case, pk=frame)
    found.case = case
    return case, found


def _action_goal(request: HttpRequest, case: Case, goal: UUID) -> ActionGoal:
    goals_of_case = ActionGoal.objects.visible_to(user_of(request)).filter(frame_goal__case=case)
    found = get_object_or_404(goals_of_case.select_related("frame_goal__field_of_action"), pk=goal)
    found.frame_goal.case = case
    return found
