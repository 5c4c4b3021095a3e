"""Evaluate, close, re-open."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.after_talks import plan_after_talk
from roterfaden.cases.actions.appointments import call_off_with_case
from roterfaden.cases.actions.conferences import cancel_with_case
from roterfaden.cases.actions.intake import refuse_second_case
from roterfaden.cases.actions.rating import Ratings, rate_goals
from roterfaden.cases.actions.timeline import locked, locked_open, note_fact, tell
from roterfaden.cases.actions.visits import end_visits
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    AfterTalkState,
    Case,
    CloseReason,
    Evaluation,
    FollowUpState,
    GoalRating,
)
from roterfaden.cases.models.after_talk import usual_day


@transaction.atomic
def start_evaluation(case: Case, *, by: Any) -> Evaluation:
    """Begin an evaluation; an open draft is taken up again instead."""
    case = locked_open(case)
    if case.planned_at is None:
        raise RuleBroken(_("Ausgewertet wird, was geplant war: Legen Sie zuerst den Hilfeplan fest."))
    draft: Evaluation | None = case.evaluations.filter(completed_at__isnull=True).first()
    if draft:
        return draft
    evaluation = Evaluation.objects.create(case=case, number=case.evaluations.count() + 1, written_by=by)
    tell(case, Act.EVALUATION_STARTED, by=by, subject=evaluation.pk)
    return evaluation


@transaction.atomic
def save_evaluation(evaluation: Evaluation, *, by: Any, seen: int, ratings: Ratings, **fields: Any) -> Evaluation:
    """Keep the evaluation as far as it goes."""
    locked_open(evaluation.case)
    current = Evaluation.claim(evaluation.pk, seen)
    if current.completed_at is not None:
        raise RuleBroken(_("Die Auswertung ist abgeschlossen. Öffnen Sie sie wieder, um etwas zu ändern."))
    for name, value in fields.items():
        setattr(current, name, value)
    current.written_by = by
    current.save()
    rate_goals(current, ratings)
    return current


@transaction.atomic
def complete_evaluation(evaluation: Evaluation, *, by: Any) -> Evaluation:
    """The evaluation is done: every agreed action goal is rated, and procedure, communication and time too."""
    case = locked_open(evaluation.case)
    current = Evaluation.claim(evaluation.pk, None)
    unrated = _unrated(current)
    if unrated:
        raise RuleBroken(_("Noch nicht bewertet: {titles}").format(titles=", ".join(f"„{title}“" for title in unrated)))
    if None in (current.procedure, current.communication, current.time):
        raise RuleBroken(_("Bewerten Sie bitte auch Vorgehen, Verständigung und Zeit."))
    current.completed_at = timezone.now()
    current.save()
    note_fact(case, Act.EVALUATED, by=by, evaluated_at=current.completed_at)
    return current


def _unrated(evaluation: Evaluation) -> list[str]:
    goals = ActionGoal.objects.standing().filter(case=evaluation.case, agreed_in__isnull=False)
    rated = GoalRating.objects.filter(evaluation=evaluation, agreement=F("action_goal__agreed_in"))
    return list(goals.exclude(pk__in=rated.values("action_goal")).values_list("title", flat=True))


@transaction.atomic
def reopen_evaluation(evaluation: Evaluation, *, by: Any) -> Evaluation:
    """Take a completed evaluation up again."""
    case = locked_open(evaluation.case)
    current = Evaluation.claim(evaluation.pk, None)
    current.completed_at = None
    current.save()
    note_fact(case, Act.EVALUATION_REOPENED, by=by, evaluated_at=None)
    return current


@transaction.atomic
def close_case(
    case: Case,
    *,
    by: Any,
    reason: CloseReason,
    note: str = "",
    stays_open: str = "",
    talk_on: date | None = None,
    no_talk: str = "",
) -> Case:
    """End the case with its reason. Without an evaluation only where nobody is there to evaluate with.

    Three months later, or on ``talk_on``, one asks how it goes on, unless ``no_talk`` says why not. ``stays_open``:
    a line for each matter, with who takes it over.
    """
    case = locked_open(case)
    if case.evaluated_at is None and reason not in CloseReason.without_evaluation():
        raise RuleBroken(_("Werten Sie den Fall zuerst aus: Nur so sieht die Person, was sie geschafft hat."))
    if case.evaluated_at is None and not note.strip():
        raise RuleBroken(_("Ohne Auswertung braucht der Abschluss eine kurze Begründung."))
    case.follow_ups.filter(state=FollowUpState.PLANNED).update(
        state=FollowUpState.CANCELLED, reason=_("Der Fall wurde abgeschlossen.")
    )
    call_off_with_case(case, reason=_("Der Fall wurde abgeschlossen."))
    cancel_with_case(case, by=by)
    end_visits(case)
    case = note_fact(
        case,
        Act.CLOSED,
        by=by,
        text=str(reason.label),
        reason=note,
        closed_at=timezone.now(),
        close_reason=reason,
        close_note=note,
        stays_open=stays_open,
    )
    _plan_talk(case, by=by, talk_on=talk_on, no_talk=no_talk)
    return case


def _plan_talk(case: Case, *, by: Any, talk_on: date | None, no_talk: str) -> None:
    if case.close_reason == CloseReason.DECEASED:
        return
    if no_talk.strip():
        tell(case, Act.AFTER_TALK_CANCELLED, by=by, text=_("nicht geplant"), reason=no_talk)
    else:
        plan_after_talk(case, by=by, due_on=talk_on or usual_day())


@transaction.atomic
def reopen_case(case: Case, *, by: Any, reason: str) -> Case:
    """Take a closed case up again, with the reason; the phase follows from the facts. A new evaluation will be due.

    A talk planned for after the end is called off: the work goes on.
    """
    case = locked(case)
    if case.is_open:
        raise RuleBroken(_("Der Fall ist nicht abgeschlossen."))
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund, warum der Fall wieder aufgenommen wird."))
    refuse_second_case(case.client_id)
    case.after_talks.planned().update(state=AfterTalkState.CANCELLED, reason=_("Der Fall wurde wieder aufgenommen."))
    nothing = {"close_reason": "", "close_note": "", "stays_open": ""}
    return note_fact(case, Act.REOPENED, by=by, reason=reason, closed_at=None, evaluated_at=None, **nothing)
