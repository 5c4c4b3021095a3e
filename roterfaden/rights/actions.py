"""What happens to requests under the GDPR: taken, extended, decided, answered; and what a decision sets in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.actions.timeline import tell
from roterfaden.cases.models import Act, Client, SafeguardKind, TimelineEntry
from roterfaden.rights.models import (
    DataRequest,
    DataRequestStep,
    HandOver,
    ImpactDraft,
    Outcome,
    RequestKind,
    RequestState,
    StepAct,
    month_later,
)

LONGEST = 3
"""Months in all after an extension: one, and two more "where necessary" (Art. 12 (3) GDPR)."""

SETS_IN_FORCE = {RequestKind.RESTRICTION: SafeguardKind.RESTRICTION, RequestKind.OBJECTION: SafeguardKind.OBJECTION}


@transaction.atomic
def take_request(
    client: Client,
    kind: RequestKind,
    *,
    by: Any,
    wish: str,
    received_on: date | None = None,
    language: str = "de",
    wish_language: str = "de",
    entry: TimelineEntry | None = None,
) -> DataRequest:
    """Write down what the person asks for. The clock runs from the day it came in, whoever it reached."""
    received_on = received_on or timezone.localdate()
    if received_on > timezone.localdate():
        raise RuleBroken(_("Eine Anfrage kann nicht in der Zukunft eingegangen sein."))
    request = DataRequest.objects.create(
        reference=_next_reference(received_on.year),
        client=client,
        kind=kind,
        received_on=received_on,
        due_on=month_later(received_on),
        language=language,
        subject=(entry.subject or entry.pk) if entry else None,
        taken_by=by,
    )
    _step(request, StepAct.RECEIVED, by, wish, wish_language)
    _tell(request, Act.RIGHT_CLAIMED, by)
    return request


@transaction.atomic
def extend(request: DataRequest, *, by: Any, seen: int | None = None, reason: str) -> DataRequest:
    """Two more months, once, told to the person with its reason within the first month."""
    current = _open(request, seen)
    if current.extended_on:
        raise RuleBroken(_("Die Frist wurde schon verlängert; mehr als drei Monate erlaubt die DSGVO nicht."))
    if timezone.localdate() > current.due_on:
        raise RuleBroken(_("Die Frist ist schon abgelaufen. Antworten Sie bitte gleich."))
    _need(reason)
    current.extended_on = timezone.localdate()
    current.due_on = month_later(current.received_on, LONGEST)
    current.save()
    _step(current, StepAct.EXTENDED, by, reason)
    _tell(current, Act.RIGHT_ANSWERED, by, _("Frist verlängert"))
    return current


@transaction.atomic
def decide(request: DataRequest, *, by: Any, seen: int | None = None, outcome: str, reason: str) -> DataRequest:
    """Decide with a reason. A granted restriction or objection is in force from now on."""
    current = _open(request, seen)
    if current.kind == RequestKind.ACCESS:
        raise RuleBroken(_("Eine Auskunft wird erteilt, nicht entschieden."))
    if RequestState.DECIDED not in RequestState.next_states(current.state):
        raise RuleBroken(_("Über diese Anfrage ist schon entschieden."))
    _need(reason)
    current.state, current.outcome = RequestState.DECIDED, outcome
    current.decided_on, current.decided_by = timezone.localdate(), by
    current.save()
    _step(current, StepAct.DECIDED, by, reason)
    _tell(current, Act.RIGHT_ANSWERED, by, str(current.get_outcome_display()))
    kind = SETS_IN_FORCE.get(RequestKind(current.kind))
    if kind and outcome != Outcome.REFUSED:
        _set_in_force(current, kind, by, reason)
    return current


@transaction.atomic
def answer(
    request: DataRequest, *, by: Any, seen: int | None = None, handed_over: str, answered_on: date | None = None
) -> DataRequest:
    """The answer has reached the person. All rights but access need a decision first."""
    current = _open(request, seen)
    answered_on = answered_on or timezone.localdate()
    if current.kind != RequestKind.ACCESS and not current.outcome:
        raise RuleBroken(_("Entscheiden Sie zuerst; dann können Sie antworten."))
    if not current.received_on <= answered_on <= timezone.localdate():
        raise RuleBroken(_("Die Antwort liegt zwischen dem Eingang der Anfrage und heute."))
    current.state, current.answered_on, current.handed_over = RequestState.ANSWERED, answered_on, handed_over
    current.save()
    _step(current, StepAct.ANSWERED, by, str(HandOver(handed_over).label))
    _tell(current, Act.RIGHT_ANSWERED, by, str(HandOver(handed_over).label))
    return current


@transaction.atomic
def withdraw_request(request: DataRequest, *, by: Any, seen: int | None = None, reason: str) -> DataRequest:
    """The person does not ask any more, before a decision."""
    current = _open(request, seen)
    if RequestState.WITHDRAWN not in RequestState.next_states(current.state):
        raise RuleBroken(_("Nach der Entscheidung lässt sich die Anfrage nicht mehr zurückziehen."))
    _need(reason)
    current.state = RequestState.WITHDRAWN
    current.save()
    _step(current, StepAct.WITHDRAWN, by, reason)
    _tell(current, Act.RIGHT_ANSWERED, by, str(StepAct.WITHDRAWN.label))
    return current


@transaction.atomic
def give_information(
    client: Client, *, by: Any, language: str, received_on: date, handed_over: str, wish: str = ""
) -> DataRequest:
    """Record that the information under Art. 15 was given: an open request is answered, else one is recorded."""
    waiting = (
        DataRequest.objects.open()
        .filter(client=client, kind=RequestKind.ACCESS)
        .order_by("received_on", "reference")
        .first()
    )
    if waiting is None:
        waiting = take_request(client, RequestKind.ACCESS, by=by, wish=wish, received_on=received_on, language=language)
    return answer(waiting, by=by, handed_over=handed_over)


@transaction.atomic
def save_impact_draft(*, by: Any, seen: int, answers: Mapping[str, str]) -> ImpactDraft:
    """Keep what was added to the impact assessment as a new version; refused if somebody saved one meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('rights.ImpactDraft'))")
    latest = ImpactDraft.objects.order_by("-number").first()
    number = latest.number if latest else 0
    if number != seen:
        raise RuleBroken(
            _(
                "Inzwischen hat {who} Fassung {number} gespeichert. Ihr Text steht noch hier; vergleichen Sie bitte."
            ).format(who=latest.saved_by if latest else "", number=number)
        )
    return ImpactDraft.objects.create(number=number + 1, answers=dict(answers), saved_by=by)


