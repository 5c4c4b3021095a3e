"""Rechtskreiswechsel: expect it, begin with its checklist, do the steps, carry it out."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.area_acceptance import end_question
from roterfaden.cases.actions.people import correct_client
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.area_changes import Template, steps
from roterfaden.cases.models import (
    Act,
    AreaChangeState,
    Case,
    ChecklistState,
    ChecklistStep,
    LegalArea,
    LegalAreaChange,
    StepWho,
)


@transaction.atomic
def expect_change(case: Case, *, by: Any, template: Template, changes_on: date) -> LegalAreaChange:
    """A change is coming: from what the person gets today to what the template leads to. No steps yet."""
    case = locked_open(case)
    area = case.client.legal_area
    if not template.fits(area):
        raise RuleBroken(_("Diese Checkliste passt nicht zum Rechtskreis der Person oder ist abgeschaltet."))
    if case.area_changes.going_on().exists():
        raise RuleBroken(_("Für diese Person läuft schon ein Rechtskreiswechsel."))
    change = LegalAreaChange.objects.create(
        case=case,
        template=template.key,
        template_version=template.version,
        area_from=template.area_from if area == LegalArea.UNCLEAR else area,
        area_to=template.area_to,
        changes_on=changes_on,
        opened_by=by,
    )
    tell(case, Act.AREA_CHANGE_EXPECTED, by=by, text=_said(change), subject=change.pk)
    return change


@transaction.atomic
def begin_change(change: LegalAreaChange, *, by: Any, template: Template) -> LegalAreaChange:
    """Copy the template's steps into the case, each with its day. What is late already when one begins is for today."""
    case, current = _claim(change)
    today = timezone.localdate()
    current.move_on(AreaChangeState.BEGUN)
    current.template_version = template.version
    current.save()
    ChecklistStep.objects.bulk_create(
        ChecklistStep(
            case=case,
            change=current,
            key=step.key,
            text=step.text,
            is_right=step.is_right,
            who=step.who,
            due_on=max(step.due_on(current.changes_on), today),
            position=position,
        )
        for position, step in enumerate(template.steps, start=1)
    )
    tell(case, Act.AREA_CHANGE_BEGUN, by=by, text=_said(current), subject=current.pk)
    return current


@transaction.atomic
def move_day(change: LegalAreaChange, *, by: Any, seen: int, changes_on: date) -> LegalAreaChange:
    """The change comes on another day; what is still to do moves along. Nothing gets overdue by that."""
    case, current = _claim(change, seen)
    if not current.is_going_on:
        raise RuleBroken(_("Der Wechsel ist nicht mehr offen. Der Tag bleibt, wie er ist."))
    days = changes_on - current.changes_on
    current.changes_on = changes_on
    current.save()
    waiting = list(current.steps.filter(state=ChecklistState.OPEN))
    for step in waiting:
        # A step for which one began late has fewer days than its template says; these come back with a later day.
        known = steps().get(step.key)
        due_on = known.due_on(changes_on) if known else step.due_on + days
        step.due_on = max(due_on, min(step.due_on, timezone.localdate()))
        step.revision += 1
    ChecklistStep.objects.bulk_update(waiting, ["due_on", "revision"])
    tell(case, Act.AREA_CHANGE_MOVED, by=by, text=_said(current), subject=current.pk)
    return current


@transaction.atomic
def cancel_change(change: LegalAreaChange, *, by: Any, reason: str) -> LegalAreaChange:
    """It does not come to it. The steps stay readable, nobody is reminded of them any more."""
    case, current = _claim(change)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    current.move_on(AreaChangeState.CANCELLED)
    current.reason = reason
    current.save()
    for asked in current.acceptances.waiting():
        end_question(asked, reason=reason)
    tell(case, Act.AREA_CHANGE_CANCELLED, by=by, text=str(current), reason=reason, subject=current.pk)
    return current


@transaction.atomic
def complete_change(change: LegalAreaChange, *, by: Any) -> LegalAreaChange:
    """The day has come: from now on the person belongs to the other legal area. Open steps stay open."""
    case, current = _claim(change)
    current.move_on(AreaChangeState.DONE)
    if not current.has_come:
        day = date_format(current.changes_on, "j. F Y")
        raise RuleBroken(
            _("Der Wechsel kommt erst am {day}. Kam er früher, ändern Sie zuerst den Tag.").format(day=day)
        )
    current.save()
    correct_client(case.client, by=by, seen=None, legal_area=current.area_to)
    tell(case, Act.AREA_CHANGE_DONE, by=by, text=_said(current), subject=current.pk)
    return current


@transaction.atomic
def add_step(change: LegalAreaChange, *, by: Any, text: str, who: StepWho | str, due_on: date) -> ChecklistStep:
    """A step of one's own, beside those of the template."""
    case, current = _claim(change)
    _refuse_without_steps(current)
    current.save()
    step = ChecklistStep.objects.create(
        case=case, change=current, text=text.strip(), who=who, due_on=due_on, position=current.steps.count() + 1
    )
    tell(case, Act.CHECKLIST_STEP_ADDED, by=by, text=step.text, subject=current.pk)
    return step


@transaction.atomic
def settle_step(
    step: ChecklistStep, *, by: Any, state: ChecklistState, reason: str = "", seen: int | None = None
) -> ChecklistStep:
    """Tick a step off, say why it is not needed, or open it again."""
    case = locked_open(step.case)
    current = ChecklistStep.claim(step.pk, seen)
    _refuse_without_steps(LegalAreaChange.objects.get(pk=current.change_id))
    if (current.state == ChecklistState.OPEN) == (state == ChecklistState.OPEN):
        raise RuleBroken(_("Dieser Schritt steht schon so: {state}.").format(state=ChecklistState(current.state).label))
    if state == ChecklistState.NOT_NEEDED and not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    is_open = state == ChecklistState.OPEN
    current.state, current.reason = state, reason.strip()
    current.settled_at, current.settled_by = (None, None) if is_open else (timezone.now(), by)
    current.save()
    acts = {
        ChecklistState.OPEN: Act.CHECKLIST_STEP_REOPENED,
        ChecklistState.DONE: Act.CHECKLIST_STEP_DONE,
        ChecklistState.NOT_NEEDED: Act.CHECKLIST_STEP_NOT_NEEDED,
    }
    tell(case, acts[state], by=by, text=current.text, reason=current.reason, subject=current.change_id)
    return current


def _claim(change: LegalAreaChange, seen: int | None = None) -> tuple[Case, LegalAreaChange]:
    case = locked_open(change.case)
    return case, LegalAreaChange.claim(change.pk, seen)


def _refuse_without_steps(change: LegalAreaChange) -> None:
    if not change.has_steps:
        raise RuleBroken(_("Schritte gibt es, sobald der Wechsel begonnen hat und solange er nicht abgebrochen ist."))


def _said(change: LegalAreaChange) -> str:
    return _("{change} zum {day}").format(change=change, day=date_format(change.changes_on, "j. F Y"))
