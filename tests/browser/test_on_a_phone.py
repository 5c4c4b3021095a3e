"""The frequent acts on a phone: in the corridor, between two appointments, with one thumb."""

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.models import Phase
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, add_follow_up

FINGER = 40  # CSS pixels; what has to be hit with a thumb is not smaller
TARGETS = "main :is(button, a.kern-btn, input:not([type=hidden]), select), .rf-bottom a, .rf-top :is(a, summary)"
TOO_SMALL = """([targets, finger]) => [...document.querySelectorAll(targets)].filter((target) => {
    if (!target.checkVisibility()) return false;
    const boxes = [target, ...(target.labels ?? [])].map((part) => part.getBoundingClientRect());
    const high = Math.max(...boxes.map((box) => box.height)), wide = boxes.reduce((sum, box) => sum + box.width, 0);
    return Math.round(wide) < finger || Math.round(high) < finger;
}).map((target) => target.outerHTML)"""


@pytest.fixture
def worker(transactional_db: None) -> User:
    """A case manager with a person to look after today."""
    lead: User = CaseManagerFactory(name="Leyla Demir")
    case = CaseFactory(lead=lead, client=ClientFactory(given_name="Samira", family_name="Haddad"), phase=Phase.STEERING)
    add_follow_up(case, in_days=0, question="Ist der Antrag abgegeben?")
    return lead


def test_the_way_on_a_phone(worker: User, open_window: OpenWindow) -> None:
    page = open_window(user=worker, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/app/")
    fits(page)
    find_her_by_another_spelling(page)
    write_a_note_in_two_clicks(page)
    record_the_follow_up(page)
    go_by_the_bottom_bar(page)


def find_her_by_another_spelling(page: Page) -> None:
    page.get_by_role("link", name="Suchen").click()
    page.get_by_label("Wonach suchen Sie?").fill("Samirah Hadad")
    hit = page.locator("#treffer").get_by_role("link", name="Samira Haddad")
    expect(hit).to_be_visible()
    fits(page)
    hit.click()
    expect_heading(page, "Samira Haddad")
    fits(page)


def write_a_note_in_two_clicks(page: Page) -> None:
    page.get_by_label("Notiz").fill("Hat angerufen: Der Bescheid ist da.")
    press(page, "Notiz speichern")
    expect_toast(page, "Notiz gespeichert.")
    fits(page)


def record_the_follow_up(page: Page) -> None:
    bottom(page, "Heute")
    page.get_by_role("link", name="Ist der Antrag abgegeben?", exact=True).click()
    expect(page.get_by_role("button", name="Ergebnis festhalten")).to_be_visible()
    fits(page)
    choose(page, "läuft wie vereinbart")
    press(page, "Ergebnis festhalten")
    expect_toast(page, "Überprüfung festgehalten")


def go_by_the_bottom_bar(page: Page) -> None:
    for word, heading in (
        ("Aufnahme", "Wer ist da?"),
        ("Meine Fälle", "Meine Fälle"),
        ("Angebote", "Angebote"),
        ("Heute", "Heute"),
    ):
        bottom(page, word)
        expect_heading(page, heading)
        fits(page)
    bottom(page, "Mehr")
    expect(
        page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Organisationen")
    ).to_be_visible()


def bottom(page: Page, word: str) -> None:
    page.get_by_role("navigation", name="Schnellnavigation").get_by_role("link", name=word).click()


def fits(page: Page) -> None:
    """Nothing is wider than the screen, nothing to be hit is too small, the bar covers nothing of the end."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], page.url
    assert small_targets(page) == [], page.url


def small_targets(page: Page) -> list[str]:
    """What is to be hit with a thumb and is smaller than ``FINGER``; the label of a box belongs to it."""
    found: list[str] = page.evaluate(TOO_SMALL, [TARGETS, FINGER])
    return found
