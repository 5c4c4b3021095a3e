"""Evaluating, closing and re-opening."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import closing, monitoring
from roterfaden.cases.models import Case, CloseReason, FollowUpState, Phase
from roterfaden.cases.models.after_talk import usual_day
from roterfaden.cases.results import result_of
from tests.factories import CaseFactory, add_follow_up

pytestmark = pytest.mark.django_db


def answers_for(case: Case, level: int = 1) -> dict[str, object]:
    goal = case.frame_goals.get().action_goals.get()
    evaluation = case.evaluations.get()
    return {
        "seen": evaluation.revision,
        f"ziel-{goal.pk}-level": level,
        f"ziel-{goal.pk}-note": "",
        "procedure": 4,
        "communication": 5,
        "time": 3,
        "held_on": timezone.localdate(),
        "with_client": "on",
        "client_view": "Ich habe viel geschafft.",
    }


def test_an_evaluation_is_begun_filled_in_and_completed(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser, page = signed_in(case.lead), reverse("cases:evaluation", args=[case.pk])
    browser.post(page)
    response = browser.post(page, {**answers_for(case), "complete": "1"}, follow=True)
    case = Case.objects.get(pk=case.pk)
    assert case.phase == Phase.EVALUATION
    assert "Ich habe viel geschafft." in response.content.decode()


def test_an_unfinished_evaluation_is_kept_and_says_what_is_missing(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser, page = signed_in(case.lead), reverse("cases:evaluation", args=[case.pk])
    browser.post(page)
    answers = answers_for(case) | {"time": "", "complete": "1"}
    response = browser.post(page, answers, follow=True)
    assert "Vorgehen, Verständigung und Zeit" in response.content.decode()
    assert case.evaluations.get().communication == 5


def test_errors_of_an_evaluation_stand_on_top_once(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser, page = signed_in(case.lead), reverse("cases:evaluation", args=[case.pk])
    browser.post(page)
    response = browser.post(page, answers_for(case) | {"communication": "11"})
    assert response.status_code == 422
    assert response.content.decode().count('class="rf-errors"') == 1


def test_two_people_evaluating_at_once_see_each_other(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser, page = signed_in(case.lead), reverse("cases:evaluation", args=[case.pk])
    browser.post(page)
    late = answers_for(case)
    browser.post(page, {**late, "client_view": "zuerst"})
    response = browser.post(page, {**late, "client_view": "danach"})
    assert response.status_code == 409
    assert "Das sagt die Person: zuerst" in response.content.decode()
    assert case.evaluations.get().client_view == "zuerst"
    seen = response.context["form"]["seen"].value()
    assert browser.post(page, {**late, "client_view": "danach", "seen": seen}).status_code == 302
    assert case.evaluations.get().client_view == "danach"


def test_the_t_value_follows_the_scale_and_the_weights() -> None:
    case = CaseFactory(phase=Phase.EVALUATION)
    assert result_of(case.evaluations.get()).value == pytest.approx(50.0)


def test_a_case_with_someone_to_talk_to_is_not_closed_without_evaluation() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    with pytest.raises(RuleBroken):
        closing.close_case(case, by=case.lead, reason=CloseReason.GOALS_REACHED)
    with pytest.raises(RuleBroken):
        closing.close_case(case, by=case.lead, reason=CloseReason.MOVED)
    closing.close_case(case, by=case.lead, reason=CloseReason.MOVED, note="Nach Essen gezogen.")
    assert Case.objects.get(pk=case.pk).phase == Phase.CLOSED


def test_the_database_itself_refuses_a_case_closed_without_evaluation() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    with pytest.raises(IntegrityError, match="case_closed_after_evaluation"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.now(), close_reason="goals_reached")


def test_closing_calls_off_what_was_still_planned_and_locks_the_file() -> None:
    case = CaseFactory(phase=Phase.EVALUATION)
    look = add_follow_up(case)
    closing.close_case(case, by=case.lead, reason=CloseReason.GOALS_REACHED)
    look.refresh_from_db()
    assert look.state == FollowUpState.CANCELLED
    with pytest.raises(RuleBroken):
        add_follow_up(case)


def test_people_may_still_call_after_the_end() -> None:
    case = CaseFactory(phase=Phase.CLOSED)
    monitoring.write_note(case, by=case.lead, text="Hat sich bedankt.")
    assert case.contact_notes.count() == 1


def test_reopening_needs_a_reason_and_brings_the_plan_back(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.CLOSED)
    browser, page = signed_in(case.lead), reverse("cases:reopen", args=[case.pk])
    assert browser.post(page, {"reason": ""}).status_code == 422
    browser.post(page, {"reason": "Die Wohnung wurde gekündigt."})
    case = Case.objects.get(pk=case.pk)
    assert case.phase == Phase.STEERING
    assert case.timeline.filter(act="reopened", reason="Die Wohnung wurde gekündigt.").exists()


def test_the_form_to_close_tells_what_is_missing_where_it_happened(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    answers = {"reason": "goals_reached", "talk_on": usual_day()}
    response = signed_in(case.lead).post(reverse("cases:close", args=[case.pk]), answers)
    assert response.status_code == 422
    assert "Werten Sie den Fall zuerst aus" in response.content.decode()
