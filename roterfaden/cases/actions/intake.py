"""The first conversation and the decision made in it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.cover import away_today, possible_covers
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


def possible_leads(intake: Intake) -> Any:
    """Colleagues who may lead the case of this talk instead of whoever holds it, with ``is_away`` for those on leave
    today (no query yet).
    """
    colleagues = possible_covers([intake.client.organisation_id]).exclude(pk=intake.taken_by_id)
    return colleagues.annotate(is_away=away_today())


@transaction.atomic
def open_case(
    intake: Intake,
    *,
    by: Any,
    seen: int | None = None,
    criteria: Iterable[str],
    client_agrees: bool,
    decision_note: str = "",
    lead: User | None = None,
) -> Case:
    """Case management begins: for reasons which the DGCC guidance names, and only if the person agrees.

    ``lead`` is a colleague who leads it from the beginning, and is told. Then whoever held the talk does not belong to
    the team: they read on what they wrote, and nothing of the file.
    """
    current = _undecided(intake, seen)
    reasons = list(criteria)
    if not reasons or not client_agrees:
        raise RuleBroken(_("Case Management braucht mindestens einen Grund und das Einverständnis der Person."))
    refuse_second_case(current.client_id)
    current.decision, current.criteria, current.client_agrees = Decision.CASE_MANAGEMENT, reasons, True
    current.decision_note, current.decided_at = decision_note, timezone.now()
    # First the case, which opens the file: a talk that became one is read and written as a part of it.
    case = _make_case(current, by=by) if lead in (None, by) else _give_case(current, by=by, lead=lead)
    current.save()
    return case


def _make_case(intake: Intake, *, by: Any) -> Case:
    case = _begin_case(intake, by)
    CaseMember.objects.create(case=case, user=by, part=Part.LEAD)
    case.refresh_from_db()
    tell(case, Act.OPENED, by=by, text=intake.concern[:200], reason=intake.decision_note, subject=intake.pk)
    return case


def _give_case(intake: Intake, *, by: User, lead: User) -> Case:
    """PostgreSQL lets the colleague in and tells it: ``by`` cannot, who is not let in (``cases/giving.py``)."""
    if not possible_leads(intake).filter(pk=lead.pk).exists() or lead.serves_immigration_authority:
        raise RuleBroken(_("{name} kann diesen Fall nicht führen.").format(name=lead))
    intake.given_to = lead
    case = _begin_case(intake, by)
    if intake.decision_note:
        pghistory.context(reason=intake.decision_note)
    with connection.cursor() as cursor:
        # "with": a statement that begins with "select" is not told to the history as a change of this person.
        cursor.execute(
            "with given as (select rf.give_at_intake(%s, %s, %s, %s) as so) select so from given",
            [case.pk, lead.pk, intake.concern[:200], intake.decision_note],
        )
        if not cursor.fetchone()[0]:
            raise RuleBroken(_("{name} kann diesen Fall nicht führen.").format(name=lead))
    case.lead = lead
    said = _("{name} hat nach einer Aufnahme Case Management begonnen. Sie führen den Fall {reference}.")
    notify([lead], said.format(name=by, reference=case.reference), path=reverse("cases:case", args=[case.pk]))
    return case


def _begin_case(intake: Intake, by: User) -> Case:
    return Case.objects.create(
        reference=_next_reference(intake.taken_at.year),
        client=intake.client,
        intake=intake,
        lead=by,
        urgency=intake.urgency,
        last_contact_at=intake.taken_at,
    )


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
