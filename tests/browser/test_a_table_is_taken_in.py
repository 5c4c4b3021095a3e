"""A coordinator takes in the table that grew over years: 200 rows with all that goes wrong, and nothing gets lost."""

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.offers.models import Offer
from tests.browser.windows import OpenWindow, expect_heading, expect_toast, follow, press
from tests.factories import OrganisationFactory, UserFactory
from tests.offers.tables import messy

TAKING_IN = 60_000  # milliseconds, for 200 rows on a busy machine
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def coordinator(transactional_db: None) -> User:
    OrganisationFactory(name="Caritasverband Marl e. V.")
    user: User = UserFactory(roles=[Role.HEAD_OF_UNIT])
    return user


def test_from_a_messy_table_to_the_directory(coordinator: User, open_window: OpenWindow) -> None:
    page: Page = open_window(user=coordinator)
    page.goto("/app/angebote/")
    page.locator("summary", has_text="Mehr").click()
    follow(page, "Tabelle übernehmen")
    page.get_by_label("Tabelle", exact=True).set_input_files(
        {"name": "angebote.xlsx", "mimeType": XLSX, "buffer": messy()}
    )
    press(page, "Weiter")

    expect_heading(page, "Was die Spalten bedeuten")
    expect(page.get_by_label("Träger")).to_have_value("organisation")
    page.get_by_label("Bemerkung").select_option("an die Beschreibung anhängen")
    press(page, "Weiter")

    press(page, "Namen zuordnen")
    expect(page.get_by_text("Namen, die wir nicht kennen")).to_have_count(0)
    page.get_by_role("link", name="mit Hinweis").click()
    expect(page.get_by_text("Hier sind Buchstaben verloren gegangen.").first).to_be_visible()
    page.get_by_role("link", name="160. Sprachcaf\ufffd 157").click()
    page.get_by_label("Name des Angebots").fill("Sprachcafé 157 am Abend")
    press(page, "Speichern")
    expect_toast(page, "Zeile 160 passt jetzt.")

    page.get_by_role("button", name="191 Zeilen übernehmen", exact=True).click(timeout=TAKING_IN)
    expect(page.get_by_text("191 neu, 0 geändert. 1 Zeile liegt noch hier.")).to_be_visible(timeout=TAKING_IN)
    follow(page, "Zum Verzeichnis")
    page.get_by_label("Suche", exact=True).fill("Sprachcafé 157 am Abend")
    page.keyboard.press("Enter")
    follow(page, "Sprachcafé 157 am Abend")
    expect(page.get_by_role("main")).to_contain_text("Raum beim Hausmeister erfragen")
    assert Offer.objects.count() == 191
