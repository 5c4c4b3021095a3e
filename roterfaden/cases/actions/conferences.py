"""Preparing a conference: plan it, invite, put things on the agenda, find a date, call it off."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.disclosures import close_disclosure, keep_for, last_day_after_end, retire
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.conference_mail import mail_date
from roterfaden.cases.models import (
    Act,
    Case,
    ClosedWhy,
    Colleague,
    Conference,
    ConferenceInvitee,
    ConferenceKind,
    ConferenceState,
    DataKind,
    MeetingWay,
)
from roterfaden.cases.models.conferences import FEWEST_DATES, MOST_DATES
from roterfaden.network.models import Organisation


@dataclass(frozen=True)
class Topic:
    """A point of the agenda, with what it is about; ``about`` is the goal, measure or follow-up it was drawn from."""

    title: str
    kind: str = DataKind.PLAN.value
    about: str = ""


@transaction.atomic
def plan_conference(
    case: Case,
    *,
    by: User,
    kind: ConferenceKind | str,
    purpose: str,
    place: str,
    way: MeetingWay | str = MeetingWay.PLACE,
    duration: int = 60,
) -> Conference:
    """Begin to plan. Whoever plans takes part; to a Hilfeplankonferenz the person comes, too."""
    case = locked_open(case)
    meeting = Conference.objects.create(
        case=case, kind=kind, purpose=purpose, place=place, way=way, duration=duration, planned_by=by
    )
    _add(meeting, user=by, name=by.name, recipient=case.client.organisation)
    if kind == ConferenceKind.HELP_PLAN:
        _add(meeting, is_client=True, name=str(case.client))
    _tell(meeting, Act.CONFERENCE_PLANNED, by)
    return meeting


@transaction.atomic
def change_conference(meeting: Conference, *, by: User, seen: int, site: str = "", **fields: Any) -> Conference:
    """What it is about, where, how long. A fixed date goes out anew."""
    current = _claimed(meeting, seen)
    for name, value in fields.items():
        setattr(current, name, value)
    if current.state == ConferenceState.FIXED:
        current.sequence += 1
        mail_date(current, _invited(current), site=site)
    current.save()
    _tell(current, Act.CONFERENCE_CHANGED, by)
    return current


@transaction.atomic
def set_agenda(meeting: Conference, *, by: User, seen: int, topics: Sequence[Topic]) -> Conference:
    """What is to be talked about, in this order."""
    current = _claimed(meeting, seen)
    current.agenda = [asdict(topic) for topic in topics]
    current.save()
    _tell(current, Act.CONFERENCE_CHANGED, by)
    return current


@transaction.atomic
def invite(
    meeting: Conference,
    *,
    by: User,
    colleague: Colleague | None = None,
    name: str = "",
    recipient: Organisation | None = None,
    recipient_described: str = "",
    email: str = "",
    site: str = "",
) -> ConferenceInvitee:
    """Invite a colleague with an account, who is told at once; or somebody of another office by name."""
    current = _claimed(meeting, None)
    if colleague is not None:
        if _invited(current).filter(user=colleague.user_id).exists():
            raise RuleBroken(_("{name} ist schon eingeladen.").format(name=colleague.name))
        invitee = _add(current, user=colleague.user, name=colleague.name, recipient=colleague.organisation)
        said = _("{name} lädt Sie ein: {kind}.").format(name=by, kind=current)
        notify([colleague.user], said, path=reverse("cases:invitation", args=[invitee.pk]))
    else:
        if not name.strip() or bool(recipient) == bool(recipient_described.strip()):
            raise RuleBroken(_("Sagen Sie, wer kommt und von welcher Stelle."))
        from_where = {"recipient": recipient, "recipient_described": recipient_described.strip()}
        invitee = _add(current, name=name.strip(), email=email, **from_where)
    if current.state == ConferenceState.FIXED:
        mail_date(current, [invitee], site=site)
    tell(current.case, Act.CONFERENCE_INVITED, by=by, text=invitee.recipient_on_record, subject=current.pk)
    return invitee


@transaction.atomic
def uninvite(invitee: ConferenceInvitee, *, by: User, site: str = "") -> ConferenceInvitee:
    """They do not come after all: what was told to them here closes at once, a fixed date leaves their calendar."""
    current = _claimed(invitee.conference, None)
    gone = ConferenceInvitee.claim(invitee.pk, None)
    if gone.is_withdrawn:
        return gone
    if gone.is_client and current.kind == ConferenceKind.HELP_PLAN:
        raise RuleBroken(_("Zu einer Hilfeplankonferenz gehört die Person selbst."))
    if gone.user_id == current.planned_by_id and current.case.members.current().filter(user=gone.user_id).exists():
        raise RuleBroken(_("Wer plant, nimmt teil."))
    gone.withdrawn_at, gone.withdrawn_by = timezone.now(), by
    gone.save()
    for told in gone.disclosures.filter(closed_at=None):
        close_disclosure(told, by=by, why=ClosedWhy.UNINVITED)
    if current.state == ConferenceState.FIXED:
        mail_date(current, [gone], site=site, is_cancelled=True)
    if gone.user is not None:
        notify([gone.user], _("{name} hat eine Einladung zurückgenommen: {kind}.").format(name=by, kind=current))
    tell(current.case, Act.CONFERENCE_UNINVITED, by=by, text=gone.recipient_on_record, subject=current.pk)
    return gone


@transaction.atomic
def propose_dates(meeting: Conference, *, by: User, seen: int, dates: Iterable[datetime], site: str = "") -> Conference:
    """Offer two to five dates; all answers begin anew. A date that was fixed before is called off."""
    current = _claimed(meeting, seen)
    offered = sorted(set(dates))
    if not FEWEST_DATES <= len(offered) <= MOST_DATES:
        raise RuleBroken(_("Schlagen Sie zwei bis fünf verschiedene Termine vor."))
    if offered[0] <= timezone.now():
        raise RuleBroken(_("Ein Termin liegt in der Vergangenheit."))
    if current.state == ConferenceState.FIXED:
        current.sequence += 1
        mail_date(current, _invited(current), site=site, is_cancelled=True)
    if current.state != ConferenceState.PROPOSED:
        current.move(ConferenceState.PROPOSED)
    current.dates, current.starts_at = offered, None
    current.save()
    for invitee in _invited(current):
        asked = ConferenceInvitee.claim(invitee.pk, None)
        planner = asked.user_id == by.pk
        asked.suits, asked.answered_at = (offered, timezone.now()) if planner else ([], None)
        asked.save()
    _tell_accounts(current, by, _("{name} schlägt Termine vor: {kind}. Welche passen Ihnen?"))
    _tell(current, Act.CONFERENCE_PROPOSED, by)
    return current


@transaction.atomic
def record_answer(invitee: ConferenceInvitee, *, by: User, seen: int, suits: Iterable[datetime]) -> ConferenceInvitee:
    """Which dates suit somebody who said so by word of mouth."""
    current = _claimed(invitee.conference, None)
    if current.state != ConferenceState.PROPOSED:
        raise RuleBroken(_("Gerade sind keine Termine vorgeschlagen."))
    asked = ConferenceInvitee.claim(invitee.pk, seen)
    asked.suits, asked.answered_at = [date for date in current.dates if date in set(suits)], timezone.now()
    asked.save()
    tell(current.case, Act.CONFERENCE_ANSWERED, by=by, text=asked.recipient_on_record, subject=current.pk)
    return asked


@transaction.atomic
def fix_date(meeting: Conference, *, by: User, starts_at: datetime, site: str = "") -> Conference:
    """One of the proposed dates it is. Everybody with an address gets it for their calendar."""
    current = _claimed(meeting, None)
    if starts_at not in current.dates:
        raise RuleBroken(_("Dieser Termin war nicht vorgeschlagen."))
    current.move(ConferenceState.FIXED)
    if starts_at <= timezone.now():
        raise RuleBroken(_("Ein Termin liegt in der Vergangenheit."))
    current.starts_at = starts_at
    current.sequence += 1
    current.save()
    for invitee in _invited(current).prefetch_related("disclosures"):
        for told in invitee.disclosures.all():
            if told.closed_at is None:
                keep_for(told, current)
                told.save(update_fields=["open_until"])
    mail_date(current, _invited(current), site=site)
    _tell_accounts(current, by, _("Der Termin steht: {kind}, {when}."))
    _tell(current, Act.CONFERENCE_FIXED, by)
    return current


@transaction.atomic
def cancel_conference(
    meeting: Conference, *, by: User, reason: str, site: str = "", with_case: bool = False
) -> Conference:
    """It does not take place. The reason stays in the file; those invited hear only that it is off.

    They read on there for some days, but not ``with_case``: then the invitation goes with the file. Of a date gone by
    nobody hears that it is called off.
    """
    current = _claimed(meeting, None)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund der Absage."))
    if current.state == ConferenceState.FIXED:
        current.sequence += 1
        mail_date(current, _invited(current), site=site, is_cancelled=True)
    current.move(ConferenceState.CANCELLED)
    current.reason = reason.strip()
    current.save()
    end_disclosures(current)
    if not current.has_begun:
        _tell_accounts(current, by, _("{name} hat abgesagt: {kind}."), leads_there=not with_case)
    tell(current.case, Act.CONFERENCE_CANCELLED, by=by, text=words_of(current), reason=reason, subject=current.pk)
    return current


def cancel_with_case(case: Case, *, by: Any) -> None:
    """What is still being prepared when a case ends. Part of the transaction that ends it."""
    for meeting in case.conferences.filter(state__in=ConferenceState.coming()):
        cancel_conference(meeting, by=by, reason=_("Der Fall wurde abgeschlossen."), with_case=True)


def end_disclosures(meeting: Conference) -> None:
    """What was told for it has served its purpose: it may be read for some days more."""
    for invitee in _invited(meeting).prefetch_related("disclosures__consent"):
        for told in invitee.disclosures.all():
            if told.open_until > last_day_after_end():
                retire(told)


def words_of(meeting: Conference) -> str:
    """A conference as the timeline calls it: kind and date. What it is about, not everybody may read there."""
    if meeting.starts_at is None:
        return str(meeting)
    return f"{meeting}, {date_format(timezone.localtime(meeting.starts_at), 'j. F Y, H:i')}"


def _claimed(meeting: Conference, seen: int | None) -> Conference:
    """Locked with its case, still being prepared."""
    case = locked_open(meeting.case)
    current = Conference.claim(meeting.pk, seen)
    if not current.is_coming:
        raise RuleBroken(_("Daran lässt sich nichts mehr ändern: {state}.").format(state=current.get_state_display()))
    current.case = case
    return current


def _invited(meeting: Conference) -> Any:
    return meeting.invitees.current().select_related("user", "recipient")


def _add(meeting: Conference, **fields: Any) -> ConferenceInvitee:
    return ConferenceInvitee.objects.create(conference=meeting, case=meeting.case, **fields)


def _tell_accounts(meeting: Conference, by: User, text: str, *, leads_there: bool = True) -> None:
    """A notice to all invited with an account but for whoever acts; it leads to their own invitation."""
    when = date_format(timezone.localtime(meeting.starts_at), "j. F Y, H:i") if meeting.starts_at else ""
    said = text.format(name=by, kind=meeting, when=when)
    for invitee in _invited(meeting).exclude(user=None).exclude(user=by):
        path = reverse("cases:invitation", args=[invitee.pk]) if leads_there else ""
        notify([invitee.user], said, path=path)


def _tell(meeting: Conference, act: Act, by: User) -> None:
    tell(meeting.case, act, by=by, text=words_of(meeting), subject=meeting.pk)
