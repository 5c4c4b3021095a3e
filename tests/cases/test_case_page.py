"""The page of a person's case: one page for goals and plan, what matters now, notes in two clicks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.cases.actions import goals, monitoring, plan, referrals
from roterfaden.cases.attention import what_matters
from roterfaden.cases.models import Case, ContactNote, Phase, TimelineEntry
from roterfaden.cases.overview import overview_of
from roterfaden.cases.worklist import with_facts
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    OfferFactory,
    add_action_goal,
    add_follow_up,
    add_frame_goal,
    add_measure,
    add_relative,
    ask_provider,
)

pytestmark = pytest.mark.django_db
BUDGET = 12


def page_of(case: Case, name: str = "case") -> str:
    return reverse(f"cases:{name}", args=[case.pk])


def points_of(case: Case) -> list[str]:
    found = with_facts(Case.objects.for_overview(case.lead)).select_related("client").get(pk=case.pk)
    return [str(point.text) for point in what_matters(found, overview_of(found, case.lead))]


def test_goals_steps_and_own_activities_stand_on_one_page(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    goal = case.frame_goals.get().action_goals.get()
    plan.add_own_activity(goal, by=case.lead, text="Ich rufe beim Amt an.")
    text = signed_in(case.lead).get(page_of(case)).content.decode()
    for words in (
        "Ich will ankommen.",
        "In einer eigenen Wohnung leben",
        "Den Antrag abgeben",
        "Hilfe beim Antrag",
        "Ich rufe beim Amt an.",
    ):
        assert words in text


def test_the_page_costs_the_same_however_long_the_plan_is(
    signed_in: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = CaseFactory(phase=Phase.AGREEMENT)
    goals.set_guiding_goal(case, by=case.lead, own_words="Ruhe", language="de")
    browser = signed_in(case.lead)
    for size in (1, 6):
        for _number in range(size):
            frame = add_frame_goal(case)
            for goal in (add_action_goal(case, frame=frame), add_action_goal(case, frame=frame)):
                ask_provider(add_measure(goal, offer=OfferFactory()))
                plan.add_own_activity(goal, by=case.lead, text="Selbst")
            add_follow_up(case)
            monitoring.add_task(by=case.lead, case=case, title="Anrufen")
        with django_assert_max_num_queries(BUDGET):
            assert browser.get(page_of(case)).status_code == 200


def test_the_history_costs_the_same_however_much_happened(
    signed_in: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser = signed_in(case.lead)
    for size in (2, 40):
        for number in range(size):
            monitoring.write_note(case, by=case.lead, text=f"Notiz {number}")
        with django_assert_max_num_queries(BUDGET):
            assert browser.get(page_of(case, "history")).status_code == 200


def test_a_note_takes_one_text_and_one_click(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    response = signed_in(case.lead).post(
        reverse("cases:quick_note"), {"case": case.pk, "text": "War da.", "way": "phone"}
    )
    assert response.headers["Location"] == page_of(case)
    assert ContactNote.objects.get().text == "War da."


def test_a_note_cannot_be_written_into_a_case_of_others(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory()
    response = signed_in(CaseManagerFactory()).post(
        reverse("cases:quick_note"), {"case": case.pk, "text": "?", "way": "phone"}
    )
    assert response.status_code == 422
    assert not ContactNote.objects.exists()


def test_the_first_thing_to_do_is_the_next_step_of_the_phase() -> None:
    assert points_of(CaseFactory()) == ["Bestandsaufnahme gemeinsam ausfüllen"]
    assert points_of(CaseFactory(phase=Phase.PLANNING)) == ["Hilfeplan festlegen"]


def test_an_overdue_look_comes_before_everything_else() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    add_follow_up(case, in_days=-3)
    assert points_of(case)[0] == "Ist der Antrag abgegeben?"


def test_a_paper_that_runs_out_is_told_in_time() -> None:
    case = CaseFactory()
    case.client.residence_until = timezone.localdate() + timedelta(weeks=3)
    case.client.save()
    assert points_of(case)[0] == "Aufenthaltspapier läuft ab"


def test_a_refused_referral_asks_for_steering() -> None:
    case = CaseFactory(phase=Phase.PLANNING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory(title="Deutschkurs"))
    asked = ask_provider(measure)
    referrals.answer_referral(asked, by=case.lead, state="declined", reason="Kein Platz frei.")
    assert points_of(case)[0] == "Deutschkurs hat nicht geklappt: nachsteuern"


def test_a_closed_case_expects_nothing() -> None:
    assert points_of(CaseFactory(phase=Phase.CLOSED)) == []


def test_the_log_of_a_case_cannot_be_rewritten() -> None:
    entry = CaseFactory().timeline.first()
    assert entry is not None
    with pytest.raises(Exception, match="timeline_is_append_only"):
        TimelineEntry.objects.filter(pk=entry.pk).update(text="anders")


def test_after_steering_anew_the_refusal_belongs_to_the_past(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.PLANNING)
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory(title="Deutschkurs"))
    asked = ask_provider(measure)
    referrals.answer_referral(asked, by=case.lead, state="declined", reason="Kein Platz frei.")
    referrals.steer_anew(measure, by=case.lead, offer=OfferFactory(title="Sprachcafé"))
    found = with_facts(Case.objects.for_overview(case.lead)).select_related("client").get(pk=case.pk)
    line = next(line for line in overview_of(found, case.lead).measures if line.measure.pk == measure.pk)
    assert line.can_be_referred
    assert not line.needs_steering
    assert [str(earlier.offer) for earlier in line.tried] == ["Deutschkurs"]
    assert "nachsteuern" not in " ".join(points_of(case))


def test_what_makes_a_case_drift_is_what_matters_now() -> None:
    case, today = CaseFactory(phase=Phase.STEERING), timezone.localdate()
    goal = case.frame_goals.get().action_goals.get()
    add_measure(goal, title="Antrag", due_on=today - timedelta(days=3))
    plan.add_own_activity(goal, by=case.lead, text="Anrufen", due_on=today - timedelta(days=2))
    assert "Schritt ist überfällig: Antrag, dazu 1 weiterer" in points_of(case)
    monitoring.add_task(by=case.lead, case=case, title="Die ersten Schritte tun", due_on=today - timedelta(days=9))
    monitoring.hold_follow_up(add_follow_up(case, in_days=0), by=case.lead, held_on=today, result="stalled")
    points = points_of(case)
    assert points[0] == "Die ersten Schritte tun"
    assert "Es stockt, sagt die letzte Überprüfung" in points


def test_everything_due_stands_on_the_page_and_whose_it_is(signed_in: Callable[..., Client]) -> None:
    case, colleague = CaseFactory(), CaseManagerFactory(name="Mira Kollegin")
    for number in range(9):
        monitoring.add_task(by=case.lead, case=case, title=f"Aufgabe {number}", owner=colleague)
    page = signed_in(case.lead).get(page_of(case)).content.decode()
    assert "Aufgabe 8" in page
    assert "Mira Kollegin" in page


def test_somebody_with_one_name_has_a_name_in_every_sentence(signed_in: Callable[..., Client]) -> None:
    # Thirty years hold seven leap days at least: the birthday is a few days ahead.
    born = timezone.localdate() - timedelta(days=30 * 365)
    client = ClientFactory(given_name="", family_name="Suharto", birth_date=born)
    case = CaseFactory(phase=Phase.STEERING, client=client)
    add_relative(case)
    browser = signed_in(case.lead)
    assert "Das macht Suharto selbst" in browser.get(page_of(case)).content.decode()
    assert "Suharto zieht um" in browser.get(page_of(case, "move")).content.decode()
    assert browser.get(page_of(case, "household")).content.decode().count("29 Jahre") == 2
