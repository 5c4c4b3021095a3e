"""The three levels of goals, their agreement, and its renewal."""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.monitoring import plan_follow_up
from roterfaden.cases.actions.ordering import change_places
from roterfaden.cases.actions.plan import add_measure, goals_without_a_step
from roterfaden.cases.actions.rating import keep_rating
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked_open, note_fact, tell
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Case,
    FollowUp,
    FrameGoal,
    GoalAgreement,
    GoalRating,
    GoalState,
    GuidingGoal,
    Measure,
    MeasureKind,
    SelfRating,
)
from roterfaden.cases.models.plan import IS_ASKED

BEST_BASELINE = 1
"""Nobody begins at the end of the scale: there would be nothing left to reach."""


@dataclass(frozen=True)
class Gap:
    """Something that has to be settled before the goals can be agreed: a sentence, and the page where it is settled.

    ``page`` is the name of an address of case management, ``subject`` the goal it belongs to besides the case.
    """

    sentence: str
    page: str
    subject: UUID | None = None

    def __str__(self) -> str:
        return self.sentence


@transaction.atomic
def set_guiding_goal(
    case: Case,
    *,
    by: Any,
    seen: int | None = None,
    own_words: str,
    language: str,
    german: str = "",
    self_rating: int | None = None,
) -> GuidingGoal:
    """Keep the Mottoziel in the person's own words, and how near they feel to it today (0–10).

    The wording belongs to the agreement and rests while one is in force; the self-rating is possible at any time.
    """
    case = locked_open(case)
    existing = GuidingGoal.objects.filter(case=case).first()
    goal = GuidingGoal.claim(existing.pk, seen) if existing else GuidingGoal(case=case)
    if existing is None or (goal.own_words, goal.language, goal.german) != (own_words, language, german):
        _must_be_negotiable(case)
        goal.own_words, goal.language, goal.german = own_words, language, german
        goal.save()
        tell(case, Act.GUIDING_GOAL_SET, by=by, text=str(goal), subject=goal.pk)
    if self_rating is not None:
        _rate(case, goal, self_rating, by)
    return goal


@transaction.atomic
def rate_guiding_goal(goal: GuidingGoal, *, by: Any, self_rating: int) -> SelfRating:
    """Note how near the person feels to their Mottoziel today (0–10). A second value of one day replaces the first."""
    return _rate(locked_open(goal.case), goal, self_rating, by)


def _rate(case: Case, goal: GuidingGoal, value: int, by: Any) -> SelfRating:
    today = timezone.localdate()
    of_today = SelfRating.objects.filter(guiding_goal=goal, rated_on=today, follow_up__isnull=True)
    rating = keep_rating(of_today.last() or SelfRating(guiding_goal=goal), value=value, on=today)
    text = _("Selbsteinschätzung {value} von 10").format(value=value)
    tell(case, Act.GUIDING_GOAL_SET, by=by, text=text, subject=goal.pk)
    return rating


@transaction.atomic
def add_frame_goal(case: Case, *, by: Any, **fields: Any) -> FrameGoal:
    """Add a Rahmenziel in a field of action."""
    case = _negotiable(case)
    position = (case.frame_goals.aggregate(last=Max("position"))["last"] or 0) + 1
    goal = FrameGoal.objects.create(case=case, position=position, **_spoken(case, fields))
    tell(case, Act.GOAL_ADDED, by=by, text=goal.title, subject=goal.pk)
    return goal


@transaction.atomic
def change_frame_goal(goal: FrameGoal, *, by: Any, seen: int, **fields: Any) -> FrameGoal:
    """Reword a Rahmenziel."""
    case = _negotiable(goal.case)
    current = _standing(FrameGoal.claim(goal.pk, seen))
    _assign(current, _spoken(case, fields))
    tell(case, Act.GOAL_CHANGED, by=by, text=current.title, subject=current.pk)
    return current


@transaction.atomic
def withdraw_frame_goal(goal: FrameGoal, *, by: Any, reason: str = "") -> FrameGoal:
    """Take back a Rahmenziel with all that hangs on it. Whoever was asked for something in it is told first."""
    case = _negotiable(goal.case)
    _refuse_while_asked(Measure.objects.filter(action_goal__frame_goal=goal))
    current = withdraw(goal, by=by, reason=reason)
    tell(case, Act.GOAL_WITHDRAWN, by=by, text=current.title, reason=reason, subject=current.pk)
    return current