def _set_in_force(request: DataRequest, kind: SafeguardKind, by: Any, reason: str) -> None:
    set_safeguard(
        request.client,
        kind,
        by=by,
        reason=reason,
        subject=request.subject,
        label=entry_label(request.client, request.subject),
        request=request.pk,
    )


def entry_label(client: Client, subject: UUID | None) -> str:
    """What an entry is called: its first line on the timeline."""
    if subject is None:
        return ""
    entry = (
        TimelineEntry.objects.filter(case__client=client).filter(subject=subject).order_by("at", "id").first()
    ) or TimelineEntry.objects.filter(case__client=client, pk=subject).first()
    return f"{entry.get_act_display()}, {timezone.localtime(entry.at):%d.%m.%Y}" if entry else ""


def _open(request: DataRequest, seen: int | None) -> DataRequest:
    current = DataRequest.claim(request.pk, seen)
    if not current.is_open:
        raise RuleBroken(_("Diese Anfrage ist schon abgeschlossen."))
    return current


def _need(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund: Er steht in der Antwort an die Person."))


def _step(request: DataRequest, act: StepAct, by: Any, text: str = "", language: str = "") -> None:
    DataRequestStep.objects.create(request=request, act=act, by=by, text=text, text_language=language)


def _tell(request: DataRequest, act: Act, by: Any, text: str = "") -> None:
    """Every file of the person tells it; what was said stays with the request."""
    line = " · ".join(filter(None, [str(request), text]))
    for case in request.client.cases.all().order_by("opened_at"):
        tell(case, act, by=by, text=line, subject=request.pk)


def _next_reference(year: int) -> str:
    """DS-2026-0001 and so on: counted by a function of the database, which sees all and tells only the next one."""
    with connection.cursor() as cursor:
        cursor.execute("select rights_next_reference(%s)", [year])
        (reference,) = cursor.fetchone()
    return str(reference)
