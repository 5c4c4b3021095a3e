"""Passing on: never without a basis, exactly what was shown, and readable only for whom it was meant, for a while."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import team
from roterfaden.cases.actions.consents import withdraw_consent
from roterfaden.cases.actions.disclosures import NormApplied, Told, close_disclosure, disclose
from roterfaden.cases.actions.monitoring import add_task
from roterfaden.cases.actions.referrals import answer_referral, correct_referral
from roterfaden.cases.models import ActionGoal, Case, Consent, DataKind, Disclosure, Part, Phase
from roterfaden.cases.norms import catalogue
from roterfaden.network.actions import give_seat
from roterfaden.network.models import Organisation
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    IntakeFactory,
    OfferFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_measure,
    ask_provider,
    disclose_to,
    give_consent,
)

pytestmark = pytest.mark.django_db

TOLD = [Told((DataKind.CONTACT,), "Name: Samira"), Told((DataKind.CONCERN,), "Sucht eine Wohnung.")]


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


def staff_of(organisation: Organisation, role: Role = Role.PROVIDER_STAFF) -> User:
    return SeatFactory(user=UserFactory(), organisation=organisation, role=role).user


@pytest.fixture
def case() -> Case:
    lead = CaseManagerFactory()
    client = ClientFactory(created_by=lead, legal_area="sgb_ii", phone="02365 990123")
    return CaseFactory(lead=lead, client=client, phase=Phase.PLANNING)


@pytest.fixture
def authority() -> Organisation:
    return OrganisationFactory(name="Ausländerwesen", is_immigration_authority=True)


@pytest.fixture
def browser(signed_in: Callable[..., Client], case: Case) -> Client:
    return signed_in(case.lead)


def pass_on(case: Case, consent: Consent, **values: Any) -> Disclosure:
    wanted = {
        "by": case.lead, "told": TOLD, "purpose": consent.purpose, "recipient": consent.recipient,
        "recipient_described": consent.recipient_described, "basis": consent,
    }  # fmt: skip
    return disclose(case, **(wanted | values))


def on_norm(case: Case, key: str, organisation: Organisation, **values: Any) -> Disclosure:
    wanted = {
        "by": case.lead, "told": TOLD, "purpose": "benefits", "recipient": organisation,
        "basis": NormApplied(key, "Das Jobcenter prüft den Anspruch."),
    }  # fmt: skip
    return disclose(case, **(wanted | values))


# --- the basis --------------------------------------------------------------------------------------------------------


def test_a_running_consent_that_covers_everything_carries_it(case: Case) -> None:
    passed = pass_on(case, give_consent(case))
    assert passed.text == "Name: Samira\nSucht eine Wohnung."
    assert passed.snapshot == [
        {"kinds": ["contact"], "text": "Name: Samira"}, {"kinds": ["concern"], "text": "Sucht eine Wohnung."},
    ]  # fmt: skip
    assert passed.kinds == ["contact", "concern"]
    assert case.timeline.filter(act="disclosed", subject=passed.pk).exists()


@pytest.mark.parametrize(
    "beyond",
    [
        {"told": [*TOLD, Told((DataKind.HEALTH,), "Ist krank.")]},
        {"purpose": "benefits"},
        {"recipient": None, "recipient_described": "Herr Kaya"},
        {"told": []},
        {"told": [Told((), "ohne Art")]},
    ],
)
def test_a_consent_carries_nothing_beyond_its_words(case: Case, beyond: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        pass_on(case, give_consent(case), **beyond)
    assert not Disclosure.objects.exists()


def test_a_consent_for_something_exact_carries_nothing_else(case: Case) -> None:
    consent = give_consent(case, purpose_detail="Wohnung in Hüls")
    with pytest.raises(RuleBroken):
        pass_on(case, consent, purpose_detail="Wohnung in Sinsen")
    assert pass_on(case, consent, purpose_detail="Wohnung in Hüls")


def test_neither_a_withdrawn_nor_a_foreign_nor_a_used_consent_carries_anything(case: Case) -> None:
    withdrawn = withdraw_consent(give_consent(case), by=case.lead, how="phone")
    foreign = give_consent(CaseFactory(lead=case.lead, phase=Phase.PLANNING))
    used = give_consent(case, single_act=True)
    pass_on(case, used)
    for consent in (withdrawn, foreign, used):
        with pytest.raises(RuleBroken):
            pass_on(case, consent)
    assert Disclosure.objects.count() == 1


def test_an_expired_consent_carries_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    consent = give_consent(case, valid_until=timezone.localdate())
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
    with pytest.raises(RuleBroken):
        pass_on(case, consent)


def test_an_active_norm_of_the_persons_legal_area_carries_it_and_is_kept_as_it_was(case: Case) -> None:
    passed = on_norm(case, "sgb-x-69-1", OrganisationFactory())
    assert passed.norm_citation.startswith("§ 69 Abs. 1 SGB X")
    assert passed.norm_reason == "Das Jobcenter prüft den Anspruch."


@pytest.mark.parametrize("key", ["dsgvo-6-1-e", "dsgvo-9-2-c", "aufenthg-87", "gibt-es-nicht"])
def test_what_is_not_confirmed_carries_nothing(case: Case, key: str) -> None:
    with pytest.raises(RuleBroken):
        on_norm(case, key, OrganisationFactory())


def test_a_norm_carries_neither_special_kinds_nor_another_legal_area_nor_goes_without_its_reason(case: Case) -> None:
    health = [Told((DataKind.HEALTH,), "Ist krank.")]
    for beyond in ({"told": health}, {"basis": NormApplied("sgb-x-69-1", " ")}):
        with pytest.raises(RuleBroken):
            on_norm(case, "sgb-x-69-1", OrganisationFactory(), **beyond)
    case.client.legal_area = "asylblg"
    case.client.save()
    with pytest.raises(RuleBroken):
        on_norm(case, "sgb-x-69-1", OrganisationFactory())


def test_the_database_itself_refuses_what_the_consent_does_not_cover(case: Case) -> None:
    consent = give_consent(case)
    good = {
        "case": case, "recipient": consent.recipient, "purpose": consent.purpose, "kinds": ["contact"],
        "snapshot": [], "text": "Name", "consent": consent, "by": case.lead, "open_until": consent.valid_until,
    }  # fmt: skip
    later = consent.valid_until + timedelta(days=1)
    for broken in (
        {"recipient": OrganisationFactory()}, {"purpose": "health"}, {"kinds": ["contact", "debts"]},
        {"open_until": later}, {"consent": None}, {"norm": "x", "norm_citation": "§", "norm_reason": "so"},
        {"text": ""}, {"kinds": []}, {"case": CaseFactory()},
    ):  # fmt: skip
        with pytest.raises((Error, IntegrityError)), transaction.atomic():
            Disclosure.objects.create(**(good | broken))
    assert Disclosure.objects.create(**good)


@pytest.mark.parametrize("change", [{"text": "anders"}, {"snapshot": []}, {"kinds": ["plan"]}, {"purpose": "other"}])
def test_what_went_never_changes_and_is_never_deleted(case: Case, change: dict[str, Any]) -> None:
    passed = disclose_to(OrganisationFactory(), case)
    with pytest.raises(Error), transaction.atomic():
        Disclosure.objects.filter(pk=passed.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        passed.delete()


def test_a_closed_disclosure_is_not_opened_again(case: Case) -> None:
    passed = close_disclosure(disclose_to(OrganisationFactory(), case), by=case.lead, why="mistake")
    with pytest.raises(Error), transaction.atomic():
        Disclosure.objects.filter(pk=passed.pk).update(closed_at=None, closed_why="")


# --- the recipient ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.PROVIDER_STAFF, Role.OTHER_OFFICE])
def test_the_recipient_reads_the_words_that_went_and_nothing_of_the_file(
    signed_in: Callable[..., Client], case: Case, role: Role
) -> None:
    organisation = OrganisationFactory()
    passed = disclose_to(organisation, case, text="Sucht eine Wohnung mit Aufzug.")
    browser = signed_in(staff_of(organisation, role))
    listed = browser.get(reverse("cases:disclosed")).content.decode()
    there = reverse("cases:disclosed_one", args=[passed.pk])
    assert there in listed
    assert "Aufzug" not in listed
    page = browser.get(there).content.decode()
    assert "Sucht eine Wohnung mit Aufzug." in page
    for secret in (case.reference, case.client.family_name, str(case.pk), str(case.client_id)):
        assert secret not in page + listed
    # The purpose in the recipient's words, not in those of the person who consents.
    assert "Wohnung finden oder behalten" in listed
    assert "damit ich" not in page + listed
    assert browser.get(url("case", case)).status_code == 403
    assert browser.get(url("disclosure", case, passed.pk)).status_code == 403


def test_others_find_nothing(signed_in: Callable[..., Client], case: Case) -> None:
    passed = disclose_to(OrganisationFactory(), case)
    stranger = staff_of(OrganisationFactory())
    browser = signed_in(stranger)
    assert browser.get(reverse("cases:disclosed_one", args=[passed.pk])).status_code == 404
    assert "Zurzeit ist Ihnen nichts übermittelt" in browser.get(reverse("cases:disclosed")).content.decode()
    assert not Disclosure.objects.visible_to(stranger).exists()


def test_someone_at_the_organisation_in_another_role_reads_nothing(case: Case) -> None:
    organisation = OrganisationFactory()
    disclose_to(organisation, case)
    assert not Disclosure.objects.open_to(staff_of(organisation, Role.BODY_MEMBER)).exists()


def test_a_seat_that_has_ended_reads_nothing_more(case: Case) -> None:
    organisation = OrganisationFactory()
    disclose_to(organisation, case)
    seat = SeatFactory(organisation=organisation, role=Role.PROVIDER_STAFF)
    assert Disclosure.objects.open_to(seat.user).exists()
    seat.ends_on = timezone.localdate() - timedelta(days=1)
    seat.save()
    seat.user.forget_seats()
    assert not Disclosure.objects.open_to(seat.user).exists()


def test_a_withdrawal_takes_it_from_the_recipients_page_at_once(signed_in: Callable[..., Client], case: Case) -> None:
    organisation = OrganisationFactory()
    passed = disclose_to(organisation, case)
    browser = signed_in(staff_of(organisation))
    there = reverse("cases:disclosed_one", args=[passed.pk])
    assert browser.get(there).status_code == 200
    withdraw_consent(Consent.objects.get(), by=case.lead, how="phone")
    assert browser.get(there).status_code == 404


def test_it_ends_with_the_consent(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    organisation = OrganisationFactory()
    passed = disclose_to(organisation, case)
    user = staff_of(organisation)
    assert Disclosure.objects.open_to(user).exists()
    monkeypatch.setattr(timezone, "localdate", lambda *_args: passed.open_until + timedelta(days=1))
    assert not Disclosure.objects.open_to(user).exists()


def test_what_served_a_referral_retires_some_days_after_its_end_and_comes_back_with_a_correction(case: Case) -> None:
    referral = ask_provider(add_measure(ActionGoal.objects.get(), offer=OfferFactory()))
    full = referral.disclosure.open_until
    answer_referral(referral, by=case.lead, state="declined", reason="voll")
    assert Disclosure.objects.get().open_until == timezone.localdate() + timedelta(days=30)
    correct_referral(referral, by=case.lead, reason="verwechselt")
    assert Disclosure.objects.get().open_until == full


# --- the Ausländerbehörde ---------------------------------------------------------------------------------------------


def test_a_consent_to_the_immigration_authority_never_stands(case: Case, authority: Organisation) -> None:
    consent = give_consent(case, recipient=authority, purpose="residence")
    assert consent.single_act
    pass_on(case, consent)
    with pytest.raises(RuleBroken):
        pass_on(case, consent)
    with pytest.raises(Error), transaction.atomic():
        Consent.objects.create(
            case=case, recipient=authority, purpose="residence", kinds=["contact"], valid_until=consent.valid_until,
            given_how="paper", language="de", recorded_by=case.lead,
        )  # fmt: skip


def test_only_a_norm_that_names_it_reaches_the_immigration_authority(case: Case, authority: Organisation) -> None:
    with pytest.raises(RuleBroken):
        on_norm(case, "sgb-x-69-1", authority)
    with pytest.raises(RuleBroken):
        on_norm(case, "sgb-x-71-2", OrganisationFactory())
    assert on_norm(case, "sgb-x-71-2", authority).goes_to_immigration_authority


def test_passing_on_to_the_immigration_authority_warns_in_plain_words(
    browser: Client, case: Case, authority: Organisation
) -> None:
    consent = give_consent(case, recipient=authority, purpose="residence")
    page = browser.get(url("disclose", case) + f"?einwilligung={consent.pk}").content.decode()
    assert "Das geht an die Ausländerbehörde." in page


def test_no_queryset_gives_its_staff_anything_but_the_snapshot(case: Case, authority: Organisation) -> None:
    """Not even to somebody who led the case before they changed to the authority, and kept every other seat."""
    worker = case.lead
    IntakeFactory(taken_by=worker)
    add_task(by=worker, case=case, title="Anrufen")
    disclose_to(OrganisationFactory(), case)
    ask_provider(add_measure(ActionGoal.objects.get(), offer=OfferFactory()))
    passed = disclose_to(authority, case, purpose="residence")
    rules = {
        model: model._default_manager.all().visible_to
        for model in apps.get_app_config("cases").get_models()
        if hasattr(model._default_manager.all(), "visible_to")
    }
    before = {model.__name__ for model, visible_to in rules.items() if visible_to(worker).exists()}
    assert before >= {"Case", "Client", "Consent", "Disclosure", "Intake", "Measure", "Referral", "CaseTask"}
    SeatFactory(user=worker, organisation=authority, role=Role.OTHER_OFFICE)
    worker.forget_seats()
    after = {model.__name__ for model, visible_to in rules.items() if visible_to(worker).exists()}
    assert after == set()
    assert list(Disclosure.objects.open_to(worker)) == [passed]


def test_its_staff_neither_join_a_team_nor_counsel_beside_it(case: Case, authority: Organisation) -> None:
    clerk, admin = staff_of(authority, Role.OTHER_OFFICE), UserFactory(roles=[Role.ADMINISTRATOR])
    with pytest.raises(RuleBroken):
        team.join_team(case, by=case.lead, user=clerk, part=Part.MEMBER)
    today = timezone.localdate()
    for account, organisation, role in (
        (clerk, OrganisationFactory(), Role.CASE_MANAGER),
        (case.lead, authority, Role.OTHER_OFFICE),
        (UserFactory(), authority, Role.CASE_MANAGER),
    ):
        with pytest.raises(RuleBroken):
            give_seat(account=account, organisation=organisation, role=role, function="", starts_on=today, by=admin)


# --- the pages --------------------------------------------------------------------------------------------------------


def test_only_what_the_consent_covers_can_be_chosen_and_exactly_that_goes(browser: Client, case: Case) -> None:
    consent = give_consent(case, kinds=["contact", "housing"])
    there = url("disclose", case) + f"?einwilligung={consent.pk}"
    page = browser.get(there).content.decode()
    assert "02365 990123" in page
    assert "Rechtskreis" not in page
    form = {"tell": ["name", "phone"], "words": "Braucht drei Zimmer.", "word_kinds": ["housing"]}
    preview = browser.post(there, form, headers={"HX-Request": "true"}).content.decode()
    assert "Braucht drei Zimmer." in preview
    assert browser.post(there, form).status_code == 302
    passed = Disclosure.objects.get()
    assert passed.text.splitlines() == [
        f"Name: {case.client}", "Telefon: 02365 990123", "Braucht drei Zimmer.",
    ]  # fmt: skip


def test_own_words_need_to_say_what_they_are_about(browser: Client, case: Case) -> None:
    consent = give_consent(case)
    there = url("disclose", case) + f"?einwilligung={consent.pk}"
    assert browser.post(there, {"words": "Ist krank."}).status_code == 422
    assert browser.post(there, {"words": "Ist krank.", "word_kinds": ["health"]}).status_code == 422
    assert browser.post(there, {"words": ""}).status_code == 422
    assert not Disclosure.objects.exists()


def test_a_norm_is_chosen_with_its_reason_on_the_page(browser: Client, case: Case) -> None:
    there = url("disclose", case) + "?art=vorschrift"
    form = {
        "recipient": OrganisationFactory().pk, "purpose": "benefits", "norm": "sgb-x-69-1", "tell": ["name"],
    }  # fmt: skip
    assert browser.post(there, form).status_code == 422
    assert browser.post(there, form | {"norm_reason": "Antrag auf Bürgergeld"}).status_code == 302
    assert browser.get(url("disclosure", case, Disclosure.objects.get().pk)).status_code == 200


def test_access_is_ended_before_its_time_with_the_reason(browser: Client, case: Case) -> None:
    passed = disclose_to(OrganisationFactory(), case)
    there = url("disclosure", case, passed.pk)
    assert browser.post(there, {"reason": ""}).status_code == 422
    browser.post(there, {"reason": "falsche Stelle"})
    assert not Disclosure.objects.get().is_open
    assert case.timeline.filter(act="disclosure_closed", reason="falsche Stelle").exists()


@pytest.mark.parametrize("query", ["?einwilligung=kaputt", "?einwilligung=7c9e6679-7425-40de-944b-e07fc1f90ae7"])
def test_a_made_up_consent_leads_nowhere(browser: Client, case: Case, query: str) -> None:
    assert browser.get(url("disclose", case) + query).status_code == 404


def test_disclosures_of_others_do_not_exist(signed_in: Callable[..., Client], case: Case) -> None:
    passed = disclose_to(OrganisationFactory(), case)
    stranger = CaseManagerFactory()
    assert signed_in(stranger).get(url("disclosure", case, passed.pk)).status_code == 404
    own = CaseFactory(lead=stranger)
    assert signed_in(stranger).get(url("disclosure", own, passed.pk)).status_code == 404


def test_the_catalogue_marks_what_is_not_confirmed_and_says_when_it_was_reviewed(
    signed_in: Callable[..., Client],
) -> None:
    page = signed_in(Role.DATA_PROTECTION).get(reverse("cases:norms")).content.decode()
    switched_off = [norm for norm in catalogue().norms if not norm.is_active]
    assert page.count("nicht bestätigt, abgeschaltet") == len(switched_off) > 0
    assert all(norm.open_question for norm in switched_off)
    assert "keine Rechtsberatung" in page
