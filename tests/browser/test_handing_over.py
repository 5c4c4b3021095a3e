"""A case changes hands, as the lead, the colleague and then the former lead live through it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.windows import OpenWindow, expect_heading, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, add_follow_up


@pytest.mark.usefixtures("transactional_db")
def test_a_case_is_proposed_taken_over_and_closed_to_the_former_lead(open_window: OpenWindow) -> None:
    lead, colleague = CaseManagerFactory(name="Hanna Beispiel"), CaseManagerFactory(name="Jonas Kern")
    person = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead)
    case = CaseFactory(lead=lead, client=person)
    add_follow_up(case, question="Ist der Antrag da?")
    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/team/")
    page.get_by_role("link", name="Fall übergeben").click()
    page.get_by_label("Wer soll übernehmen?").select_option(label="Jonas Kern")
    page.get_by_label("Übergabenotiz").fill("Ich wechsle die Stelle. Die Wohnung ist das Wichtigste.")
    page.get_by_label("Bis wann soll übergeben sein?").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    press(page, "Übergabe vorschlagen")
    expect(page.get_by_text("Jonas Kern ist gefragt.")).to_be_visible()

    his = open_window(user=colleague)
    his.goto("/app/heute/")
    expect(his.get_by_text("Schewtschenko")).to_have_count(0)
    his.get_by_role("main").get_by_role("link", name=case.reference, exact=True).click()
    expect(his.get_by_text("Olena Schewtschenko")).to_be_visible()
    press(his, "Fall übernehmen")
    expect_heading(his, "Olena Schewtschenko")
    expect(his.get_by_role("link", name="Ist der Antrag da?")).to_be_visible()

    # Asked beside the window, which takes every answer of 404 for a fault.
    assert page.request.get(page.url).status == 404
