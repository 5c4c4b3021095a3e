"""Handing a whole case management over to another organisation: with an account here, or on paper."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import assessment as assessments
from roterfaden.cases.actions import goals as goal_acts
from roterfaden.cases.actions import intake as intakes
from roterfaden.cases.actions import monitoring, people, visits
from roterfaden.cases.actions.closing import close_case
from roterfaden.cases.actions.disclosures import NormApplied, Told, disclose, draft_disclosure
from roterfaden.cases.actions.handing_over import GONE, may_hand_over
from roterfaden.cases.actions.levels import follow_levels, levels_without_look
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.conference_mail import mail_date
from roterfaden.cases.handing_on import (
    CONCERN,
    GOALS,
    LEGAL_AREA,
    PERSON,
    PLAN,
    PROBLEMS,
    RESIDENCE,
    SECTION,
    TASKS,
    PartOfFile,
    line_of_case,
    of_case,
)
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Assessment,
    AssessmentSection,
    Case,
    CaseTransfer,
    ChecklistStep,
    CloseReason,
    Conference,
    ConferenceInvitee,
    Consent,
    Disclosure,
    FrameGoal,
    HandOverState,
    LegalAreaChange,
    Measure,
    OfferedCase,
    OwnActivity,
    PassingPurpose,
    ReceivingSeat,
    TimelineEntry,
)
from roterfaden.cases.telltale import names_in
from roterfaden.network.models import Organisation

BARRED = {
    "basis": gettext_lazy(
        "Die Einwilligung, auf die sich die Übergabe stützt, gilt nicht mehr. Nichts wurde geändert."
    ),
    "barred": gettext_lazy(
        "Die Person hat der Weitergabe widersprochen oder ihre Akte ist eingeschränkt. Nichts wurde geändert."
    ),
    "gone": GONE,
}


def possible_seats(case: Case, by: User) -> Any:
    """Case managers of other organisations that have accounts here, as their places there."""
    return ReceivingSeat.objects.visible_to(by).outside(case.client.organisation_id)


@transaction.atomic
def propose_transfer(
    case: Case,
    *,
    by: User,
    seat: ReceivingSeat,
    note: str,
    due_on: date,
    parts: Sequence[PartOfFile],
    basis: Consent | NormApplied,
) -> CaseTransfer:
    """Ask a case manager of another organisation to go on. Nothing goes before they agree, and then just ``parts``.

    The ``note`` they read at once: it names nobody of the file.
    """
    case = locked_open(case)
    _may_go(case, by, parts)
    if not possible_seats(case, by).filter(pk=seat.pk).exists():
        raise RuleBroken(_("{name} kann diesen Fall nicht übernehmen.").format(name=seat.user))
    if not note.strip():
        raise RuleBroken(_("Schreiben Sie, warum Sie übergeben und was wichtig ist."))
    if named := names_in(note, case, by):
        raise RuleBroken(named_in_note(named))
    if due_on < timezone.localdate():
        raise RuleBroken(_("Dieser Tag liegt in der Vergangenheit."))
    line, told = line_of_case(case)
    draft = draft_disclosure(
        case,
        by=by,
        told=[*(part.told_whole for part in parts), told, Told((), _("Übergabenotiz: {note}").format(note=note))],
        purpose=PassingPurpose.HANDOVER,
        recipient=seat.organisation,
        basis=basis,
    )
    proposed = CaseTransfer.objects.create(
        case=case,
        reference=case.reference,
        former=case.lead,
        former_organisation=case.client.organisation,
        receiver=seat.user,
        organisation=seat.organisation,
        proposed_by=by,
        note=note,
        due_on=due_on,
        norm_citation=draft.norm_citation,
        listed=[*(part.line for part in parts), line],
        package={
            "disclosure": _as_json(draft),
            "file": {part.key: part.values for part in parts},
            **of_case(case),
        },
    )
    tell(case, Act.TRANSFER_PROPOSED, by=by, text=draft.recipient_on_record, subject=proposed.pk)
    said = _("{name} möchte Ihnen den Fall {reference} übergeben.").format(name=by, reference=case.reference)
    notify([seat.user], said, path=reverse("cases:transfer_offer", args=[proposed.pk]))
    return proposed


@transaction.atomic
def withdraw_transfer(transfer: CaseTransfer, *, by: User) -> CaseTransfer:
    """Take the proposal back while it is open. Whoever was asked is told."""
    case = locked_open(transfer.case)
    _may_decide(case, by)
    current = CaseTransfer.claim(transfer.pk, None)
    current.settle(HandOverState.WITHDRAWN)
    current.save()
    tell(case, Act.TRANSFER_WITHDRAWN, by=by, subject=current.pk)
    said = _("{name} hat den Vorschlag zurückgezogen, Ihnen den Fall {reference} zu übergeben.")
    notify([current.receiver], said.format(name=by, reference=case.reference))
    return current


@transaction.atomic
def decline_transfer(offered: OfferedCase, *, by: User, answer: str) -> None:
    """The other organisation does not take the case, for a reason. Who proposed it is told; everything stays."""
    if not answer.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund."))
    with connection.cursor() as cursor:
        cursor.execute(
            "with said as (select rf.decline_transfer(%s, %s) as so) select so from said", [offered.pk, answer]
        )
        if not cursor.fetchone()[0]:
            raise RuleBroken(GONE)
    said = _("{name} übernimmt den Fall {reference} nicht.").format(name=by, reference=offered.reference)
    path = reverse("cases:transferred", args=[offered.pk])
    notify({offered.proposed_by, offered.former}, said, path=path)


@transaction.atomic
def accept_transfer(offered: OfferedCase, *, by: User, site: str = "") -> Case:
    """The other organisation begins its own file with what goes along; the former one closes for everybody there.

    The note to them goes from the proposal to the timeline of the new file, and stays in what was disclosed.
    What was planned there is called off. ``site``: where we are served.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "with taken as (select rf.accept_transfer(%s, %s) as so) select so from taken",
            [offered.pk, settings.DISCLOSED_DAYS],
        )
        taken = json.loads(cursor.fetchone()[0])
    if taken["outcome"] != "taken":
        raise RuleBroken(BARRED[taken["outcome"]])
    case = _begin_here(taken["package"], by=by, organisation=UUID(taken["organisation"]))
    # Not by tell(): there the note would stand beside every change of this request, in the other files as well.
    TimelineEntry.objects.create(
        case=case, act=Act.TRANSFER_TAKEN, by=by, text=_from_where(offered), reason=offered.note, subject=offered.pk
    )
    for planned in taken["conferences"]:
        _call_off(**planned, site=site)
    said = _("{name} hat den Fall {reference} übernommen. Ihr Zugang zur Akte ist beendet.")
    words = said.format(name=by, reference=offered.reference)
    parties = {offered.former_id, offered.proposed_by_id}
    _tell(parties, words, path=reverse("cases:transferred", args=[offered.pk]))
    _tell({UUID(member) for member in taken["team"] or []} - parties, words)
    return case