@transaction.atomic
def restore_frame_goal(goal: FrameGoal, *, by: Any) -> FrameGoal:
    """Bring back a Rahmenziel that was taken back."""
    case = _negotiable(goal.case)
    current = restore(goal, by=by)
    tell(case, Act.GOAL_RESTORED, by=by, text=current.title, subject=current.pk)
    return current


@transaction.atomic
def add_action_goal(frame_goal: FrameGoal, *, by: Any, measure: str = "", **fields: Any) -> ActionGoal:
    """Add a Handlungsziel to a Rahmenziel, at once with the first ``measure`` for it if that was said already."""
    case = _negotiable(frame_goal.case)
    _standing(FrameGoal.objects.get(pk=frame_goal.pk))
    position = (frame_goal.action_goals.aggregate(last=Max("position"))["last"] or 0) + 1
    goal = ActionGoal.objects.create(frame_goal=frame_goal, position=position, **_spoken(case, fields))
    tell(case, Act.GOAL_ADDED, by=by, text=goal.title, subject=goal.pk)
    if measure:
        add_measure(goal, by=by, kind=MeasureKind.SERVICE, title=measure, responsible=by.name)
    return goal


@transaction.atomic
def change_action_goal(goal: ActionGoal, *, by: Any, seen: int, **fields: Any) -> ActionGoal:
    """Reword or re-date a Handlungsziel while the goals are being negotiated."""
    case = _negotiable(goal.frame_goal.case)
    current = _standing(ActionGoal.claim(goal.pk, seen))
    _assign(current, _spoken(case, fields))
    tell(case, Act.GOAL_CHANGED, by=by, text=current.title, subject=current.pk)
    return current


@transaction.atomic
def withdraw_action_goal(goal: ActionGoal, *, by: Any, reason: str = "") -> ActionGoal:
    """Take back a Handlungsziel. Whoever was asked for something in it is told first."""
    case = _negotiable(goal.frame_goal.case)
    _refuse_while_asked(goal.measures)
    current = withdraw(goal, by=by, reason=reason)
    tell(case, Act.GOAL_WITHDRAWN, by=by, text=current.title, reason=reason, subject=current.pk)
    return current


@transaction.atomic
def restore_action_goal(goal: ActionGoal, *, by: Any) -> ActionGoal:
    """Bring back a Handlungsziel that was taken back; not into a Rahmenziel that is taken back itself."""
    case = _negotiable(goal.frame_goal.case)
    _standing(FrameGoal.objects.get(pk=goal.frame_goal_id))
    current = restore(goal, by=by)
    tell(case, Act.GOAL_RESTORED, by=by, text=current.title, subject=current.pk)
    return current


@transaction.atomic
def move_goal(goal: FrameGoal | ActionGoal, *, by: Any, upwards: bool) -> bool:
    """Change places with the goal before (or after) it; ``False`` where there is none: then nothing changes."""
    case = _negotiable(goal.case)
    above = {"case": case} if isinstance(goal, FrameGoal) else {"frame_goal": goal.frame_goal}
    row = list(type(goal).objects.filter(**above).current().order_by("position", "id"))
    gone = _("Dieses Ziel steht nicht mehr im Plan. Nichts wurde geändert.")
    if not change_places(row, goal, upwards=upwards, gone=gone):
        return False
    tell(case, Act.GOALS_REORDERED, by=by, text=goal.title, subject=goal.pk)
    return True


@transaction.atomic
def set_goal_state(goal: ActionGoal, *, by: Any, state: GoalState) -> ActionGoal:
    """Say where an action goal stands: open, achieved, dropped. Possible at any time; the agreement stays."""
    case = locked_open(goal.frame_goal.case)
    current = _standing(ActionGoal.claim(goal.pk, None))
    if current.state == state:
        return current
    current.state = state
    current.save()
    tell(case, Act.GOAL_CHANGED, by=by, text=f"{current.title}: {current.get_state_display()}", subject=current.pk)
    return current


