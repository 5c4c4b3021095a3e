"""Linking: consent and the least that is told, the answers, their correction, steering anew."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import plan, referrals
from roterfaden.cases.models import ActionGoal, Case, Measure, MeasureKind, Phase, Referral, ReferralState
from roterfaden.offers.actions import refresh_search
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    FieldOfActionFactory,
    OfferFactory,
    add_measure,
    ask_provider,
    give_consent,
)

pytestmark = pytest.mark.django_db


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"cases:{name}", args=[case.pk, *more])


@pytest.fixture
def case() -> Case:
    lead = CaseManagerFactory(name="Hanna Beispiel")
    client = ClientFactory(
        created_by=lead,
        language="ar",
        needs_interpreter=True,
        phone="0236 5551234",
        birth_date="1990-05-17",
        given_name="Samira",
        family_name="Haddad",
    )
    return CaseFactory(lead=lead, client=client, phase=Phase.PLANNING)


@pytest.fixture
def measure(case: Case) -> Measure:
    offer = OfferFactory(title="Mietberatung")
    offer.fields_of_action.add(FieldOfActionFactory(key="wohnen"))
    return add_measure(ActionGoal.objects.get(), offer=offer, title="Mietberatung")


def agreed(case: Case, **values: Any) -> dict[str, Any]:
    """What the form says about a consent given now, for the offer that stands on the page."""
    return {
        "read_for": str(Measure.objects.get(case=case).offer_id),
        "basis": "neu",
        "consent_given": "on",
        "given_how": "paper",
        "language": "ar",
        "valid_until": (timezone.localdate() + timedelta(days=90)).isoformat(),
    } | values


@pytest.fixture
def referral(case: Case, measure: Measure) -> Referral:
    return ask_provider(measure)


@pytest.fixture
def browser(signed_in: Callable[..., Client], case: Case) -> Client:
    return signed_in(case.lead)


def test_nothing_is_passed_on_without_consent(browser: Client, case: Case, measure: Measure) -> None:
    response = browser.post(url("refer", case, measure.pk), {"tell": ["name"], "words": "Nur vormittags."})
    assert response.status_code == 422
    assert "Nur vormittags." in response.content.decode()
    assert not Referral.objects.exists()


def test_what_is_told_is_exactly_what_was_shown(browser: Client, case: Case, measure: Measure) -> None:
    chosen = {"tell": ["name", "language"], "words": "Nur vormittags.", "word_kinds": ["concern"]}
    preview = browser.post(url("refer", case, measure.pk), chosen, headers={"HX-Request": "true"}).content.decode()
    browser.post(url("refer", case, measure.pk), chosen | agreed(case))
    told = Referral.objects.get().message
    assert str(case.client) in told
    assert "Sprachmittlung" in told
    assert "5551234" not in told
    assert "17" not in told
    for line in told.splitlines():
        assert line in preview


def test_a_referral_is_a_disclosure_on_the_consent_that_was_given_for_it(
    browser: Client, case: Case, measure: Measure
) -> None:
    browser.post(url("refer", case, measure.pk), {"tell": ["name", "language"], **agreed(case)})
    disclosure = Referral.objects.get().disclosure
    consent = disclosure.consent
    assert consent is not None
    assert (consent.recipient, consent.purpose_detail, consent.language) == (
        measure.offer.organisation,  # type: ignore[union-attr]
        "Mietberatung",
        "ar",
    )
    assert consent.kinds == disclosure.kinds == ["contact", "language", "concern"]
    assert disclosure.text == Referral.objects.get().message


def test_a_running_consent_for_the_same_provider_is_offered_first_and_takes_one_click(
    browser: Client, case: Case, measure: Measure
) -> None:
    offer = measure.offer
    assert offer is not None
    consent = give_consent(
        case, recipient=offer.organisation, purpose="offer", kinds=["contact", "language", "concern"]
    )
    page = browser.get(url("refer", case, measure.pk)).content.decode()
    assert f'value="{consent.pk}"' in page
    browser.post(url("refer", case, measure.pk), {"tell": ["name"], "basis": consent.pk, "read_for": offer.pk})
    assert Referral.objects.get().disclosure.consent == consent


def test_a_running_consent_that_does_not_cover_what_is_told_is_refused_in_words(
    browser: Client, case: Case, measure: Measure
) -> None:
    offer = measure.offer
    assert offer is not None
    consent = give_consent(case, recipient=offer.organisation, purpose="offer", kinds=["contact", "concern"])
    form = {"tell": ["name", "language"], "basis": consent.pk, "read_for": offer.pk}
    response = browser.post(url("refer", case, measure.pk), form)
    assert response.status_code == 422
    assert "Die Einwilligung umfasst das nicht" in response.content.decode()
    assert not Referral.objects.exists()


def test_special_data_go_only_when_they_were_named(browser: Client, case: Case, measure: Measure) -> None:
    form = {"tell": ["name"], "words": "Ist schwanger.", "word_kinds": ["health"], **agreed(case)}
    assert browser.post(url("refer", case, measure.pk), form).status_code == 422
    browser.post(url("refer", case, measure.pk), form | {"special_named": "on"})
    assert "health" in Referral.objects.get().disclosure.kinds


def test_the_paper_is_printed_with_the_exact_words_before_anything_is_recorded(
    browser: Client, case: Case, measure: Measure
) -> None:
    response = browser.post(url("refer", case, measure.pk), {"tell": ["name"], **agreed(case), "print": "1"})
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages)
    assert "Mietberatung" in text
    assert not Referral.objects.exists()


def test_the_preview_works_without_javascript_and_keeps_what_was_typed(
    browser: Client, case: Case, measure: Measure
) -> None:
    page = browser.post(
        url("refer", case, measure.pk), {"tell": ["phone"], "words": "Nur vormittags.", "preview": "1"}
    ).content.decode()
    assert page.count("Nur vormittags.") == 2
    assert "Angaben fehlen" not in page
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "way",
    [["accepted", "started", "done"], ["started", "done"], ["accepted", "ended_early"], ["declined"], ["ended_early"]],
)
def test_an_answer_is_recorded_and_the_step_follows(
    browser: Client, case: Case, measure: Measure, referral: Referral, way: list[str]
) -> None:
    for state in way:
        referral.refresh_from_db()
        answer = {
            "seen": referral.revision,
            "state": state,
            "reason": "kein Platz" if state in {"declined", "ended_early"} else "",
        }
        assert browser.post(url("referral", case, referral.pk), answer).status_code == 302
    referral.refresh_from_db()
    measure.refresh_from_db()
    assert referral.state == way[-1]
    assert measure.state == referrals.STEP_STATE[ReferralState(way[-1])]


def test_a_refusal_needs_its_reason(browser: Client, case: Case, referral: Referral) -> None:
    response = browser.post(url("referral", case, referral.pk), {"seen": referral.revision, "state": "declined"})
    assert response.status_code == 422
    assert Referral.objects.get().state == "sent"


def test_a_faster_colleague_is_seen_and_nothing_typed_is_lost(browser: Client, case: Case, referral: Referral) -> None:
    referrals.answer_referral(referral, by=case.lead, state="accepted")
    answer = {"seen": referral.revision, "state": "started", "reason": "Sie war schon da."}
    response = browser.post(url("referral", case, referral.pk), answer)
    assert response.status_code == 409
    assert "Sie war schon da." in response.content.decode()
    assert Referral.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("way", "before"),
    [
        (["accepted"], "sent"),
        (["accepted", "started"], "accepted"),
        (["started"], "sent"),
        (["accepted", "started", "ended_early"], "started"),
        (["accepted", "ended_early"], "accepted"),
        (["declined"], "sent"),
    ],
)
def test_a_wrong_answer_is_taken_back_to_where_it_stood(
    browser: Client, case: Case, referral: Referral, way: list[str], before: str
) -> None:
    for state in way:
        referrals.answer_referral(referral, by=case.lead, state=state, reason="weil")
    browser.post(url("referral_correct", case, referral.pk), {"reason": "verwechselt"})
    referral.refresh_from_db()
    assert referral.state == before


def test_a_correction_needs_its_reason_and_something_to_correct(case: Case, referral: Referral) -> None:
    with pytest.raises(RuleBroken):
        referrals.correct_referral(referral, by=case.lead, reason="verwechselt")
    referrals.answer_referral(referral, by=case.lead, state="accepted")
    with pytest.raises(RuleBroken):
        referrals.correct_referral(referral, by=case.lead, reason=" ")


def test_after_a_refusal_another_offer_is_chosen_and_the_old_referral_stays(
    browser: Client, case: Case, measure: Measure, referral: Referral
) -> None:
    referrals.answer_referral(referral, by=case.lead, state="declined", reason="voll")
    other = OfferFactory(title="Mieterverein")
    other.fields_of_action.add(FieldOfActionFactory(key="wohnen"))
    refresh_search([other])
    page = browser.get(url("steer_anew", case, measure.pk)).content.decode()
    assert "Mieterverein" in page
    browser.post(url("steer_anew", case, measure.pk), {"angebot": other.pk})
    measure.refresh_from_db()
    assert (measure.offer, measure.title) == (other, "Mieterverein")
    assert Referral.objects.get().offer.title == "Mietberatung"
    assert "Mietberatung" in browser.get(url("measure", case, measure.pk)).content.decode()


def test_after_a_refusal_it_can_be_recorded_that_nothing_fits(
    browser: Client, case: Case, measure: Measure, referral: Referral
) -> None:
    referrals.answer_referral(referral, by=case.lead, state="declined", reason="voll")
    there = url("steer_anew", case, measure.pk) + "?art=no_offer"
    assert browser.post(there, {"missing": ""}).status_code == 422
    browser.post(there, {"missing": "Wohnung für sechs", "compromise": "Wir bleiben dran."})
    measure.refresh_from_db()
    assert (measure.kind, measure.offer, measure.missing) == (MeasureKind.NO_OFFER, None, "Wohnung für sechs")
    assert measure.responsible == ""


def test_nobody_steers_anew_while_a_referral_runs_or_after_it_is_done(
    case: Case, measure: Measure, referral: Referral
) -> None:
    with pytest.raises(RuleBroken):
        referrals.steer_anew(measure, by=case.lead, offer=OfferFactory())
    for state in ("started", "done"):
        referrals.answer_referral(referral, by=case.lead, state=state)
    with pytest.raises(RuleBroken):
        referrals.steer_anew(measure, by=case.lead, offer=OfferFactory())


def test_an_answer_for_an_offer_that_was_replaced_cannot_be_taken_back(
    case: Case, measure: Measure, referral: Referral
) -> None:
    referrals.answer_referral(referral, by=case.lead, state="declined", reason="voll")
    referrals.steer_anew(measure, by=case.lead, offer=OfferFactory())
    with pytest.raises(RuleBroken):
        referrals.correct_referral(referral, by=case.lead, reason="verwechselt")


def test_two_referrals_at_once_are_not_possible(
    browser: Client, case: Case, measure: Measure, referral: Referral
) -> None:
    response = browser.post(url("refer", case, measure.pk), {"tell": ["name"], **agreed(case)})
    assert response.status_code == 422
    assert Referral.objects.count() == 1


def test_what_is_not_an_offer_cannot_be_referred(browser: Client, case: Case) -> None:
    service = add_measure(ActionGoal.objects.get())
    assert browser.get(url("refer", case, service.pk))["Location"] == url("measure", case, service.pk)
    assert Measure.objects.get().kind == MeasureKind.SERVICE


def test_referrals_of_others_do_not_exist(
    signed_in: Callable[..., Client], case: Case, measure: Measure, referral: Referral
) -> None:
    browser = signed_in(CaseManagerFactory())
    for there in (
        url("refer", case, measure.pk),
        url("referral", case, referral.pk),
        url("steer_anew", case, measure.pk),
    ):
        assert browser.get(there).status_code == 404


@pytest.mark.parametrize("name", ["refer", "referral", "steer_anew"])
def test_pages_cost_few_queries(
    browser: Client,
    case: Case,
    measure: Measure,
    referral: Referral,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    there = url(name, case, referral.pk if name == "referral" else measure.pk)
    with django_assert_max_num_queries(12):
        assert browser.get(there).status_code == 200


# What a colleague did meanwhile ------------------------------------------------------------------------------------


def test_what_was_allowed_for_one_offer_does_not_go_to_another(browser: Client, case: Case, measure: Measure) -> None:
    read_for = browser.get(url("refer", case, measure.pk)).context["form"]["read_for"].value()
    other = OfferFactory(title="Schuldnerberatung")
    referrals.steer_anew(measure, by=case.lead, offer=other)
    sent = {"tell": ["name"], **agreed(case), "read_for": read_for}
    unread = browser.post(url("refer", case, measure.pk), sent | {"read_for": ""})
    response = browser.post(url("refer", case, measure.pk), sent)
    assert (unread.status_code, response.status_code, Referral.objects.count()) == (422, 422, 0)
    form = response.context["form"]
    assert (form["read_for"].value(), form["consent_given"].value()) == (str(other.pk), False)


def test_what_is_not_in_the_plan_any_more_is_not_referred(case: Case, measure: Measure, referral: Referral) -> None:
    referrals.answer_referral(referral, by=case.lead, state="declined", reason="voll")
    plan.drop_step(measure, by=case.lead)
    with pytest.raises(RuleBroken, match="nicht mehr im Plan"):
        ask_provider(measure)
    with pytest.raises(RuleBroken, match="nicht mehr im Plan"):
        referrals.steer_anew(measure, by=case.lead, offer=OfferFactory())
    with pytest.raises(RuleBroken, match="nicht mehr im Plan"):
        referrals.correct_referral(referral, by=case.lead, reason="verwechselt")


def test_an_offer_that_has_ended_is_not_referred(browser: Client, case: Case, measure: Measure) -> None:
    assert measure.offer is not None
    measure.offer.valid_until = timezone.localdate() - timedelta(days=1)
    measure.offer.save()
    with pytest.raises(RuleBroken, match="gibt es nicht mehr"):
        ask_provider(measure)
    assert browser.get(url("refer", case, measure.pk))["Location"] == url("steer_anew", case, measure.pk)
    assert not browser.get(reverse("cases:quick_referral"), {"fall": case.pk}).context["measures"]


def test_taking_an_answer_back_twice_takes_back_one(browser: Client, case: Case, referral: Referral) -> None:
    for state in ("accepted", "started"):
        referrals.answer_referral(referral, by=case.lead, state=state)
    seen = browser.get(url("referral", case, referral.pk)).context["correction"]["seen"].value()
    for _ in range(2):
        browser.post(url("referral_correct", case, referral.pk), {"reason": "verwechselt", "seen": seen})
    referral.refresh_from_db()
    assert referral.state == "accepted"
