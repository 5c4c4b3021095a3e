"""The one place that writes a case's log and its dated facts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pghistory

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import Act, Case, TimelineEntry

CHANGED_MEANWHILE = "Der Fall ist abgeschlossen. Nehmen Sie ihn wieder auf, bevor Sie etwas ändern."


def tell(
    case: Case,
    act: Act,
    *,
    by: Any,
    text: str = "",
    reason: str = "",
    subject: UUID | None = None,
    phase_before: str = "",
) -> TimelineEntry:
    """Write one line on the timeline of ``case``. ``subject`` is the record it is about.

    A ``reason`` also stands beside every change of this request in the history of the tables.
    """
    if reason:
        pghistory.context(reason=reason)
    return TimelineEntry.objects.create(
        case=case,
        act=act,
        by=by,
        text=text,
        reason=reason,
        subject=subject,
        phase_before=phase_before,
        phase_after=case.phase if phase_before else "",
    )


def note_fact(
    case: Case, act: Act, *, by: Any, text: str = "", reason: str = "", **facts: datetime | str | None
) -> Case:
    """Write dated facts of the case (``agreed_at=…``), let PostgreSQL derive the phase, and tell it on the timeline."""
    before = case.phase
    for name, value in facts.items():
        setattr(case, name, value)
    case.revision += 1
    case.save(update_fields=[*facts, "revision"])
    case.refresh_from_db(fields=["phase"])
    tell(case, act, by=by, text=text, reason=reason, phase_before=before)
    return case


def locked(case: Case) -> Case:
    """The case as the database holds it now, locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("client").get(pk=case.pk)


def locked_open(case: Case) -> Case:
    """Like :func:`locked`. Raises ``RuleBroken`` when the case is closed: a closed file is read, not written."""
    current = locked(case)
    if not current.is_open:
        raise RuleBroken(CHANGED_MEANWHILE)
    return current
