"""How much somebody carries: weights by intensity, a limit per full-time seat, decided by the head of unit."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.base.models import EditConflict
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases import figures
from roterfaden.cases.actions import appointments, monitoring, visits
from roterfaden.cases.actions.caseload import set_caseload_rule
from roterfaden.cases.actions.cover import arrange_cover
from roterfaden.cases.actions.intensity import set_intensity
from roterfaden.cases.figures import Load
from roterfaden.cases.models import (
    AdviceFigure,
    CarriedCase,
    Case,
    CaseloadRule,
    CaseTask,
    ChecklistStep,
    FollowUp,
    Intensity,
    LeaveCover,
    Overdue,
    OverdueFigure,
    Phase,
    Problem,
    Referral,
)
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    CaseManagerFactory,
    HeadOfUnitFactory,
    OfferFactory,
    UserFactory,
    add_appointment,
    add_follow_up,
    add_measure,
    ask_provider,
)
from tests.world import begin_area_change

pytestmark = pytest.mark.django_db
RULE = "cases:caseload_rule"


def carry(worker: User, *intensities: Intensity) -> None:
    for intensity in intensities:
        set_intensity(CaseFactory(lead=worker), by=worker, intensity=intensity)


def load_of(worker: User) -> Load:
    return next(load for load in figures.loads(HeadOfUnitFactory()) if load.pk == worker.pk)


def decide(**wording: Any) -> CaseloadRule:
    return set_caseload_rule(by=HeadOfUnitFactory(), seen=0, source="Absprache im Team", **wording)


def filled(*workers: User, **values: Any) -> dict[str, Any]:
    shares = {f"share_{worker.pk}": 100 for worker in workers}
    wording = {"weight_close": "3", "weight_regular": "1", "weight_loose": "0.5", "limit": 40, "source": "Absprache"}
    return {"seen": 0, **wording, **shares, **values}


def test_without_a_decision_the_proposal_counts_and_says_that_nobody_has_confirmed_it(
    signed_in: Callable[..., Client],
) -> None:
    head = HeadOfUnitFactory()
    assert not CaseloadRule.in_force(head).is_decided
    page = signed_in(head).get(reverse(RULE)).content.decode()
    assert "unbestätigter Vorschlag" in page
    assert "DGCC" in page
    assert "Unbestätigter Vorschlag." in signed_in(head).get(reverse("cases:workload")).content.decode()


def test_open_cases_weigh_by_how_closely_they_are_accompanied() -> None:
    worker = CaseManagerFactory()
    carry(worker, Intensity.CLOSE, Intensity.REGULAR, Intensity.LOOSE)
    CaseFactory(lead=worker, phase=Phase.CLOSED)
    burden = load_of(worker).burden
    assert (burden.open, burden.weight, burden.limit, burden.percent) == (3, Decimal("3.5"), Decimal(75), 5)
    assert figures.own_burden(worker) == burden


def test_a_half_seat_carries_half() -> None:
    worker = CaseManagerFactory()
    carry(worker, *[Intensity.REGULAR] * 2)
    decide(limit=3, shares={str(worker.pk): 50})
    burden = load_of(worker).burden
    assert (burden.limit, burden.percent, burden.is_over) == (Decimal("1.5"), 133, True)


def test_too_much_is_said_in_words_to_the_head_and_to_whoever_carries_it(signed_in: Callable[..., Client]) -> None:
    worker = CaseManagerFactory()
    carry(worker, Intensity.CLOSE)
    decide(limit=1)
    for user, name in ((HeadOfUnitFactory(), "cases:workload"), (worker, "cases:cases")):
        page = signed_in(user).get(reverse(name)).content.decode()
        assert "über der Grenze" in page
        assert 'value="1.0" max="1.0"' in page
    assert "200 %" in signed_in(HeadOfUnitFactory()).get(reverse("cases:workload")).content.decode()


def test_a_head_of_unit_decides_and_the_versions_stay_readable(signed_in: Callable[..., Client]) -> None:
    head, worker = HeadOfUnitFactory(), CaseManagerFactory()
    browser = signed_in(head)
    assert browser.post(reverse(RULE), filled(worker, **{f"share_{worker.pk}": 50})).status_code == 302
    decided = CaseloadRule.objects.get()
    assert (decided.limit, decided.weight_close, decided.shares, decided.changed_by) == (
        40, Decimal(3), {str(worker.pk): 50}, head,
    )  # fmt: skip
    browser.post(reverse(RULE), filled(worker, seen=decided.revision, limit=35, source="Personalrat"))
    page = browser.get(reverse(RULE)).content.decode()
    assert "Grenze 40" in page
    assert "Grenze 35" in page
    assert CaseloadRule.objects.get().shares == {}


def test_the_share_of_a_colleague_who_is_away_for_now_is_kept(signed_in: Callable[..., Client]) -> None:
    gone, worker = CaseManagerFactory(), CaseManagerFactory()
    rule = decide(shares={str(gone.pk): 60})
    gone.seats.update(ends_on=timezone.localdate().replace(year=2021))
    signed_in(HeadOfUnitFactory()).post(reverse(RULE), filled(worker, seen=rule.revision))
    assert CaseloadRule.objects.get().shares == {str(gone.pk): 60}


def test_what_somebody_else_decided_meanwhile_is_not_overwritten(signed_in: Callable[..., Client]) -> None:
    worker = CaseManagerFactory()
    decide(limit=30)
    answer = signed_in(HeadOfUnitFactory()).post(reverse(RULE), filled(worker, seen=0, limit=90))
    assert (answer.status_code, CaseloadRule.objects.get().limit) == (409, 30)
    with pytest.raises(EditConflict):
        decide(limit=90)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"weight_loose": "0"}, {"weight_close": "viel"}, {"source": ""}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    worker = CaseManagerFactory()
    assert signed_in(HeadOfUnitFactory()).post(reverse(RULE), filled(worker, **wrong)).status_code == 422
    assert signed_in(HeadOfUnitFactory()).post(
        reverse(RULE), filled(worker, **{f"share_{worker.pk}": 0})
    ).status_code == 422  # fmt: skip
    assert not CaseloadRule.objects.exists()


def test_there_is_one_rule_and_it_weighs_something() -> None:
    rule = decide()
    for fault in ({"single": True}, {"single": False}, {"limit": 0}):
        again = CaseloadRule(source="x", changed_by=rule.changed_by, changed_at=timezone.now())
        for name, value in fault.items():
            setattr(again, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.HEAD_OF_UNIT, Role.CASE_MANAGER}])
def test_others_do_not_see_what_was_decided(role: Role) -> None:
    decide()
    assert not CaseloadRule.objects.visible_to(UserFactory(roles=[role])).exists()


# What is overdue --------------------------------------------------------------------------------------------------


def everything_late(case: Case) -> None:
    """One of each kind that is late, and beside it what is not, or not any more."""
    today, lead = timezone.localdate(), case.lead
    yesterday, days_of_steps = today - timedelta(days=1), begin_area_change(case).steps
    days_of_steps.update(due_on=today)
    days_of_steps.filter(key="konto").update(due_on=yesterday)
    add_appointment(case, days=-1)
    add_appointment(case, days=0)
    appointments.miss_appointment(add_appointment(case, days=-1), by=lead)
    add_follow_up(case, in_days=-1)
    add_follow_up(case, in_days=0)
    monitoring.add_task(by=lead, case=case, title="Spät", due_on=yesterday, owner=case.members.last().user)
    monitoring.finish_task(monitoring.add_task(by=lead, case=case, title="Da", due_on=yesterday), by=lead)
    monitoring.withdraw_task(monitoring.add_task(by=lead, case=case, title="Weg", due_on=yesterday), by=lead)
    monitoring.add_task(by=lead, case=case, title="Ohne Tag")
    monitoring.add_task(by=lead, title="Ohne Akte", due_on=yesterday)
    mould = {"kind": "mould", "text": "Schimmel", "since": yesterday, "due_on": yesterday}
    visits.find_problem(case, by=lead, **mould)
    visits.solve_problem(visits.find_problem(case, by=lead, **mould), by=lead, solved_on=today, solution="Gelüftet.")
    measure = add_measure(case.frame_goals.get().action_goals.get(), offer=OfferFactory())
    Referral.objects.filter(pk=ask_provider(measure).pk).update(sent_at=timezone.now() - timedelta(days=15))


def test_everything_overdue_is_counted_by_kind_and_nothing_else() -> None:
    worker, other = CaseManagerFactory(), CaseManagerFactory()
    everything_late(CaseFactory(lead=worker, phase=Phase.STEERING, deputy=CaseManagerFactory()))
    everything_late(CaseFactory(lead=other, phase=Phase.STEERING))
    add_follow_up(CaseFactory(lead=other), in_days=-1)
    assert load_of(worker).by_kind == [(kind, 1) for kind in Overdue]
    assert (load_of(other).overdue, load_of(other).late[Overdue.FOLLOW_UP]) == (7, 2)
    assert figures.total(figures.loads(HeadOfUnitFactory())).overdue == 13


def test_in_a_closed_case_nothing_is_overdue() -> None:
    case = CaseFactory(phase=Phase.STEERING)
    everything_late(case)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now(), close_reason="moved")
    assert load_of(case.lead).overdue == 0


def test_of_what_is_overdue_the_head_of_unit_sees_figures_and_nobodys_case(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    everything_late(case)
    head = HeadOfUnitFactory()
    page = signed_in(head).get(reverse("cases:workload")).content.decode()
    assert "Probleme in der Wohnung" in page
    told = (case.client.family_name, case.reference, str(case.pk), "Spät", "Schimmel", "Ist der Antrag abgegeben?")
    assert [word for word in told if word in page] == []
    with serving(head.pk, Purpose.STEERING):
        row = OverdueFigure.objects.values().first()
        assert set(row or {}) == {"id", "lead_id", "what", "count"}
        for model in (FollowUp, CaseTask, Problem, Referral, ChecklistStep):
            assert not model._default_manager.exists()
    for user, purpose in ((head, Purpose.CASE_WORK), (case.lead, Purpose.CASE_WORK), (case.lead, Purpose.STEERING)):
        with serving(user.pk, purpose):
            assert not OverdueFigure.objects.exists()


def test_of_another_organisation_the_head_of_a_unit_learns_nothing(signed_in: Callable[..., Client]) -> None:
    case, elsewhere = CaseFactory(phase=Phase.STEERING), UserFactory(roles=[Role.HEAD_OF_UNIT])
    everything_late(case)
    AdvisedIntakeFactory(taken_by=case.lead)
    arrange_cover(by=case.lead, absent=case.lead, cover=CaseManagerFactory(name="Mira Kollegin"), **_this_week())
    browser = signed_in(elsewhere)
    for page in ("cases:workload", "cases:covers"):
        content = browser.get(reverse(page)).content.decode()
        assert [name for name in (case.lead.name, "Mira Kollegin") if name in content] == [], page
    with serving(elsewhere.pk, Purpose.STEERING):
        for figure in (CarriedCase, OverdueFigure, AdviceFigure, LeaveCover):
            assert not figure._default_manager.exists()


def test_a_cover_is_ended_by_those_whom_it_concerns_and_their_head(signed_in: Callable[..., Client]) -> None:
    lead, elsewhere = CaseManagerFactory(), UserFactory(roles=[Role.HEAD_OF_UNIT])
    cover = arrange_cover(by=lead, absent=lead, cover=CaseManagerFactory(), **_this_week())
    revoke = reverse("cases:cover_revoke", args=[cover.pk])
    assert signed_in(elsewhere).post(revoke).status_code == 404
    signed_in(cover.cover).post(revoke)
    assert LeaveCover.objects.standing().exists()
    signed_in(HeadOfUnitFactory()).post(revoke)
    assert not LeaveCover.objects.standing().exists()


def _this_week() -> dict[str, Any]:
    today = timezone.localdate()
    return {"starts_on": today, "ends_on": today + timedelta(days=6)}


def test_the_figures_cost_the_same_however_much_is_late(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    head = HeadOfUnitFactory()
    assert head.roles  # asked once a request, not by the figures
    for _number in range(2):
        everything_late(CaseFactory(phase=Phase.STEERING))
        with django_assert_max_num_queries(5):
            figures.loads(head)
