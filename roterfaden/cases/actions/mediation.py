"""Konfliktklärung: begin the talk, keep its protocol, agree and sign, look again later."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import monitoring
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked_open, refuse_if_objected, tell
from roterfaden.cases.models import (
    Act,
    Case,
    CaseTask,
    FollowUpState,
    Mediation,
    MediationParty,
    MediationState,
    MediationStep,
    PartyKind,
)

FEWEST_PARTIES = 2


@transaction.atomic
def begin_mediation(case: Case, *, by: Any, subject: str, talked_on: date, client_agrees: bool) -> Mediation:
    """Begin to settle a conflict, if the person wants it. She is the first at the table."""
    case = locked_open(case)
    refuse_if_objected(case.client)
    if not client_agrees:
        raise RuleBroken(_("Mit anderen sprechen Sie nur, wenn die Person einverstanden ist."))
    mediation = Mediation.objects.create(
        case=case, subject=subject, talked_on=talked_on, client_agrees=client_agrees, begun_by=by
    )
    MediationParty.objects.create(case=case, mediation=mediation, kind=PartyKind.TENANT, label=str(case.client)[:120])
    tell(case, Act.MEDIATION_BEGUN, by=by, text=subject, subject=mediation.pk)
    return mediation


@transaction.atomic
def write_protocol(
    mediation: Mediation, *, by: Any, seen: int, subject: str, talked_on: date, agreement: str
) -> Mediation:
    """Keep the protocol as far as it goes."""
    case, current = _claimed(mediation, seen)
    current.subject, current.talked_on, current.agreement = subject, talked_on, agreement
    current.save()
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return current


@transaction.atomic
def add_party(mediation: Mediation, *, by: Any, kind: str, label: str, view: str = "") -> MediationParty:
    """Somebody else sits at the table."""
    case, current = _claimed(mediation)
    party = MediationParty.objects.create(case=case, mediation=current, kind=kind, label=label, view=view)
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return party


@transaction.atomic
def change_party(party: MediationParty, *, by: Any, seen: int, kind: str, label: str, view: str) -> MediationParty:
    """How somebody is called, and how they see it."""
    case, current = _claimed(party.mediation)
    changed = MediationParty.claim(party.pk, seen)
    changed.kind, changed.label, changed.view = kind, label, view
    changed.save()
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return changed


@transaction.atomic
def withdraw_party(party: MediationParty, *, by: Any) -> MediationParty:
    """Somebody is not part of it after all."""
    case, current = _claimed(party.mediation)
    if party.steps.current().exists():
        raise RuleBroken(_("Diese Person hat noch etwas zugesagt. Nehmen Sie zuerst die Absprache heraus."))
    gone = withdraw(party, by=by)
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return gone


@transaction.atomic
def restore_party(party: MediationParty, *, by: Any) -> MediationParty:
    """Back at the table."""
    case, current = _claimed(party.mediation)
    back = restore(party, by=by)
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return back


@transaction.atomic
def add_step(
    mediation: Mediation,
    *,
    by: Any,
    text: str,
    due_on: date,
    party: MediationParty | None = None,
    owner: User | None = None,
) -> MediationStep:
    """Who does what until when. For somebody of the team it becomes a task at once."""
    case, current = _claimed(mediation)
    if bool(party) == bool(owner):
        raise RuleBroken(_("Nennen Sie genau eine Person: vom Team oder vom Tisch."))
    task = monitoring.add_task(by=by, case=case, title=text, owner=owner, due_on=due_on) if owner else None
    step = MediationStep.objects.create(case=case, mediation=current, text=text, due_on=due_on, party=party, task=task)
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return step


@transaction.atomic
def withdraw_step(step: MediationStep, *, by: Any) -> MediationStep:
    """It was not promised after all; its open task goes with it."""
    case, current = _claimed(step.mediation)
    gone = withdraw(step, by=by)
    if gone.task_id and (task := CaseTask.objects.open().filter(pk=gone.task_id).first()):
        monitoring.withdraw_task(task, by=by)
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return gone


@transaction.atomic
def restore_step(step: MediationStep, *, by: Any) -> MediationStep:
    """It was promised all the same; the task that went with it comes back with it."""
    case, current = _claimed(step.mediation)
    if step.party is not None and step.party.is_withdrawn:
        raise RuleBroken(_("{name} ist nicht mehr beteiligt. Nichts wurde geändert.").format(name=step.party))
    back = restore(step, by=by)
    if task := _gone_with(step):
        monitoring.reopen_task(task, by=by)
    tell(case, Act.MEDIATION_CHANGED, by=by, text=current.subject, subject=current.pk)
    return back


def _gone_with(step: MediationStep) -> CaseTask | None:
    """The task that was taken back together with ``step``, not before."""
    task, since = step.task, step.withdrawn_at
    is_meant = since is not None and task is not None and task.withdrawn_at is not None and task.withdrawn_at >= since
    return task if is_meant else None


@transaction.atomic
def settle_step(step: MediationStep, *, by: Any, done: bool) -> MediationStep:
    """What somebody at the table promised was done, or was not after all. A task of the team is checked off as one."""
    case = locked_open(step.case)
    current = MediationStep.claim(step.pk, None)
    if current.task_id is not None:
        raise RuleBroken(_("Das ist eine Aufgabe im Team. Haken Sie sie dort ab."))
    if done == current.is_done:
        return current
    current.done_on = timezone.localdate() if done else None
    current.save()
    tell(case, Act.MEDIATION_CHANGED, by=by, text=str(step.mediation), subject=step.mediation_id)
    return current


@transaction.atomic
def agree_mediation(mediation: Mediation, *, by: Any, seen: int, signed_on: date, look_again_on: date) -> Mediation:
    """All have signed. From now on the words stay; on a later day one looks whether it holds."""
    case, current = _claimed(mediation, seen)
    missing = what_is_missing(current)
    if missing:
        raise RuleBroken(" ".join(missing))
    question = _("Hält die Absprache? {subject}").format(subject=current.subject)[:240]
    current.follow_up = monitoring.plan_follow_up(case, by=by, question=question, due_on=look_again_on)
    current.move(MediationState.AGREED)
    current.signed_on = signed_on
    current.save()
    tell(case, Act.MEDIATION_AGREED, by=by, text=current.subject, subject=current.pk)
    return current


def what_is_missing(mediation: Mediation) -> list[str]:
    """What the protocol still lacks before it can be signed, in sentences (one query)."""
    views = list(mediation.parties.current().values_list("view", flat=True))
    missing = []
    if len(views) < FEWEST_PARTIES:
        missing.append(_("Es fehlt noch, wer außer der Person beteiligt ist."))
    if not all(view.strip() for view in views):
        missing.append(_("Es fehlt noch die Sicht von jemandem."))
    if not mediation.agreement.strip():
        missing.append(_("Es fehlt noch, was Sie vereinbart haben."))
    return missing


@transaction.atomic
def fail_mediation(mediation: Mediation, *, by: Any, reason: str) -> Mediation:
    """It ends without an agreement, for a reason."""
    case, current = _claimed(mediation)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    current.move(MediationState.FAILED)
    current.reason = reason.strip()
    current.save()
    tell(case, Act.MEDIATION_FAILED, by=by, text=current.subject, reason=current.reason, subject=current.pk)
    return current


@transaction.atomic
def reopen_mediation(mediation: Mediation, *, by: Any, reason: str) -> Mediation:
    """Talk again. What was signed is not in force any more, and nobody looks whether it holds."""
    case = locked_open(mediation.case)
    current = Mediation.claim(mediation.pk, None)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    current.move(MediationState.TALKING)
    look, current.follow_up, current.signed_on, current.reason = current.follow_up, None, None, ""
    current.save()
    if look is not None and look.state == FollowUpState.PLANNED:
        monitoring.cancel_follow_up(look, by=by, reason=reason)
    tell(case, Act.MEDIATION_REOPENED, by=by, text=current.subject, reason=reason, subject=current.pk)
    return current


def _claimed(mediation: Mediation, seen: int | None = None) -> tuple[Case, Mediation]:
    """The protocol, locked, and only while it may change."""
    case = locked_open(mediation.case)
    current = Mediation.claim(mediation.pk, seen)
    if not current.is_open:
        raise RuleBroken(
            _("Dieses Protokoll ist abgeschlossen. Nehmen Sie das Gespräch wieder auf, bevor Sie etwas ändern.")
        )
    return case, current
