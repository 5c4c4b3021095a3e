"""Holding a conference: minutes while people talk, decisions that become tasks, closing and reopening."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import monitoring
from roterfaden.cases.actions.conferences import end_disclosures, words_of
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import (
    Act,
    Attendance,
    CaseTask,
    Conference,
    ConferenceDecision,
    ConferenceInvitee,
    ConferenceMinutes,
    ConferenceState,
)

LONGEST_OWNER, LONGEST_TITLE = 200, 240


@transaction.atomic
def write_minutes(meeting: Conference, *, by: User, seen: int, text: str, attendance: Mapping[UUID, str]) -> Conference:
    """Keep the minutes as far as they go. With the first word the conference has taken place."""
    current = _claimed(meeting, seen)
    if current.state == ConferenceState.FIXED:
        _begin(current, by)
    current.text = text
    current.save()
    for invitee in current.invitees.current():
        came = attendance.get(invitee.pk, invitee.attendance)
        if came != invitee.attendance:
            kept = ConferenceInvitee.claim(invitee.pk, None)
            kept.attendance = came
            kept.save()
    return current


@transaction.atomic
def decide(
    meeting: Conference,
    *,
    by: User,
    text: str,
    due_on: date,
    owner: User | None = None,
    invitee: ConferenceInvitee | None = None,
    owner_described: str = "",
) -> ConferenceDecision:
    """Who does what until when. For somebody of the team it becomes a task at once.

    Of anybody else, invited or described, it becomes a task of the case's lead: to ask them on the day.
    """
    current = _claimed(meeting, None)
    if current.state == ConferenceState.FIXED:
        _begin(current, by)
        current.save()
    if [bool(owner), bool(invitee), bool(owner_described.strip())].count(True) != 1:
        raise RuleBroken(_("Nennen Sie genau eine Person: aus dem Team, eingeladen oder beschrieben."))
    if invitee is not None and not outside_owners(current).filter(pk=invitee.pk).exists():
        raise RuleBroken(_("{name} ist zu dieser Konferenz nicht eingeladen.").format(name=invitee))
    if owner is not None and not current.case.members.current().filter(user=owner).exists():
        raise RuleBroken(_("{name} gehört nicht zum Team.").format(name=owner))
    described = _described(invitee) if invitee is not None else owner_described.strip()
    title = text if owner is not None else _to_ask(described, text, invitee)
    task = monitoring.add_task(by=by, case=current.case, title=title, owner=owner or current.case.lead, due_on=due_on)
    decision = ConferenceDecision.objects.create(
        conference=current,
        case=current.case,
        text=text,
        due_on=due_on,
        owner=owner,
        owner_described=described,
        task=task,
    )
    tell(current.case, Act.CONFERENCE_DECIDED, by=by, text=words_of(current), subject=current.pk)
    return decision


def outside_owners(meeting: Conference) -> Any:
    """Who is invited and not of the team: they may have to do something too (no query yet)."""
    team = meeting.case.members.current().values("user")
    return meeting.invitees.current().exclude(user__in=team).select_related("recipient")


def _described(invitee: ConferenceInvitee) -> str:
    return ", ".join(filter(None, [invitee.name, invitee.office]))[:LONGEST_OWNER]


def _to_ask(who: str, text: str, invitee: ConferenceInvitee | None) -> str:
    """The task as everybody of the team reads it, also without full insight: it names no confidential place."""
    if invitee is not None and invitee.recipient is not None and invitee.recipient.is_sensitive:
        who = _("einer vertraulichen Stelle")
    return _("Nachfragen bei {who}: {text}").format(who=who, text=text)[:LONGEST_TITLE]


@transaction.atomic
def withdraw_decision(decision: ConferenceDecision, *, by: User) -> ConferenceDecision:
    """It was not decided after all; its open task goes with it."""
    current = _claimed(decision.conference, None)
    gone = ConferenceDecision.claim(decision.pk, None)
    if gone.withdrawn_at is not None:
        return gone
    gone.withdrawn_at, gone.withdrawn_by = timezone.now(), by
    gone.save()
    if gone.task is not None and CaseTask.objects.open().filter(pk=gone.task.pk).exists():
        monitoring.withdraw_task(gone.task, by=by)
    tell(current.case, Act.DECISION_WITHDRAWN, by=by, text=words_of(current), subject=current.pk)
    return gone


@transaction.atomic
def close_minutes(meeting: Conference, *, by: User, seen: int | str) -> ConferenceMinutes:
    """The minutes are complete: from now on nothing in them changes. ``seen``: the revision that was read before.

    What was told for the meeting is read no longer than some days more.
    """
    current = _claimed(meeting, None)
    if str(seen) != str(current.revision - 1):  # claiming has counted it up
        raise RuleBroken(_("Inzwischen hat jemand am Protokoll geschrieben. Lesen Sie es noch einmal."))
    if not current.text.strip():
        raise RuleBroken(_("Das Protokoll ist noch leer."))
    if current.invitees.current().filter(attendance="").exists():
        raise RuleBroken(_("Sagen Sie von allen, ob sie dabei waren."))
    current.move(ConferenceState.CLOSED)
    kept = ConferenceMinutes.objects.create(
        conference=current,
        case=current.case,
        number=current.minutes.count() + 1,
        content=_content(current),
        closed_by=by,
    )
    current.save()
    end_disclosures(current)
    tell(current.case, Act.MINUTES_CLOSED, by=by, text=words_of(current), subject=current.pk)
    return kept


@transaction.atomic
def reopen_minutes(meeting: Conference, *, by: User, reason: str) -> Conference:
    """Correct closed minutes, for a reason. The version that was closed stays readable."""
    case = locked_open(meeting.case)
    current = Conference.claim(meeting.pk, None)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund."))
    if current.state != ConferenceState.CLOSED:
        raise RuleBroken(_("Das Protokoll ist nicht abgeschlossen."))
    current.move(ConferenceState.HELD)
    current.save()
    for kept in current.minutes.filter(replaced_at=None):
        kept.replaced_at, kept.replaced_reason = timezone.now(), reason.strip()
        kept.save(update_fields=["replaced_at", "replaced_reason"])
    tell(case, Act.MINUTES_REOPENED, by=by, text=words_of(current), reason=reason, subject=current.pk)
    return current


def _claimed(meeting: Conference, seen: int | None) -> Conference:
    """Locked with its case, on the day of the conference or later, the minutes still open."""
    case = locked_open(meeting.case)
    current = Conference.claim(meeting.pk, seen)
    if not current.can_begin:
        raise RuleBroken(_("Das Protokoll kann man jetzt nicht schreiben: {words}.").format(words=_why_not(current)))
    current.case = case
    return current


def _why_not(meeting: Conference) -> str:
    return words_of(meeting) if meeting.state == ConferenceState.FIXED else str(meeting.get_state_display())


def _begin(meeting: Conference, by: User) -> None:
    meeting.move(ConferenceState.HELD)
    tell(meeting.case, Act.CONFERENCE_HELD, by=by, text=words_of(meeting), subject=meeting.pk)


def _content(meeting: Conference) -> dict[str, Any]:
    """Everything the paper of the minutes says, in words, so that it can be printed the same again."""
    invitees = meeting.invitees.current().select_related("recipient")
    return {
        "purpose": meeting.purpose,
        "agenda": [topic["title"] for topic in meeting.agenda],
        "text": meeting.text,
        "attendance": [
            {"name": one.name, "office": one.office, "came": str(Attendance(one.attendance).label)} for one in invitees
        ],
        "decisions": [
            {"text": one.text, "who": one.whose_and_watched, "due": one.due_on.isoformat()}
            for one in meeting.decisions.current().select_related("owner", "task__owner")
        ],
    }
