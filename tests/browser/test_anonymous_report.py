"""A steering group hears of what is missing, and of nobody: written, warned, mended, approved, read."""

import pytest
from playwright.sync_api import expect

from roterfaden.base.access import Role
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import BodyFactory, CaseFactory, CaseManagerFactory, ClientFactory, SeatFactory


@pytest.mark.usefixtures("transactional_db")
def test_a_report_is_mended_approved_by_a_second_person_and_read_by_the_body(open_window: OpenWindow) -> None:
    lead, colleague = CaseManagerFactory(name="Hanna Beispiel"), CaseManagerFactory(name="Jonas Kern")
    body = BodyFactory(name="Steuerungsgruppe Wohnen")
    member = SeatFactory(organisation=body.organisation, role=Role.BODY_MEMBER).user
    person = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead)
    case = CaseFactory(lead=lead, client=person)

    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/weitergabe/")
    page.get_by_role("link", name="Fallbericht schreiben").click()
    page.get_by_label("An welches Gremium?").select_option(label="Steuerungsgruppe Wohnen")
    page.get_by_label("Wie ist die Lage?").fill("Frau Shevchenko sucht mit neun Kindern eine Wohnung.")
    page.get_by_label("Frage an das Gremium").fill("Wer kann große Wohnungen vermitteln?")
    choose(page, "weiß davon und ist einverstanden")
    press(page, "Speichern und prüfen")
    expect(page.get_by_text("Daran erkennt man die Person.")).to_be_visible()
    expect(page.locator("mark").filter(has_text="Shevchenko")).to_be_visible()
    expect(page.get_by_text("„neun Kindern“ trifft hier auf weniger als 5 Menschen zu.")).to_be_visible()
    expect(page.get_by_role("link", name="Freigeben lassen")).to_have_count(0)

    page.get_by_label("Wie ist die Lage?").fill("Eine große Familie sucht seit langem eine Wohnung.")
    press(page, "Speichern und prüfen")
    expect(page.get_by_text("Die Prüfung hat nichts gefunden.")).to_be_visible()
    page.get_by_role("link", name="Freigeben lassen").click()
    page.get_by_label("Wer soll den Bericht freigeben?").select_option(label="Jonas Kern")
    press(page, "Um Freigabe bitten")
    expect_toast(page, "Jonas Kern ist gefragt.")

    his = open_window(user=colleague)
    his.goto("/app/heute/")
    his.get_by_role("main").get_by_text("einen anonymen Fallbericht zu prüfen").click()
    expect_heading(his, "Fallbericht freigeben")
    expect(his.get_by_text("Schewtschenko")).to_have_count(0)
    press(his, "Bericht freigeben")
    expect_toast(his, "Der Bericht ist freigegeben.")

    page.reload()
    press(page, "An das Gremium übergeben")
    page.get_by_role("dialog").get_by_role("button", name="An das Gremium übergeben").click()
    expect(page.get_by_text("Von hier führt kein Weg zu einem Bericht.")).to_be_visible()

    theirs = open_window(user=member)
    theirs.goto("/app/fallberichte/")
    theirs.get_by_role("main").get_by_role("link", name="Fallbericht", exact=True).click()
    expect(theirs.get_by_text("Eine große Familie sucht seit langem eine Wohnung.")).to_be_visible()
