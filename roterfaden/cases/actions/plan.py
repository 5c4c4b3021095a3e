"""The help plan: measures of others, the person's own activities, and fixing the plan."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.gaps import bring_back_gap, counting, note_gap, take_back_gap
from roterfaden.cases.actions.ordering import change_places
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked_open, note_fact, tell
from roterfaden.cases.models import Act, ActionGoal, Case, Measure, MeasureKind, OwnActivity, StepState

Step = Measure | OwnActivity
NOT_IN_THE_PLAN = gettext_lazy("Dieser Schritt steht nicht mehr im Plan. Nichts wurde geändert.")


@transaction.atomic
def add_measure(goal: ActionGoal, *, by: Any, target_group: Any = None, **fields: Any) -> Measure:
    """Add a measure to an action goal: an offer, a help, or the answer that nothing fits, which counts as a need."""
    case = _planning(goal)
    measure = Measure.objects.create(action_goal=goal, position=_next(goal.measures), **fields)
    text = _in_words(measure)
    if measure.kind == MeasureKind.NO_OFFER:
        note_gap(measure, group=target_group)
        text = counting(text)
    tell(case, Act.STEP_ADDED, by=by, text=text, subject=measure.pk)
    return measure


@transaction.atomic
def add_own_activity(goal: ActionGoal, *, by: Any, **fields: Any) -> OwnActivity:
    """Add what the person does themselves."""
    case = _planning(goal)
    activity = OwnActivity.objects.create(action_goal=goal, position=_next(goal.own_activities), **fields)
    tell(case, Act.STEP_ADDED, by=by, text=_in_words(activity), subject=activity.pk)
    return activity


@transaction.atomic
def change_step(step: Step, *, by: Any, seen: int, **fields: Any) -> Step:
    """Change a measure or an own activity."""
    case = _planning(step.action_goal)
    current: Step = _standing(type(step).claim(step.pk, seen))
    for name, value in fields.items():
        setattr(current, name, value)
    if isinstance(current, Measure) and current.kind != MeasureKind.OFFER:
        current.offer = None
    current.save()
    tell(case, Act.STEP_CHANGED, by=by, text=_in_words(current), subject=current.pk)
    return current


@transaction.atomic
def set_step_state(step: Step, *, by: Any, state: StepState) -> Step:
    """Say where a step stands: planned, running, done. Undone by setting the earlier state again; twice is once."""
    case = _planning(step.action_goal)
    current: Step = _standing(type(step).claim(step.pk, None))
    if current.state == state:
        return current
    was_done = current.state == StepState.DONE
    current.state = state
    current.save()
    act = Act.STEP_DONE if state == StepState.DONE else Act.STEP_REOPENED if was_done else Act.STEP_CHANGED
    tell(case, act, by=by, text=_in_words(current), subject=current.pk)
    return current


@transaction.atomic
def move_step(step: Step, *, by: Any, upwards: bool) -> bool:
    """Change places with the step before (or after) it; ``False`` where there is none: then nothing changes."""
    case = _planning(step.action_goal)
    row = list(type(step).objects.filter(action_goal=step.action_goal_id).current().order_by("position", "id"))
    if not change_places(row, step, upwards=upwards, gone=NOT_IN_THE_PLAN):
        return False
    tell(case, Act.STEP_CHANGED, by=by, text=_("{step}, anders geordnet").format(step=_in_words(step)), subject=step.pk)
    return True


@transaction.atomic
def drop_step(step: Step, *, by: Any, reason: str = "") -> Step:
    """Take a step out of the plan; it can be restored. Whoever was asked for it is told first."""
    case = locked_open(step.action_goal.frame_goal.case)
    if isinstance(step, Measure) and step.is_asked():
        raise RuleBroken(_("Für diese Maßnahme läuft eine Vermittlung. Beenden Sie sie zuerst."))
    current = withdraw(step, by=by, reason=reason)
    if isinstance(current, Measure):
        take_back_gap(current)
    tell(case, Act.STEP_DROPPED, by=by, text=_in_words(current), reason=reason, subject=current.pk)
    return current


@transaction.atomic
def restore_step(step: Step, *, by: Any) -> Step:
    """Bring a dropped step back."""
    case = _planning(step.action_goal)
    current = restore(step, by=by)
    if isinstance(current, Measure):
        bring_back_gap(current)
    tell(case, Act.STEP_REOPENED, by=by, text=_in_words(current), subject=current.pk)
    return current


def goals_without_a_step(case: Case) -> list[ActionGoal]:
    """Agreed action goals for which the plan holds neither a measure nor an own activity."""
    goals = ActionGoal.objects.standing().filter(case=case)
    planned = goals.filter(measures__withdrawn_at__isnull=True, measures__isnull=False)
    own = goals.filter(own_activities__withdrawn_at__isnull=True, own_activities__isnull=False)
    return list(goals.exclude(pk__in=planned.values("pk")).exclude(pk__in=own.values("pk")))


@transaction.atomic
def fix_plan(case: Case, *, by: Any) -> Case:
    """The help plan holds: every action goal has at least one step."""
    case = locked_open(case)
    if case.agreed_at is None:
        raise RuleBroken(_("Vereinbaren Sie zuerst die Ziele."))
    empty = goals_without_a_step(case)
    if empty:
        titles = ", ".join(f"„{goal.title}“" for goal in empty)
        message = _("Noch ohne Schritt: {titles}. Auch „Es gibt kein passendes Angebot“ ist eine Antwort.")
        raise RuleBroken(message.format(titles=titles))
    return note_fact(case, Act.PLAN_FIXED, by=by, planned_at=timezone.now())


@transaction.atomic
def reopen_plan(case: Case, *, by: Any) -> Case:
    """Take back that the help plan holds; its steps stay as they are."""
    case = locked_open(case)
    if case.planned_at is None:
        raise RuleBroken(_("Der Hilfeplan ist noch nicht festgelegt."))
    return note_fact(case, Act.PLAN_REOPENED, by=by, planned_at=None)


def _planning(goal: ActionGoal) -> Case:
    """The case, locked, while the goal stands in its plan: nobody would see what is written below a goal taken back."""
    case = locked_open(goal.frame_goal.case)
    if not ActionGoal.objects.standing().filter(pk=goal.pk).exists():
        raise RuleBroken(_("„{goal}“ wurde inzwischen zurückgenommen. Nichts wurde gespeichert.").format(goal=goal))
    return case


def _standing(step: Any) -> Any:
    if step.is_withdrawn:
        raise RuleBroken(NOT_IN_THE_PLAN)
    return step


def _next(steps: Any) -> int:
    return int(steps.aggregate(last=Max("position"))["last"] or 0) + 1


def _in_words(step: Step) -> str:
    if isinstance(step, OwnActivity):
        return _("Eigenaktivität: {text}").format(text=step.text)
    return f"{step.get_kind_display()}: {step.title}"
