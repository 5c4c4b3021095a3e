"""Several offices at one table: a help-plan conference that was held, one for which dates are being looked for."""

from datetime import date, timedelta

from django.db import transaction

from roterfaden.accounts.models import Notice, User
from roterfaden.accounts.notices import put_away
from roterfaden.base.access import Role
from roterfaden.cases.actions import conference_minutes, conferences
from roterfaden.cases.actions.consents import Agreement, Permission, record_consent
from roterfaden.cases.actions.disclosures import disclose
from roterfaden.cases.agenda import drawn_from, facts_of_conference, told_about
from roterfaden.cases.models import (
    Attendance,
    Case,
    Colleague,
    Conference,
    ConferenceInvitee,
    ConferenceKind,
    DataKind,
    GivenHow,
    MeetingWay,
    PassingPurpose,
    Phase,
)
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.network.models import Seat

_MINUTES = (
    "Alle sind sich einig, was jetzt am wichtigsten ist. Die Unterlagen für den Antrag sind fast vollständig; es fehlt "
    "die Bescheinigung über das Einkommen.\n"
    "Die Person erzählt, was gut läuft, und dass sie Termine am liebsten morgens hat.\n"
    "Wir treffen uns wieder, wenn die Antwort auf den Antrag da ist."
)


@transaction.atomic
def confer(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Two conferences of the first of the staff; nothing to tell without an office to invite or cases far enough."""
    mine = [case for case in cases if case.lead_id == staff[0].pk and case.phase == Phase.STEERING]
    guest = _guest()
    if guest is None or len(mine) < 2:
        return
    known = sorted(mine, key=lambda case: case.reference)
    clock.at = moment_on(working_day(today - timedelta(days=40), back=True), 0.2)
    _held(clock, today, known[0], guest)
    clock.at = moment_on(working_day(today - timedelta(days=2), back=True), 0.4)
    _coming(clock, today, known[1], guest)


def _guest() -> Colleague | None:
    seats = Seat.objects.current().filter(role=Role.OTHER_OFFICE, organisation__is_immigration_authority=False)
    users = seats.order_by("user__email").values_list("user", flat=True)
    return Colleague.objects.filter(user=users.first()).select_related("user", "organisation").first()


def _held(clock: StoryClock, today: date, case: Case, guest: Colleague) -> None:
    meeting = _planned(clock, case, guest, "Wie kommen wir mit den Zielen voran?", "Rathaus, Raum 12")
    day = working_day(today - timedelta(days=20), back=True)
    dates = [moment_on(day, 0.3), moment_on(working_day(day + timedelta(days=1)), 0.3)]
    conferences.propose_dates(meeting, by=case.lead, seen=_revision(meeting), dates=dates)
    clock.pass_minutes(90)
    for invitee in meeting.invitees.exclude(user=case.lead):
        conferences.record_answer(invitee, by=case.lead, seen=invitee.revision, suits=dates)
    meeting = conferences.fix_date(meeting, by=case.lead, starts_at=dates[0])
    clock.go_to(dates[0])
    came = {one.pk: Attendance.PRESENT.value for one in meeting.invitees.all()}
    conference_minutes.write_minutes(meeting, by=case.lead, seen=meeting.revision, text=_MINUTES, attendance=came)
    clock.pass_minutes(50)
    soon = working_day(today + timedelta(days=5))
    conference_minutes.decide(
        meeting, by=case.lead, text="Bescheinigung über das Einkommen besorgen", owner=case.lead, due_on=soon
    )
    conference_minutes.decide(
        meeting, by=case.lead, text="Antrag vorrangig prüfen", owner_described=str(guest), due_on=soon
    )
    clock.pass_minutes(10)
    conference_minutes.close_minutes(meeting, by=case.lead, seen=_revision(meeting))
    for notice in Notice.objects.unread().filter(user=guest.user):
        put_away(notice)


def _coming(clock: StoryClock, today: date, case: Case, guest: Colleague) -> None:
    meeting = _planned(
        clock, case, guest, "Wer übernimmt was bis zum Sommer?", "Videoraum der Stadt", MeetingWay.ONLINE
    )
    invitee = meeting.invitees.get(user=guest.user)
    _show(meeting, invitee)
    days = [working_day(today + timedelta(days=ahead)) for ahead in (6, 9, 13)]
    dates = sorted({moment_on(day, hour) for day, hour in zip(days, (0.25, 0.5, 0.3), strict=True)})
    conferences.propose_dates(meeting, by=case.lead, seen=_revision(meeting), dates=dates)


def _planned(
    clock: StoryClock,
    case: Case,
    guest: Colleague,
    purpose: str,
    place: str,
    way: MeetingWay = MeetingWay.PLACE,
) -> Conference:
    meeting = conferences.plan_conference(
        case, by=case.lead, kind=ConferenceKind.HELP_PLAN, purpose=purpose, place=place, way=way
    )
    clock.pass_minutes(3)
    conferences.invite(meeting, by=case.lead, colleague=guest)
    conferences.invite(meeting, by=case.lead, name="Frau Berger", recipient_described="Familienzentrum (erfunden)")
    topics = [one.topic for one in drawn_from(case, case.lead)[:3]]
    conferences.set_agenda(meeting, by=case.lead, seen=_revision(meeting), topics=topics)
    meeting.refresh_from_db()
    return meeting


def _show(meeting: Conference, invitee: ConferenceInvitee) -> None:
    """The person has agreed that this office reads the agenda beforehand."""
    case = meeting.case
    consent = record_consent(
        case,
        by=case.lead,
        permission=Permission(purpose=PassingPurpose.COOPERATION, recipient=invitee.recipient, kinds=[DataKind.PLAN]),
        agreement=Agreement(given_how=GivenHow.PAPER, language="de"),
    )
    disclose(
        case,
        by=case.lead,
        told=[told_about(meeting), *(fact.told for fact in facts_of_conference(meeting))],
        purpose=consent.purpose,
        recipient=invitee.recipient,
        basis=consent,
        invitee=invitee,
    )


def _revision(meeting: Conference) -> int:
    return Conference.objects.get(pk=meeting.pk).revision
