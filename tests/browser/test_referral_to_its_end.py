"""What becomes of a referral: nobody answers and one steers anew, or the provider takes it to its end."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from roterfaden.base.access import Role
from roterfaden.cases.models import ActionGoal, Phase, Referral, ReferralState, StepState
from roterfaden.network.models import Seat
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Offer
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast, follow, press
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    FieldOfActionFactory,
    OfferFactory,
    SeatFactory,
    add_measure,
    ask_provider,
)

TOO_LONG = timedelta(weeks=7)


def offer_for_housing(title: str) -> Offer:
    """An offer that the search in the plan finds for the goal."""
    offer: Offer = OfferFactory(title=title)
    offer.fields_of_action.add(FieldOfActionFactory(key="wohnen"))
    refresh_search([offer])
    return offer


@pytest.fixture
def referral(transactional_db: None) -> Referral:
    """The provider of an offer in the plan was asked."""
    case = CaseFactory(lead=CaseManagerFactory(name="Leyla Demir"), phase=Phase.STEERING)
    measure = add_measure(ActionGoal.objects.get(), offer=offer_for_housing("Mietberatung"), title="Mietberatung")
    assert measure.case == case
    return ask_provider(measure, message="Braucht drei Zimmer.")


@pytest.fixture
def provider(referral: Referral) -> Seat:
    """Somebody with an account who works where the offer is."""
    seat: Seat = SeatFactory(organisation=referral.offer.organisation, role=Role.PROVIDER_STAFF)
    return seat


@pytest.fixture
def page(referral: Referral, open_window: OpenWindow) -> Page:
    return open_window(user=referral.sent_by)


@pytest.mark.usefixtures("provider")
def test_who_never_answers_is_reminded_and_runs_out_and_one_steers_anew(referral: Referral, page: Page) -> None:
    offer_for_housing("Wohnraumlotsen")
    page.goto(f"/app/faelle/{referral.case_id}/vermittlung/{referral.pk}/")
    press(page, "Erinnern")
    expect_toast(page, "Erinnert")

    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + TOO_LONG):
        call_command("expire", verbosity=0)

    page.goto("/app/heute/")
    page.get_by_role("link", name="6 Wochen lang niemand geantwortet").click()
    press(page, "Anfrage beenden")
    follow(page, "Nachsteuern")
    hit = page.locator("#treffer").get_by_role("article").filter(has_text="Wohnraumlotsen")
    hit.get_by_role("button", name="Angebot wählen").click()
    expect_toast(page, "Neues Angebot gewählt")
    follow(page, "Angebot vermitteln")
    choose(page, f"{referral.case.client} willigt ein")
    press(page, "Angebot vermitteln")
    expect_toast(page, "Vermittlung festgehalten")
    step = page.locator(f"#schritt-{referral.measure_id}")
    expect(step).to_contain_text("Vorher: ")
    expect(step).to_contain_text("Keine Antwort.")
    states = Referral.objects.order_by("sent_at").values_list("offer__title", "state")
    assert list(states) == [("Mietberatung", ReferralState.ENDED_EARLY), ("Wohnraumlotsen", ReferralState.SENT)]


def test_a_provider_with_an_account_accepts_begins_and_finishes(
    referral: Referral, provider: Seat, page: Page, open_window: OpenWindow
) -> None:
    theirs = open_window(user=provider.user)
    theirs.goto("/app/uebermittelt/")
    expect(theirs.get_by_text("wartet auf Ihre Antwort seit")).to_be_visible()
    theirs.get_by_role("main").get_by_role("link").filter(has_text="Mietberatung").click()
    expect(theirs.get_by_text("Braucht drei Zimmer.")).to_be_visible()
    for words, state in (
        ("Wir sagen zu", "zugesagt"),
        ("Es hat begonnen", "hat begonnen"),
        ("Es ist beendet, wie geplant", "beendet"),
    ):
        choose(theirs, words)
        press(theirs, "Antwort senden")
        expect_toast(theirs, "Ihre Antwort ist festgehalten")
        page.goto("/app/heute/")
        expect(page.get_by_text(f"Ein Träger hat auf eine Vermittlung geantwortet: {state}.").first).to_be_visible()
    expect(theirs.get_by_text("Die Vermittlung ist beendet.")).to_be_visible()

    page.goto(f"/app/faelle/{referral.case_id}/massnahme/{referral.measure_id}/")
    expect_heading(page, "Mietberatung")
    referral.refresh_from_db()
    assert (referral.state, referral.measure.state) == (ReferralState.DONE, StepState.DONE)
