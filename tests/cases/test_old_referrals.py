"""Referrals from before there were consents: the migration gives each the disclosure it was."""

import pytest
from django.core.management import call_command

from roterfaden.cases.models import ActionGoal, Phase, Referral
from tests.factories import CaseFactory, OfferFactory, add_measure, ask_provider

BEFORE = "0005_awaited_answers"


@pytest.mark.django_db(transaction=True)
def test_an_old_referral_becomes_a_disclosure_for_that_one_act_and_opens_nothing() -> None:
    case = CaseFactory(phase=Phase.PLANNING)
    ask_provider(add_measure(ActionGoal.objects.get(), offer=OfferFactory(title="Mietberatung")), message="Frau H.")
    call_command("migrate", "cases", BEFORE, verbosity=0)
    call_command("migrate", "cases", verbosity=0)
    referral = Referral.objects.get()
    disclosure = referral.disclosure
    assert disclosure.consent is not None
    assert (disclosure.text, disclosure.purpose_detail, disclosure.case) == ("Frau H.", "Mietberatung", case)
    assert (disclosure.consent.given_how, disclosure.consent.single_act) == ("before", True)
    assert not referral.lacks_consent
    assert referral.events.filter(disclosure=disclosure).exists()  # type: ignore[attr-defined]
