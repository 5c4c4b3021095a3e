"""Pages of the goals: Mottoziel, Rahmenziele, Handlungsziele, agreement, papers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import goals
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Case,
    FollowUp,
    FrameGoal,
    GoalAgreement,
    GuidingGoal,
    Phase,
    SelfRating,
)
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    FieldOfActionFactory,
    OfferFactory,
    add_action_goal,
    add_frame_goal,
    add_measure,
    ask_provider,
)

pytestmark = pytest.mark.django_db

SCALE = {
    "scale_much_less": "nichts",
    "scale_less": "wenig",
    "scale_expected": "Antrag abgegeben",
    "scale_more": "bewilligt",
    "scale_much_more": "eingezogen",
}


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


@pytest.fixture
def case() -> Case:
    return CaseFactory(phase=Phase.AGREEMENT)


@pytest.fixture
def browser(signed_in: Callable[..., Client], case: Case) -> Client:
    return signed_in(case.lead)


def motto(**changes: Any) -> dict[str, Any]:
    return {"own_words": "بيت صغير وباب مفتوح", "language": "ar", "german": "Ein kleines Haus", "seen": 0, **changes}


def goal_form(**changes: Any) -> dict[str, Any]:
    due_on = timezone.localdate() + timedelta(days=20)
    return {
        "title": "Antrag abgeben",
        "due_on": due_on,
        "importance": 3,
        "difficulty": 2,
        "baseline": -1,
        **SCALE,
        **changes,
    }


# Mottoziel


def test_the_guiding_goal_is_kept_in_the_persons_words_with_a_self_rating(browser: Client, case: Case) -> None:
    response = browser.post(url("guiding_goal", case), motto(self_rating=4))
    assert response["Location"] == url("case", case) + "#mottoziel"
    goal = GuidingGoal.objects.get(case=case)
    assert (goal.own_words, goal.language, goal.ratings.get().value) == ("بيت صغير وباب مفتوح", "ar", 4)


def test_words_in_another_language_need_their_german(browser: Client, case: Case) -> None:
    response = browser.post(url("guiding_goal", case), motto(german=""))
    assert response.status_code == 422
    assert not GuidingGoal.objects.filter(case=case).exists()


def test_the_field_for_own_words_follows_their_direction_and_language(browser: Client, case: Case) -> None:
    page = browser.get(url("guiding_goal", case)).content.decode()
    assert 'dir="auto"' in page
    assert 'lang="ar"' in page


def test_an_agreed_guiding_goal_keeps_its_wording_and_takes_a_self_rating(browser: Client, case: Case) -> None:
    goals.set_guiding_goal(case, by=case.lead, own_words="Ankommen", language="de")
    add_action_goal(case)
    goals.agree_goals(case, by=case.lead, agreed_on=timezone.localdate())
    browser.post(url("guiding_goal", case), {"self_rating": 7})
    assert GuidingGoal.objects.get(case=case).own_words == "Ankommen"
    assert SelfRating.objects.get().value == 7


def test_a_second_self_rating_of_the_day_replaces_the_first(case: Case) -> None:
    goal = goals.set_guiding_goal(case, by=case.lead, own_words="Ankommen", language="de", self_rating=2)
    goals.rate_guiding_goal(goal, by=case.lead, self_rating=5)
    assert [rating.value for rating in SelfRating.objects.all()] == [5]


# Rahmenziel and Handlungsziel


def test_fields_of_action_of_the_intake_come_first(browser: Client, case: Case) -> None:
    FieldOfActionFactory(key="arbeiten", position=1)
    case.intake.fields_of_action.add(FieldOfActionFactory(key="wohnen", position=2))
    page = browser.get(url("frame_goal_add", case)).content.decode()
    assert page.index("Wohnen</option>") < page.index("Arbeiten</option>")


def test_a_frame_goal_is_added_and_leads_on_to_its_first_action_goal(browser: Client, case: Case) -> None:
    fields = {
        "field_of_action": FieldOfActionFactory().pk,
        "title": "Eigene Wohnung",
        "explanation": "Zu eng.",
        "next": "1",
    }
    response = browser.post(url("frame_goal_add", case), fields)
    assert response["Location"] == url("action_goal_add", case, FrameGoal.objects.get().pk)


def test_an_action_goal_is_added_and_the_next_one_can_be_typed_at_once(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    response = browser.post(url("action_goal_add", case, frame.pk), goal_form(next="1"))
    assert response["Location"] == url("action_goal_add", case, frame.pk)
    goal = ActionGoal.objects.get()
    assert (goal.title, goal.weight, goal.scale_expected, goal.baseline) == (
        "Antrag abgeben",
        6,
        "Antrag abgegeben",
        -1,
    )


def test_only_the_title_is_needed_to_begin_with(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    browser.post(
        url("action_goal_add", case, frame.pk),
        {"title": "Schule ansehen", "importance": 2, "difficulty": 1, "baseline": -1},
    )
    assert ActionGoal.objects.get().scale_expected == ""


def test_a_day_that_has_passed_is_no_date_for_a_new_goal(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    response = browser.post(
        url("action_goal_add", case, frame.pk), goal_form(due_on=timezone.localdate() - timedelta(days=1))
    )
    assert response.status_code == 422


def test_taking_back_a_goal_offers_the_way_back(browser: Client, case: Case) -> None:
    goal = add_action_goal(case)
    page = browser.post(
        url("action_goal_withdraw", case, goal.pk), {"reason": "passt nicht"}, follow=True
    ).content.decode()
    assert url("action_goal_restore", case, goal.pk) in page
    goal.refresh_from_db()
    assert goal.withdrawn_reason == "passt nicht"
    browser.post(url("action_goal_restore", case, goal.pk))
    goal.refresh_from_db()
    assert not goal.is_withdrawn


def test_a_frame_goal_is_taken_back_and_restored(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    browser.post(url("frame_goal_withdraw", case, frame.pk) + "?zurueck")
    assert FrameGoal.objects.get().withdrawn_reason == "gleich wieder zurückgenommen"
    browser.post(url("frame_goal_restore", case, frame.pk))
    assert not FrameGoal.objects.get().is_withdrawn


def test_the_state_of_a_goal_changes_with_one_click_and_back_with_one(browser: Client, case: Case) -> None:
    goal = add_action_goal(case)
    browser.post(url("action_goal_state", case, goal.pk), {"state": "achieved"})
    assert ActionGoal.objects.get().state == "achieved"
    browser.post(url("action_goal_state", case, goal.pk) + "?state=open")
    assert ActionGoal.objects.get().state == "open"
    assert browser.post(url("action_goal_state", case, goal.pk), {"state": "weg"}).status_code == 400


@pytest.mark.parametrize("name", ["frame_goal", "action_goal", "guiding_goal"])
def test_two_people_at_one_goal_see_both_versions_and_lose_nothing(browser: Client, case: Case, name: str) -> None:
    goals.set_guiding_goal(case, by=case.lead, own_words="Alt", language="de")
    goal = add_action_goal(case)
    subject, form = {
        "frame_goal": (
            [goal.frame_goal_id],
            {"field_of_action": goal.frame_goal.field_of_action_id, "title": "Meine Fassung", "seen": 1},
        ),
        "action_goal": ([goal.pk], goal_form(title="Meine Fassung", seen=1)),
        "guiding_goal": ([], {"own_words": "Meine Fassung", "language": "de", "seen": 1}),
    }[name]
    other = CaseManagerFactory(name="Vera Vertretung")
    goals.change_action_goal(goal, by=other, seen=1, title="Fremde Fassung")
    goals.change_frame_goal(goal.frame_goal, by=other, seen=1, title="Fremde Fassung")
    goals.set_guiding_goal(case, by=other, seen=1, own_words="Fremde Fassung", language="de")
    response = browser.post(url(name, case, *subject), form)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Fremde Fassung" in page
    assert 'value="Meine Fassung"' in page or ">\nMeine Fassung</textarea>" in page
    assert 'name="seen" value="2"' in page


# Agreement


def ready(case: Case) -> ActionGoal:
    goals.set_guiding_goal(case, by=case.lead, own_words="Ein Haus mit Tür", language="de")
    return add_action_goal(case)


def test_what_is_missing_leads_to_where_it_is_settled(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    goal = add_action_goal(case, title="Ohne Datum", due_on=None, scale_less="")
    page = browser.get(url("agree", case)).content.decode()
    for there in (url("guiding_goal", case), url("action_goal_add", case, frame.pk), url("action_goal", case, goal.pk)):
        assert f'href="{there}"' in page
    assert browser.post(url("agree", case), {"agreed_on": timezone.localdate()}).status_code == 422


def test_agreeing_freezes_the_wording_and_plans_the_review(browser: Client, case: Case) -> None:
    goal = ready(case)
    today = timezone.localdate()
    again = today + timedelta(weeks=4)
    response = browser.post(
        url("agree", case),
        {
            "agreed_on": today,
            "language": "ar",
            "note": "Wir telefonieren freitags.",
            "next_review_on": again,
            "read": browser.get(url("agree", case)).context["read"],
        },
    )
    assert response["Location"] == url("agreement", case, 1)
    agreement = GoalAgreement.objects.get()
    assert agreement.content["frame_goals"][0]["action_goals"][0]["title"] == goal.title
    assert FollowUp.objects.get(case=case).due_on == again
    case.refresh_from_db()
    assert case.phase == Phase.PLANNING


def test_the_second_language_is_the_persons_when_there_are_texts_for_it(browser: Client, case: Case) -> None:
    ready(case)
    assert '<option value="ar" selected>' in browser.get(url("agree", case)).content.decode()


def test_the_review_comes_after_the_agreement_and_the_agreement_not_in_the_future(browser: Client, case: Case) -> None:
    ready(case)
    today = timezone.localdate()
    assert browser.post(url("agree", case), {"agreed_on": today, "next_review_on": today}).status_code == 422
    assert browser.post(url("agree", case), {"agreed_on": today + timedelta(days=1)}).status_code == 422


@pytest.fixture
def agreed(case: Case) -> Case:
    ready(case)
    goals.agree_goals(case, by=case.lead, agreed_on=timezone.localdate())
    case.refresh_from_db()
    return case


def test_an_agreement_is_signed_and_a_wrong_signature_taken_back(browser: Client, agreed: Case) -> None:
    sign = url("agreement_sign", agreed, 1)
    browser.post(sign, {"signed_on": timezone.localdate()})
    assert GoalAgreement.objects.get().signed_on == timezone.localdate()
    browser.post(sign + "?zurueck")
    assert GoalAgreement.objects.get().signed_on is None
    assert browser.post(sign, {"signed_on": timezone.localdate() - timedelta(days=3)}).status_code == 422


def test_agreed_goals_are_read_and_not_edited(browser: Client, agreed: Case) -> None:
    goal = ActionGoal.objects.get()
    page = browser.get(url("action_goal", agreed, goal.pk)).content.decode()
    assert url("renegotiate", agreed) in page
    assert 'name="scale_expected"' not in page
    assert (
        browser.post(
            url("frame_goal_add", agreed), {"field_of_action": FieldOfActionFactory().pk, "title": "Neu"}
        ).status_code
        == 422
    )


def test_an_older_agreement_reads_as_it_was_and_says_that_it_is_replaced(browser: Client, agreed: Case) -> None:
    assert browser.post(url("renegotiate", agreed), {"reason": ""}).status_code == 422
    browser.post(url("renegotiate", agreed), {"reason": "Die Familie ist umgezogen."})
    goal = ActionGoal.objects.get()
    goals.change_action_goal(goal, by=agreed.lead, seen=goal.revision, title="Neuer Wortlaut")
    goals.agree_goals(agreed, by=agreed.lead, agreed_on=timezone.localdate())
    old, new = (browser.get(url("agreement", agreed, number)).content.decode() for number in (1, 2))
    assert "Den Antrag abgeben" in old
    assert "Die Familie ist umgezogen." in old
    assert "Neuer Wortlaut" not in old
    assert "Neuer Wortlaut" in new


def test_a_plan_that_was_fixed_holds_after_a_renewal_unless_a_new_goal_has_no_step() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    goals.renegotiate_goals(case, by=case.lead, reason="Ein Ziel passt nicht mehr.")
    goals.agree_goals(case, by=case.lead, agreed_on=timezone.localdate())
    case.refresh_from_db()
    assert case.phase == Phase.STEERING
    goals.renegotiate_goals(case, by=case.lead, reason="Ein Ziel kommt dazu.")
    add_action_goal(case, title="Noch ein Schritt")
    goals.agree_goals(case, by=case.lead, agreed_on=timezone.localdate())
    case.refresh_from_db()
    assert case.phase == Phase.PLANNING


# Papers


@pytest.mark.parametrize("language", ["", "ar", "de-simple"])
def test_papers_open_in_the_browser_are_not_stored_and_are_told_once_a_day(
    browser: Client, agreed: Case, language: str
) -> None:
    for name, more in (("agreement_pdf", [1]), ("plan_pdf", [])):
        for _again in range(2):
            response = browser.get(url(name, agreed, *more), {"sprache": language})
            assert response["Content-Type"] == "application/pdf"
            assert response.content.startswith(b"%PDF")
            assert response["Cache-Control"] == "no-store"
            assert agreed.client.family_name.lower() not in response["Content-Disposition"].lower()
            assert response["Content-Disposition"].startswith("inline")
    assert agreed.timeline.filter(act=Act.DOCUMENT_MADE).count() == 2


def test_there_is_no_paper_in_a_language_without_texts(browser: Client, agreed: Case) -> None:
    assert browser.get(url("plan_pdf", agreed), {"sprache": "xx"}).status_code == 404


def test_the_documents_page_lists_all_agreements_and_the_plan(browser: Client, agreed: Case) -> None:
    goals.renegotiate_goals(agreed, by=agreed.lead, reason="Neu.")
    goals.agree_goals(agreed, by=agreed.lead, agreed_on=timezone.localdate())
    page = browser.get(url("documents", agreed)).content.decode()
    for there in (url("agreement_pdf", agreed, 1), url("agreement_pdf", agreed, 2), url("plan_pdf", agreed)):
        assert f"{there}?sprache=uk" in page


# Who, and at what cost

PAGES = ["guiding_goal", "frame_goal_add", "agree", "documents", "renegotiate"]


@pytest.mark.parametrize("name", PAGES)
def test_a_case_of_others_does_not_exist(signed_in: Callable[..., Client], case: Case, name: str) -> None:
    assert signed_in(CaseManagerFactory()).get(url(name, case)).status_code == 404


def test_a_goal_of_another_case_does_not_exist(browser: Client, case: Case) -> None:
    foreign = add_action_goal(CaseFactory())
    assert browser.get(url("action_goal", case, foreign.pk)).status_code == 404
    assert browser.get(url("frame_goal", case, foreign.frame_goal_id)).status_code == 404


def test_a_closed_case_is_read_and_not_changed(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.CLOSED)
    browser = signed_in(case.lead)
    page = browser.get(url("frame_goal_add", case)).content.decode()
    assert '<form method="post" class="rf-form"' not in page
    assert (
        browser.post(
            url("frame_goal_add", case), {"field_of_action": FieldOfActionFactory().pk, "title": "Neu"}
        ).status_code
        == 422
    )
    assert browser.get(url("plan_pdf", case)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "frame_goal", "action_goal", "action_goal_add", "agreement"])
def test_pages_cost_few_queries_whatever_the_size(
    browser: Client, agreed: Case, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    goal = ActionGoal.objects.get()
    subject = {
        "frame_goal": [goal.frame_goal_id],
        "action_goal": [goal.pk],
        "action_goal_add": [goal.frame_goal_id],
        "agreement": [1],
    }
    there = url(name, agreed, *subject.get(name, []))
    browser.get(there)
    with django_assert_max_num_queries(12) as few:
        assert browser.get(there).status_code == 200
    goals.renegotiate_goals(agreed, by=agreed.lead, reason="Mehr.")
    for number in range(3):
        frame = add_frame_goal(agreed, title=f"Rahmen {number}")
        for _step in range(3):
            add_action_goal(agreed, frame=frame)
    goals.agree_goals(agreed, by=agreed.lead, agreed_on=timezone.localdate())
    browser.get(there)
    with django_assert_max_num_queries(12) as many:
        assert browser.get(there).status_code == 200
    assert len(many) == len(few)


# In the plan itself


INSIDE = {"HTTP_HX_REQUEST": "true"}


def test_a_goal_is_changed_inside_the_plan_and_the_plan_comes_back(browser: Client, case: Case) -> None:
    goal = add_action_goal(case)
    opened = browser.get(url("action_goal", case, goal.pk), **INSIDE).content.decode()
    assert "<html" not in opened
    assert "wie wichtig" not in opened.lower()
    changed = {"title": "Neu gesagt", "own_words": "بيت", "language": "ar", "seen": goal.revision, **SCALE}
    part = browser.post(url("action_goal", case, goal.pk), changed, **INSIDE)
    page = part.content.decode()
    assert (part["HX-Retarget"], "Neu gesagt" in page, "<html" in page) == ("#plan", True, False)
    assert '<p class="rf-muted" dir="auto" lang="ar">„بيت“</p>' in page
    goal.refresh_from_db()
    assert (goal.importance, goal.scale_more) == (2, SCALE["scale_more"])


def test_errors_and_conflicts_stay_inside_the_plan(browser: Client, case: Case) -> None:
    goal = add_action_goal(case)
    goals.change_action_goal(goal, by=case.lead, seen=goal.revision, title="Fremde Fassung")
    for answers in ({"title": "", "seen": 2}, {"title": "Meine Fassung", "seen": 1}):
        response = browser.post(url("action_goal", case, goal.pk), answers, **INSIDE)
        assert (response.status_code, "<html" in response.content.decode()) == (422, False)


def test_two_forms_open_in_the_plan_do_not_share_a_label(browser: Client, case: Case) -> None:
    frames = add_frame_goal(case), add_frame_goal(case, title="Arbeiten", field="arbeiten")
    pages = [browser.get(url("action_goal_add", case, frame.pk), **INSIDE).content.decode() for frame in frames]
    first, second = (set(re.findall(r'\bid="([^"]+)"', page)) for page in pages)
    assert len(first) > 5
    assert first.isdisjoint(second)


def test_a_goal_is_added_with_its_first_measure(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    browser.post(
        url("action_goal_add", case, frame.pk), {"title": "Antrag", "measure": "Gemeinsam ausfüllen"}, **INSIDE
    )
    measure = ActionGoal.objects.get().measures.get()
    assert (measure.title, measure.kind, measure.responsible) == ("Gemeinsam ausfüllen", "service", case.lead.name)


def test_goals_change_places_and_the_ends_stay_where_they_are(browser: Client, case: Case) -> None:
    frame = add_frame_goal(case)
    for title in ("eins", "zwei", "drei"):
        add_action_goal(case, frame=frame, title=title)
    last = ActionGoal.objects.get(title="drei")
    for _step in range(4):
        response = browser.post(url("action_goal_move", case, last.pk), {"state": "up"})
    assert response["Location"] == url("case", case) + f"#ziel-{last.pk}"
    assert [goal.title for goal in frame.action_goals.all()] == ["drei", "eins", "zwei"]
    assert case.timeline.filter(act=Act.GOALS_REORDERED).count() == 2


def test_a_goal_that_was_taken_back_elsewhere_moves_nowhere(browser: Client, case: Case) -> None:
    goal = add_action_goal(case)
    goals.withdraw_action_goal(goal, by=case.lead)
    response = browser.post(url("action_goal_move", case, goal.pk), {"state": "up"}, follow=True)
    assert "steht nicht mehr im Plan" in response.content.decode()


def test_frame_goals_change_places_too(browser: Client, case: Case) -> None:
    first, second = add_frame_goal(case), add_frame_goal(case, title="Arbeiten", field="arbeiten")
    browser.post(url("frame_goal_move", case, first.pk), {"state": "down"})
    assert list(case.frame_goals.all()) == [second, first]


def test_agreed_goals_stay_in_their_order(browser: Client, case: Case) -> None:
    goals.set_guiding_goal(case, by=case.lead, own_words="Ankommen", language="de")
    first = add_action_goal(case)
    add_action_goal(case, frame=first.frame_goal, title="zwei")
    goals.agree_goals(case, by=case.lead, agreed_on=timezone.localdate())
    browser.post(url("action_goal_move", case, first.pk), {"state": "down"})
    assert case.frame_goals.get().action_goals.first() == first


def test_own_words_of_every_level_keep_their_language(browser: Client, case: Case) -> None:
    fields = {"field_of_action": FieldOfActionFactory().pk, "title": "Wohnung", "own_words": "دار", "language": "ar"}
    browser.post(url("frame_goal_add", case), fields)
    frame = FrameGoal.objects.get()
    add_action_goal(case, frame=frame, own_words="چاوم لێیە", language="ku")
    goals.set_guiding_goal(case, by=case.lead, own_words="باب مفتوح", language="ar", german="Eine offene Tür")
    page = browser.get(url("agree", case)).content.decode()
    for words, language in (("دار", "ar"), ("چاوم لێیە", "ku")):
        assert f'dir="auto" lang="{language}">„{words}“' in page
    goals.agree_goals(case, by=case.lead, agreed_on=timezone.localdate())
    content = GoalAgreement.objects.get().content["frame_goals"][0]
    assert (content["own_words"], content["language"]) == ("دار", "ar")


# What a colleague did meanwhile ------------------------------------------------------------------------------------


def test_nobody_agrees_to_words_that_were_changed_meanwhile(browser: Client, case: Case) -> None:
    goals.set_guiding_goal(case, by=case.lead, own_words="Ankommen", language="de")
    goal = add_action_goal(case)
    read = browser.get(url("agree", case)).context["read"]
    goals.change_action_goal(goal, by=case.lead, seen=goal.revision, title="Etwas ganz anderes")
    sent = {"agreed_on": timezone.localdate().isoformat(), "read": read}
    unread = browser.post(url("agree", case), {"agreed_on": sent["agreed_on"]})
    response = browser.post(url("agree", case), sent)
    assert (unread.status_code, response.status_code, case.agreements.count()) == (422, 422, 0)
    assert "Etwas ganz anderes" in response.content.decode()
    sent["read"] = response.context["read"]
    assert [browser.post(url("agree", case), sent)["Location"] for _ in range(2)] == [url("agreement", case, 1)] * 2


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_was_typed_while_a_colleague_agreed_comes_back_with_the_reason(
    browser: Client, agreed: Case, headers: dict[str, str]
) -> None:
    goal = ActionGoal.objects.get()
    subjects = {"guiding_goal": [], "action_goal": [goal.pk], "frame_goal": [goal.frame_goal_id]}
    for there in (url(name, agreed, *subject) for name, subject in subjects.items()):
        field = FieldOfActionFactory(key="wohnen").pk
        typed = {"seen": 1, "own_words": "Getippt", "title": "Getippt", "language": "de", "field_of_action": field}
        typed |= {"importance": 2, "difficulty": 1, "baseline": -1}
        response = browser.post(there, typed, headers=headers)
        assert response.status_code == 422
        assert "Getippt" in response.content.decode()
        assert "Fassen Sie die Zielvereinbarung neu" in response.content.decode()


def test_nothing_is_written_below_a_goal_that_was_taken_back(browser: Client, case: Case) -> None:
    goal = add_action_goal(case)
    goals.withdraw_frame_goal(goal.frame_goal, by=case.lead)
    typed = {"title": "Getippt", "text": "Getippt", "responsible": "wir"}
    for there in (
        url("action_goal_add", case, goal.frame_goal_id),
        url("own_activity_add", case, goal.pk),
        url("measure_add", case, goal.pk) + "?art=service",
    ):
        response = browser.post(there, typed)
        assert response.status_code == 422
        assert "Getippt" in response.content.decode()
    with pytest.raises(RuleBroken):
        goals.restore_action_goal(goal, by=case.lead)


def test_a_goal_stays_while_a_provider_is_asked_for_it(case: Case) -> None:
    goal = add_action_goal(case)
    ask_provider(add_measure(goal, offer=OfferFactory(title="Mietberatung")))
    for act, taken in ((goals.withdraw_action_goal, goal), (goals.withdraw_frame_goal, goal.frame_goal)):
        with pytest.raises(RuleBroken, match="läuft eine Vermittlung"):
            act(taken, by=case.lead)  # type: ignore[arg-type]
