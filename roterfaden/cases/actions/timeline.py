"""The one place that writes a case's log and its dated facts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pghistory
from django.utils.translation import gettext_lazy as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import Act, Case, Client, Safeguard, SafeguardKind, TimelineEntry

CHANGED_MEANWHILE = "Der Fall ist abgeschlossen. Nehmen Sie ihn wieder auf, bevor Sie etwas ändern."
RESTRICTED = _(
    "Die Verarbeitung dieser Akte ist auf Wunsch der Person eingeschränkt (Art. 18 DSGVO). Unter „Rechte der Person“ "
    "steht, wann sie trotzdem genutzt werden darf. Nichts wurde geändert."
)
RESTRICTED_ENTRY = _(
    "Dieser Eintrag ist auf Wunsch der Person eingeschränkt (Art. 18 DSGVO), solange geprüft wird, ob er stimmt. "
    "Nichts wurde geändert."
)
OBJECTED = _(
    "Die Person hat der Weitergabe ihrer Daten widersprochen (Art. 21 DSGVO). Nichts wurde weitergegeben. "
    "Sprechen Sie mit ihr; unter „Rechte der Person“ kann der Widerspruch beendet werden."
)


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


def locked(case: Case, *, though_restricted: bool = False) -> Case:
    """The case as the database holds it now, locked until the transaction ends.

    Raises ``RuleBroken`` while the file is restricted (Art. 18 GDPR), except for acts that serve the person's rights.
    """
    current = Case.objects.select_for_update(of=("self",), no_key=True).select_related("client").get(pk=case.pk)
    if not though_restricted:
        refuse_if_restricted(current.client)
    return current


def locked_open(case: Case) -> Case:
    """Like :func:`locked`. Raises ``RuleBroken`` when the case is closed: a closed file is read, not written."""
    current = locked(case)
    if not current.is_open:
        raise RuleBroken(CHANGED_MEANWHILE)
    return current


def refuse_if_restricted(client: Client) -> None:
    """Raise ``RuleBroken`` while the person's whole file is restricted (one query)."""
    if Safeguard.objects.in_force().on_whole_file().filter(client=client, kind=SafeguardKind.RESTRICTION).exists():
        raise RuleBroken(RESTRICTED)


def refuse_if_objected(client: Client) -> None:
    """Raise ``RuleBroken`` when the person has objected to passing on: asked by every act that gives data away."""
    if Safeguard.objects.in_force().filter(client=client, kind=SafeguardKind.OBJECTION).exists():
        raise RuleBroken(OBJECTED)


def refuse_restricted_entry(pk: UUID) -> None:
    """Raise ``RuleBroken`` while this entry is restricted; asked by ``Revised.claim`` for every record (one query)."""
    if Safeguard.objects.in_force().filter(subject=pk, kind=SafeguardKind.RESTRICTION).exists():
        raise RuleBroken(RESTRICTED_ENTRY)
