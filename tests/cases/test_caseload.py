"""How much somebody carries: weights by intensity, a limit per full-time seat, decided by the head of unit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.models import EditConflict
from roterfaden.cases import figures
from roterfaden.cases.actions.caseload import set_caseload_rule
from roterfaden.cases.actions.intensity import set_intensity
from roterfaden.cases.figures import Load
from roterfaden.cases.models import CaseloadRule, Intensity, Phase
from tests.factories import CaseFactory, CaseManagerFactory, HeadOfUnitFactory, UserFactory

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
