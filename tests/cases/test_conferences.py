"""Hilfeplan- and Fallkonferenzen: plan, invite, find a date, meet, decide, close."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import vobject
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import conference_minutes as minutes
from roterfaden.cases.actions import conferences as acts
from roterfaden.cases.actions import monitoring, team, visits
from roterfaden.cases.actions.closing import close_case
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.actions.cover import arrange_cover
from roterfaden.cases.actions.disclosures import NormApplied, Told, disclose
from roterfaden.cases.actions.handing_over import accept_hand_over, propose_hand_over
from roterfaden.cases.actions.invitations import answer_invitation
from roterfaden.cases.actions.safeguards import set_safeguard
from roterfaden.cases.documents import LANGUAGES, conference_texts
from roterfaden.cases.free_times import busy_of, free_dates
from roterfaden.cases.models import (
    Case,
    CaseTask,
    CloseReason,
    Colleague,
    Conference,
    ConferenceInvitee,
    ConferenceKind,
    ConferenceState,
    Consent,
    Disclosure,
    Invitation,
    OfferedCase,
    Part,
    PassingPurpose,
    Phase,
    SafeguardKind,
)
from roterfaden.cases.models.consents import WithdrawnHow
from roterfaden.network.models import Organisation
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_conference,
    fix_conference,
    give_consent,
)
from tests.printed import text_of

pytestmark = pytest.mark.django_db
NEXT_WEEK = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=7)
DATES = [NEXT_WEEK, NEXT_WEEK + timedelta(days=1)]


@pytest.fixture
def case() -> Case:
    return CaseFactory(phase=Phase.STEERING)


@pytest.fixture
def office() -> User:
    """Somebody of another office, with an account."""
    user: User = UserFactory(name="Mara Amt", email="mara@amt.example")
    SeatFactory(user=user, role=Role.OTHER_OFFICE, organisation=OrganisationFactory(name="Wohngeldstelle"))
    return user


def invited(meeting: Conference, user: User) -> ConferenceInvitee:
    return acts.invite(meeting, by=meeting.planned_by, colleague=Colleague.objects.get(user=user))


def proposed(meeting: Conference, dates: list[datetime] = DATES) -> Conference:
    meeting.refresh_from_db()
    return acts.propose_dates(meeting, by=meeting.planned_by, seen=meeting.revision, dates=dates)


def held(case: Case, meeting: Conference | None = None) -> Conference:
    """Begun today, with some words in the minutes and everybody there."""
    meeting = fix_conference(meeting or add_conference(case), today=True)
    came = {invitee.pk: "present" for invitee in meeting.invitees.all()}
    return minutes.write_minutes(
        meeting, by=case.lead, seen=meeting.revision, text="Der Antrag fehlt.", attendance=came
    )


def tell(invitee: ConferenceInvitee, text: str = "Sucht eine Wohnung.") -> Disclosure:
    consent = give_consent(
        invitee.case, recipient=invitee.recipient, kinds=["plan"], purpose=PassingPurpose.COOPERATION
    )
    return disclose(
        invitee.case,
        by=invitee.case.lead,
        told=[Told(("plan",), text)],
        purpose=consent.purpose,
        recipient=invitee.recipient,
        basis=consent,
        invitee=invitee,
    )


def test_to_a_help_plan_conference_the_person_comes_and_to_a_case_conference_she_does_not(case: Case) -> None:
    both = [add_conference(case, kind=kind) for kind in (ConferenceKind.HELP_PLAN, ConferenceKind.CASE)]
    assert [meeting.invitees.filter(is_client=True).count() for meeting in both] == [1, 0]
    assert all(meeting.invitees.filter(user=case.lead).exists() for meeting in both)
    with pytest.raises(RuleBroken):
        acts.uninvite(both[0].invitees.get(is_client=True), by=case.lead)


def test_the_order_is_kept_by_the_act_and_by_the_database(case: Case) -> None:
    meeting = add_conference(case)
    with pytest.raises(RuleBroken):
        acts.fix_date(meeting, by=case.lead, starts_at=DATES[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        Conference.objects.filter(pk=meeting.pk).update(state=ConferenceState.HELD, starts_at=DATES[0])


@pytest.mark.parametrize("dates", [DATES[:1], [DATES[0]] * 2, [timezone.now() - timedelta(days=1), DATES[0]]])
def test_two_to_five_dates_ahead_are_proposed(case: Case, dates: list[datetime]) -> None:
    with pytest.raises(RuleBroken):
        proposed(add_conference(case), dates)


def test_an_invited_office_answers_without_seeing_the_file(
    case: Case, office: User, signed_in: Callable[..., Browser]
) -> None:
    meeting = add_conference(case, purpose="Schulden von Olena")
    invitee = invited(meeting, office)
    proposed(meeting)
    browser = signed_in(office)
    there = reverse("cases:invitation", args=[invitee.pk])
    assert there in browser.get(reverse("cases:invitations")).content.decode()
    page = browser.get(there).content.decode()
    for word in (case.client.family_name, case.reference, "Schulden"):
        assert word not in page
    invitee.refresh_from_db()
    chosen = Invitation.objects.get(pk=invitee.pk).dates[0].isoformat()
    assert browser.post(there, {"seen": invitee.revision, "suits": [chosen]}).status_code == 302
    invitee.refresh_from_db()
    assert invitee.suits == [DATES[0]]
    assert case.timeline.filter(act="conference_answered", by=office).exists()
    assert Notice.objects.filter(user=case.lead, text__contains="Mara Amt").exists()
    stale = browser.post(there, {"seen": invitee.revision - 1, "suits": []})
    assert stale.status_code == 422
    assert browser.get(reverse("cases:conference", args=[case.pk, meeting.pk])).status_code == 403


def test_nobody_writes_into_a_restricted_file_by_answering(case: Case, office: User) -> None:
    meeting = add_conference(case)
    invitee = invited(meeting, office)
    proposed(meeting)
    set_safeguard(case.client, SafeguardKind.RESTRICTION, by=case.lead, reason="Stimmt nicht.")
    invitee.refresh_from_db()
    mine = Invitation(pk=invitee.pk, kind=ConferenceKind.HELP_PLAN)
    with serving(office.pk, Purpose.DISCLOSED), pytest.raises(RuleBroken):
        answer_invitation(mine, by=office, seen=invitee.revision, suits=DATES)


def test_somebody_else_finds_no_invitation(case: Case, office: User, signed_in: Callable[..., Browser]) -> None:
    invitee = invited(add_conference(case), office)
    browser = signed_in(UserFactory(roles=[Role.OTHER_OFFICE]))
    assert browser.get(reverse("cases:invitation", args=[invitee.pk])).status_code == 404
    mine = Invitation(pk=invitee.pk, kind=ConferenceKind.CASE)
    with serving(case.lead.pk, Purpose.DISCLOSED), pytest.raises(RuleBroken):
        answer_invitation(mine, by=case.lead, seen=invitee.revision, suits=[])


def test_new_dates_begin_the_answers_anew(case: Case, office: User) -> None:
    meeting = add_conference(case)
    invitee = invited(meeting, office)
    proposed(meeting)
    invitee.refresh_from_db()
    acts.record_answer(invitee, by=case.lead, seen=invitee.revision, suits=DATES)
    proposed(meeting, [date + timedelta(days=7) for date in DATES])
    invitee.refresh_from_db()
    assert (invitee.suits, invitee.answered_at) == ([], None)


def test_of_others_one_sees_only_when_they_are_busy(case: Case) -> None:
    colleague = CaseManagerFactory()
    theirs = CaseFactory(lead=colleague)
    other = fix_conference(add_conference(theirs, duration=90))
    monitoring.plan_follow_up(theirs, by=colleague, due_on=DATES[1].date(), at=DATES[1].time(), question="Geheim?")
    meeting = add_conference(case)
    invited(meeting, colleague)
    with serving(case.lead.pk, Purpose.CASE_WORK):
        busy = busy_of(meeting, DATES[0] - timedelta(days=2), DATES[1] + timedelta(days=9))
        assert not Conference.objects.filter(pk=other.pk).exists()
    assert sorted((one.starts_at, one.ends_at - one.starts_at) for one in busy) == sorted(
        [(other.starts_at, timedelta(minutes=90)), (DATES[1], timedelta(hours=1))]
    )
    assert DATES[1] not in free_dates(meeting)
    visits.plan_visit(theirs, by=colleague, on_day=DATES[0].date(), at=DATES[0].time())
    assert (DATES[0], DATES[0] + timedelta(hours=1)) in hours_of(meeting)
    deputy, fortnight = CaseManagerFactory(), DATES[0].date() + timedelta(days=13)
    arrange_cover(by=colleague, absent=colleague, cover=deputy, starts_on=DATES[0].date(), ends_on=fortnight)
    assert min(free_dates(meeting)).date() > fortnight
    with serving(colleague.pk, Purpose.CASE_WORK):
        assert busy_of(meeting, DATES[0], DATES[1] + timedelta(days=9)) == []


def hours_of(meeting: Conference) -> list[tuple[datetime, datetime]]:
    return [(one.starts_at, one.ends_at) for one in busy_of(meeting, DATES[0], DATES[1])]


def letters() -> list[Any]:
    return [vobject.readOne(letter.attachments[0][1]) for letter in mail.outbox]


def test_everybody_gets_the_date_for_their_calendar_and_nothing_else(
    case: Case, office: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        meeting = add_conference(case)
        invited(meeting, office)
        acts.invite(meeting, by=case.lead, name="Jo Schule", recipient_described="Schule", email="jo@schule.example")
        meeting = fix_conference(meeting)
        acts.cancel_conference(meeting, by=case.lead, reason="Krank")
    assert {address for letter in mail.outbox for address in letter.to} == {
        case.lead.email, "mara@amt.example", "jo@schule.example",
    }  # fmt: skip
    calendars = [one for one, letter in zip(letters(), mail.outbox, strict=True) if letter.to == ["jo@schule.example"]]
    assert [one.method.value for one in calendars] == ["PUBLISH", "CANCEL"]
    first, last = (one.vevent for one in calendars)
    assert (first.uid.value, first.summary.value) == (last.uid.value, "Termin: Hilfeplankonferenz")
    assert int(first.sequence.value) < int(last.sequence.value)
    assert (last.status.value, first.dtstart.value) == ("CANCELLED", meeting.starts_at)
    assert all(one.validate() for one in calendars)
    for letter in mail.outbox:
        everything = f"{letter.subject} {letter.body} {letter.attachments[0][1]}"
        for word in (case.client.family_name, case.client.given_name, case.reference, "Krank", "Wohnung"):
            assert word not in everything


def test_a_file_for_the_calendar_can_be_fetched(case: Case, office: User, signed_in: Callable[..., Browser]) -> None:
    meeting = add_conference(case)
    invitee = invited(meeting, office)
    meeting = fix_conference(meeting)
    mine = signed_in(case.lead).get(reverse("cases:conference_ics", args=[case.pk, meeting.pk]))
    theirs = signed_in(office).get(reverse("cases:invitation_ics", args=[invitee.pk]))
    assert mine.headers["Content-Type"].startswith("text/calendar")
    for answer in (mine, theirs):
        event = vobject.readOne(answer.content.decode()).vevent
        assert (event.uid.value, event.dtstart.value) == (f"{meeting.pk}@roter-faden", meeting.starts_at)
        for word in (case.client.family_name, case.reference, str(case.pk), "Wohnung"):
            assert word not in answer.content.decode()


def test_only_the_invited_person_reads_what_was_told_to_them_until_the_consent_is_withdrawn(
    case: Case, office: User, signed_in: Callable[..., Browser]
) -> None:
    invitee = invited(add_conference(case), office)
    told = tell(invitee)
    beside = UserFactory()
    SeatFactory(user=beside, role=Role.OTHER_OFFICE, organisation=invitee.recipient)
    there = reverse("cases:invitation", args=[invitee.pk])
    assert "Sucht eine Wohnung." in signed_in(office).get(there).content.decode()
    assert "Sucht eine Wohnung." not in signed_in(beside).get(reverse("cases:disclosed")).content.decode()
    with serving(beside.pk, Purpose.DISCLOSED):
        assert not Disclosure.objects.filter(pk=told.pk).exists()
    withdraw_consent(
        Consent.objects.get(pk=told.consent_id), by=case.lead, on=timezone.localdate(), how=WithdrawnHow.PHONE
    )
    assert "Sucht eine Wohnung." not in signed_in(office).get(there).content.decode()
    with serving(office.pk, Purpose.DISCLOSED):
        assert not Disclosure.objects.filter(pk=told.pk).exists()


def test_who_is_uninvited_reads_nothing_any_more(case: Case, office: User) -> None:
    invitee = invited(add_conference(case), office)
    told = tell(invitee)
    acts.uninvite(invitee, by=case.lead)
    told.refresh_from_db()
    assert told.closed_why == "uninvited"
    with serving(office.pk, Purpose.DISCLOSED):
        assert not Invitation.objects.exists()


def test_parts_are_told_by_tick_on_a_basis(case: Case, office: User, signed_in: Callable[..., Browser]) -> None:
    meeting = add_conference(case)
    invitee = invited(meeting, office)
    meeting.refresh_from_db()
    acts.set_agenda(meeting, by=case.lead, seen=meeting.revision, topics=[acts.Topic("Wohngeld"), acts.Topic("Kita")])
    consent = give_consent(case, recipient=invitee.recipient, kinds=["plan"], purpose=PassingPurpose.COOPERATION)
    browser = signed_in(case.lead)
    there = reverse("cases:conference_disclose", args=[case.pk, meeting.pk, invitee.pk])
    beyond = browser.post(there, {"basis": f"consent-{consent.pk}", "tell": ["topic-0", "name"]})
    assert beyond.status_code == 422
    assert browser.post(there, {"basis": f"consent-{consent.pk}", "tell": ["topic-0"]}).status_code == 302
    told = invitee.disclosures.get()
    assert "Wohngeld" in told.text
    assert "Kita" not in told.text


def test_what_rests_on_a_norm_is_read_until_some_days_after_the_meeting(case: Case, office: User) -> None:
    type(case.client).objects.update(legal_area="sgb_ii")
    case = Case.objects.get(pk=case.pk)
    meeting = add_conference(case)
    invitee = invited(meeting, office)
    told = disclose(
        case, by=case.lead, told=[Told(("plan",), "Sucht Arbeit.")], purpose=PassingPurpose.COOPERATION,
        recipient=invitee.recipient, basis=NormApplied("sgb-x-69-1", "Es wird gebraucht."), invitee=invitee,
    )  # fmt: skip
    far = NEXT_WEEK + timedelta(days=60)
    acts.fix_date(proposed(meeting, [far, far + timedelta(days=1)]), by=case.lead, starts_at=far)
    told.refresh_from_db()
    assert told.open_until > far.date()


def test_what_has_lapsed_is_not_opened_by_another_date(case: Case, office: User) -> None:
    type(case.client).objects.update(legal_area="sgb_ii")
    case = Case.objects.get(pk=case.pk)
    meeting = add_conference(case)
    invitee = invited(meeting, office)
    told = disclose(
        case, by=case.lead, told=[Told(("plan",), "Sucht Arbeit.")], purpose=PassingPurpose.COOPERATION,
        recipient=invitee.recipient, basis=NormApplied("sgb-x-69-1", "Es wird gebraucht."), invitee=invitee,
    )  # fmt: skip
    yesterday = timezone.localdate() - timedelta(days=1)
    Disclosure.objects.filter(pk=told.pk).update(open_until=yesterday)
    acts.fix_date(proposed(meeting), by=case.lead, starts_at=DATES[0])
    told.refresh_from_db()
    assert (told.open_until, told.is_open) == (yesterday, False)


def test_a_decision_for_the_team_is_a_task_and_goes_with_its_task(case: Case) -> None:
    meeting = held(case)
    today = timezone.localdate()
    decided = minutes.decide(meeting, by=case.lead, text="Antrag stellen", owner=case.lead, due_on=today)
    assert CaseTask.objects.open().get(case=case, title="Antrag stellen") == decided.task
    minutes.withdraw_decision(decided, by=case.lead)
    assert not CaseTask.objects.open().filter(pk=decided.task_id).exists()
    with pytest.raises(RuleBroken):
        minutes.decide(meeting, by=case.lead, text="Nein", owner=CaseManagerFactory(), due_on=today)


def test_what_others_have_to_do_the_lead_asks_for_on_the_day(case: Case, office: User) -> None:
    planned, today = add_conference(case), timezone.localdate()
    invitee = invited(planned, office)
    meeting = held(case, planned)
    deputy = team.join_team(case, by=case.lead, user=CaseManagerFactory(), part=Part.DEPUTY).user
    named = f"{invitee.name}, {invitee.office}"
    decided = minutes.decide(meeting, by=deputy, text="Bescheid prüfen", invitee=invitee, due_on=today)
    assert (decided.owner_described, decided.is_watched) == (named, True)
    task = CaseTask.objects.open().get(case=case)
    assert (task.title, task.owner, task.due_on) == (f"Nachfragen bei {named}: Bescheid prüfen", case.lead, today)
    other = minutes.decide(meeting, by=case.lead, text="x" * 240, owner_described="Wohngeldstelle", due_on=today)
    assert other.task is not None
    assert other.task.title.startswith("Nachfragen bei Wohngeldstelle: xx")
    assert other.whose_and_watched == f"Wohngeldstelle (nachfragen: {case.lead})"
    minutes.withdraw_decision(decided, by=case.lead)
    assert not CaseTask.objects.open().filter(pk=task.pk).exists()


def test_who_was_uninvited_or_is_of_the_team_is_no_outside_owner(case: Case, office: User) -> None:
    planned, today = add_conference(case), timezone.localdate()
    gone, lead = invited(planned, office), planned.invitees.get(user=case.lead)
    acts.uninvite(gone, by=case.lead)
    planned.refresh_from_db()
    meeting = held(case, planned)
    for invitee in (gone, lead):
        with pytest.raises(RuleBroken):
            minutes.decide(meeting, by=case.lead, text="Prüfen", invitee=invitee, due_on=today)


def test_the_task_names_no_confidential_place(case: Case) -> None:
    planned, today = add_conference(case), timezone.localdate()
    refuge = OrganisationFactory(name="Frauenhaus Musterstadt", is_sensitive=True)
    invitee = acts.invite(planned, by=case.lead, name="Ina Kern", recipient=refuge)
    meeting = held(case, planned)
    minutes.decide(meeting, by=case.lead, text="Platz klären", invitee=invitee, due_on=today)
    assert CaseTask.objects.open().get(case=case).title == "Nachfragen bei einer vertraulichen Stelle: Platz klären"


def test_minutes_begin_on_the_day_itself(case: Case) -> None:
    meeting = fix_conference(add_conference(case))
    with pytest.raises(RuleBroken):
        minutes.write_minutes(meeting, by=case.lead, seen=meeting.revision, text="Zu früh", attendance={})


def test_closed_minutes_are_frozen_and_reopening_keeps_them(case: Case) -> None:
    meeting = held(case)
    with pytest.raises(RuleBroken):
        minutes.close_minutes(meeting, by=case.lead, seen=meeting.revision - 1)
    first = minutes.close_minutes(meeting, by=case.lead, seen=meeting.revision)
    for change in (
        lambda: Conference.objects.filter(pk=meeting.pk).update(text="Anders"),
        lambda: meeting.invitees.update(attendance="absent"),
        lambda: type(first).objects.filter(pk=first.pk).update(content={}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    again = minutes.reopen_minutes(meeting, by=case.lead, reason="Ein Satz fehlt.")
    again = minutes.write_minutes(again, by=case.lead, seen=again.revision, text="Mit dem Satz.", attendance={})
    minutes.close_minutes(again, by=case.lead, seen=again.revision)
    versions = [
        (kept.number, kept.content["text"], kept.replaced_reason) for kept in meeting.minutes.order_by("number")
    ]
    assert versions == [(1, "Der Antrag fehlt.", "Ein Satz fehlt."), (2, "Mit dem Satz.", "")]


def test_minutes_are_saved_as_one_types_and_no_newer_wording_is_lost(
    case: Case, signed_in: Callable[..., Browser]
) -> None:
    meeting = fix_conference(add_conference(case), today=True)
    browser, there = signed_in(case.lead), reverse("cases:conference_minutes", args=[case.pk, meeting.pk])
    typed = {"seen": meeting.revision, "text": "Wir beginnen."}
    saved = browser.post(there, typed, headers={"X-Autosave": "1"})
    meeting.refresh_from_db()
    assert (saved.status_code, saved.headers["X-Seen"]) == (204, str(meeting.revision))
    assert (meeting.state, meeting.text) == ("held", "Wir beginnen.")
    late = browser.post(there, {**typed, "text": "Etwas anderes"})
    assert late.status_code == 409
    assert "Wir beginnen." in late.content.decode()


def test_the_papers_say_what_they_should(case: Case, signed_in: Callable[..., Browser]) -> None:
    meeting = held(case)
    minutes.close_minutes(meeting, by=case.lead, seen=meeting.revision)
    browser = signed_in(case.lead)
    Organisation.objects.update(phone="02365 99-0")

    def paper(name: str, *more: object, language: str = "") -> str:
        query = {"sprache": language} if language else {}
        answer = browser.get(reverse(f"cases:{name}", args=[case.pk, meeting.pk, *more]), query)
        assert answer.headers["Content-Type"] == "application/pdf"
        return text_of(answer.content)

    closed = paper("conference_minutes_paper", 1)
    assert all(word in closed for word in ("Der Antrag fehlt.", "Abgeschlossen von", case.lead.name))
    assert "Unterschrift" in paper("conference_signatures_paper")
    closed = paper("conference_minutes_paper", 1, language="tr")
    assert all(word in closed for word in ("Der Antrag fehlt.", "Tutanağı kapatan", "katıldı"))
    assert "İmza listesi" in paper("conference_signatures_paper", language="tr")
    invitation = paper("conference_invitation_paper", language="tr")
    assert "Einladung zur Hilfeplankonferenz" in invitation
    assert "Yardım planı toplantısına davet" in invitation
    assert all(word in invitation for word in (case.lead.name, "02365 99-0"))


def test_offices_among_themselves_read_german(case: Case, signed_in: Callable[..., Browser]) -> None:
    meeting = fix_conference(add_conference(case, kind=ConferenceKind.CASE))
    there = reverse("cases:conference_signatures_paper", args=[case.pk, meeting.pk])
    paper = text_of(signed_in(case.lead).get(there, {"sprache": "tr"}).content)
    assert "Unterschriftenliste" in paper
    assert "İmza listesi" not in paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_papers_are_whole_in_every_language(language: str) -> None:
    german, translated = conference_texts("de"), conference_texts(language)
    assert translated.keys() == german.keys()
    assert translated["terms"].keys() == german["terms"].keys()
    for key in translated.keys() - {"terms"}:
        assert set(re.findall(r"\{\w+\}", translated[key])) == set(re.findall(r"\{\w+\}", german[key])), key


def test_a_closing_case_calls_off_what_is_still_planned(
    case: Case, office: User, django_capture_on_commit_callbacks: Any
) -> None:
    meeting, over = fix_conference(add_conference(case)), fix_conference(add_conference(case))
    for each in (meeting, over):
        invited(each, office)
    Conference.objects.filter(pk=over.pk).update(starts_at=timezone.now() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Weggezogen.")
    assert set(Conference.objects.values_list("state", flat=True)) == {ConferenceState.CANCELLED}
    # Nobody is told of a date gone by, and no link leads to an invitation that went with the file.
    assert [letter.body.count("http") for letter in mail.outbox if letter.to == [office.email]] == [0]
    assert list(Notice.objects.filter(user=office, text__contains="abgesagt").values_list("path", flat=True)) == [""]


def test_an_answer_is_told_to_the_new_lead_once_the_case_was_handed_over(case: Case, office: User) -> None:
    meeting = proposed(add_conference(case))
    invitee, former, receiver = invited(meeting, office), case.lead, CaseManagerFactory()
    proposal = propose_hand_over(case, by=former, receiver=receiver, note="Ich gehe.", due_on=DATES[0].date())
    accept_hand_over(OfferedCase.objects.get(pk=proposal.pk), by=receiver)
    answer_invitation(Invitation.objects.get(pk=invitee.pk), by=office, seen=invitee.revision, suits=DATES)
    told = Notice.objects.filter(text__contains="geantwortet")
    assert list(told.values_list("user", flat=True)) == [receiver.pk]
    planner = meeting.invitees.get(user=former)
    planner.conference = Conference.objects.get(pk=meeting.pk)
    assert acts.uninvite(planner, by=receiver).is_withdrawn


def test_a_long_point_of_the_agenda_is_not_cut(case: Case, signed_in: Callable[..., Browser]) -> None:
    meeting = add_conference(case)
    typed = {"more": "x" * 241, "kind": "concern", "seen": meeting.revision}
    answer = signed_in(case.lead).post(reverse("cases:conference_agenda", args=[case.pk, meeting.pk]), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["more"])


def test_the_lists_show_what_comes_and_what_lacks_its_minutes(case: Case, signed_in: Callable[..., Browser]) -> None:
    coming, late = add_conference(case, purpose="Kommt noch"), held(case)
    browser = signed_in(case.lead)
    page = browser.get(reverse("cases:conferences")).content.decode()
    assert (coming.purpose in page, str(late.pk) in page) == (True, False)
    assert str(late.pk) in browser.get(reverse("cases:conferences"), {"zeigen": "ohne-protokoll"}).content.decode()
    assert str(coming.pk) in browser.get(reverse("cases:case", args=[case.pk])).content.decode()


def test_pages_ask_the_same_with_many_invited(
    case: Case, office: User, signed_in: Callable[..., Browser], django_assert_max_num_queries: Any
) -> None:
    meeting = add_conference(case)
    tell(invited(meeting, office))
    for number in range(4):
        acts.invite(meeting, by=case.lead, name=f"Person {number}", recipient_described="Schule")
    proposed(meeting)
    browser = signed_in(case.lead)
    for name in ("conference", "conference_dates", "conference_agenda", "conference_invite"):
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(f"cases:{name}", args=[case.pk, meeting.pk])).status_code == 200
