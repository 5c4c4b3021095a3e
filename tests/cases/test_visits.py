"""Home visits: due by rhythm, planned and put in order, recorded once; problems are seen until they are solved."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import closing, monitoring, team, visits
from roterfaden.cases.attention import what_matters
from roterfaden.cases.models import (
    Case,
    CloseReason,
    ContactNote,
    HomeCare,
    HomeVisit,
    Part,
    Phase,
    Problem,
    ProblemKind,
    Scope,
    VisitState,
    Way,
)
from roterfaden.cases.models import Client as Person
from roterfaden.cases.overview import overview_of
from roterfaden.cases.routes import Address, suggested
from roterfaden.cases.unsent import key_of
from roterfaden.cases.worklist import ordered, why_now, with_facts
from roterfaden.desk.agenda import agenda_of
from roterfaden.network.models import District
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, DistrictFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def case() -> Case:
    return living_at("Bachstraße 5")


def living_at(street: str, *, lead: User | None = None, district: District | None = None, name: str = "") -> Case:
    lead = lead or CaseManagerFactory()
    client = ClientFactory(created_by=lead, street=street, district=district, **({"given_name": name} if name else {}))
    found: Case = CaseFactory(lead=lead, client=client, phase=Phase.STEERING)
    return found


def visited(case: Case, weeks: int = 4, **values: Any) -> HomeCare:
    return visits.set_home_care(case, by=case.lead, seen=0, weeks=weeks, **{"starts_on": TODAY, **values})


def planned(case: Case, day: date = TODAY) -> HomeVisit:
    return visits.plan_visit(case, by=case.lead, on_day=day)


def record(visit: HomeVisit, **values: Any) -> HomeVisit:
    said = {"by": visit.case.lead, "key": uuid4(), "met": True, "text": "Alles in Ordnung."}
    return visits.record_visit(visit, **{**said, **values})


def due(case: Case) -> date:
    return HomeCare.objects.get(case=case).due_on


def mould(case: Case, *, in_days: int = 3) -> Problem:
    return visits.find_problem(
        case, by=case.lead, kind=ProblemKind.MOULD, text="Schimmel im Bad", since=TODAY,
        due_on=TODAY + timedelta(days=in_days),
    )  # fmt: skip


# Rhythm ----------------------------------------------------------------------------------------------------------


def test_the_next_visit_is_due_a_rhythm_after_somebody_was_met(case: Case) -> None:
    visited(case, weeks=2)
    assert due(case) == TODAY
    record(planned(case))
    assert due(case) == TODAY + timedelta(weeks=2)


def test_a_visit_noted_anywhere_counts_and_one_taken_back_does_not(case: Case) -> None:
    visited(case, weeks=2)
    note = monitoring.write_note(case, by=case.lead, text="War kurz da.", way=Way.HOME_VISIT)
    assert due(case) == TODAY + timedelta(weeks=2)
    monitoring.withdraw_note(note, by=case.lead)
    assert due(case) == TODAY


@pytest.mark.parametrize("scope", [Scope.ORDINARY, Scope.OWN])
def test_the_next_visit_is_reckoned_with_notes_that_who_writes_may_not_read(case: Case, scope: Scope) -> None:
    colleague = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER, scope=scope)
    visited(case, weeks=2)
    with serving(colleague.pk, Purpose.CASE_WORK):
        earlier = timezone.now() - timedelta(days=7)
        monitoring.write_note(case, by=colleague, text="War kurz da.", way=Way.HOME_VISIT, at=earlier)
    assert due(case) == TODAY + timedelta(days=7)
    monitoring.write_note(case, by=case.lead, text="Es geht ihr schlecht.", way=Way.HOME_VISIT, is_sensitive=True)
    with serving(colleague.pk, Purpose.CASE_WORK):
        monitoring.withdraw_note(ContactNote.objects.get(created_by=colleague), by=colleague)
    assert due(case) == TODAY + timedelta(weeks=2)


def test_whom_nobody_met_stays_due(case: Case) -> None:
    visited(case)
    absent = record(planned(case), met=False, text="Niemand angetroffen.")
    assert (absent.state, due(case)) == (VisitState.ABSENT, TODAY)


def test_a_rhythm_agreed_twice_at_once_overwrites_nothing_unseen(case: Case) -> None:
    visited(case)
    with pytest.raises(EditConflict):
        visits.set_home_care(case, by=case.lead, seen=0, weeks=8, starts_on=TODAY)


def test_closing_ends_the_visits_and_a_late_note_is_kept_all_the_same(case: Case) -> None:
    visited(case)
    visit = planned(case)
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Nach Köln.")
    visit.refresh_from_db()
    assert (visit.state, HomeCare.objects.running().count()) == (VisitState.CANCELLED, 0)
    assert record(visit).state == VisitState.MET


def test_a_late_note_with_a_problem_is_kept_too_and_says_what_nobody_sees_to_any_more(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    visit, browser = planned(case), signed_in(case.lead)
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Nach Köln.")
    where, itself = reverse("cases:visit", args=[case.pk, visit.pk]), {"X-Autosave": "1", "X-Later": "1"}
    said = sent(visit, problem_kind="damage", problem_text="Das Fenster zieht.")
    assert [browser.post(where, said, headers=itself).status_code for _twice in range(2)] == [204, 204]
    text = ContactNote.objects.get(case=case).text
    assert text == "War da.\n\nProblem in der Wohnung (Schaden oder Reparatur): Das Fenster zieht."
    assert not Problem.objects.exists()


# The plan --------------------------------------------------------------------------------------------------------


def test_a_visit_stands_on_a_plan_once_and_never_on_a_day_gone_by(case: Case) -> None:
    assert planned(case) == planned(case)
    with pytest.raises(RuleBroken):
        planned(case, TODAY - timedelta(days=1))


def test_a_time_agreed_on_later_is_kept_and_what_was_never_recorded_is_not_forgotten(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    visit = planned(case)
    browser = signed_in(case.lead)
    browser.post(reverse("cases:visit_plan", args=[case.pk]), {"on_day": TODAY.isoformat(), "at": "15:30"})
    visit.refresh_from_db()
    assert visit.at == time(15, 30)
    HomeVisit.objects.update(on_day=TODAY - timedelta(days=3))
    left = browser.get(reverse("cases:visits")).context["left_open"]
    assert [(day, count) for day, _url, count in left] == [(TODAY - timedelta(days=3), 1)]
    assert browser.get(left[0][1]).context["stops"][0].visit == visit


def test_what_waits_at_home_for_somebody_who_leaves_is_the_leads() -> None:
    colleague = CaseManagerFactory()
    case = CaseFactory(deputy=colleague)
    visited(case, visitor=colleague)
    visits.plan_visit(case, by=colleague, on_day=TODAY)
    task = monitoring.add_task(by=case.lead, case=case, title="Anrufen", owner=colleague)
    mould = visits.find_problem(
        case, by=case.lead, kind=ProblemKind.MOULD, text="Schimmel", since=TODAY, due_on=TODAY, owner=colleague
    )
    look = monitoring.plan_follow_up(case, by=colleague, due_on=TOMORROW, question="Klappt es?")
    with serving(case.lead.pk, Purpose.CASE_WORK):
        team.leave_team(case.members.get(user=colleague), by=case.lead)
    for row in (task, mould, look):
        row.refresh_from_db()
    assert (look.owner, mould.owner) == (case.lead, None)
    assert (task.owner, HomeVisit.objects.get().state) == (case.lead, VisitState.CANCELLED)
    assert HomeCare.objects.looked_after_by(case.lead).get().case == case
    assert str(case.lead) in case.timeline.get(text__contains="verlässt").text


def test_the_order_is_changed_by_hand_and_ends_at_its_ends() -> None:
    lead = CaseManagerFactory()
    first, second = (planned(living_at(f"Weg {number}", lead=lead)) for number in (1, 2))
    assert visits.move_visit(second, by=lead, upwards=True)
    assert list(HomeVisit.objects.of_day(lead, TODAY)) == [second, first]
    assert not visits.move_visit(second, by=lead, upwards=True)
    assert list(HomeVisit.objects.of_day(lead, TODAY)) == [second, first]


def test_it_is_said_when_nothing_has_moved(signed_in: Callable[..., Client]) -> None:
    lead = CaseManagerFactory()
    first, _second = (planned(living_at(f"Weg {number}", lead=lead)) for number in (1, 2))
    there = reverse("cases:visit_earlier", args=[first.case_id, first.pk])
    page = signed_in(lead).post(there, follow=True).content.decode()
    assert ("Weiter geht es in diese Richtung nicht" in page, "Reihenfolge geändert" in page) == (True, False)


def test_only_what_is_still_ahead_moves(signed_in: Callable[..., Client]) -> None:
    lead = CaseManagerFactory()
    done, first, second = (planned(living_at(f"Weg {number}", lead=lead)) for number in (1, 2, 3))
    record(done)
    stops = signed_in(lead).get(reverse("cases:visits")).context["stops"]
    assert [(one.visit, one.moves_up, one.moves_down) for one in stops] == [
        (done, False, False),
        (first, False, True),
        (second, True, False),
    ]


def stop(district: str, street: str, *, at: time | None = None, number: int = 0) -> HomeVisit:
    person = Person(given_name=street, street=street, district=District(name=district, key=district))
    return HomeVisit(case=Case(client=person), at=at, position=number)


def test_the_suggested_order_goes_district_by_district_street_by_street_and_up_the_numbers() -> None:
    far = stop("Hüls", "Ringstr. 8")
    near = [stop("Brassert", "Am Bach 12"), stop("Brassert", "Am Bach 3a"), stop("Brassert", "Zur Linde 1")]
    assert suggested([near[2], far, near[0], near[1]]) == [near[1], near[0], near[2], far]


def test_a_day_in_the_name_of_a_street_is_no_number() -> None:
    one, other = (Address.of(stop("", f"Straße des 17. Juni {number}").case.client) for number in ("12", "14b"))
    assert (one.street, one.number, other.number, other.letter) == (other.street, 12, 14, "b")


def test_who_has_a_fixed_time_keeps_it_and_the_neighbours_follow() -> None:
    noon, early = stop("Hüls", "Ringstraße 8", at=time(12)), stop("Brassert", "Am Bach 1", at=time(9))
    beside, elsewhere = stop("Hüls", "Ringstr. 2"), stop("Sinsen", "Weg 1")
    assert suggested([beside, elsewhere, noon, early]) == [early, noon, beside, elsewhere]


def test_the_plan_tells_who_is_due_by_district_and_flat(signed_in: Callable[..., Client]) -> None:
    lead, brassert = CaseManagerFactory(), DistrictFactory(name="Brassert")
    flat = [living_at("Bachstr. 5", lead=lead, district=brassert, name=name) for name in ("Amal", "Karim")]
    for one in flat:
        visited(one)
    visited(living_at("Ringstr. 1", lead=lead), starts_on=TODAY + timedelta(weeks=3))
    browser = signed_in(lead)
    page = browser.get(reverse("cases:visits"))
    (district,) = page.context["due"]
    assert (district.name, [len(home.cares) for home in district.households]) == ("Brassert", [2])
    browser.post(reverse("cases:visits_plan"), {"tag": TODAY.isoformat(), "case": [str(one.pk) for one in flat]})
    assert HomeVisit.objects.of_day(lead, TODAY).count() == 2
    assert browser.get(reverse("cases:visits")).context["due"] == []


def test_all_who_are_due_are_counted_and_reached_page_by_page(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roterfaden.cases.views.visits.ROWS", 2)
    lead, brassert = CaseManagerFactory(), DistrictFactory(name="Brassert")
    far = living_at("Ringstr. 1", lead=lead)
    visited(far, starts_on=TODAY - timedelta(days=9))
    flat = [living_at("Bachstr. 5", lead=lead, district=brassert) for _each in range(2)]
    for one in flat:
        visited(one)
    browser = signed_in(lead)
    pages = [browser.get(reverse("cases:visits"), {"seite": number}) for number in (1, 2)]
    assert [page.context["page"].paginator.count for page in pages] == [3, 3]
    assert [{care.case for care in page.context["page"]} for page in pages] == [set(flat), {far}]
    planned = {"tag": TODAY.isoformat(), "alle": "on", "seite": "2", "case": [str(far.pk)]}
    back = browser.post(reverse("cases:visits_plan"), planned)["Location"]
    assert back == f"{reverse('cases:visits')}?tag={TODAY.isoformat()}&alle=on&seite=2#faellig"


def test_nobody_plans_a_visit_to_somebody_elses_person(case: Case, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(CaseManagerFactory()).post(reverse("cases:visits_plan"), {"case": [str(case.pk)]})
    assert answer.status_code == 404
    assert not HomeVisit.objects.exists()


def test_the_plan_costs_the_same_for_two_and_for_many(
    signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    lead = CaseManagerFactory()
    for number in range(8):
        one = living_at(f"Weg {number}", lead=lead, district=DistrictFactory())
        visited(one)
        mould(one)
        if number % 2:
            planned(one)
    browser = signed_in(lead)
    browser.get(reverse("cases:visits"))
    with django_assert_max_num_queries(12):
        browser.get(reverse("cases:visits"))


@pytest.mark.parametrize("name", ["home", "visit", "mediation_begin"])
def test_the_pages_of_a_home_stay_within_their_queries(
    case: Case, name: str, signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    visited(case)
    mould(case)
    record(planned(case))
    visit = planned(case, TOMORROW)
    arguments = [case.pk, visit.pk] if name == "visit" else [case.pk]
    browser = signed_in(case.lead)
    browser.get(reverse(f"cases:{name}", args=arguments))
    with django_assert_max_num_queries(12):
        browser.get(reverse(f"cases:{name}", args=arguments))


# Recording -------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_again_writes_nothing_again(case: Case) -> None:
    visit, key = planned(case), uuid4()
    first = record(visit, key=key)
    assert record(visit, key=key) == first
    assert ContactNote.objects.filter(case=case).count() == 1


def test_another_form_about_the_same_visit_is_refused_and_nothing_is_overwritten(case: Case) -> None:
    visit = planned(case)
    record(visit)
    with pytest.raises(RuleBroken):
        record(visit, text="Etwas anderes.")
    assert ContactNote.objects.get(case=case).text == "Alles in Ordnung."


def sent(visit: HomeVisit, **values: str) -> dict[str, str]:
    said = {"key": str(uuid4()), "met": "met", "text": "War da.", **values}
    return {f"{visit.pk.hex}-{name}": value for name, value in said.items()}


def test_a_phone_that_sends_by_itself_hears_in_one_word_or_one_line(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    visit, browser = planned(case), signed_in(case.lead)
    where, itself = reverse("cases:visit", args=[case.pk, visit.pk]), {"X-Autosave": "1", "X-Later": "1"}
    empty = browser.post(where, sent(visit, text=""), headers=itself)
    assert (empty.status_code, empty.content.decode()) == (422, "Schreiben Sie bitte kurz, wie der Besuch war.")
    said = sent(visit)
    assert [browser.post(where, said, headers=itself).status_code for _twice in range(2)] == [204, 204]
    assert ContactNote.objects.get(case=case).text == "War da."


def test_without_a_script_the_form_works_and_tells_its_errors(case: Case, signed_in: Callable[..., Client]) -> None:
    visit, browser = planned(case), signed_in(case.lead)
    where = reverse("cases:visit", args=[case.pk, visit.pk])
    assert browser.post(where, sent(visit, problem_text="Es zieht.")).status_code == 422
    assert browser.post(where, sent(visit, problem_text="Es zieht.", problem_kind="damage")).status_code == 302
    assert Problem.objects.get(case=case).due_on == TODAY + timedelta(weeks=2)


def test_what_was_recorded_can_be_taken_back_with_its_note(case: Case) -> None:
    visit = record(planned(case))
    visits.reopen_visit(visit, by=case.lead)
    visit.refresh_from_db()
    assert (visit.state, visit.note) == (VisitState.PLANNED, None)
    assert ContactNote.objects.get(case=case).is_withdrawn


def test_the_database_refuses_a_visit_that_claims_to_be_recorded(case: Case) -> None:
    visit = planned(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        HomeVisit.objects.filter(pk=visit.pk).update(state=VisitState.MET)


def test_a_device_keeps_unsent_notes_of_each_under_their_own_key(case: Case, signed_in: Callable[..., Client]) -> None:
    colleague = CaseManagerFactory()
    assert key_of(case.lead) != key_of(colleague)
    assert key_of(case.lead) in signed_in(case.lead).get(reverse("cases:visits")).content.decode()
    assert key_of(case.lead) not in signed_in(colleague).get(reverse("cases:visits")).content.decode()


# Problems --------------------------------------------------------------------------------------------------------


def test_an_open_problem_is_seen_wherever_one_works_until_it_is_solved(case: Case) -> None:
    problem = mould(case, in_days=-2)

    def places() -> list[bool]:
        listed = ordered(Case.objects.filter(pk=case.pk)).get()
        found = with_facts(Case.objects.for_overview(case.lead)).get(pk=case.pk)
        return [
            problem.text in [line.title for line in agenda_of(case.lead).due],
            "Problem in der Wohnung" in why_now(listed),
            problem.text in [point.text for point in what_matters(found, overview_of(found, case.lead))],
        ]

    assert places() == [True, True, True]
    visits.solve_problem(problem, by=case.lead, solved_on=TODAY, solution="Fenster erneuert.")
    assert places() == [False, False, False]


def test_a_problem_is_solved_on_a_day_and_somehow(case: Case) -> None:
    problem = mould(case)
    with pytest.raises(RuleBroken):
        visits.solve_problem(problem, by=case.lead, solved_on=TODAY, solution=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(state="solved")
    solved = visits.solve_problem(problem, by=case.lead, solved_on=TODAY, solution="Fenster erneuert.")
    with pytest.raises(RuleBroken):
        visits.change_problem(solved, by=case.lead, seen=solved.revision, text="Anders")
    assert visits.reopen_problem(solved, by=case.lead).is_open


def test_the_page_of_a_home_counts_and_reaches_all_that_was(
    case: Case, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roterfaden.cases.views.home.ROWS", 1)
    for days in (1, 2):
        record(planned(case, TODAY + timedelta(days=days)))
        visits.solve_problem(mould(case), by=case.lead, solved_on=TODAY - timedelta(days=days), solution="Gelüftet.")
    where, browser = reverse("cases:home", args=[case.pk]), signed_in(case.lead)
    pages = [browser.get(where, {"besuche": number, "geloest": number}).context for number in (1, 2)]
    for name in ("visits", "solved"):
        assert [page[name].paginator.count for page in pages] == [2, 2]
        assert len({each.pk for page in pages for each in page[name]}) == 2


def test_only_somebody_of_the_team_sees_to_a_problem(case: Case) -> None:
    with pytest.raises(RuleBroken):
        visits.find_problem(
            case, by=case.lead, kind="noise", text="Lärm", since=TODAY, due_on=TODAY, owner=CaseManagerFactory()
        )
