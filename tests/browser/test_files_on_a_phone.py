"""A paper on the table, a phone in the hand: photograph it, look at it, take it back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from roterfaden.cases.models import Attachment, Case, Phase
from tests import papers
from tests.browser.test_on_a_phone import fits
from tests.browser.windows import PHONE, OpenWindow, expect_heading, expect_toast, follow, press
from tests.factories import CaseFactory

LOADED = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture
def case(transactional_db: None) -> Case:
    found: Case = CaseFactory(phase=Phase.STEERING)
    return found


def test_a_paper_is_photographed_looked_at_and_taken_back(case: Case, open_window: OpenWindow) -> None:
    page = open_window(user=case.lead, size=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/app/faelle/{case.pk}/dokumente/")
    follow(page, "Datei hinzufügen")
    fits(page)
    photograph(page, "IMG_0815.jpg", papers.photo(turned=True))
    press(page, "Speichern")
    expect_toast(page, "aus dem Foto entfernt")
    fits(page)
    page.get_by_role("main").get_by_role("link", name="Foto vom").first.click()
    look_at_it(page)
    take_it_back(page)
    assert Attachment.objects.get(case=case).is_withdrawn


def photograph(page: Page, name: str, content: bytes) -> None:
    camera = page.get_by_label("Papier fotografieren")
    expect(camera).to_have_attribute("capture", "environment")
    camera.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})


def loaded(page: Page, picture: Locator) -> None:
    """Wait until the preview has been drawn, which takes a moment on a busy machine."""
    page.wait_for_function(LOADED, arg=picture.element_handle())


def look_at_it(page: Page) -> None:
    picture = page.get_by_role("img", name="Seite 1 von 1")
    expect(picture).to_be_visible()
    loaded(page, picture)
    fits(page)
    page.get_by_role("link", name="300 %").click()
    expect(page.get_by_role("link", name="300 %")).to_have_attribute("aria-current", "true")
    loaded(page, picture)
    frame = page.get_by_role("region", name="Vorschau")
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    fits(page)


def take_it_back(page: Page) -> None:
    follow(page, "Datei zurücknehmen")
    page.get_by_label("Grund").fill("falsches Blatt")
    press(page, "Datei zurücknehmen")
    expect_toast(page, "Datei zurückgenommen.")
    fits(page)


def test_everything_works_without_javascript(case: Case, open_window: OpenWindow) -> None:
    page = open_window(user=case.lead, size=PHONE, java_script_enabled=False)
    page.goto(f"/app/faelle/{case.pk}/dateien/neu/")
    bad = {"name": "los.exe", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(80)}
    good = {"name": "Vertrag.pdf", "mimeType": "text/plain", "buffer": papers.pdf(pages=3)}
    page.get_by_label("Dateien auswählen").set_input_files([bad, good])  # type: ignore[list-item]
    press(page, "Speichern")
    expect(page.get_by_text("los.exe: Das ist ein Programm.").first).to_be_visible()
    page.get_by_role("link", name="Vertrag", exact=True).click()
    expect_heading(page, "Vertrag")
    page.get_by_role("link", name="Weiter", exact=True).click()
    expect(page.get_by_role("img", name="Seite 2 von 3")).to_be_visible()
