"""At the open hour: one after the other, with few touches and little typing."""

import time

import pytest

from roterfaden.accounts.models import User
from roterfaden.cases.models import Advice, Intake
from tests.browser.windows import PHONE, Hands, OpenWindow, expect_heading, expect_toast, press
from tests.factories import CaseManagerFactory, DistrictFactory, FieldOfActionFactory

MOST_TOUCHES, MOST_SECONDS = 12, 60


@pytest.fixture
def worker(transactional_db: None) -> User:
    FieldOfActionFactory(short_title="Wohnen")
    DistrictFactory(name="Brassert")
    user: User = CaseManagerFactory(name="Leyla Demir")
    return user


def test_two_are_advised_and_one_of_them_stays(worker: User, open_window: OpenWindow) -> None:
    page = open_window(user=worker, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/app/heute/")
    began, hands = time.monotonic(), Hands(page)
    open_the_form(hands)
    fill_in(hands)
    hands.click("button", "Festhalten, nächste bitte")
    expect_toast(page, "Kurzberatung gezählt.")
    # What a person takes to do it, and what the pages take to answer.
    assert hands.seconds + time.monotonic() - began < MOST_SECONDS
    assert hands.done <= MOST_TOUCHES
    fill_in(hands)
    press(page, "Festhalten")
    expect_heading(page, "Beratungen")
    assert Advice.objects.count() == 2
    page.get_by_role("link", name="Wohnen").first.click()
    page.get_by_role("main").get_by_role("button", name="Person aufnehmen").click()
    expect_heading(page, "Wer ist da?")
    page.goto("/app/aufnahme/neu/")
    page.get_by_label("Familienname").fill("Haddad")
    page.get_by_label("Sprache", exact=True).select_option("ar")
    press(page, "Aufnehmen und Gespräch beginnen")
    expect_heading(page, "Haddad")
    assert Intake.objects.get().concern == "Wohngeld erklärt"
    assert Advice.objects.count() == 1


def open_the_form(hands: Hands) -> None:
    hands.press("summary[aria-keyshortcuts=n]")
    hands.click("link", "Kurzberatung ohne Namen")
    expect_heading(hands.page, "Kurzberatung")


def fill_in(hands: Hands) -> None:
    """The field, the few words, the district, the language."""
    hands.point("Wohnen")
    hands.write("Stichwort", "Wohngeld erklärt")
    hands.select("wohnt im Quartier", label="Brassert")
    hands.select("Sprache des Gesprächs", value="ar")
