"""The team of a case: who joins may open the file, who leaves may not."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import team
from roterfaden.cases.models import Act, Case, Part
from tests.factories import CaseFactory, CaseManagerFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_deputy_opens_the_file_and_closes_it_again_when_leaving(signed_in: Callable[..., Client]) -> None:
    case, colleague = CaseFactory(), CaseManagerFactory()
    browser, page = signed_in(case.lead), reverse("cases:team", args=[case.pk])
    browser.post(page, {"user": colleague.pk, "part": "deputy"})
    assert Case.objects.visible_to(colleague).exists()
    member = case.members.get(user=colleague)
    browser.post(reverse("cases:team_leave", args=[case.pk, member.pk]))
    assert not Case.objects.visible_to(colleague).exists()
    assert case.timeline.filter(act=Act.TEAM_CHANGED).count() == 2


def test_only_case_managers_can_join(signed_in: Callable[..., Client]) -> None:
    case, stranger = CaseFactory(), UserFactory()
    response = signed_in(case.lead).post(reverse("cases:team", args=[case.pk]), {"user": stranger.pk, "part": "deputy"})
    assert response.status_code == 422


def test_somebody_is_always_responsible() -> None:
    case = CaseFactory()
    with pytest.raises(RuleBroken):
        team.leave_team(case.members.get(part=Part.LEAD), by=case.lead)


def test_nobody_joins_twice() -> None:
    case, colleague = CaseFactory(), CaseManagerFactory()
    team.join_team(case, by=case.lead, user=colleague, part=Part.MEMBER)
    with pytest.raises(RuleBroken):
        team.join_team(case, by=case.lead, user=colleague, part=Part.DEPUTY)
