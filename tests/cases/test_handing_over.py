"""Handing a case over: proposed by who leads it, decided by the colleague, moved in one transaction."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Purpose
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import closing, cover, handing_over, monitoring, safeguards, team, visits
from roterfaden.cases.document_content import plan_content
from roterfaden.cases.models import (
    Act,
    Case,
    CaseMember,
    CloseReason,
    HandOver,
    HandOverState,
    HomeCare,
    HomeVisit,
    Intake,
    OfferedCase,
    Part,
    Phase,
    Problem,
    SafeguardKind,
    Scope,
)
from roterfaden.cases.models import Client as Person
from roterfaden.cases.overview import overview_of
from roterfaden.desk.agenda import agenda_of
from roterfaden.logbook.models import ReadEntry
from tests.factories import CaseFactory, CaseManagerFactory, UserFactory, add_appointment, add_follow_up
from tests.rowlevel.seen import may, rows_seen

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT_WEEK = TODAY + timedelta(days=7)


def propose(case: Case, receiver: User | None = None, *, by: User | None = None, **values: Any) -> HandOver:
    wanted = {"note": "Ich wechsle die Stelle.", "due_on": NEXT_WEEK, **values}
    return handing_over.propose_hand_over(case, by=by or case.lead, receiver=receiver or CaseManagerFactory(), **wanted)


def offered(hand_over: HandOver) -> OfferedCase:
    return OfferedCase.objects.visible_to(hand_over.receiver).get(pk=hand_over.pk)


def accept(hand_over: HandOver, **values: Any) -> HandOver:
    return handing_over.accept_hand_over(offered(hand_over), by=hand_over.receiver, **values)


def decline(hand_over: HandOver, answer: str = "befangen") -> None:
    handing_over.decline_hand_over(offered(hand_over), by=hand_over.receiver, answer=answer)


def offer_page(hand_over: HandOver, name: str = "hand_over_offer") -> str:
    return reverse(f"cases:{name}", args=[hand_over.pk])


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).values_list("text", flat=True))


# What happens -----------------------------------------------------------------------------------------------------


def test_taking_a_case_over_moves_everything_at_once() -> None:
    case, deputy = CaseFactory(phase=Phase.STEERING), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=deputy, part=Part.DEPUTY)
    look = add_follow_up(case)
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen")
    of_deputy = monitoring.add_task(by=case.lead, case=case, title="Kopieren", owner=deputy)
    done = monitoring.finish_task(monitoring.add_task(by=case.lead, case=case, title="Fertig"), by=case.lead)
    former, taken = case.lead, accept(propose(case))
    case.refresh_from_db()
    assert (case.lead, taken.state, taken.tasks, taken.follow_ups) == (
        taken.receiver, HandOverState.ACCEPTED, [task.pk], [look.pk],
    )  # fmt: skip
    owners = {row.pk: row.owner for row in case.tasks.select_related("owner")}
    assert owners == {task.pk: taken.receiver, of_deputy.pk: deputy, done.pk: former}
    assert case.follow_ups.get().owner == taken.receiver
    assert {(member.user_id, member.part) for member in case.members.current()} == {
        (taken.receiver_id, Part.LEAD),
        (deputy.pk, Part.DEPUTY),
    }
    assert not Case.objects.visible_to(former).exists()
    assert case.timeline.get(act=Act.LEAD_CHANGED).text == f"{former} → {taken.receiver}"
    assert any("übernommen" in text for text in told(former))


def test_whoever_takes_a_case_over_goes_to_the_door_as_well(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    former, today = case.lead, timezone.localdate()
    visits.set_home_care(case, by=former, seen=0, weeks=4, starts_on=today, visitor=former)
    mould = {"kind": "mould", "text": "Schimmel", "since": today, "due_on": today, "owner": former}
    visits.find_problem(case, by=former, **mould)
    nobodys = visits.find_problem(case, by=former, **{**mould, "text": "Heizung", "owner": None})
    solved = visits.find_problem(case, by=former, **{**mould, "text": "Strom"})
    visits.solve_problem(solved, by=former, solved_on=today, solution="Abschlag vereinbart.")
    helper = CaseManagerFactory()
    team.join_team(case, by=former, user=helper, part=Part.MEMBER)
    visits.find_problem(case, by=former, **{**mould, "text": "Lärm", "owner": helper})
    days = [visits.plan_visit(case, by=former, on_day=today + timedelta(days=ahead)) for ahead in (0, 1)]
    taken = accept(propose(case))
    receiver = taken.receiver
    page = signed_in(receiver).get(reverse("cases:handed_over", args=[case.pk, taken.pk]))
    assert (taken.visits, list(page.context["visits"])) == ([day.pk for day in days], days)
    # What was handed over stays so, whoever goes there in the end.
    with_receiver = HomeVisit.objects.get(pk=days[1].pk)
    visits.take_off(with_receiver, by=receiver)
    page = signed_in(receiver).get(reverse("cases:handed_over", args=[case.pk, taken.pk]))
    assert list(page.context["visits"]) == days
    assert {problem.text for problem in page.context["problems"]} == {"Schimmel", nobodys.text}
    assert reverse("cases:problem", args=[case.pk, nobodys.pk]) in page.content.decode()
    visits.put_back(with_receiver, by=receiver)
    assert list(HomeVisit.objects.planned().filter(visitor=receiver).order_by("on_day")) == days
    assert HomeCare.objects.looked_after_by(receiver).exists()
    assert Problem.objects.looked_after_by(receiver).exists()


def test_whoever_takes_a_case_over_meets_the_person(signed_in: Callable[..., Client]) -> None:
    case, colleague = CaseFactory(phase=Phase.STEERING), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    met, of_colleague = add_appointment(case), add_appointment(case, owner=colleague)
    taken = accept(propose(case))
    page = signed_in(taken.receiver).get(reverse("cases:handed_over", args=[case.pk, taken.pk]))
    assert (taken.appointments, list(page.context["appointments"])) == ([met.pk], [met])
    owners = dict(case.appointments.values_list("pk", "owner"))
    assert owners == {met.pk: taken.receiver_id, of_colleague.pk: colleague.pk}


def test_the_former_lead_stays_until_a_day_only_if_both_agree() -> None:
    for stays in (True, False):
        case = CaseFactory()
        former = case.lead
        taken = accept(propose(case, stays_until=NEXT_WEEK), stays=stays)
        found = case.members.filter(user=former).values_list("part", "scope", "ends_on")
        assert list(found) == ([(Part.MEMBER, Scope.FULL, NEXT_WEEK)] if stays else [])
        assert taken.stays_until == (NEXT_WEEK if stays else None)
        assert not case.access.filter(user=former, is_lead=True).exists()


def test_a_deputy_who_takes_over_is_in_the_team_once() -> None:
    deputy = CaseManagerFactory()
    case = CaseFactory(deputy=deputy)
    accept(propose(case, deputy))
    assert list(case.members.values_list("user", "part")) == [(deputy.pk, Part.LEAD)]


def test_the_papers_name_the_new_case_manager() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    taken = accept(propose(case))
    found = Case.objects.for_overview(taken.receiver).select_related("client", "lead").get(pk=case.pk)
    paper = plan_content(found, overview_of(found, taken.receiver))
    assert paper.case_manager.name == taken.receiver.name


def test_what_was_said_in_the_first_talk_goes_along() -> None:
    case = CaseFactory()
    former = case.lead
    accept(propose(case))
    assert not Intake.objects.visible_to(former).exists()
    assert not Person.objects.visible_to(former).exists()
    for table in ("cases_intake", "cases_client", "cases_case", "cases_handover"):
        assert rows_seen(table, former, Purpose.CASE_WORK) == set()
        assert rows_seen(f"{table}event", former, Purpose.CASE_WORK, "pgh_id") == set()


def test_arrangements_for_leave_stay_and_open_what_the_absent_one_leads_now() -> None:
    case, stands_in = CaseFactory(), CaseManagerFactory()
    cover.arrange_cover(by=case.lead, absent=case.lead, cover=stands_in, starts_on=TODAY, ends_on=NEXT_WEEK)
    receiver = CaseManagerFactory()
    of_receiver = CaseManagerFactory()
    cover.arrange_cover(by=receiver, absent=receiver, cover=of_receiver, starts_on=TODAY, ends_on=NEXT_WEEK)
    accept(propose(case, receiver))
    assert not Case.objects.visible_to(stands_in).exists()
    assert Case.objects.visible_to(of_receiver).exists()


def test_who_waits_for_an_answer_finds_it_on_heute_in_the_last_days() -> None:
    case = CaseFactory()
    proposed = propose(case, due_on=NEXT_WEEK)
    (line,) = agenda_of(case.lead).due
    assert (line.title, line.on) == (f"Übergabe an {proposed.receiver}: noch keine Antwort", NEXT_WEEK)
    assert str(proposed.pk) in line.link
    assert agenda_of(proposed.receiver).due == []


def test_a_declined_case_stays_where_it_is_and_the_team_reads_why() -> None:
    case = CaseFactory()
    proposed = propose(case)
    decline(proposed, "Ich kenne die Person privat.")
    case.refresh_from_db()
    proposed.refresh_from_db()
    assert (case.lead_id, proposed.state, proposed.answer) == (
        proposed.former_id, HandOverState.DECLINED, "Ich kenne die Person privat.",
    )  # fmt: skip
    entry = case.timeline.get(act=Act.HAND_OVER_DECLINED)
    assert (entry.by, entry.reason) == (proposed.receiver, "Ich kenne die Person privat.")
    assert not OfferedCase.objects.visible_to(proposed.receiver).exists()
    assert any("nicht" in text for text in told(case.lead))


def test_a_proposal_is_taken_back_while_it_is_open() -> None:
    case = CaseFactory()
    proposed = propose(case)
    handing_over.withdraw_hand_over(proposed, by=case.lead)
    assert not OfferedCase.objects.exists()
    assert len(told(proposed.receiver)) == 2
    with pytest.raises(RuleBroken):
        handing_over.withdraw_hand_over(proposed, by=case.lead)
    propose(case)


def test_closing_the_case_settles_what_was_proposed() -> None:
    case = CaseFactory()
    proposed = propose(case)
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="nach Essen")
    proposed.refresh_from_db()
    assert proposed.state == HandOverState.LAPSED
    assert not OfferedCase.objects.exists()


def test_while_the_lead_is_away_the_cover_proposes_and_the_lead_is_told() -> None:
    case, stands_in, receiver = CaseFactory(), CaseManagerFactory(), CaseManagerFactory()
    cover.arrange_cover(by=case.lead, absent=case.lead, cover=stands_in, starts_on=TODAY, ends_on=NEXT_WEEK)
    proposed = propose(case, receiver, by=stands_in)
    assert (proposed.former, proposed.proposed_by) == (case.lead, stands_in)
    assert any("in Ihrer Vertretung" in text for text in told(case.lead))
    handing_over.withdraw_hand_over(proposed, by=case.lead)
    with pytest.raises(RuleBroken):
        propose(case, stands_in, by=stands_in)


# What is refused --------------------------------------------------------------------------------------------------


def test_only_a_colleague_of_the_same_organisation_can_be_asked() -> None:
    case = CaseFactory()
    elsewhere, no_case_manager = CaseManagerFactory(roles=[]), UserFactory()
    elsewhere.seats.all().delete()
    for receiver in (elsewhere, no_case_manager, case.lead):
        with pytest.raises(RuleBroken):
            propose(case, receiver)


@pytest.mark.parametrize("values", [{"due_on": date(2020, 1, 1)}, {"stays_until": date(2020, 1, 1)}, {"note": "  "}])
def test_a_proposal_that_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        propose(CaseFactory(), **values)


def test_deputies_and_members_do_not_decide_who_leads() -> None:
    deputy = CaseManagerFactory()
    case = CaseFactory(deputy=deputy)
    with pytest.raises(RuleBroken):
        propose(case, by=deputy)


def test_a_case_is_offered_to_one_at_a_time() -> None:
    case = CaseFactory()
    propose(case)
    with pytest.raises(RuleBroken):
        propose(case)


def test_nothing_is_proposed_or_taken_while_the_file_is_restricted() -> None:
    case, second = CaseFactory(), CaseFactory()
    proposed = propose(case)
    for one in (case, second):
        safeguards.set_safeguard(
            one.client, SafeguardKind.RESTRICTION, by=one.lead, reason="Sie bestreitet die Angaben."
        )
    with pytest.raises(RuleBroken), transaction.atomic():
        accept(proposed)
    case.refresh_from_db()
    assert case.lead == proposed.former
    with pytest.raises(RuleBroken):
        propose(second)


def test_what_is_answered_is_not_answered_again() -> None:
    case = CaseFactory()
    proposed = propose(case)
    seen = offered(proposed)
    accept(proposed)
    with pytest.raises(RuleBroken):
        handing_over.accept_hand_over(seen, by=proposed.receiver)
    with pytest.raises(RuleBroken):
        handing_over.decline_hand_over(seen, by=proposed.receiver, answer="doch nicht")
    assert case.timeline.filter(act=Act.LEAD_CHANGED).count() == 1


def test_somebody_who_has_left_meanwhile_cannot_take_over() -> None:
    proposed = propose(CaseFactory())
    seen = offered(proposed)
    proposed.receiver.seats.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(RuleBroken):
        handing_over.accept_hand_over(seen, by=proposed.receiver)


# What PostgreSQL insists on ---------------------------------------------------------------------------------------


def test_the_database_knows_one_open_proposal_and_one_lead_of_a_case() -> None:
    case = CaseFactory()
    propose(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(
            case=case, former=case.lead, receiver=CaseManagerFactory(), proposed_by=case.lead, note="x", due_on=TODAY
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseMember.objects.create(case=case, user=CaseManagerFactory(), part=Part.LEAD)


@pytest.mark.parametrize("state", [HandOverState.OPEN, HandOverState.ACCEPTED])
def test_a_settled_hand_over_never_moves_again(state: HandOverState) -> None:
    proposed = propose(CaseFactory())
    handing_over.withdraw_hand_over(proposed, by=proposed.former)
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOver.objects.filter(pk=proposed.pk).update(state=state)


def test_a_stranger_gives_nobody_a_case_by_plain_sql() -> None:
    case, stranger = CaseFactory(), CaseManagerFactory()
    proposed = propose(case)
    statement = "select * from rf.change_lead(%s, %s)"
    for user, receiver in ((stranger, stranger), (stranger, proposed.receiver), (case.lead, proposed.receiver)):
        assert may(statement, user, Purpose.CASE_WORK, [[case.pk], [receiver.pk]]) == 0
    assert may(statement, proposed.receiver, Purpose.STEERING, [[case.pk], [proposed.receiver_id]]) == 0
    assert may(statement, proposed.receiver, Purpose.CASE_WORK, [[case.pk], [proposed.receiver_id]]) == 1
    with pytest.raises(ProgrammingError, match="row-level security"):
        may(
            "insert into cases_handover (id, revision, case_id, former_id, receiver_id, proposed_by_id, proposed_at,"
            " note, due_on, state, answer, tasks, follow_ups) values (gen_random_uuid(), 1, %s, %s, %s, %s, now(),"
            " 'x', current_date, 'open', '', '{}', '{}')",
            stranger,
            Purpose.CASE_WORK,
            [CaseFactory().pk, case.lead_id, CaseManagerFactory().pk, stranger.pk],
        )


def test_whoever_is_asked_sees_the_window_and_nothing_behind_it() -> None:
    proposed = propose(CaseFactory(phase=Phase.STEERING))
    receiver = proposed.receiver
    assert rows_seen("cases_offeredcase", receiver, Purpose.CASE_WORK) == {str(proposed.pk)}
    for table in ("cases_handover", "cases_handoverevent", "cases_case", "cases_client", "cases_timelineentry"):
        column = "pgh_id" if table.endswith("event") else "id"
        assert rows_seen(table, receiver, Purpose.CASE_WORK, column) == set()
    decline(proposed)
    assert rows_seen("cases_offeredcase", receiver, Purpose.CASE_WORK) == set()
    with connection.cursor() as cursor:
        cursor.execute("select * from cases_offeredcase limit 0")
        columns = {column.name for column in cursor.description or []}
    assert columns == {
        "id", "receiver_id", "former_id", "proposed_by_id", "proposed_at", "note", "due_on", "stays_until",
        "reference", "phase", "intensity", "case", "client", "comes_from_id", "listed",
    }  # fmt: skip


def test_all_of_it_works_through_row_level_security() -> None:
    case, first, second = CaseFactory(), CaseManagerFactory(), CaseManagerFactory()
    with serving(case.lead_id, Purpose.CASE_WORK):
        refused = propose(Case.objects.select_related("client", "lead").get(pk=case.pk), first)
    with serving(first.pk, Purpose.CASE_WORK):
        decline(refused)
    with serving(case.lead_id, Purpose.CASE_WORK):
        proposed = propose(Case.objects.select_related("client", "lead").get(pk=case.pk), second)
    with serving(second.pk, Purpose.CASE_WORK):
        accept(proposed)
        assert Case.objects.get().lead == second
    assert rows_seen("cases_case", case.lead, Purpose.CASE_WORK) == set()


def test_the_history_knows_who_moved_the_case(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    proposed = propose(case)
    signed_in(proposed.receiver).post(offer_page(proposed))
    event = case.events.select_related("pgh_context").latest("pgh_id")  # type: ignore[attr-defined]
    assert (event.lead, event.pgh_context.metadata["user"]) == (proposed.receiver, str(proposed.receiver_id))


# Pages ------------------------------------------------------------------------------------------------------------


def test_a_lead_proposes_and_the_colleague_finds_it_on_heute(signed_in: Callable[..., Client]) -> None:
    case, colleague = CaseFactory(), CaseManagerFactory()
    browser = signed_in(case.lead)
    values = {"receiver": colleague.pk, "note": "Ich bin bald in Elternzeit.", "due_on": NEXT_WEEK.isoformat()}
    answer = browser.post(reverse("cases:hand_over", args=[case.pk]), values, follow=True).content.decode()
    proposed = HandOver.objects.get()
    assert reverse("cases:hand_over_withdraw", args=[case.pk, proposed.pk]) in answer
    today = signed_in(colleague).get(reverse("desk:today")).content.decode()
    assert offer_page(proposed) in today
    assert "Ich bin bald in Elternzeit." in today
    assert case.client.family_name not in today


def test_the_offer_names_the_person_by_the_rule_of_the_search_and_notes_the_look(
    signed_in: Callable[..., Client],
) -> None:
    proposed = propose(CaseFactory())
    person = proposed.case.client
    page = signed_in(proposed.receiver).get(offer_page(proposed)).content.decode()
    assert person.family_name in page
    assert "Ich suche eine Wohnung." not in page
    read = ReadEntry.objects.get(reader_id=proposed.receiver_id, client_id=person.pk)
    assert read.is_outside


def test_a_second_click_leads_to_what_was_handed_over(signed_in: Callable[..., Client]) -> None:
    proposed = propose(CaseFactory())
    add_follow_up(proposed.case, question="Ist der Antrag da?")
    browser = signed_in(proposed.receiver)
    there = reverse("cases:handed_over", args=[proposed.case_id, proposed.pk])
    for _time in range(2):
        assert browser.post(offer_page(proposed)).headers["Location"] == there
    assert browser.get(offer_page(proposed)).headers["Location"] == there
    assert "Ist der Antrag da?" in browser.get(there).content.decode()
    assert HandOver.objects.get().follow_ups


def test_the_notice_of_a_settled_proposal_leads_back_to_heute(signed_in: Callable[..., Client]) -> None:
    proposed = propose(CaseFactory())
    handing_over.withdraw_hand_over(proposed, by=proposed.former)
    page = signed_in(proposed.receiver).get(offer_page(proposed), follow=True)
    assert "nicht mehr offen" in page.content.decode()
    assert signed_in(CaseManagerFactory()).get(offer_page(proposed)).status_code == 404


def test_an_empty_reason_is_asked_for_at_the_field(signed_in: Callable[..., Client]) -> None:
    proposed = propose(CaseFactory())
    answer = signed_in(proposed.receiver).post(offer_page(proposed, "hand_over_decline"), {"answer": " "})
    assert answer.status_code == 422
    assert OfferedCase.objects.exists()


def test_others_find_neither_the_offer_nor_the_form(signed_in: Callable[..., Client]) -> None:
    deputy = CaseManagerFactory()
    proposed = propose(CaseFactory(deputy=deputy))
    pages = [offer_page(proposed), reverse("cases:hand_over", args=[proposed.case_id])]
    for user in (deputy, CaseManagerFactory()):
        for page in (*pages, offer_page(proposed, "hand_over_decline")):
            assert signed_in(user).post(page, {"answer": "nein"}).status_code == 404
    assert signed_in(proposed.former).get(offer_page(proposed)).status_code == 404
    assert signed_in(proposed.receiver).get(pages[1]).status_code == 404
    another = propose(CaseFactory())
    mixed = reverse("cases:hand_over_withdraw", args=[proposed.case_id, another.pk])
    assert signed_in(proposed.former).post(mixed).status_code == 404


def test_the_pages_cost_the_same_with_one_and_with_many(
    signed_in: Callable[..., Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    receiver, case = CaseManagerFactory(), CaseFactory()
    for _number in range(2):
        add_follow_up(case)
    proposed = propose(case, receiver)
    browser = signed_in(receiver)
    for path in (reverse("desk:today"), offer_page(proposed)):
        browser.get(path)
        with django_assert_max_num_queries(12) as first:
            assert browser.get(path).status_code == 200
        for _number in range(5):
            propose(CaseFactory(), receiver)
        with django_assert_num_queries(len(first)):
            browser.get(path)
    with django_assert_max_num_queries(40) as few:
        browser.post(offer_page(proposed))
    many = CaseFactory()
    for _number in range(9):
        add_follow_up(many)
        monitoring.add_task(by=many.lead, case=many, title="Anrufen")
    again = propose(many, receiver)
    with django_assert_num_queries(len(few)):
        browser.post(offer_page(again))
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("cases:handed_over", args=[many.pk, again.pk])).status_code == 200
