"""The first conversation and the decision made in it."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import refuse_if_restricted, tell
from roterfaden.cases.models import Act, Case, CaseMember, Client, Decision, Intake, Interpreting, Part


@transaction.atomic
def start_intake(client: Client, *, by: Any, fields_of_action: Iterable[Any] = (), **fields: Any) -> Intake:
    """Begin the intake of a person. It stays open until :func:`decide_advice` or :func:`open_case`.

    While somebody leads a case of the person, what is said belongs into its file: no second way in beside it.
    """
    refuse_if_restricted(client)
    running = Case.objects.open().filter(client=client).select_related("lead").first()
    if running:
        raise RuleBroken(_("Für diese Person läuft ein Case Management bei {lead}.").format(lead=running.lead))
    fields.setdefault("talk_language", client.language)
    if client.needs_interpreter:
        fields.setdefault("interpreting", Interpreting.INTERPRETER)
    intake = Intake.objects.create(client=client, taken_by=by, **fields)
    intake.fields_of_action.set(fields_of_action)
    return intake


@transaction.atomic
def save_intake(intake: Intake, *, by: Any, seen: int, fields_of_action: Iterable[Any], **fields: Any) -> Intake:
    """Keep what was said so far."""
    current = _undecided(intake, seen)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    current.fields_of_action.set(fields_of_action)
    return current


@transaction.atomic
def decide_advice(
    intake: Intake,
    *,
    by: Any,
    seen: int | None = None,
    result: str,
    criteria: Iterable[str] = (),
    decision_note: str = "",
) -> Intake:
    """One conversation is enough: the advice ends here and is counted. ``result`` says what was advised.

    ``criteria`` are the reasons that would have spoken for case management; they are kept with the decision.
    """
    current = _undecided(intake, seen)
    if not result.strip():
        raise RuleBroken(_("Halten Sie kurz fest, was Sie geraten haben."))
    current.decision, current.result, current.decision_note = Decision.ADVICE, result, decision_note
    current.criteria = list(criteria)
    current.decided_at = timezone.now()
    current.save()
    return current


@transaction.atomic
def reopen_intake(intake: Intake, *, by: Any) -> Intake:
    """Take back a decision for advice, for instance because the person comes again with more."""
    current = Intake.claim(intake.pk, None)
    if current.decision != Decision.ADVICE:
        raise RuleBroken(_("Nur eine abgeschlossene Beratung kann wieder geöffnet werden."))
    current.decision, current.decided_at = "", None
    current.save()
    return current


@transaction.atomic
def open_case(
    intake: Intake,
    *,
    by: Any,
    seen: int | None = None,
    criteria: Iterable[str],
    client_agrees: bool,
    decision_note: str = "",
) -> Case:
    """Case management begins: for reasons which the DGCC guidance names, and only if the person agrees."""
    current = _undecided(intake, seen)
    reasons = list(criteria)
    if not reasons or not client_agrees:
        raise RuleBroken(_("Case Management braucht mindestens einen Grund und das Einverständnis der Person."))
    if Case.objects.open().filter(client=current.client_id).exists():
        raise RuleBroken(_("Für diese Person läuft schon ein Case Management."))
    current.decision, current.criteria, current.client_agrees = Decision.CASE_MANAGEMENT, reasons, True
    current.decision_note, current.decided_at = decision_note, timezone.now()
    current.save()
    return _make_case(current, by=by)


def _make_case(intake: Intake, *, by: Any) -> Case:
    case = Case.objects.create(
        reference=_next_reference(intake.taken_at.year),
        client=intake.client,
        intake=intake,
        lead=by,
        urgency=intake.urgency,
        last_contact_at=intake.taken_at,
    )
    CaseMember.objects.create(case=case, user=by, part=Part.LEAD)
    case.refresh_from_db()
    tell(case, Act.OPENED, by=by, text=intake.concern[:200], reason=intake.decision_note, subject=intake.pk)
    return case


def _next_reference(year: int) -> str:
    """``2026-00042``. Counting under an advisory lock: two intakes at the same moment never get the same number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('case reference'), %s)", [year])
    last = (
        Case.objects.filter(reference__startswith=f"{year}-")
        .order_by("-reference")
        .values_list("reference", flat=True)
        .first()
    )
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    return f"{year}-{number:05d}"


def _undecided(intake: Intake, seen: int | None) -> Intake:
    current = Intake.claim(intake.pk, seen)
    if current.decision:
        raise RuleBroken(_("Diese Aufnahme ist schon entschieden."))
    refuse_if_restricted(current.client)
    return current
