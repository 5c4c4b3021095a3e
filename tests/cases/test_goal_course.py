"""How the goals went: rated at every review, one line per agreement, charts that say what changed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import closing, goals, monitoring, rating, team
from roterfaden.cases.course_chart import course_chart
from roterfaden.cases.goal_course import Course, nearness_of, progress_of
from roterfaden.cases.models import Act, ActionGoal, Case, FollowUp, GoalRating, Part, Phase, Scope, SelfRating
from roterfaden.cases.results import result_of
from tests.factories import CaseFactory, CaseManagerFactory, add_action_goal, add_follow_up

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def case() -> Case:
    """Agreed eight weeks ago, being accompanied since."""
    case = CaseFactory(phase=Phase.STEERING)
    case.agreements.update(agreed_on=TODAY - timedelta(weeks=8))
    return case


def goal_of(case: Case) -> ActionGoal:
    return ActionGoal.objects.current().filter(case=case).order_by("position").first()


def review(case: Case, level: int | None, *, weeks_ago: int = 0, goal: ActionGoal | None = None) -> FollowUp:
    """A review at which a goal was rated, the first one unless another is named."""
    rated = {} if level is None else {(goal or goal_of(case)).pk: (level, "")}
    day = TODAY - timedelta(weeks=weeks_ago)
    return monitoring.hold_follow_up(add_follow_up(case), by=case.lead, held_on=day, result="on_track", ratings=rated)


def agree_anew(case: Case, *, agreed_on: date = TODAY, **changes: Any) -> None:
    """Renegotiate: the first goal is changed and agreed again."""
    goals.renegotiate_goals(case, by=case.lead, reason="Die Lage ist anders.")
    if changes:
        goals.change_action_goal(goal_of(case), by=case.lead, seen=goal_of(case).revision, **changes)
    goals.agree_goals(case, by=case.lead, agreed_on=agreed_on)
    case.refresh_from_db()


def course(case: Case) -> Course:
    [found] = progress_of(case).frames.values()
    return found


def values(case: Case) -> list[list[int]]:
    return [[point.shown for point in stretch.points] for stretch in course(case).stretches]


# The course


def test_it_begins_where_the_person_stood_and_has_a_point_for_every_review(case: Case) -> None:
    review(case, -1, weeks_ago=6)
    review(case, 0, weeks_ago=3)
    assert values(case) == [[40, 40, 50]]
    assert course(case).sentence == "Wohnen: von 40 auf 50, wie erwartet erreicht"


def test_coming_back_to_where_it_began_is_not_told_as_standing_still(case: Case) -> None:
    review(case, -2, weeks_ago=6)
    review(case, -1, weeks_ago=3)
    assert course(case).sentence == "Wohnen: wieder bei 40 wie am Anfang, noch weniger als erwartet"


def test_a_review_without_a_rating_adds_no_point(case: Case) -> None:
    review(case, None)
    assert values(case) == [[40]]
    assert course(case).sentence == "Wohnen: am Anfang 40, noch nicht überprüft"


def test_a_goal_that_was_not_looked_at_keeps_its_last_level() -> None:
    case = CaseFactory(phase=Phase.AGREEMENT)
    goals.set_guiding_goal(case, by=case.lead, own_words="Ankommen", language="de")
    first = add_action_goal(case)
    second = add_action_goal(case, frame=first.frame_goal, title="Umziehen", importance=3)
    goals.agree_goals(case, by=case.lead, agreed_on=TODAY - timedelta(weeks=8))
    review(case, 0, goal=first, weeks_ago=4)
    review(case, 0, goal=second, weeks_ago=2)
    assert values(case)[0][-1] == 50
    assert values(case)[0][0] < values(case)[0][1] < 50


def test_agreeing_anew_begins_a_new_line_with_the_new_weights(case: Case) -> None:
    review(case, 0, weeks_ago=3)
    agree_anew(case, agreed_on=TODAY - timedelta(weeks=2), baseline=-2, importance=3)
    review(case, -1, weeks_ago=1)
    assert values(case) == [[40, 50], [30, 40]]
    assert "seit der Neufassung" in course(case).sentence
    chart = course_chart(course(case))
    assert (len(chart.lines), len(chart.breaks)) == (2, 1)


def test_what_was_found_is_where_the_goal_begins_anew(case: Case) -> None:
    review(case, -2, weeks_ago=4)
    review(case, 0, weeks_ago=3)
    agree_anew(case)
    assert values(case) == [[40, 30, 50], [50]]
    assert course(case).sentence.endswith("Stand 50, seither nicht überprüft")


def test_a_later_change_of_the_scale_does_not_touch_what_was_found_before(case: Case) -> None:
    found = review(case, 1, weeks_ago=3)
    agree_anew(case, scale_more="ganz anders")
    assert found.ratings.get().agreement.number == 1
    assert values(case)[0] == [40, 60]


def test_goals_that_were_taken_back_do_not_count(case: Case) -> None:
    kept = goal_of(case)
    goals.renegotiate_goals(case, by=case.lead, reason="Eins mehr.")
    case.refresh_from_db()
    more = add_action_goal(case, frame=kept.frame_goal, title="Noch eins")
    goals.agree_goals(case, by=case.lead, agreed_on=TODAY - timedelta(weeks=4))
    review(case, -2, goal=more, weeks_ago=3)
    review(case, 0, goal=kept, weeks_ago=2)
    case.refresh_from_db()
    goals.renegotiate_goals(case, by=case.lead, reason="Passt nicht.")
    goals.withdraw_action_goal(more, by=case.lead)
    assert values(case)[1] == [40, 50]


def test_reopening_a_review_takes_its_ratings_out_and_keeps_them_in_the_form(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    held = review(case, 1)
    monitoring.reopen_follow_up(held, by=case.lead)
    assert values(case) == [[40]]
    browser, address = signed_in(case.lead), reverse("cases:follow_up", args=[case.pk, held.pk])
    page = browser.get(address).content.decode()
    assert re.search(rf'name="ziel-{goal_of(case).pk}-level" value="1"[^>]*checked', page)
    # The rating is kept: the form does not pretend that it can be unsaid.
    assert "heute nicht eingeschätzt" not in page
    held.refresh_from_db()
    unsaid = {"seen": held.revision, "held_on": TODAY, "result": "on_track", f"ziel-{goal_of(case).pk}-level": ""}
    assert browser.post(address, unsaid).status_code == 422


def test_goals_that_are_being_renegotiated_are_not_rated(case: Case) -> None:
    look = add_follow_up(case)
    goals.renegotiate_goals(case, by=case.lead, reason="Neu.")
    with pytest.raises(RuleBroken):
        monitoring.hold_follow_up(
            look, by=case.lead, held_on=TODAY, result="on_track", ratings={goal_of(case).pk: (0, "")}
        )


def test_an_evaluation_counts_when_it_is_complete(case: Case) -> None:
    begun = closing.start_evaluation(case, by=case.lead)
    rated = {goal_of(case).pk: (2, "")}
    saved = closing.save_evaluation(
        begun, by=case.lead, seen=begun.revision, ratings=rated, procedure=4, communication=4, time=4
    )
    assert values(case) == [[40]]
    closing.complete_evaluation(saved, by=case.lead)
    assert values(case) == [[40, 70]]


def test_a_draft_rated_on_an_earlier_scale_is_rated_anew(case: Case) -> None:
    begun = closing.start_evaluation(case, by=case.lead)
    rated = {goal_of(case).pk: (2, "")}
    closing.save_evaluation(
        begun, by=case.lead, seen=begun.revision, ratings=rated, procedure=4, communication=4, time=4
    )
    agree_anew(case)
    assert result_of(case.evaluations.get()).value is None
    with pytest.raises(RuleBroken, match="Noch nicht bewertet"):
        closing.complete_evaluation(case.evaluations.get(), by=case.lead)


def test_the_database_knows_which_scale_and_which_occasion_a_rating_belongs_to(case: Case) -> None:
    rating = review(case, 0).ratings.get()
    for wrong in ({"agreement": None}, {"follow_up": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GoalRating.objects.filter(pk=rating.pk).update(**wrong)


# The person's own rating


def test_the_own_rating_of_each_review_makes_a_course(case: Case) -> None:
    for weeks, value in ((5, 3), (1, 6)):
        monitoring.hold_follow_up(
            add_follow_up(case),
            by=case.lead,
            held_on=TODAY - timedelta(weeks=weeks),
            result="on_track",
            self_rating=value,
        )
    found = nearness_of(case)
    assert found
    assert found.sentence == "Nähe zum Mottoziel: von 3 auf 6 (0 bis 10)"


def test_a_review_that_is_recorded_again_rates_once(case: Case) -> None:
    held = monitoring.hold_follow_up(add_follow_up(case), by=case.lead, held_on=TODAY, result="on_track", self_rating=3)
    monitoring.reopen_follow_up(held, by=case.lead)
    assert nearness_of(case) is None
    monitoring.hold_follow_up(held, by=case.lead, held_on=TODAY, result="on_track", self_rating=5)
    found = nearness_of(case)
    assert found
    assert [point.value for point in found.points] == [5]


def test_a_rating_given_at_a_review_is_put_right_taken_back_and_restored(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    held = monitoring.hold_follow_up(add_follow_up(case), by=case.lead, held_on=TODAY, result="on_track", self_rating=3)
    found, browser = SelfRating.objects.get(follow_up=held), signed_in(case.lead)
    page, back, restored = (
        reverse(f"cases:{name}", args=[case.pk, found.pk])
        for name in ("self_rating", "self_rating_withdraw", "self_rating_restore")
    )

    def shown() -> list[int | None]:
        held.refresh_from_db()
        nearness = nearness_of(case)
        return [held.self_rating, *(point.shown for point in (nearness.points if nearness else ()))]

    assert page in browser.get(reverse("cases:goal_course", args=[case.pk])).content.decode()
    assert page in browser.get(reverse("cases:follow_up", args=[case.pk, held.pk])).content.decode()
    browser.post(page, {"seen": found.revision, "value": "8"})
    assert shown() == [8, 8]
    assert browser.post(page, {"seen": found.revision, "value": "2"}).status_code == 409
    assert browser.post(page, {"seen": found.revision + 1, "value": "11"}).status_code == 422
    browser.post(back)
    assert shown() == [None]
    assert [browser.get(page).status_code, browser.post(back).status_code] == [404, 404]
    browser.post(restored)
    assert shown() == [8, 8]
    told = list(case.timeline.filter(subject=found.pk).order_by("at").values_list("act", flat=True))
    assert "8 von 10" in case.timeline.get(act=Act.SELF_RATING_CORRECTED).text
    assert told == [Act.SELF_RATING_CORRECTED, Act.SELF_RATING_WITHDRAWN, Act.SELF_RATING_RESTORED]
    assert set(found.events.values_list("value", flat=True)) == {3, 8}  # type: ignore[attr-defined]


def test_a_rating_of_a_review_that_is_open_again_is_changed_there(case: Case) -> None:
    held = monitoring.hold_follow_up(add_follow_up(case), by=case.lead, held_on=TODAY, result="on_track", self_rating=3)
    found = SelfRating.objects.get(follow_up=held)
    rating.withdraw_rating(found, by=case.lead)
    monitoring.reopen_follow_up(held, by=case.lead)
    with pytest.raises(RuleBroken):
        rating.restore_rating(found, by=case.lead)
    monitoring.hold_follow_up(held, by=case.lead, held_on=TODAY, result="on_track", self_rating=6)
    assert [(one.pk, one.value) for one in SelfRating.objects.counted()] == [(found.pk, 6)]


def test_a_rating_just_given_is_undone_from_where_it_was_given(case: Case, signed_in: Callable[..., Client]) -> None:
    browser, there = signed_in(case.lead), reverse("cases:guiding_goal", args=[case.pk])
    browser.post(there, {"self_rating": "7"})
    found = SelfRating.objects.get()
    undo = reverse("cases:self_rating_withdraw", args=[case.pk, found.pk])
    assert f'action="{undo}"' in browser.get(reverse("cases:case", args=[case.pk])).content.decode()
    browser.post(undo)
    assert nearness_of(case) is None
    browser.post(there, {"self_rating": "5"})
    assert [(one.pk, one.value) for one in SelfRating.objects.counted()] == [(found.pk, 5)]


# The pages


def test_the_form_of_a_review_rates_the_goals_on_their_scales(case: Case, signed_in: Callable[..., Client]) -> None:
    look, goal = add_follow_up(case), goal_of(case)
    browser, address = signed_in(case.lead), reverse("cases:follow_up", args=[case.pk, look.pk])
    page = browser.get(address).content.decode()
    assert goal.scale_expected in page
    assert "(zuletzt)" in page
    browser.post(
        address,
        {
            "seen": look.revision,
            "held_on": TODAY,
            "result": "on_track",
            "self_rating": 4,
            f"ziel-{goal.pk}-level": "1",
            f"ziel-{goal.pk}-note": "Bescheid ist da.",
        },
    )
    rating = GoalRating.objects.get(follow_up=look)
    assert (rating.level, rating.note, rating.agreement) == (1, "Bescheid ist da.", goal.agreed_in)
    assert goal.scale_more in browser.get(address).content.decode()


def test_a_level_outside_the_scale_is_refused_at_its_field(case: Case, signed_in: Callable[..., Client]) -> None:
    look, goal = add_follow_up(case), goal_of(case)
    answers = {"seen": look.revision, "held_on": TODAY, "result": "on_track", f"ziel-{goal.pk}-level": "3"}
    response = signed_in(case.lead).post(reverse("cases:follow_up", args=[case.pk, look.pk]), answers)
    assert response.status_code == 422
    assert f'href="#id_ziel-{goal.pk}-level_0"' in response.content.decode()
    assert not GoalRating.objects.exists()


def test_a_review_of_one_goal_asks_about_that_goal_only(case: Case, signed_in: Callable[..., Client]) -> None:
    goals.renegotiate_goals(case, by=case.lead, reason="Eins mehr.")
    case.refresh_from_db()
    other = add_action_goal(case, frame=goal_of(case).frame_goal, title="Noch eins")
    goals.agree_goals(case, by=case.lead, agreed_on=TODAY)
    look = add_follow_up(case, action_goal=other)
    page = signed_in(case.lead).get(reverse("cases:follow_up", args=[case.pk, look.pk])).content.decode()
    assert f"ziel-{other.pk}-level" in page
    assert f"ziel-{goal_of(case).pk}-level" not in page


def test_the_page_says_what_changed_and_holds_every_value_in_a_table(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    review(case, 0, weeks_ago=2)
    browser = signed_in(case.lead)
    page = browser.get(reverse("cases:goal_course", args=[case.pk])).content.decode()
    assert "Wohnen: von 40 auf 50, wie erwartet erreicht" in page
    assert page.count('<svg class="rf-chart"') == 1
    assert re.findall(r'<td class="rf-num">(\d+)</td>', page) == ["40", "50"]
    assert "von 40 auf 50" in browser.get(reverse("cases:case", args=[case.pk])).content.decode()


def test_it_costs_the_same_however_often_one_looked(
    case: Case, signed_in: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    browser, address = signed_in(case.lead), reverse("cases:goal_course", args=[case.pk])
    for weeks in range(7):
        review(case, weeks % 3 - 1, weeks_ago=weeks)
    with django_assert_max_num_queries(12):
        browser.get(address)


def test_whoever_works_with_own_contributions_only_sees_no_course(case: Case, signed_in: Callable[..., Client]) -> None:
    member = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER, scope=Scope.OWN)
    assert signed_in(member).get(reverse("cases:goal_course", args=[case.pk])).status_code == 404
