"""Consents: what is recorded stays, what is withdrawn stops at once, and the database insists on both."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.models import Case, Consent, ConsentState, Disclosure, Phase
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    OrganisationFactory,
    ask_provider,
    disclose_to,
    give_consent,
)

pytestmark = pytest.mark.django_db


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def case() -> Case:
    return CaseFactory(phase=Phase.PLANNING)


@pytest.fixture
def browser(signed_in: Callable[..., Client], case: Case) -> Client:
    return signed_in(case.lead)


def entered(**values: Any) -> dict[str, Any]:
    """A filled consent form."""
    return {
        "recipient": OrganisationFactory().pk,
        "purpose": "housing",
        "kinds": ["contact", "housing"],
        "valid_until": in_days(90).isoformat(),
        "given_on": timezone.localdate().isoformat(),
        "given_how": "paper",
        "language": "ar",
    } | values


def test_a_consent_is_recorded_with_who_heard_it_and_told_on_the_timeline(browser: Client, case: Case) -> None:
    form = entered(given_how="oral_interpreter", interpreted_by="Frau Nasser")
    response = browser.post(url("consent_add", case), form)
    consent = Consent.objects.get()
    assert response["Location"] == url("consent", case, consent.pk)
    assert (consent.language, consent.interpreted_by, consent.recorded_by) == ("ar", "Frau Nasser", case.lead)
    assert consent.state == ConsentState.RUNNING
    assert case.timeline.filter(act="consent_given", subject=consent.pk).exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("interpreted_by", {"given_how": "oral_interpreter"}),
        ("witness", {"given_how": "oral_witness"}),
        ("kinds", {"kinds": []}),
        ("special_named", {"special_kinds": ["health"]}),
        ("recipient", {"recipient": ""}),
        ("recipient", {"recipient_described": "Frau Wagner"}),
        ("purpose_detail", {"purpose": "other"}),
        ("valid_until", {"valid_until": ""}),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_recorded(
    browser: Client, case: Case, field: str, values: dict[str, Any]
) -> None:
    response = browser.post(url("consent_add", case), entered(**values))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Consent.objects.exists()


@pytest.mark.parametrize("days", [-1, 800])
def test_a_consent_neither_ends_before_it_begins_nor_holds_for_ever(browser: Client, case: Case, days: int) -> None:
    response = browser.post(url("consent_add", case), entered(valid_until=in_days(days).isoformat()))
    assert response.status_code == 422
    assert not Consent.objects.exists()


def test_one_goes_on_where_the_consent_was_missing(browser: Client, case: Case) -> None:
    there = reverse("cases:disclose", args=[case.pk])
    page = f"{url('consent_add', case)}?wozu=leistungen&dann={there}"
    shown = browser.get(page)
    filled = shown.context["form"].initial
    assert (filled["purpose"], filled["kinds"]) == ("benefits", ["contact", "income"])
    assert f'href="{there}"' in shown.content.decode()
    answer = browser.post(page, entered())
    assert (answer.status_code, answer.headers["Location"]) == (302, there)


@pytest.mark.parametrize("there", ["//example.org/", "/app/heute/", "https://example.org/", "/app/faelle/"])
def test_no_other_address_is_gone_to_after_a_consent(browser: Client, case: Case, there: str) -> None:
    answer = browser.post(f"{url('consent_add', case)}?dann={there}", entered())
    assert answer.headers["Location"] == url("consent", case, Consent.objects.get().pk)


def test_the_paper_is_printed_before_anything_is_recorded(browser: Client, case: Case) -> None:
    response = browser.post(url("consent_add", case), entered(print="1"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert not Consent.objects.exists()


def test_the_same_consent_does_not_run_twice(case: Case) -> None:
    organisation = OrganisationFactory()
    give_consent(case, recipient=organisation)
    with pytest.raises(RuleBroken):
        give_consent(case, recipient=organisation)
    assert give_consent(case, recipient=organisation, kinds=["contact"])


def test_after_a_withdrawal_the_same_may_be_allowed_anew(case: Case) -> None:
    organisation = OrganisationFactory()
    withdraw_consent(give_consent(case, recipient=organisation), by=case.lead, how="phone")
    assert give_consent(case, recipient=organisation).state == ConsentState.RUNNING


@pytest.mark.parametrize(
    "change",
    [
        {"kinds": ["contact", "health"]},
        {"valid_until": date(2099, 1, 1)},
        {"purpose": "benefits"},
        {"given_how": "paper", "interpreted_by": "jemand"},
    ],
)
def test_the_database_keeps_the_wording_of_a_consent(case: Case, change: dict[str, Any]) -> None:
    consent = give_consent(case)
    with pytest.raises(Error), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(**change)


def test_a_withdrawal_is_neither_taken_back_nor_is_a_consent_deleted(case: Case) -> None:
    consent = withdraw_consent(give_consent(case), by=case.lead, how="phone")
    with pytest.raises(Error), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(
            withdrawn_at=None, withdrawn_on=None, withdrawn_how="", withdrawn_by=None
        )
    with pytest.raises(Error), transaction.atomic():
        consent.delete()


@pytest.mark.parametrize(
    "broken",
    [
        {"kinds": []},
        {"kinds": ["health"]},
        {"valid_until": date(2020, 1, 1)},
        {"given_on": date(2090, 1, 1)},
        {"given_how": "oral_witness"},
        {"recipient": None},
        {"recipient_described": "noch jemand"},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_the_database_itself_refuses_what_no_consent_can_be(case: Case, broken: dict[str, Any]) -> None:
    values = {
        "case": case,
        "recipient": OrganisationFactory(),
        "purpose": "housing",
        "kinds": ["contact"],
        "valid_until": in_days(30),
        "given_how": "paper",
        "language": "de",
        "recorded_by": case.lead,
    } | broken
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**values)


def test_a_state_follows_from_the_dates(case: Case) -> None:
    consent = give_consent(case, valid_until=in_days(10))
    consent.valid_from = in_days(1)
    assert consent.state == ConsentState.LATER
    consent.valid_from, consent.valid_until = in_days(-9), in_days(-1)
    assert consent.state == ConsentState.EXPIRED
    assert not consent.holds
    disclose_to(OrganisationFactory(), case, single_act=True)
    used = Consent.objects.with_use().get(single_act=True)
    assert used.state == ConsentState.USED


def test_a_withdrawal_closes_what_went_out_at_once_and_says_how(browser: Client, case: Case) -> None:
    disclosure = disclose_to(OrganisationFactory(), case)
    there = url("consent_withdraw", case, disclosure.consent_id)
    browser.post(there, {"how": "phone", "on": timezone.localdate().isoformat(), "note": "Rief an."})
    disclosure.refresh_from_db()
    assert (disclosure.closed_why, disclosure.is_open) == ("withdrawn", False)
    consent = Consent.objects.get()
    assert (consent.withdrawn_how, consent.withdrawn_by, consent.withdrawn_note) == ("phone", case.lead, "Rief an.")
    assert case.timeline.filter(act="consent_withdrawn").exists()


def test_a_withdrawal_by_raw_means_closes_access_too(case: Case) -> None:
    disclosure = disclose_to(OrganisationFactory(), case)
    Consent.objects.update(
        withdrawn_at=timezone.now(), withdrawn_on=timezone.localdate(), withdrawn_how="paper", withdrawn_by=case.lead
    )
    assert Disclosure.objects.get(pk=disclosure.pk).closed_at is not None


def test_consent_can_be_withdrawn_after_the_case_is_closed(case: Case) -> None:
    from tests.factories import advance

    consent = give_consent(case)
    advance(case, Phase.CLOSED)
    withdraw_consent(consent, by=case.lead, how="in_person")
    assert Consent.objects.get().state == ConsentState.WITHDRAWN


@pytest.mark.parametrize("days", [-400, 1])
def test_a_withdrawal_lies_between_the_consent_and_today(case: Case, days: int) -> None:
    with pytest.raises(RuleBroken):
        withdraw_consent(give_consent(case), by=case.lead, how="phone", on=in_days(days))


@pytest.mark.parametrize("name", ["consent", "consent_withdraw", "consent_paper", "withdrawal_paper"])
def test_consents_of_others_do_not_exist(signed_in: Callable[..., Client], case: Case, name: str) -> None:
    consent, stranger = give_consent(case), CaseManagerFactory()
    assert signed_in(stranger).get(url(name, case, consent.pk)).status_code == 404
    own = CaseFactory(lead=stranger)
    assert signed_in(stranger).get(url(name, own, consent.pk)).status_code == 404
    assert not Consent.objects.visible_to(stranger).exists()


def test_a_consent_that_runs_out_soon_matters_on_the_persons_page(browser: Client, case: Case) -> None:
    give_consent(case, recipient=OrganisationFactory(name="Wohnhilfe"), valid_until=in_days(5))
    page = browser.get(url("case", case)).content.decode()
    assert "Einwilligung für Wohnhilfe läuft ab" in page


def test_a_running_referral_whose_consent_was_withdrawn_must_be_ended_or_asked_anew(
    browser: Client, case: Case
) -> None:
    from roterfaden.cases.models import ActionGoal
    from tests.factories import OfferFactory, add_measure

    referral = ask_provider(add_measure(ActionGoal.objects.get(), offer=OfferFactory(title="Mietberatung")))
    consent = referral.disclosure.consent
    assert consent is not None
    withdraw_consent(consent, by=case.lead, how="phone")
    assert "Einwilligung gilt nicht mehr" in browser.get(url("case", case)).content.decode()
    assert "Neu einwilligen lassen" in browser.get(url("referral", case, referral.pk)).content.decode()
    form = {
        "given_how": "paper", "language": "de", "valid_until": in_days(60).isoformat(), "consent_given": "on",
    }  # fmt: skip
    assert browser.post(url("referral_renew", case, referral.pk), form).status_code == 302
    referral.refresh_from_db()
    assert not referral.lacks_consent
    assert referral.disclosure.text == "Anfrage"
    assert referral.disclosure.is_open
    assert Disclosure.objects.count() == 2


@pytest.mark.parametrize("name", ["passing_on", "consent", "consent_withdraw"])
def test_pages_cost_the_same_however_much_was_passed_on(
    browser: Client, case: Case, name: str, django_assert_max_num_queries: Any
) -> None:
    consent = give_consent(case)
    more = [] if name == "passing_on" else [consent.pk]
    for _round in range(2):
        for _number in range(3):
            disclose_to(OrganisationFactory(), case)
        with django_assert_max_num_queries(12):
            assert browser.get(url(name, case, *more)).status_code == 200


def test_the_list_teaches_as_long_as_it_is_empty(browser: Client, case: Case) -> None:
    page = browser.get(url("passing_on", case)).content.decode()
    assert "Noch keine Einwilligung" in page
    assert "Noch nichts übermittelt" in page
