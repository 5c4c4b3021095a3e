"""The frequent acts in few steps and from anywhere: by key, explained, and switched off by whoever needs it."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from roterfaden.cases.models import ActionGoal, Case, ContactNote, FollowUp, Phase, Referral
from roterfaden.offers.actions import refresh_search
from tests.browser.windows import Hands, OpenWindow, expect_heading, expect_toast, press
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    FieldOfActionFactory,
    OfferFactory,
    add_measure,
)

MOST_FOR_A_REFERRAL = 5
PRESS_TWICE = """async (button) => {
    for (let press = 0; press < 2; press += 1) {
        button.click();
        await new Promise((done) => setTimeout(done, 100));
    }
}"""


@pytest.fixture
def case(transactional_db: None) -> Case:
    """A plan with an offer that nobody was asked for yet."""
    client = ClientFactory(given_name="Rima", family_name="Saleh")
    case: Case = CaseFactory(lead=CaseManagerFactory(), client=client, phase=Phase.PLANNING)
    add_measure(ActionGoal.objects.get(), offer=OfferFactory(title="Mietberatung"), title="Mietberatung")
    return case


@pytest.fixture
def page(case: Case, open_window: OpenWindow) -> Page:
    window = open_window(user=case.lead, reduced_motion="reduce")
    window.goto("/app/heute/")
    return window


def send(hands: Hands) -> None:
    expect_heading(hands.page, "Angebot vermitteln")
    hands.page.locator("label").filter(has_text="Rima Saleh willigt ein").click()
    hands.done += 1
    hands.click("button", "Angebot vermitteln")
    expect_toast(hands.page, "Vermittlung festgehalten")
    assert (hands.done <= MOST_FOR_A_REFERRAL, Referral.objects.count()) == (True, 1)


def test_a_referral_from_anywhere_takes_at_most_five_interactions(page: Page) -> None:
    hands = Hands(page)
    hands.key("n")
    hands.key("v")
    hands.click("link", "Mietberatung")
    send(hands)


def test_a_referral_from_the_plan_takes_three(case: Case, page: Page) -> None:
    page.goto(f"/app/faelle/{case.pk}/")
    hands = Hands(page)
    hands.click("link", "Angebot vermitteln")
    send(hands)
    assert hands.done == 3


@pytest.mark.parametrize("word", ["", "Kinderturnen"])
def test_an_offer_that_is_not_in_the_plan_yet_is_referred_to_from_the_persons_page(
    case: Case, page: Page, word: str
) -> None:
    """With a word to search for or without: the hits already fit the goal's field of action."""
    offer = OfferFactory(title="Kinderturnen im Verein")
    offer.fields_of_action.add(FieldOfActionFactory(key="wohnen"))
    refresh_search([offer])
    page.goto(f"/app/faelle/{case.pk}/")
    hands = Hands(page)
    hands.click("link", "Maßnahme oder Angebot")
    if word:
        hands.write("Was wird gebraucht?", word)
    hands.click("button", "Gleich vermitteln")
    send(hands)
    assert hands.done == (5 if word else 4)


def test_a_look_by_key_knows_on_whose_page_one_is(case: Case, page: Page) -> None:
    page.goto(f"/app/faelle/{case.pk}/verlauf/")
    page.keyboard.press("n")
    page.keyboard.press("u")
    expect_heading(page, "Überprüfung")
    expect(page.get_by_label("Mit wem?")).to_have_value(str(case.pk))
    page.get_by_label("Worum geht es?").fill("Passt der Kurs?")
    press(page, "Überprüfung planen")
    expect_toast(page, "Überprüfung geplant.")
    assert FollowUp.objects.filter(question="Passt der Kurs?").count() == 1


def test_who_presses_twice_means_it_once(case: Case, page: Page) -> None:
    """On a slow line: the first press is on its way when the second one comes."""
    underway: list[Route] = []
    page.goto(f"/app/faelle/{case.pk}/")
    page.route(re.compile("notiz"), lambda route: underway.append(route))
    page.get_by_label("Notiz", exact=True).fill("Der Termin beim Amt ist am Montag.")
    page.get_by_role("button", name="Notiz speichern").evaluate(PRESS_TWICE)
    assert len(underway) == 1
    underway[0].continue_()
    expect_toast(page, "Notiz gespeichert")
    assert ContactNote.objects.count() == 1


def test_in_a_text_one_writes(case: Case, page: Page) -> None:
    page.goto(f"/app/faelle/{case.pk}/")
    note = page.get_by_label("Notiz", exact=True)
    note.press_sequentially("nv/?")
    expect(note).to_have_value("nv/?")
    expect(page.locator("details[data-menu=n]")).not_to_have_attribute("open", "")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_keys_are_explained_and_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tasten")).to_contain_text("Vermittlung")
    press(page, "Tasten abschalten")
    expect(page.locator("body")).to_have_attribute("data-keys-off", "")
    for key in ("n", "?", "/"):
        page.keyboard.press(key)
    expect(page.locator("details[data-menu=n]")).not_to_have_attribute("open", "")
    expect(page.get_by_label("Suchen in allem")).not_to_be_focused()
    page.locator(".rf-menu--account > summary").click()
    page.get_by_role("link", name="Tasten").click()
    press(page, "Tasten einschalten")
    expect(page.locator("summary[aria-keyshortcuts=n]")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="Kontaktnotiz")).to_be_focused()
