"""From closing to the person's own view on a telephone in Arabic, to the talk three months later and anew."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.cases.documents.closing import closing_texts
from roterfaden.cases.models import AfterTalk, Case, Phase
from tests.browser.test_pages_are_accessible import EVERYTHING, prepare
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, expect_toast, follow, press
from tests.factories import CaseFactory, CaseManagerFactory

ARABIC = closing_texts("ar")


@pytest.mark.usefixtures("transactional_db")
def test_a_case_ends_the_person_says_how_it_was_and_is_asked_again(open_window: OpenWindow) -> None:
    case = CaseFactory(lead=CaseManagerFactory(name="Leyla Demir"), phase=Phase.EVALUATION)
    page = open_window(user=case.lead)
    prepare(page)
    page.goto(f"/app/faelle/{case.pk}/abschliessen/")
    choose(page, "Die Ziele sind erreicht")
    page.get_by_label("Was bleibt offen").fill("Ratenzahlung: Schuldnerberatung")
    press(page, "Fall abschließen")
    expect_toast(page, "Der Fall ist abgeschlossen")

    follow(page, "Abschlussbericht")
    expect(page.get_by_text("Schuldnerberatung")).to_be_visible()
    assert page.evaluate(EVERYTHING) == []
    page.goto(f"/app/faelle/{case.pk}/sicht/")
    expect(page.get_by_label("Sprache der Fragen")).to_have_value("ar")
    press(page, "Weiter")
    expect_heading(page, "Link für die Person")
    address, code = page.get_by_label("Link", exact=True).input_value(), page.locator("[data-code]").inner_text()

    hers = open_window(size=PHONE, java_script_enabled=False)
    hers.goto(address)
    expect(hers.locator("html")).to_have_attribute("dir", "rtl")
    hers.get_by_label(ARABIC["code"]).fill(code)
    press(hers, ARABIC["next"])
    way = hers.get_by_role("group", name=ARABIC["way"])
    worst, best = (way.get_by_text(ARABIC[step], exact=True).bounding_box() for step in ("scale_1", "scale_5"))
    assert worst is not None
    assert best is not None
    assert worst["x"] > best["x"]
    way.get_by_role("radio", name=ARABIC["scale_5"]).check()
    hers.get_by_label(ARABIC["words"]).fill("شكرا لكم")
    press(hers, ARABIC["send"])
    expect_heading(hers, ARABIC["thanks"])

    page.goto(f"/app/faelle/{case.pk}/auswertung/")
    expect(page.get_by_text("شكرا لكم")).to_be_visible()
    AfterTalk.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    page.goto("/app/heute/")
    page.get_by_role("link", name="Nachgespräch nach dem Abschluss").first.click()
    choose(page, "erreicht", "gut")
    page.get_by_label("Was ist neu?").fill("Die Wohnung wurde gekündigt.")
    assert page.evaluate(EVERYTHING) == []
    press(page, "Festhalten und Fall wieder aufnehmen")
    expect_toast(page, "Der Fall ist wieder aufgenommen")
    assert Case.objects.get(pk=case.pk).is_open
