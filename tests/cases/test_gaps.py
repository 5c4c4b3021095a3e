"""What was missing: noted once in the file, counted with others after the quarter, answered where it arose."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import plan, referrals, safeguards, team
from roterfaden.cases.actions.gaps import count_needs, count_quarter, let_count
from roterfaden.cases.echoes import Echo
from roterfaden.cases.models import (
    ActionGoal,
    Case,
    Gap,
    Measure,
    MeasureKind,
    Part,
    Phase,
    Referral,
    SafeguardKind,
    Scope,
)
from roterfaden.concept.models import TargetGroup
from roterfaden.needs.actions import record_outcome
from roterfaden.needs.models import Need, NeedKind, OutcomeState
from roterfaden.needs.quarters import quarter_after, quarter_of
from roterfaden.network.models import Organisation
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OfferFactory,
    SeatFactory,
    UserFactory,
    add_measure,
    ask_provider,
)

pytestmark = pytest.mark.django_db


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


@pytest.fixture
def case() -> Case:
    lead = CaseManagerFactory()
    client = ClientFactory(created_by=lead, district=DistrictFactory(name="Hüls"), legal_area="asylblg")
    return CaseFactory(lead=lead, client=client, phase=Phase.PLANNING)


@pytest.fixture
def goal(case: Case) -> ActionGoal:
    return ActionGoal.objects.get(frame_goal__case=case)


@pytest.fixture
def group() -> TargetGroup:
    return TargetGroup.objects.create(key="asylverfahren-duldung", name="Menschen im Asylverfahren")


@pytest.fixture
def browser(signed_in: Callable[..., Client], case: Case) -> Client:
    return signed_in(case.lead)


def nothing_fits(goal: ActionGoal) -> Gap:
    case = goal.frame_goal.case
    made = plan.add_measure(goal, by=case.lead, kind=MeasureKind.NO_OFFER, title="Kurs", missing="Kurs am Abend")
    return Gap.objects.get(measure=made)


def asked(goal: ActionGoal) -> Referral:
    return ask_provider(add_measure(goal, offer=OfferFactory()))


def answer(referral: Referral, *states: str) -> Gap:
    for state in states:
        referrals.answer_referral(referral, by=referral.case.lead, state=state, reason="voll")
    return Gap.objects.get(referral=referral)


def quarter_of_today() -> date:
    return quarter_of(Gap.objects.all()[0].month)


# Noted in the file


def test_from_the_search_two_touches_are_enough(
    browser: Client, case: Case, goal: ActionGoal, group: TargetGroup
) -> None:
    search = browser.get(url("measure_add", case, goal.pk)).content.decode()
    assert "?art=no_offer" in search
    there = url("measure_add", case, goal.pk) + "?art=no_offer"
    form = browser.get(there).context["form"]
    assert (form.initial["missing"], form.initial["target_group"]) == ("Wohnen: nichts Passendes gefunden", group.pk)
    prefilled = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in prefilled.items() if value is not None}
    assert browser.post(there, sent).status_code == 302
    gap = Gap.objects.get()
    assert (gap.kind, gap.field_of_action.key, gap.target_group, gap.district) == (
        NeedKind.NOTHING_FITS, "wohnen", group, case.client.district,
    )  # fmt: skip
    assert "zählt ohne Namen als Bedarf" in case.timeline.get(act="step_added").text


def test_steering_anew_without_an_offer_counts_once(browser: Client, case: Case, goal: ActionGoal) -> None:
    measure = add_measure(goal, offer=OfferFactory())
    there = url("steer_anew", case, measure.pk) + "?art=no_offer"
    browser.post(there, {"missing": "Etwas", "compromise": "", "target_group": ""})
    referrals.steer_anew(measure, by=case.lead, missing="Etwas anderes")
    assert (Gap.objects.get().kind, Gap.objects.get().target_group) == (NeedKind.NOTHING_FITS, None)


@pytest.mark.parametrize(
    ("states", "kind"),
    [
        (["declined"], NeedKind.DECLINED),
        (["ended_early"], NeedKind.NO_ANSWER),
        (["accepted", "ended_early"], NeedKind.ENDED_EARLY),
        (["started", "ended_early"], NeedKind.ENDED_EARLY),
    ],
)
def test_a_referral_that_failed_leaves_a_gap(
    goal: ActionGoal, group: TargetGroup, states: list[str], kind: NeedKind
) -> None:
    gap = answer(asked(goal), *states)
    assert (gap.kind, gap.field_of_action.key, gap.target_group) == (kind, "wohnen", group)
    assert gap.month.day == 1


def test_one_that_ends_well_leaves_none(case: Case, goal: ActionGoal) -> None:
    referral = asked(goal)
    for state in ("accepted", "started", "done"):
        referrals.answer_referral(referral, by=case.lead, state=state)
    assert not Gap.objects.exists()


def test_a_refusal_taken_back_counts_no_more_and_a_second_one_counts_once(case: Case, goal: ActionGoal) -> None:
    referral = asked(goal)
    gap = answer(referral, "declined")
    referrals.correct_referral(referral, by=case.lead, reason="verklickt")
    gap.refresh_from_db()
    assert gap.is_left_out
    answer(referral, "accepted", "ended_early")
    gap.refresh_from_db()
    assert (gap.is_left_out, gap.kind, Gap.objects.count()) == (False, NeedKind.ENDED_EARLY, 1)


def test_a_measure_that_leaves_the_plan_counts_no_more(case: Case, goal: ActionGoal) -> None:
    gap = nothing_fits(goal)
    plan.drop_step(gap.measure, by=case.lead)
    gap.refresh_from_db()
    assert gap.is_left_out
    plan.restore_step(gap.measure, by=case.lead)
    gap.refresh_from_db()
    assert not gap.is_left_out


def test_the_case_manager_says_that_it_is_no_need_and_changes_her_mind(
    browser: Client, case: Case, goal: ActionGoal
) -> None:
    gap = answer(asked(goal), "ended_early")
    there = url("gap_count", case, gap.pk)
    page = browser.post(there, follow=True).content.decode()
    assert "Zählt nicht als Bedarf." in page
    assert f"{there}?zaehlt" in page
    assert Gap.objects.get().is_left_out
    browser.post(f"{there}?zaehlt")
    assert not Gap.objects.get().is_left_out


# Counted


def test_one_person_counts_once_and_too_few_wait_for_the_next_quarter(case: Case, goal: ActionGoal) -> None:
    nothing_fits(goal)
    answer(asked(goal), "declined")
    district = case.client.district
    for _person in range(3):
        another = CaseFactory(phase=Phase.PLANNING, client__district=district)
        nothing_fits(ActionGoal.objects.get(frame_goal__case=another))
    quarter = quarter_of_today()
    assert count_quarter(quarter) == 0
    assert (Need.objects.count(), Gap.objects.waiting().count()) == (0, 5)
    fifth = CaseFactory(phase=Phase.PLANNING, client__district=district)
    nothing_fits(ActionGoal.objects.get(frame_goal__case=fifth))
    following = quarter_after(quarter)
    assert count_quarter(following) == 5
    whole = Need.objects.get(by="")
    assert (whole.quarter, whole.field, whole.district, whole.number) == (following, "wohnen", district.key, 5)
    assert set(Gap.objects.values_list("counted_in", flat=True)) == {following}
    assert count_quarter(quarter_after(following)) == 0
    gap = Gap.objects.filter(case=case, referral=None).get()
    with pytest.raises(RuleBroken):
        let_count(gap, by=case.lead, counts=False)
    plan.drop_step(gap.measure, by=case.lead)
    assert set(Gap.objects.values_list("is_left_out", flat=True)) == {False}


def test_the_daily_run_counts_after_the_quarter_and_once(goal: ActionGoal) -> None:
    nothing_fits(goal)
    quarter = quarter_of_today()
    following = quarter_after(quarter)
    with pytest.MonkeyPatch.context() as patch:
        counted: list[date] = []
        patch.setattr("roterfaden.cases.actions.gaps.count_quarter", lambda one: counted.append(one) or 0)
        count_needs(following)
        count_needs(following.replace(day=2))
    assert counted[-1] == quarter
    assert counted[0] < quarter
    call_command("count_needs", stdout=StringIO())
    assert count_needs() == 0


@pytest.mark.parametrize("kind", [SafeguardKind.RESTRICTION, SafeguardKind.OBJECTION])
def test_nobody_is_counted_whose_data_may_not_be_used(case: Case, goal: ActionGoal, kind: SafeguardKind) -> None:
    for _person in range(4):
        another = CaseFactory(phase=Phase.PLANNING, client__district=case.client.district)
        nothing_fits(ActionGoal.objects.get(frame_goal__case=another))
    nothing_fits(goal)
    safeguards.set_safeguard(case.client, kind, by=case.lead, reason="Sie will es so.")
    assert count_quarter(quarter_of_today()) == 0


# What became of it


def outcome(district: Any, text: str, **more: Any) -> None:
    field = FieldOfActionFactory(key="wohnen")
    record_outcome(field, district, by=HeadOfUnitFactory(), seen=0, state=OutcomeState.SOLVED, text=text, **more)


def test_the_file_looks_up_what_became_of_needs_like_hers(browser: Client, case: Case, goal: ActionGoal) -> None:
    gap, refused = nothing_fits(goal), answer(asked(goal), "declined")
    offer = OfferFactory(title="Neue Wohnberatung")
    outcome(case.client.district, "Es gibt jetzt eine Sprechstunde.", offer=offer)
    outcome(DistrictFactory(), "Nur für ein anderes Quartier.")
    outcome(None, "Die Stadt baut.")
    for page in (url("measure", case, gap.measure_id), url("referral", case, refused.referral_id)):
        content = browser.get(page).content.decode()
        assert "Es gibt jetzt eine Sprechstunde." in content
        assert "Die Stadt baut." in content
        assert "Nur für ein anderes Quartier." not in content
    plan_page = browser.get(url("case", case)).content.decode()
    assert "Neue Wohnberatung" in plan_page
    let_count(gap, by=case.lead, counts=False)
    (echo,) = browser.get(url("measure", case, gap.measure_id)).context["echoes"]
    assert echo == Echo(gap, [])


def test_of_a_confidential_place_only_those_with_full_insight_see_the_gap(
    signed_in: Callable[..., Client], case: Case, goal: ActionGoal
) -> None:
    referral = asked(goal)
    Organisation.objects.filter(pk=referral.offer.organisation_id).update(is_sensitive=True)
    gap = answer(referral, "declined")
    member = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=member, part=Part.MEMBER, scope=Scope.ORDINARY)
    assert list(Gap.objects.visible_to(case.lead)) == [gap]
    assert not Gap.objects.visible_to(member).exists()
    assert signed_in(member).post(url("gap_count", case, gap.pk)).status_code == 404


def test_both_doors_leave_the_same(signed_in: Callable[..., Client], case: Case, goal: ActionGoal) -> None:
    """A provider who answers with an account leaves the gap that the case manager's entry would have left."""
    referral = asked(goal)
    provider = SeatFactory(user=UserFactory(), organisation=referral.offer.organisation, role=Role.PROVIDER_STAFF).user
    there = reverse("cases:disclosed_one", args=[referral.disclosure_id])
    signed_in(provider).post(there, {"seen": referral.revision, "state": "declined", "words": "kein Platz"})
    gap, entered = Gap.objects.get(), answer(asked(goal), "declined")
    assert (gap.kind, gap.cell, gap.target_group, gap.month) == (
        entered.kind, entered.cell, entered.target_group, entered.month,
    )  # fmt: skip
    assert Measure.objects.get(pk=gap.measure_id).case_id == gap.case_id