@transaction.atomic
def hand_over_outside(
    case: Case,
    *,
    by: User,
    parts: Sequence[PartOfFile],
    basis: Consent | NormApplied,
    note: str,
    recipient: Organisation | None = None,
    recipient_described: str = "",
) -> Disclosure:
    """Hand over on paper to an organisation without accounts: disclosed as any other passing on, then closed."""
    case = locked_open(case)
    _may_go(case, by, parts)
    if not note.strip():
        raise RuleBroken(_("Schreiben Sie, warum Sie übergeben und was wichtig ist."))
    passed = disclose(
        case,
        by=by,
        told=[part.told for part in parts],
        purpose=PassingPurpose.HANDOVER,
        recipient=recipient,
        recipient_described=recipient_described,
        basis=basis,
    )
    close_case(
        case, by=by, reason=CloseReason.HANDED_OVER, note=note, no_talk=_("Eine andere Stelle begleitet weiter.")
    )
    return passed


def _may_decide(case: Case, by: User) -> None:
    if not may_hand_over(case, by):
        raise RuleBroken(_("Einen Fall übergibt, wer ihn führt oder bei Abwesenheit vertritt."))


def _may_go(case: Case, by: User, parts: Sequence[PartOfFile]) -> None:
    _may_decide(case, by)
    if case.hand_overs.open().exists() or case.transfers.open().exists():
        raise RuleBroken(_("Für diesen Fall ist schon eine Übergabe vorgeschlagen."))
    chosen = {part.key for part in parts}
    if PERSON not in chosen:
        raise RuleBroken(_("Ohne Namen und Erreichbarkeit kann niemand weiter begleiten."))
    if PLAN in chosen and GOALS not in chosen:
        raise RuleBroken(_("Der Hilfeplan gehört zu den Zielen: Geben Sie beides mit oder keines von beiden."))


def named_in_note(named: Sequence[str]) -> str:
    """Why a note to another organisation does not go like this."""
    words = ", ".join(f"„{word}“" for word in named)
    return _("Das nennt jemanden beim Namen: {words}. Die angefragte Person liest die Notiz, bevor sie zusagt.").format(
        words=words
    )


