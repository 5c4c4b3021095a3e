"""Who may see which part of whose file: scopes in the team, covers for absences, emergencies, confidential places."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import assessment, cover, emergency, monitoring, team
from roterfaden.cases.models import (
    Act,
    AssessmentSection,
    Case,
    CaseAccess,
    CaseMember,
    ContactNote,
    EmergencyAccess,
    FindableClient,
    FollowUpResult,
    GoalState,
    Intake,
    LeaveCover,
    Part,
    Phase,
    Referral,
    Scope,
    TimelineEntry,
)
from roterfaden.cases.overview import overview_of
from tests.factories import (
    AssessmentTemplateFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    HeadOfUnitFactory,
    OfferFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_measure,
    ask_provider,
    disclose_to,
    give_consent,
)
from tests.world import every_address

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
REASON = "Die Person liegt im Krankenhaus und braucht ihre Papiere."
SECRET = "Suchtberatung Blaues Haus"
SignIn = Callable[..., Client]


def member(case: Case, scope: Scope) -> User:
    """A colleague who works along and sees so much."""
    colleague = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER, scope=scope)
    return colleague


def with_sensitive_section(case: Case) -> AssessmentSection:
    AssessmentTemplateFactory()
    begun = assessment.start_assessment(case, by=case.lead)
    assessment.save_section(begun, "wohnen", {"schwierig": []}, by=case.lead, seen=0)
    return assessment.save_section(begun, "gesundheit", {"anmerkung": "Asthma"}, by=case.lead, seen=0)


def secret_referral(case: Case) -> Referral:
    place = OrganisationFactory(name=SECRET, is_sensitive=True)
    offer = OfferFactory(title=f"Gruppe der {SECRET}", organisation=place)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=offer, title="Beratung")
    return ask_provider(measure, message=f"An {SECRET}")


def test_what_the_questionnaire_calls_sensitive_is_seen_with_full_insight_only() -> None:
    case = CaseFactory()
    assert with_sensitive_section(case).is_sensitive
    sections = AssessmentSection.objects
    assert sections.visible_to(member(case, Scope.FULL)).count() == 2
    assert [one.key for one in sections.visible_to(member(case, Scope.ORDINARY))] == ["wohnen"]
    assert not sections.visible_to(member(case, Scope.OWN)).exists()


def test_a_sensitive_section_is_closed_to_an_ordinary_member(signed_in: SignIn) -> None:
    case = CaseFactory()
    with_sensitive_section(case)
    browser = signed_in(member(case, Scope.ORDINARY))
    assert "Asthma" not in browser.get(reverse("cases:assessment", args=[case.pk])).content.decode()
    assert browser.get(reverse("cases:assessment_section", args=[case.pk, "gesundheit"])).status_code == 404
    assert browser.get(reverse("cases:assessment_section", args=[case.pk, "wohnen"])).status_code == 200


def test_a_sensitive_note_is_read_by_its_author_and_with_full_insight() -> None:
    case = CaseFactory()
    ordinary, own = member(case, Scope.ORDINARY), member(case, Scope.OWN)
    note = monitoring.write_note(case, by=own, text="Vertraulich", is_sensitive=True)
    assert [user for user in (case.lead, ordinary, own) if ContactNote.objects.visible_to(user).contains(note)] == [
        case.lead,
        own,
    ]


def test_who_sees_own_contributions_only_finds_nothing_else(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    own = member(case, Scope.OWN)
    monitoring.write_note(case, by=case.lead, text="Fremde Notiz")
    monitoring.add_task(by=case.lead, case=case, title="Fremde Aufgabe")
    mine = monitoring.write_note(case, by=own, text="Meine Notiz")
    browser = signed_in(own)
    page = browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert str(case.client) in page
    assert "Meine Notiz" in page
    assert "Fremde" not in page
    assert "Fremde" not in browser.get(reverse("cases:history", args=[case.pk])).content.decode()
    assert browser.get(reverse("cases:note", args=[case.pk, mine.pk])).status_code == 200
    assert set(TimelineEntry.objects.visible_to(own).values_list("by", flat=True)) == {own.pk}
    assert not Intake.objects.visible_to(own).exists()


def test_every_other_page_of_the_file_is_closed_to_own_contributions(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser = signed_in(member(case, Scope.OWN))
    # What a recipient reads of a disclosure is no page of the file.
    open_to_them = {"cases:case", "cases:history", "cases:disclosed_one"}
    for address in every_address():
        if address.module == "cases" and address.arguments == ("pk",) and address.name not in open_to_them:
            where = reverse(address.name, args=[case.pk])
            answer = browser.get(where)
            answer = browser.post(where) if answer.status_code == 405 else answer
            assert (address.name, answer.status_code) == (address.name, 404)
    assert browser.get(reverse("cases:client_edit", args=[case.client_id])).status_code == 404


def test_own_contributors_add_notes(signed_in: SignIn) -> None:
    case = CaseFactory()
    own = member(case, Scope.OWN)
    signed_in(own).post(reverse("cases:quick_note"), {"case": case.pk, "text": "Angerufen", "way": "phone"})
    assert case.contact_notes.get().created_by == own


def test_own_contributors_say_that_a_goal_is_reached_and_whoever_sees_it_marks_it() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    goal = case.frame_goals.get().action_goals.get()
    own, today = member(case, Scope.OWN), timezone.localdate()
    for by, state in ((own, GoalState.OPEN), (case.lead, GoalState.ACHIEVED)):
        look = monitoring.plan_follow_up(case, by=by, question="Wie weit?", action_goal=goal, due_on=today)
        monitoring.hold_follow_up(look, by=by, held_on=today, result=FollowUpResult.ACHIEVED)
        goal.refresh_from_db()
        assert (goal.state, look.case.follow_ups.get(pk=look.pk).result) == (state, FollowUpResult.ACHIEVED)
    monitoring.reopen_follow_up(look, by=case.lead)
    goal.refresh_from_db()
    assert goal.state == GoalState.OPEN


def test_lead_and_deputy_always_see_all() -> None:
    case = CaseFactory()
    with pytest.raises(RuleBroken):
        team.join_team(case, by=case.lead, user=CaseManagerFactory(), part=Part.DEPUTY, scope=Scope.ORDINARY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseMember.objects.create(case=case, user=CaseManagerFactory(), part=Part.DEPUTY, scope=Scope.OWN)


def test_the_lead_changes_how_much_a_member_sees_and_the_timeline_tells(signed_in: SignIn) -> None:
    case = CaseFactory()
    colleague = member(case, Scope.FULL)
    place = case.members.get(user=colleague)
    signed_in(case.lead).post(reverse("cases:team_scope", args=[case.pk, place.pk]), {"scope": "own"})
    assert not Case.objects.file_visible_to(colleague).exists()
    assert case.timeline.filter(act=Act.SCOPE_CHANGED).count() == 1


def test_a_member_cannot_give_themselves_more(signed_in: SignIn) -> None:
    case = CaseFactory()
    colleague = member(case, Scope.ORDINARY)
    browser, place = signed_in(colleague), case.members.get(user=colleague)
    assert browser.post(reverse("cases:team_scope", args=[case.pk, place.pk]), {"scope": "full"}).status_code == 404
    other = {"user": CaseManagerFactory().pk, "part": "deputy"}
    assert browser.post(reverse("cases:team", args=[case.pk]), other).status_code == 404
    assert case.members.count() == 2


def arranged(
    absent: User, *, by: User | None = None, start: int = 0, end: int = 3, who: User | None = None
) -> LeaveCover:
    days = {"starts_on": TODAY + timedelta(days=start), "ends_on": TODAY + timedelta(days=end)}
    return cover.arrange_cover(by=by or absent, absent=absent, cover=who or CaseManagerFactory(), **days)


def test_a_cover_has_the_full_files_of_the_absent_for_those_days_only() -> None:
    case = CaseFactory()
    CaseFactory(lead=case.lead, phase=Phase.CLOSED)
    standing = arranged(case.lead)
    assert list(Case.objects.file_visible_to(standing.cover)) == [case]
    assert CaseAccess.objects.get(user=standing.cover).is_lead
    LeaveCover.objects.filter(pk=standing.pk).update(
        starts_on=TODAY - timedelta(days=3), ends_on=TODAY - timedelta(days=1)
    )
    assert not Case.objects.visible_to(standing.cover).exists()


def test_a_cover_that_begins_tomorrow_opens_nothing_today() -> None:
    case = CaseFactory()
    assert not Case.objects.visible_to(arranged(case.lead, start=1).cover).exists()


def test_the_head_of_unit_arranges_and_still_sees_no_file() -> None:
    case, head = CaseFactory(), HeadOfUnitFactory()
    standing = arranged(case.lead, by=head)
    assert Case.objects.visible_to(standing.cover).exists()
    assert not Case.objects.visible_to(head).exists()
    assert set(Notice.objects.values_list("user", flat=True)) == {case.lead.pk, standing.cover.pk}


def test_covers_do_not_chain_or_overlap() -> None:
    case = CaseFactory()
    standing = arranged(case.lead)
    with pytest.raises(RuleBroken):
        arranged(case.lead, who=standing.cover, start=1)
    arranged(standing.cover, start=10, end=12)
    with pytest.raises(RuleBroken):
        arranged(case.lead, who=standing.cover, start=11, end=13)


def test_who_was_to_be_covered_hears_that_nobody_does(signed_in: SignIn) -> None:
    lead, ill, third = CaseManagerFactory(), CaseManagerFactory(name="Wird Krank"), CaseManagerFactory()
    arranged(lead, who=ill, end=9)
    values = {"absent": ill.pk, "cover": third.pk, "starts_on": TODAY, "ends_on": TODAY}
    page = signed_in(ill).post(reverse("cases:covers"), values, follow=True).content.decode()
    assert f"Wird Krank sollte in diesen Tagen {lead} vertreten" in page
    assert Notice.objects.filter(user=lead, text__contains="nicht durchgehend").exists()


def test_a_cover_ends_at_once_when_revoked(signed_in: SignIn) -> None:
    case = CaseFactory()
    standing = arranged(case.lead)
    signed_in(case.lead).post(reverse("cases:cover_revoke", args=[standing.pk]))
    assert not Case.objects.visible_to(standing.cover).exists()


def test_nobody_of_another_organisation_covers() -> None:
    stranger = CaseManagerFactory()
    stranger.seats.update(organisation=OrganisationFactory())
    with pytest.raises(RuleBroken):
        arranged(CaseManagerFactory(), who=stranger)


def test_a_case_manager_arranges_only_their_own_cover(signed_in: SignIn) -> None:
    lead, colleague = CaseManagerFactory(), CaseManagerFactory()
    values = {"absent": lead.pk, "cover": colleague.pk, "starts_on": TODAY, "ends_on": TODAY}
    browser = signed_in(lead)
    assert browser.post(reverse("cases:covers"), values).status_code == 302
    other = values | {"absent": CaseManagerFactory().pk}
    assert browser.post(reverse("cases:covers"), other).status_code == 422


def test_an_emergency_opens_the_file_for_two_hours_and_tells_everybody_at_once(
    django_capture_on_commit_callbacks: Any, signed_in: SignIn
) -> None:
    case, colleague, officer = CaseFactory(), CaseManagerFactory(), UserFactory(roles=[Role.DATA_PROTECTION])
    browser, page = signed_in(colleague), reverse("cases:emergency_open", args=[case.client_id])
    assert browser.get(page).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(page, {"reason": REASON}).status_code == 302
    assert Case.objects.file_visible_to(colleague).contains(case)
    told = Notice.objects.filter(user__in=[case.lead, officer])
    assert told.count() == 2
    assert sorted(one.to[0] for one in mail.outbox) == sorted([case.lead.email, officer.email])
    assert all(case.reference in one.text and case.client.family_name not in one.text for one in told)
    assert case.timeline.get(act=Act.EMERGENCY_OPENED).by == colleague
    opened = EmergencyAccess.objects.get()
    earlier = {"opened_at": opened.opened_at - timedelta(hours=3), "ends_at": opened.ends_at - timedelta(hours=3)}
    EmergencyAccess.objects.filter(pk=opened.pk).update(**earlier)
    assert not Case.objects.visible_to(colleague).exists()


def test_the_intake_offers_the_emergency_to_colleagues_outside_the_team_only(signed_in: SignIn) -> None:
    case, colleague = CaseFactory(phase=Phase.STEERING), CaseManagerFactory()
    page = reverse("cases:emergency_open", args=[case.client_id])
    for user, is_offered in ((colleague, True), (case.lead, False)):
        answer = signed_in(user).post(reverse("cases:find"), {"q": case.client.family_name})
        assert (page in answer.content.decode()) is is_offered, user


def test_an_emergency_that_ends_by_itself_is_told_once_with_its_time() -> None:
    case, colleague = CaseFactory(), CaseManagerFactory()
    opened = emergency.open_emergency(case, by=colleague, reason="Die Person ist in der Klinik, niemand ist da.")
    assert emergency.note_run_out() == 0
    earlier = {"opened_at": opened.opened_at - timedelta(hours=3), "ends_at": opened.ends_at - timedelta(hours=3)}
    EmergencyAccess.objects.filter(pk=opened.pk).update(**earlier)
    assert [emergency.note_run_out(), emergency.note_run_out()] == [1, 0]
    entry = case.timeline.get(act=Act.EMERGENCY_ENDED)
    assert (entry.at, entry.by, entry.subject) == (earlier["ends_at"], colleague, opened.pk)


def test_every_page_of_the_file_says_that_an_emergency_runs(signed_in: SignIn) -> None:
    case, colleague = CaseFactory(phase=Phase.STEERING), CaseManagerFactory()
    opened = emergency.open_emergency(case, by=colleague, reason=REASON)
    browser = signed_in(colleague)
    for name in ("case", "history", "assessment", "documents", "guiding_goal", "team", "follow_up_add"):
        answer: Any = browser.get(reverse(f"cases:{name}", args=[case.pk]))
        assert "Notfallzugriff läuft" in answer.content.decode(), name
        assert answer.wsgi_request.access_reason == REASON
    browser.post(reverse("cases:emergency_end", args=[case.pk, opened.pk]))
    assert browser.get(reverse("cases:case", args=[case.pk])).status_code == 404
    assert case.timeline.filter(act=Act.EMERGENCY_ENDED).exists()


def test_an_emergency_does_not_let_anybody_into_the_team(signed_in: SignIn) -> None:
    case, colleague = CaseFactory(), CaseManagerFactory()
    emergency.open_emergency(case, by=colleague, reason=REASON)
    asked = {"user": CaseManagerFactory().pk, "part": "deputy"}
    assert signed_in(colleague).post(reverse("cases:team", args=[case.pk]), asked).status_code == 404


def test_an_emergency_needs_a_reason_and_lasts_two_hours() -> None:
    case, colleague = CaseFactory(), CaseManagerFactory()
    with pytest.raises(RuleBroken):
        emergency.open_emergency(case, by=colleague, reason="eilig" + " " * 40)
    now = timezone.now()
    row = {"case": case, "reference": case.reference, "user": colleague, "reason": REASON, "opened_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.create(**row, ends_at=now + timedelta(hours=3))


def test_after_some_emergencies_a_day_one_has_to_ring(settings: Any) -> None:
    settings.EMERGENCIES_PER_DAY = 1
    colleague = CaseManagerFactory()
    emergency.open_emergency(CaseFactory(), by=colleague, reason=REASON)
    with pytest.raises(RuleBroken, match="Rufen Sie"):
        emergency.open_emergency(CaseFactory(), by=colleague, reason=REASON)


def test_only_case_managers_break_the_glass() -> None:
    case = CaseFactory()
    with pytest.raises(RuleBroken):
        emergency.open_emergency(case, by=HeadOfUnitFactory(), reason=REASON)


def test_the_lead_judges_afterwards_and_data_protection_hears_of_a_wrong_one(signed_in: SignIn) -> None:
    case, colleague, officer = CaseFactory(), CaseManagerFactory(), UserFactory(roles=[Role.DATA_PROTECTION])
    opened = emergency.open_emergency(case, by=colleague, reason=REASON)
    page = reverse("cases:emergency", args=[case.pk, opened.pk])
    verdict = {"was_justified": "no", "review": "Ich war erreichbar."}
    browser = signed_in(case.lead)
    assert browser.post(page, verdict).status_code == 422  # it still runs
    emergency.end_emergency(opened, by=colleague)
    assert browser.post(page, verdict).status_code == 302
    assert Notice.objects.filter(user=officer).count() == 2
    shown = signed_in(officer).get(reverse("cases:emergencies")).content.decode()
    assert case.reference in shown
    assert "Ich war erreichbar." in shown
    assert str(case.pk) not in shown
    assert case.client.family_name not in shown


def test_case_managers_of_another_organisation_do_not_find_the_person() -> None:
    person, outsider = ClientFactory(), CaseManagerFactory()
    outsider.seats.update(organisation=OrganisationFactory())
    assert FindableClient.objects.visible_to(CaseManagerFactory()).filter(pk=person.pk).exists()
    assert not FindableClient.objects.visible_to(outsider).exists()


def test_two_seats_find_the_persons_of_both() -> None:
    person, both = ClientFactory(), CaseManagerFactory()
    SeatFactory(user=both, organisation=OrganisationFactory(), role=Role.CASE_MANAGER)
    assert FindableClient.objects.visible_to(both).filter(pk=person.pk).exists()


def test_a_confidential_name_stands_beside_a_person_only_for_full_insight(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    referral = secret_referral(case)
    names = {"referral": referral.pk, "measure": referral.measure_id, "pk": case.pk, "client": case.client_id}
    lead = signed_in(case.lead)
    others = [signed_in(member(case, Scope.ORDINARY)), signed_in(Role.HEAD_OF_UNIT), signed_in(Role.PROVIDER_STAFF)]
    # Where one looks for an offer to choose it is the directory that speaks.
    directory = {"cases:steer_anew"}
    found = 0
    for address in every_address():
        if address.module not in {"cases", "desk"} or not set(address.arguments) <= names.keys():
            continue
        where = reverse(address.name, kwargs={name: names[name] for name in address.arguments})
        found += SECRET in lead.get(where).content.decode(errors="ignore")
        for browser in others if address.name not in directory else []:
            assert SECRET not in browser.get(where).content.decode(errors="ignore"), address.name
    assert found >= 3
    assert not case.timeline.filter(text__contains=SECRET).exists()


def test_what_is_for_full_insight_only_is_neither_read_nor_recorded_without_it(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    secret = OrganisationFactory(is_sensitive=True)
    plain, health = disclose_to(OrganisationFactory(), case), give_consent(case, kinds=("health",), special_named=True)
    hidden = disclose_to(secret, case)
    full, ordinary = signed_in(case.lead), signed_in(member(case, Scope.ORDINARY))
    pages = {
        reverse("cases:disclosure", args=[case.pk, plain.pk]): (200, 200),
        reverse("cases:disclosure", args=[case.pk, hidden.pk]): (200, 404),
        reverse("cases:consent", args=[case.pk, health.pk]): (200, 404),
        reverse("cases:consent", args=[case.pk, hidden.consent_id]): (200, 404),
    }
    assert {page: (full.get(page).status_code, ordinary.get(page).status_code) for page in pages} == pages
    norm = reverse("cases:disclose", args=[case.pk]) + "?art=vorschrift"
    for browser, may in ((full, True), (ordinary, False)):
        listed = browser.get(reverse("cases:passing_on", args=[case.pk])).content.decode()
        assert (secret.name in listed) is may
        consenting = browser.get(reverse("cases:consent_add", args=[case.pk])).context["form"].fields
        assert ("special_kinds" in consenting, secret in consenting["recipient"].queryset) == (may, may)
        telling = browser.get(norm).context["form"].fields
        kinds = {key for key, _label in telling["word_kinds"].choices}
        assert ("health" in kinds, secret in telling["recipient"].queryset) == (may, may)


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.DATA_PROTECTION, Role.PROVIDER_STAFF])
def test_notices_stand_on_heute_until_read(role: Role, signed_in: SignIn) -> None:
    user = UserFactory(roles=[role])
    notice = Notice.objects.create(user=user, text="Bitte ansehen")
    browser, today = signed_in(user), reverse("desk:today")
    assert "Bitte ansehen" in browser.get(today).content.decode()
    browser.post(reverse("desk:notice_read", args=[notice.pk]))
    assert "Bitte ansehen" not in browser.get(today).content.decode()
    assert "Bitte ansehen" in browser.get(reverse("desk:notices")).content.decode()


def test_nobody_reads_a_strangers_notice(signed_in: SignIn) -> None:
    notice = Notice.objects.create(user=UserFactory(), text="Nicht für dich")
    answer = signed_in(Role.CASE_MANAGER).post(reverse("desk:notice_read", args=[notice.pk]))
    assert answer.status_code == 404


def test_what_was_told_to_a_confidential_place_is_not_in_the_referral_either(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    secret = secret_referral(case)
    colleague = member(case, Scope.ORDINARY)
    assert not Referral.objects.visible_to(colleague).filter(pk=secret.pk).exists()
    page = reverse("cases:referral", args=[case.pk, secret.pk])
    assert (signed_in(case.lead).get(page).status_code, signed_in(colleague).get(page).status_code) == (200, 404)
    # Nor is it overlooked: nothing else can be steered while it runs.
    anew = reverse("cases:steer_anew", args=[case.pk, secret.measure_id])
    said = signed_in(colleague).post(anew, {"angebot": str(OfferFactory().pk)}, follow=True).content.decode()
    assert "Beenden Sie zuerst die laufende Vermittlung" in said


def test_nothing_invites_to_ask_for_what_is_asked_already_or_not_theirs_to_ask(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    secret = secret_referral(case).measure
    place = OrganisationFactory(is_sensitive=True)
    unasked = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory(organisation=place))
    pages = [reverse("cases:case", args=[case.pk])]
    pages += [reverse("cases:measure", args=[case.pk, one.pk]) for one in (secret, unasked)]
    links = [reverse("cases:refer", args=[case.pk, one.pk]) for one in (secret, unasked)]
    ordinary = signed_in(member(case, Scope.ORDINARY))
    shown = "".join(ordinary.get(page).content.decode() for page in pages)
    assert [link for link in links if link in shown] == []
    shown = "".join(signed_in(case.lead).get(page).content.decode() for page in pages)
    assert [link for link in links if link in shown] == links[1:]


def test_the_page_of_a_case_asks_for_what_one_may_read_not_only_the_database() -> None:
    """Asked as the owner of the tables, to whom no policy applies."""
    case = CaseFactory(phase=Phase.STEERING)
    secret_referral(case)
    give_consent(case, kinds=("health",), special_named=True, valid_until=timezone.localdate() + timedelta(days=3))
    for user, seen in ((case.lead, 1), (member(case, Scope.ORDINARY), 0)):
        found = Case.objects.with_access_of(user).for_overview(user).get(pk=case.pk)
        overview = overview_of(found, user)
        assert sum(len(line.referrals) for line in overview.measures) == seen
        assert len(overview.ending_consents) == seen


def test_without_full_insight_a_referral_tells_nothing_of_a_special_kind(signed_in: SignIn) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory())
    page = reverse("cases:refer", args=[case.pk, measure.pk])
    for browser, may in ((signed_in(case.lead), True), (signed_in(member(case, Scope.ORDINARY)), False)):
        kinds = {key for key, _label in browser.get(page).context["form"].fields["word_kinds"].choices}
        assert ("health" in kinds) is may
