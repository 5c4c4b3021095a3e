"""Every state a test may ask for can be reached by acts."""

import pytest

from roterfaden.cases.models import Phase
from tests.factories import AdvisedIntakeFactory, CaseFactory, CaseManagerFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("phase", Phase.values)
def test_a_case_reaches_every_phase_by_its_acts(phase):
    case = CaseFactory(phase=phase)
    case.refresh_from_db()
    assert case.phase == phase


def test_a_deputy_belongs_to_the_team():
    deputy = CaseManagerFactory()
    case = CaseFactory(deputy=deputy)
    assert type(case).objects.visible_to(deputy).get() == case


def test_advice_is_decided():
    assert AdvisedIntakeFactory().decided_at is not None