def what_is_missing(case: Case) -> list[Gap]:
    """What has to be settled before the goals can be agreed, and where; empty when all is there (three queries)."""
    gaps = []
    if not GuidingGoal.objects.filter(case=case).exists():
        gaps.append(Gap(_("Das Mottoziel fehlt noch."), "guiding_goal"))
    frames = list(case.frame_goals.current().prefetch_related("action_goals"))
    if not frames:
        gaps.append(Gap(_("Es gibt noch kein Rahmenziel."), "frame_goal_add"))
    for frame in frames:
        goals = [goal for goal in frame.action_goals.all() if not goal.is_withdrawn]
        if not goals:
            sentence = _("Das Rahmenziel „{title}“ hat noch kein Handlungsziel.").format(title=frame.title)
            gaps.append(Gap(sentence, "action_goal_add", frame.pk))
        for goal in goals:
            gaps += _gaps_of(goal)
    return gaps


def _gaps_of(goal: ActionGoal) -> list[Gap]:
    gaps = []
    if goal.due_on is None:
        sentence = _("Das Handlungsziel „{title}“ hat noch kein Datum.").format(title=goal.title)
        gaps.append(Gap(sentence, "action_goal", goal.pk))
    if not all(text for _level, text in goal.scale):
        sentence = _("Die Zielskala von „{title}“ ist noch nicht vollständig.").format(title=goal.title)
        gaps.append(Gap(sentence, "action_goal", goal.pk))
    return gaps


@transaction.atomic
def agree_goals(
    case: Case,
    *,
    by: Any,
    agreed_on: date,
    language: str = "",
    note: str = "",
    next_review_on: date | None = None,
    read: str | None = None,
) -> GoalAgreement:
    """Agree on the goals as they stand. The scale texts and weights are frozen from now on.

    ``read`` is the :func:`fingerprint` of the wording that was read on a page: nobody agrees to what somebody changed
    meanwhile.
    ``next_review_on`` also becomes a follow-up. A help plan that was fixed before holds on, unless a new goal has no
    step yet.
    """
    case = _negotiable(case)
    missing = what_is_missing(case)
    if missing:
        raise RuleBroken(" ".join(gap.sentence for gap in missing))
    content = wording(case, GuidingGoal.objects.get(case=case))
    if read is not None and read != fingerprint(content):
        raise RuleBroken(
            _("Jemand hat die Ziele inzwischen geändert. Lesen Sie sie noch einmal; vereinbart ist noch nichts.")
        )
    agreement = GoalAgreement.objects.create(
        case=case,
        number=case.agreements.count() + 1,
        agreed_on=agreed_on,
        agreed_by=by,
        language=language,
        note=note,
        next_review_on=next_review_on,
        content=content,
    )
    current = ActionGoal.objects.standing().filter(case=case)
    current.update(agreed_in=agreement)
    planned_at = None if goals_without_a_step(case) else case.planned_at
    note_fact(case, Act.GOALS_AGREED, by=by, text=str(agreement), agreed_at=timezone.now(), planned_at=planned_at)
    if next_review_on:
        _look_again(case, by, next_review_on)
    return agreement


def _look_again(case: Case, by: Any, day: date) -> None:
    if not FollowUp.objects.planned().filter(case=case, due_on=day, action_goal__isnull=True).exists():
        plan_follow_up(case, by=by, due_on=day, question=_("Wie steht es um die vereinbarten Ziele?"))


@transaction.atomic
def record_signature(agreement: GoalAgreement, *, by: Any, signed_on: date | None) -> GoalAgreement:
    """Note that the person signed the paper; ``None`` takes a signature back that was noted by mistake."""
    case = locked_open(agreement.case)
    current = GoalAgreement.claim(agreement.pk, None)
    if signed_on is not None and signed_on < current.agreed_on:
        raise RuleBroken(_("Die Unterschrift kann nicht vor der Vereinbarung liegen."))
    current.signed_on = signed_on
    current.save()
    text = str(current) if signed_on else _("{agreement}: Unterschrift zurückgenommen").format(agreement=current)
    tell(case, Act.AGREEMENT_SIGNED, by=by, text=text, subject=current.pk)
    return current


