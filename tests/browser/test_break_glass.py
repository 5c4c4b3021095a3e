"""An emergency, as a case manager and then the lead live through it."""

import pytest
from playwright.sync_api import expect

from tests.browser.windows import OpenWindow, expect_heading, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory


@pytest.mark.usefixtures("transactional_db")
def test_a_file_is_opened_in_an_emergency_and_looked_at_after(open_window: OpenWindow) -> None:
    lead, colleague = CaseManagerFactory(name="Hanna Beispiel"), CaseManagerFactory(name="Jonas Kern")
    CaseFactory(lead=lead, client=ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead))
    page = open_window(user=colleague)
    page.goto("/app/aufnahme/")
    page.get_by_role("main").get_by_role("searchbox").or_(page.get_by_role("main").get_by_role("textbox")).first.fill(
        "Olena Schewtschenko"
    )
    page.get_by_role("link", name="Notfallzugriff").click()
    expect_heading(page, "Notfallzugriff")
    page.get_by_label("Warum ist es ein Notfall?").fill("Anruf aus der Klinik, die Papiere werden gebraucht.")
    press(page, "Akte im Notfall öffnen")
    expect(page.get_by_text("Notfallzugriff läuft")).to_be_visible()
    page.get_by_role("link", name="Verlauf").first.click()
    expect(page.get_by_text("Notfallzugriff begonnen", exact=True)).to_be_visible()
    press(page, "Jetzt beenden")
    expect(page.get_by_text("Der Notfallzugriff ist beendet.")).to_be_visible()

    hers = open_window(user=lead)
    hers.goto("/app/heute/")
    hers.get_by_role("link", name="Jonas Kern hat die Akte").click()
    hers.get_by_label("ja, es war ein Notfall").check()
    hers.get_by_label("Wie sehen Sie es?").fill("Ich war nicht zu erreichen, danke.")
    press(hers, "Einschätzung festhalten")
    expect(hers.get_by_text("gerechtfertigt", exact=True).first).to_be_visible()
