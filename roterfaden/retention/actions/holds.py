"""Holds are set, reviewed and released; each step with its reason."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import tell
from roterfaden.cases.models import Act, Case
from roterfaden.retention.models import HoldAct, HoldStep, RetentionHold


@transaction.atomic
def set_hold(*, client_id: UUID, case_id: UUID | None, by: Any, reason: str, until: date) -> RetentionHold:
    """Nothing of the person is deleted until somebody releases this; on ``until`` it comes up for review."""
    _ask(reason, until)
    try:
        # The foreign key waits for a deletion that is under way. The constraint also knows of a hold not seen by all.
        with transaction.atomic():
            hold = RetentionHold.objects.create(
                client_id=client_id, case_id=case_id, set_by=by, reason=reason, until=until
            )
    except IntegrityError:
        raise RuleBroken(_("Das Löschen ist für diese Person schon ausgesetzt.")) from None
    return _note(hold, HoldAct.SET, by=by, reason=reason)


@transaction.atomic
def extend_hold(hold: RetentionHold, *, by: Any, seen: int | None = None, reason: str, until: date) -> RetentionHold:
    """Reviewed, and still needed: until another day of review."""
    _ask(reason, until)
    current = _running(hold, seen)
    current.until = until
    current.save()
    return _note(current, HoldAct.EXTENDED, by=by, reason=reason)


@transaction.atomic
def release_hold(hold: RetentionHold, *, by: Any, seen: int | None = None, reason: str) -> RetentionHold:
    """No longer needed: the period decides again."""
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    current = _running(hold, seen)
    current.released_at, current.released_by, current.release_reason = timezone.now(), by, reason
    current.save()
    return _note(current, HoldAct.RELEASED, by=by, reason=reason)


def _ask(reason: str, until: date) -> None:
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    if until <= timezone.localdate():
        raise RuleBroken(_("Der Tag der Überprüfung liegt nicht in der Zukunft."))


def _running(hold: RetentionHold, seen: int | None) -> RetentionHold:
    current = RetentionHold.claim(hold.pk, seen)
    if not current.is_running:
        raise RuleBroken(_("Diese Aussetzung ist schon aufgehoben."))
    return current


def _note(hold: RetentionHold, act: HoldAct, *, by: Any, reason: str) -> RetentionHold:
    until = None if act == HoldAct.RELEASED else hold.until
    HoldStep.objects.create(hold=hold, act=act, by=by, reason=reason, until=until)
    # The team reads it in the file; the data protection officer has no way into the file and does not write there.
    case = Case.objects.visible_to(by).filter(pk=hold.case_id).first() if hold.case_id else None
    if case is not None:
        tell(case, Act.RETENTION_CHANGED, by=by, text=str(act.label), reason=reason, subject=hold.pk)
    return hold
