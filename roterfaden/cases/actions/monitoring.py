"""Follow-ups, contact notes and tasks."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.rating import Ratings, rate_at_review, rate_goals
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked, locked_open, refuse_if_restricted, tell
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Case,
    CaseTask,
    ContactNote,
    FollowUp,
    FollowUpResult,
    FollowUpState,
    GoalState,
    Way,
)


@transaction.atomic
def plan_follow_up(case: Case, *, by: Any, **fields: Any) -> FollowUp:
    """Set a date on which to look at what was agreed."""
    case = locked_open(case)
    follow_up = FollowUp.objects.create(case=case, **{"owner": by, **fields})
    tell(case, Act.FOLLOW_UP_PLANNED, by=by, text=follow_up.question, subject=follow_up.pk)
    return follow_up


@transaction.atomic
def hold_follow_up(
    follow_up: FollowUp,
    *,
    by: Any,
    seen: int | None = None,
    held_on: date,
    result: str,
    note: str = "",
    self_rating: int | None = None,
    ratings: Ratings | None = None,
    next_on: date | None = None,
) -> FollowUp:
    """Record what the look at the agreement showed; "goal reached" also marks the action goal.

    ``ratings`` says how far agreed action goals have come, on their own scales. ``next_on`` plans the same look for
    another day, unless it stands there already: a record that was taken back is written anew.

    Who sees only what they themselves contributed does not reach the goal: the result stands on the timeline, and
    whoever leads the case marks the goal.
    """
    case = locked_open(follow_up.case)
    current = FollowUp.claim(follow_up.pk, seen)
    if current.state == FollowUpState.HELD:
        raise RuleBroken(_("Diese Überprüfung ist schon festgehalten."))
    current.state, current.held_on, current.result = FollowUpState.HELD, held_on, result
    current.note, current.self_rating = note, self_rating
    current.save()
    rate_goals(current, ratings or {})
    _carry_over(case, current, by=by)
    tell(
        case, Act.FOLLOW_UP_HELD, by=by, text=f"{current.question}: {current.get_result_display()}", subject=current.pk
    )
    if next_on is not None:
        _look_again(case, current, next_on, by=by)
    return current


def _look_again(case: Case, held: FollowUp, day: date, *, by: Any) -> None:
    if not FollowUp.objects.planned().filter(case=case, question=held.question, due_on=day).exists():
        # By its key: whoever sees only what they contributed does not read the goal.
        plan_follow_up(case, by=by, question=held.question, action_goal_id=held.action_goal_id, due_on=day)


def _carry_over(case: Case, follow_up: FollowUp, *, by: Any) -> None:
    held_on = follow_up.held_on or timezone.localdate()
    rate_at_review(follow_up)
    if goal := _goal_reached(follow_up, by):
        goal.state = GoalState.ACHIEVED
        goal.save()
    touch(case, timezone.make_aware(datetime.combine(held_on, datetime.min.time())))


def _goal_reached(follow_up: FollowUp, by: Any) -> ActionGoal | None:
    """The goal that ``follow_up`` found reached, locked, if ``by`` may change it."""
    if follow_up.result != FollowUpResult.ACHIEVED or not follow_up.action_goal_id:
        return None
    if not ActionGoal.objects.visible_to(by).filter(pk=follow_up.action_goal_id).exists():
        return None
    return ActionGoal.claim(follow_up.action_goal_id, None)


@transaction.atomic
def reopen_follow_up(follow_up: FollowUp, *, by: Any) -> FollowUp:
    """Take back the record of a follow-up (or its cancellation): it is due again."""
    case = locked_open(follow_up.case)
    current = FollowUp.claim(follow_up.pk, None)
    if current.state == FollowUpState.PLANNED:
        return current
    if goal := _goal_reached(current, by):
        goal.state = GoalState.OPEN
        goal.save()
    current.state, current.held_on, current.result, current.reason = FollowUpState.PLANNED, None, "", ""
    current.save()
    tell(case, Act.FOLLOW_UP_REOPENED, by=by, text=current.question, subject=current.pk)
    return current


@transaction.atomic
def cancel_follow_up(follow_up: FollowUp, *, by: Any, reason: str) -> FollowUp:
    """Call a follow-up off, with its reason."""
    case = locked_open(follow_up.case)
    current = FollowUp.claim(follow_up.pk, None)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund der Absage."))
    if current.state != FollowUpState.PLANNED:
        raise RuleBroken(_("Diese Überprüfung ist nicht mehr geplant. Nichts wurde geändert."))
    current.state, current.reason = FollowUpState.CANCELLED, reason
    current.save()
    tell(case, Act.FOLLOW_UP_CANCELLED, by=by, text=current.question, reason=reason, subject=current.pk)
    return current


def touch(case: Case, at: datetime) -> None:
    """Remember the latest contact with the person. What is put right or taken back later moves it by trigger."""
    if case.last_contact_at is None or case.last_contact_at < at:
        Case.objects.filter(pk=case.pk).update(last_contact_at=at)


@transaction.atomic
def write_note(case: Case, *, by: Any, text: str, **fields: Any) -> ContactNote:
    """Write a contact note. Allowed on closed cases too: people call after the end.

    A talk with another office is no contact with the person, unless ``is_contact`` says so.
    """
    case = locked(case)
    fields.setdefault("is_contact", fields.get("way") != Way.OTHER_OFFICE)
    if not text.strip():
        raise RuleBroken(_("Die Notiz ist noch leer."))
    note = ContactNote.objects.create(case=case, created_by=by, text=text, **fields)
    if note.is_contact:
        touch(case, note.at)
    tell(case, Act.NOTE_ADDED, by=by, text=str(note), subject=note.pk)
    return note


@transaction.atomic
def correct_note(note: ContactNote, *, by: Any, seen: int, **fields: Any) -> ContactNote:
    """Correct a note; the history keeps the earlier wording."""
    case = locked(note.case)
    current = ContactNote.claim(note.pk, seen)
    for name, value in fields.items():
        setattr(current, name, value)
    current.changed_at = timezone.now()
    current.save()
    tell(case, Act.NOTE_CHANGED, by=by, text=str(current), subject=current.pk)
    return current


@transaction.atomic
def withdraw_note(note: ContactNote, *, by: Any, reason: str = "") -> ContactNote:
    """Take a note back; it stays in the history and can be restored."""
    case = locked(note.case)
    current = withdraw(note, by=by, reason=reason)
    told = "" if current.is_sensitive else reason  # the timeline is read by more people than the note
    tell(case, Act.NOTE_WITHDRAWN, by=by, text=str(current), reason=told, subject=current.pk)
    return current


@transaction.atomic
def restore_note(note: ContactNote, *, by: Any) -> ContactNote:
    """Bring a note back."""
    case = locked(note.case)
    current = restore(note, by=by)
    tell(case, Act.NOTE_RESTORED, by=by, text=str(current), subject=current.pk)
    return current


@transaction.atomic
def add_task(
    *, by: Any, title: str, case: Case | None = None, owner: Any = None, due_on: date | None = None
) -> CaseTask:
    """Write down something to do, with or without a case."""
    if case is not None:
        refuse_if_restricted(case.client)
    task = CaseTask.objects.create(case=case, title=title, owner=owner or by, due_on=due_on, created_by=by)
    _tell_task(task, Act.TASK_ADDED, by)
    return task


@transaction.atomic
def finish_task(task: CaseTask, *, by: Any) -> CaseTask:
    """The task is done."""
    _refuse_if_restricted(task)
    current = CaseTask.claim(task.pk, None)
    if current.done_at is not None:
        return current
    current.done_at, current.done_by = timezone.now(), by
    current.save()
    _tell_task(current, Act.TASK_DONE, by)
    return current


@transaction.atomic
def reopen_task(task: CaseTask, *, by: Any) -> CaseTask:
    """The task is not done after all."""
    _refuse_if_restricted(task)
    current = CaseTask.claim(task.pk, None)
    current.done_at, current.done_by = None, None
    current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = None, None, ""
    current.save()
    _tell_task(current, Act.TASK_REOPENED, by)
    return current


@transaction.atomic
def withdraw_task(task: CaseTask, *, by: Any) -> CaseTask:
    """Take back a task that is not needed any more; ``reopen_task`` restores it."""
    _refuse_if_restricted(task)
    current = withdraw(task, by=by)
    _tell_task(current, Act.TASK_WITHDRAWN, by)
    return current


def _tell_task(task: CaseTask, act: Act, by: Any) -> None:
    if task.case is not None:
        tell(task.case, act, by=by, text=task.title, subject=task.pk)


def _refuse_if_restricted(task: CaseTask) -> None:
    if task.case is not None:
        refuse_if_restricted(task.case.client)
