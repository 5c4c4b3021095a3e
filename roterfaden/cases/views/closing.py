"""Pages of the end: evaluate, close, re-open."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page, status_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import closing
from roterfaden.cases.closing_report import open_matters
from roterfaden.cases.forms.closing import CloseForm, EvaluationForm, GoalRatingForm, rated
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.models import Case, CloseReason, Evaluation
from roterfaden.cases.results import result_of
from roterfaden.cases.views.frame import find_case, frame


def evaluation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Evaluate the case: begin, fill in together, complete; afterwards read it."""
    case = find_case(request, pk)
    latest = case.evaluations.select_related("written_by").first()
    if request.method == "POST" and (latest is None or latest.completed_at):
        return _begin(request, case)
    views = case.own_views.visible_to(user_of(request)).select_related("entered_by")
    if latest is None:
        return render(request, "cases/evaluation_none.html", frame(case, own_views=views))
    latest.case = case
    context = frame(case, evaluation=latest, result=result_of(latest), own_views=views)
    if latest.completed_at or not case.is_open:
        return render(request, "cases/evaluation_done.html", context)
    return _fill(request, case, latest, context)


def _begin(request: HttpRequest, case: Case) -> HttpResponse:
    try:
        closing.start_evaluation(case, by=request.user)
    except RuleBroken as broken:
        toast(request, broken.message, tone="danger")
    return redirect("cases:evaluation", case.pk)


def _fill(request: HttpRequest, case: Case, latest: Evaluation, context: dict[str, Any]) -> HttpResponse:
    answers = request.POST if request.method == "POST" else None
    form = EvaluationForm(answers, instance=latest)
    goals = [GoalRatingForm(answers, result=line) for part in context["result"].frames for line in part.goals]
    if form.is_valid() and all(goal.is_valid() for goal in goals):
        save = partial(closing.save_evaluation, latest, by=request.user, ratings=rated(goals), **form.wording)
        if saved := attempt(form, partial(save, seen=form.seen_revision)):
            _tell_saved(request, case, saved)
            return redirect("cases:evaluation", case.pk)
    context |= {"form": form, "goal_forms": goals}
    return render(request, "cases/evaluation.html", context, status=status_of(form, *goals))


def _tell_saved(request: HttpRequest, case: Case, saved: Evaluation) -> None:
    """Complete the evaluation if that was asked for, and say how it went."""
    if "complete" not in request.POST:
        toast(request, _("Auswertung gespeichert."))
        return
    try:
        closing.complete_evaluation(saved, by=request.user)
    except RuleBroken as broken:
        toast(request, _("Gespeichert. {missing}").format(missing=broken.message), tone="warning")
    else:
        undo = reverse("cases:evaluation_reopen", args=[case.pk, saved.pk])
        toast(request, _("Auswertung abgeschlossen."), undo=undo)


@require_POST
def evaluation_reopen(request: HttpRequest, pk: UUID, evaluation: UUID) -> HttpResponse:
    """Take a completed evaluation up again."""
    found = get_object_or_404(find_case(request, pk).evaluations.all(), pk=evaluation)
    back = reverse("cases:evaluation", args=[pk])
    return do(
        request,
        back,
        partial(closing.reopen_evaluation, found, by=request.user),
        said=_("Die Auswertung ist wieder offen."),
    )


def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the case with its reason."""
    case = find_case(request, pk)
    form = CloseForm(request.POST or None, initial={"stays_open": open_matters(case, user_of(request))})
    if form.is_valid():
        said = form.cleaned_data | {"reason": CloseReason(form.cleaned_data["reason"])}
        if attempt(form, partial(closing.close_case, case, by=request.user, **said)):
            toast(request, _("Der Fall ist abgeschlossen. Er kann mit Begründung wieder aufgenommen werden."))
            return redirect("cases:case", case.pk)
    return form_page(request, "cases/close.html", form, **frame(case))


def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a closed case up again, with the reason."""
    case = find_case(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and done(form, partial(closing.reopen_case, case, by=request.user, **form.cleaned_data)):
        toast(request, _("Der Fall ist wieder aufgenommen."))
        return redirect("cases:case", case.pk)
    return form_page(request, "cases/reopen.html", form, **frame(case))