@transaction.atomic
def renegotiate_goals(case: Case, *, by: Any, reason: str) -> Case:
    """Open the goals again. The agreement in force stays readable as it was and is replaced by the next one.

    What the reviews found so far is where the goals begin anew.
    """
    case = locked_open(case)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund, warum die Ziele neu gefasst werden."))
    agreement = case.agreements.filter(replaced_at__isnull=True).first()
    if agreement is None:
        raise RuleBroken(_("Es gibt noch keine Zielvereinbarung, die neu gefasst werden könnte."))
    agreement.replaced_at, agreement.replaced_reason = timezone.now(), reason
    agreement.save()
    ActionGoal.objects.filter(frame_goal__case=case, agreed_in__isnull=False).update(agreed_in=None)
    found = GoalRating.objects.counted().filter(agreement=agreement).in_order()
    for goal, level in dict(found.values_list("action_goal", "level")).items():
        ActionGoal.objects.filter(pk=goal).update(baseline=min(level, BEST_BASELINE))
    return note_fact(case, Act.GOALS_REOPENED, by=by, reason=reason, agreed_at=None)


def wording(case: Case, guiding: GuidingGoal | None) -> dict[str, Any]:
    """The goals as they read today, word for word, as they are kept with an agreement (two queries)."""
    frames = case.frame_goals.current().select_related("field_of_action").prefetch_related("action_goals")
    return {
        "guiding_goal": {
            "own_words": guiding.own_words if guiding else "",
            "language": guiding.language if guiding else "",
            "german": guiding.german if guiding else "",
        },
        "frame_goals": [
            {
                "field_of_action": frame.field_of_action.short_title,
                "title": frame.title,
                "own_words": frame.own_words,
                "language": frame.language,
                "explanation": frame.explanation,
                "action_goals": [goal_wording(goal) for goal in frame.action_goals.all() if not goal.is_withdrawn],
            }
            for frame in frames
        ],
    }


def fingerprint(content: dict[str, Any]) -> str:
    """By which a :func:`wording` is known again."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def goal_wording(goal: ActionGoal) -> dict[str, Any]:
    """One action goal as it reads today."""
    return {
        "id": str(goal.pk),
        "title": goal.title,
        "own_words": goal.own_words,
        "language": goal.language,
        "due_on": goal.due_on.isoformat() if goal.due_on else None,
        "importance": goal.importance,
        "difficulty": goal.difficulty,
        "scale": goal.scale,
        "baseline": goal.baseline,
    }


def _negotiable(case: Case) -> Case:
    return _must_be_negotiable(locked_open(case))


def _must_be_negotiable(case: Case) -> Case:
    if case.agreed_at is not None:
        raise RuleBroken(_("Die Ziele sind vereinbart. Fassen Sie die Zielvereinbarung neu, um sie zu ändern."))
    return case


Goal = TypeVar("Goal", FrameGoal, ActionGoal)


def _standing(goal: Goal) -> Goal:
    """The goal, unless somebody has taken it back meanwhile: nobody would see what is written below it."""
    if goal.is_withdrawn:
        raise RuleBroken(_("„{title}“ wurde inzwischen zurückgenommen. Nichts wurde gespeichert.").format(title=goal))
    return goal


def _refuse_while_asked(measures: Any) -> None:
    """A provider who was asked would wait for somebody nobody sees any more."""
    waiting = measures.current().alias(runs=IS_ASKED).filter(runs=True).first()
    if waiting is not None:
        said = _("Für „{title}“ läuft eine Vermittlung. Beenden Sie sie zuerst, dann lässt sich das Ziel zurücknehmen.")
        raise RuleBroken(said.format(title=waiting))


def _spoken(case: Case, fields: dict[str, Any]) -> dict[str, Any]:
    """Own words are in the person's language, unless another one is named."""
    if "own_words" not in fields:
        return fields
    language = (fields.get("language") or case.client.language) if fields["own_words"] else ""
    return {**fields, "language": language}


def _assign(goal: FrameGoal | ActionGoal, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(goal, name, value)
    goal.save()
