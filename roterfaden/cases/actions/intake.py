"""The first conversation and the decision made in it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import refuse_if_restricted, tell
from roterfaden.cases.models import Act, Case, CaseMember, Decision, FindableClient, Intake, Interpreting, Part


@transaction.atomic
def start_intake(client_id: UUID, *, by: Any, fields_of_action: Iterable[Any] = (), **fields: Any) -> Intake:
    """Begin the intake of a person. It stays open until :func:`decide_advice` or :func:`open_case`.

    While somebody leads a case of the person, what is said belongs into its file: no second way in beside it.
    """
    refuse_second_case(client_id)
    intake = Intake.objects.create(client_id=client_id, taken_by=by, **fields)
    # Only now what is known of the person opens to whoever talks to them.
    _begin_as_known(intake, fields)
    refuse_if_restricted(intake.client)
    intake.fields_of_action.set(fields_of_action)
    return intake


def refuse_second_case(client_id: UUID) -> None:
    """Raise ``RuleBroken`` with the name to ring while somebody leads a case of the person, whoever that is."""
    running = FindableClient.objects.filter(pk=client_id, lead__isnull=False).select_related("lead").first()
    if running:
        raise RuleBroken(_("Für diese Person läuft ein Case Management bei {lead}.").format(lead=running.lead))


def _begin_as_known(intake: Intake, said: dict[str, Any]) -> None:
    """Start from the person's language and need of an interpreter, where nothing else was said."""
    client, known = intake.client, {}
    if "talk_language" not in said:
        known["talk_language"] = client.language
    if "concern_language" not in said:
        known["concern_language"] = client.language
    if "interpreting" not in said and client.needs_interpreter:
        known["interpreting"] = Interpreting.INTERPRETER
    for name, value in known.items():
        setattr(intake, name, value)
    if known:
        intake.save(update_fields=list(known))


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
def go_on_with(intake: Intake, *, by: Any, fields_of_action: Iterable[Any], concern: str = "") -> Intake:
    """What was said at the desk just now comes to a talk that was begun before. Nothing in it is overwritten."""
    current = _undecided(intake, None)
    current.concern = "\n".join(filter(None, [current.concern, concern]))
    current.save()
    current.fields_of_action.add(*fields_of_action)
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
    refuse_second_case(current.client_id)
    current.decision, current.criteria, current.client_agrees = Decision.CASE_MANAGEMENT, reasons, True
    current.decision_note, current.decided_at = decision_note, timezone.now()
    # First the case, which opens the file: a talk that became one is read and written as a part of it.
    case = _make_case(current, by=by)
    current.save()
    return case


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
    """``2026-00042``. PostgreSQL counts, over all cases: who opens one sees only their own (``cases/rowlevel.py``)."""
    with connection.cursor() as cursor:
        cursor.execute("select rf.next_case_reference(%s)", [year])
        return str(cursor.fetchone()[0])


def _undecided(intake: Intake, seen: int | None) -> Intake:
    current = Intake.claim(intake.pk, seen)
    if current.decision:
        raise RuleBroken(_("Diese Aufnahme ist schon entschieden."))
    refuse_if_restricted(current.client)
    return current