def _as_json(draft: Disclosure) -> dict[str, Any]:
    return {
        "kinds": [str(kind) for kind in draft.kinds],
        "snapshot": draft.snapshot,
        "text": draft.text,
        "consent": draft.consent_id,
        "norm": draft.norm,
        "norm_citation": draft.norm_citation,
        "norm_reason": draft.norm_reason,
    }


def _from_where(offered: OfferedCase) -> str:
    """For the timeline, which people without full insight read: a confidential place stays unnamed."""
    place = offered.comes_from
    if place is not None and place.is_sensitive:
        return _("von einer vertraulichen Stelle")
    return _("von {organisation}").format(organisation=place)


def _call_off(conference: dict[str, Any], invited: list[dict[str, Any]], site: str) -> None:
    """A conference of the former organisation does not take place: it leaves the calendars, nobody learns why."""
    fixed = conference.pop("starts_at")
    meeting = Conference(**conference, starts_at=datetime.fromisoformat(fixed) if fixed else None)
    letters = [ConferenceInvitee(pk=invitee["id"], email=invitee["email"]) for invitee in invited]
    mail_date(meeting, letters, site=site, is_cancelled=True)
    accounts = [UUID(invitee["user"]) for invitee in invited if invitee["user"]]
    _tell(accounts, _("Abgesagt: {kind}.").format(kind=meeting))


def _tell(users: Iterable[UUID], words: str, path: str = "") -> None:
    notify(User.objects.filter(pk__in=users), words, path=path)


def _begin_here(package: dict[str, Any], *, by: User, organisation: UUID) -> Case:
    file = package["file"]
    known = {**file[PERSON], **file.get(RESIDENCE, {})}
    if LEGAL_AREA in file:
        known["legal_area"] = file[LEGAL_AREA]["legal_area"]
    person = people.register_client(by=by, organisation=organisation, **known)
    talk = intakes.start_intake(person.pk, by=by, urgency=package["urgency"], **file.get(CONCERN, {}))
    case = intakes.open_case(talk, by=by, criteria=package["criteria"], client_agrees=True)
    case.intensity = package["intensity"]
    case.save(update_fields=["intensity"])
    _take_assessment(case, file, by)
    _take_goals(case, file, by)
    _take_change(case, file, by)
    follows = set(case.tasks.values_list("title", flat=True))
    for task in file.get(TASKS, []):
        if task["title"] not in follows:
            monitoring.add_task(case=case, by=by, **task)
    for problem in file.get(PROBLEMS, []):
        visits.find_problem(case, by=by, **problem)
    return Case.objects.get(pk=case.pk)


def _take_assessment(case: Case, file: dict[str, Any], by: User) -> None:
    sections = [values for key, values in file.items() if key.startswith(SECTION)]
    if not sections:
        return
    begun = Assessment.objects.create(case=case, template_id=sections[0]["template_id"], started_by=by)
    for section in sections:
        AssessmentSection.objects.create(assessment=begun, key=section["key"], answers=section["answers"], saved_by=by)
        follow_levels(begun, begun.template.content.section(section["key"]), section["answers"], by=by)
    # What is urgent or a risk is looked at here as well, by a second pair of eyes of this organisation.
    if sections[0]["is_complete"] and not levels_without_look(begun):
        assessments.complete_assessment(begun, by=by)


def _take_goals(case: Case, file: dict[str, Any], by: User) -> None:
    goals = file.get(GOALS, {"guiding": None, "frames": []})
    if goals["guiding"]:
        goal_acts.set_guiding_goal(case, by=by, **goals["guiding"])
    new: dict[str, ActionGoal] = {}
    for position, frame in enumerate(goals["frames"], start=1):
        small = frame.pop("goals")
        begun = FrameGoal.objects.create(case=case, position=position, **frame)
        for place, goal in enumerate(small, start=1):
            former = goal.pop("ref")
            new[former] = ActionGoal.objects.create(frame_goal=begun, position=place, **goal)
    plan = file.get(PLAN, {"measures": [], "activities": [], "looks": []})
    for place, measure in enumerate(plan["measures"], start=1):
        aim = new[measure.pop("goal")]
        Measure.objects.create(action_goal=aim, position=place, **measure)
    for place, activity in enumerate(plan["activities"], start=1):
        aim = new[activity.pop("goal")]
        OwnActivity.objects.create(action_goal=aim, position=place, **activity)
    for look in plan["looks"]:
        monitoring.plan_follow_up(case, by=by, **look)


def _take_change(case: Case, file: dict[str, Any], by: User) -> None:
    known = file.get(LEGAL_AREA, {})
    if known.get("change"):
        change = LegalAreaChange.objects.create(case=case, opened_by=by, **known["change"])
        ChecklistStep.objects.bulk_create(ChecklistStep(case=case, change=change, **step) for step in known["steps"])
