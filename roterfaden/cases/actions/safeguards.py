"""Restriction and objection in force, and what the person says to an entry."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.taking_back import withdraw
from roterfaden.cases.actions.timeline import locked, tell
from roterfaden.cases.models import Act, Case, Client, CounterStatement, Safeguard, SafeguardKind, TimelineEntry

EXCEPTION = timedelta(hours=8)
"""How long a restriction is set aside for one of the reasons of Art. 18 (2) GDPR; then it holds again by itself."""


@transaction.atomic
def set_safeguard(
    client: Client,
    kind: SafeguardKind,
    *,
    by: Any,
    reason: str,
    subject: UUID | None = None,
    label: str = "",
    request: UUID | None = None,
) -> Safeguard:
    """Put a restriction or objection in force, for the whole file or one entry."""
    _need(reason)
    known = Safeguard.objects.standing().filter(client=client, kind=kind, subject=subject)
    if known.exists():
        raise RuleBroken(_("Das ist schon in Kraft."))
    safeguard = Safeguard.objects.create(
        client=client, kind=kind, subject=subject, label=label, request=request, reason=reason, set_by=by
    )
    _tell(safeguard, Act.SAFEGUARD_SET, by, reason)
    return safeguard


@transaction.atomic
def lift_safeguard(safeguard: Safeguard, *, by: Any, reason: str) -> Safeguard:
    """Allow use for some hours, with the person's consent or for a legal claim (Art. 18 (2)); told on the timeline."""
    current = _standing(safeguard)
    _need(reason)
    current.lifted_until, current.lifted_reason = timezone.now() + EXCEPTION, reason
    current.save()
    _tell(current, Act.SAFEGUARD_LIFTED, by, reason)
    return current


@transaction.atomic
def end_safeguard(safeguard: Safeguard, *, by: Any, reason: str) -> Safeguard:
    """End it, with its reason; the person has been told before (Art. 18 (3))."""
    current = _standing(safeguard)
    _need(reason)
    current.ended_at, current.ended_by, current.end_reason = timezone.now(), by, reason
    current.save()
    _tell(current, Act.SAFEGUARD_ENDED, by, reason)
    return current


@transaction.atomic
def state_counter(
    case: Case, entry: TimelineEntry, *, by: Any, text: str, language: str = "de", stated_on: date | None = None
) -> CounterStatement:
    """Write down what the person says to an entry. Possible in a closed and in a restricted file: it is their right."""
    case = locked(case, though_restricted=True)
    if entry.case_id != case.pk:
        raise RuleBroken(_("Dieser Eintrag gehört zu einer anderen Akte."))
    if not text.strip():
        raise RuleBroken(_("Schreiben Sie bitte auf, was die Person dazu sagt."))
    statement = CounterStatement.objects.create(
        case=case,
        subject=entry.subject or entry.pk,
        label=_("{act} vom {day}").format(act=entry.get_act_display(), day=f"{timezone.localtime(entry.at):%d.%m.%Y}"),
        text=text,
        language=language,
        stated_on=stated_on or timezone.localdate(),
        written_by=by,
    )
    tell(case, Act.COUNTER_STATED, by=by, text=statement.label, subject=statement.pk)
    return statement


@transaction.atomic
def withdraw_counter(statement: CounterStatement, *, by: Any, reason: str = "") -> CounterStatement:
    """The person takes their statement back."""
    case = locked(statement.case, though_restricted=True)
    current = withdraw(statement, by=by, reason=reason)
    tell(case, Act.COUNTER_WITHDRAWN, by=by, text=current.label, reason=reason, subject=current.pk)
    return current


def _standing(safeguard: Safeguard) -> Safeguard:
    current = (
        Safeguard.objects.select_for_update(of=("self",), no_key=True).select_related("client").get(pk=safeguard.pk)
    )
    if current.ended_at:
        raise RuleBroken(_("Das ist schon beendet."))
    return current


def _need(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))


def _tell(safeguard: Safeguard, act: Act, by: Any, reason: str) -> None:
    text = " · ".join(filter(None, [str(safeguard), safeguard.label]))
    for case in safeguard.client.cases.all().order_by("opened_at"):
        tell(case, act, by=by, text=text, reason=reason, subject=safeguard.pk)
