"""Everything frequent goes by the keyboard alone, and one always sees where one is."""

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.actions import templates
from roterfaden.cases.models import Phase
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast
from tests.factories import (
    AssessmentTemplateFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    HeadOfUnitFactory,
)

FOCUSED = """async () => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished));
    const focused = document.activeElement, box = focused.getBoundingClientRect();
    const around = [focused, focused.parentElement, focused.parentElement.parentElement];
    const style = (part) => getComputedStyle(part);
    const ringOf = (part) => style(part).outline + style(part).boxShadow + style(part).borderColor;
    const look = () => around.map(ringOf).join();
    const withFocus = look();
    focused.blur();
    const ring = look() !== withFocus;
    focused.focus({ preventScroll: true });
    return { name: focused.innerText || focused.ariaLabel || focused.labels?.[0]?.innerText || focused.name, ring,
             onScreen: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
}"""


@pytest.fixture
def worker(transactional_db: None) -> User:
    """A case manager with two persons."""
    lead: User = CaseManagerFactory(name="Leyla Demir")
    for given, family in (("Samira", "Haddad"), ("Olena", "Schewtschenko")):
        CaseFactory(lead=lead, client=ClientFactory(given_name=given, family_name=family), phase=Phase.STEERING)
    return lead


@pytest.fixture
def page(worker: User, open_window: OpenWindow) -> Page:
    """Heute, signed in."""
    window = open_window(user=worker, reduced_motion="reduce")
    window.goto("/app/")
    expect_heading(window, "Heute")
    return window


def test_slash_leads_to_the_search_and_enter_to_the_person(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("Samirah Hadad")
    page.keyboard.press("Enter")
    expect(page.locator("#treffer").get_by_role("link", name="Samira Haddad")).to_be_visible()
    page.locator("body").press("j")
    expect(page.get_by_role("link", name="Samira Haddad")).to_be_focused()
    page.keyboard.press("Enter")
    expect_heading(page, "Samira Haddad")


def test_n_leads_to_a_note(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="Kontaktnotiz")).to_be_focused()
    page.keyboard.press("Enter")
    expect_heading(page, "Kontaktnotiz")
    page.get_by_label("Zu wem?").focus()
    page.keyboard.type("Samira")
    page.keyboard.press("Tab")
    page.keyboard.type("Hat angerufen.")
    page.get_by_role("button", name="Notiz speichern").focus()
    page.keyboard.press("Enter")
    expect_toast(page, "Notiz gespeichert.")


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_wherever_one_is_one_sees_it(page: Page) -> None:
    page.get_by_role("link", name="Samira Haddad").first.click()
    expect_heading(page, "Samira Haddad")
    seen: list[dict[str, Any]] = []
    while len(seen) < 120:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(page.evaluate(FOCUSED))
    assert len(seen) > 20
    assert [stop for stop in seen if not (stop["ring"] and stop["onScreen"])] == []


def test_the_order_of_tabs_is_the_order_of_the_page(page: Page) -> None:
    page.get_by_role("link", name="Samira Haddad").first.click()
    expect_heading(page, "Samira Haddad")
    page.locator("main").focus()
    places = []
    for _step in range(20):
        page.keyboard.press("Tab")
        places.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert places == sorted(places)


def test_who_orders_a_questionnaire_stays_at_the_button_and_the_preview_sends_nothing(
    transactional_db: None, open_window: OpenWindow
) -> None:
    head = HeadOfUnitFactory()
    draft = templates.copy_template(AssessmentTemplateFactory(), by=head)
    window = open_window(user=head)
    window.goto(reverse("cases:template_section", args=[draft.pk, "wohnen"]))
    later = window.get_by_role("button", name=re.compile("Wie wohnen Sie.*nach unten"))
    for place in (1, 2):
        later.press("Enter")
        expect(window.locator("main .rf-point").nth(place)).to_contain_text("Wie wohnen Sie")
        expect(later).to_be_focused()
    address = reverse("cases:template_preview_section", args=[draft.pk, "wohnen"])
    window.goto(address)
    choose(window, "ja")
    window.get_by_label("Was für eine Wohnung suchen Sie?").fill("zwei Zimmer")
    window.get_by_label("ja", exact=True).press("Enter")
    expect(window).to_have_url(re.compile(f"{address}$"))
