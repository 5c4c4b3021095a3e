"""A provider without an account is asked by link and code, and answers; the case manager sees it."""

import pytest
from playwright.sync_api import expect

from roterfaden.cases.models import ActionGoal, Phase
from tests.browser.test_pages_are_accessible import EVERYTHING, prepare
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, press
from tests.factories import CaseFactory, CaseManagerFactory, OfferFactory, add_measure, ask_provider


@pytest.mark.usefixtures("transactional_db")
def test_a_provider_without_an_account_answers_on_a_phone_without_scripts(open_window: OpenWindow) -> None:
    case = CaseFactory(lead=CaseManagerFactory(name="Leyla Demir"), phase=Phase.STEERING)
    measure = add_measure(ActionGoal.objects.get(), offer=OfferFactory(title="Mietberatung"))
    referral = ask_provider(measure, message="Braucht drei Zimmer.")

    page = open_window(user=case.lead)
    prepare(page)
    page.goto(f"/app/faelle/{case.pk}/vermittlung/{referral.pk}/")
    press(page, "Link für den Träger")
    expect_heading(page, "Link für den Träger")
    assert page.evaluate(EVERYTHING) == []
    address = page.get_by_label("Link", exact=True).input_value()
    code = page.locator("[data-code]").inner_text()

    there = open_window(size=PHONE, java_script_enabled=False)
    there.goto(address)
    expect(there.get_by_text("Braucht drei Zimmer.")).to_have_count(0)
    there.get_by_label("Code mit sechs Ziffern").fill(code)
    press(there, "Weiter")
    expect(there.get_by_text("Braucht drei Zimmer.")).to_be_visible()
    expect(there.get_by_text("Leyla Demir")).to_be_visible()
    choose(there, "Wir sagen zu")
    there.get_by_label("In Ihren Worten").fill("Am Montag um neun.")
    press(there, "Antwort senden")
    expect_heading(there, "Danke, Ihre Antwort ist angekommen")

    page.goto("/app/heute/")
    expect(page.get_by_text("Ein Träger hat auf eine Vermittlung geantwortet: zugesagt.")).to_be_visible()
    page.goto(f"/app/faelle/{case.pk}/vermittlung/{referral.pk}/")
    expect(page.get_by_text("zugesagt").first).to_be_visible()
    expect(page.get_by_text("Am Montag um neun.")).to_be_visible()
