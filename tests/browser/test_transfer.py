"""A whole case management goes to another organisation, as both sides live through it."""

import pytest
from playwright.sync_api import expect

from roterfaden.base.access import Role
from roterfaden.cases.models import PassingPurpose, Phase
from tests.browser.windows import OpenWindow, choose, expect_heading, press
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    give_consent,
)


@pytest.mark.usefixtures("transactional_db")
def test_it_is_proposed_taken_over_there_and_closed_to_the_former_lead(open_window: OpenWindow) -> None:
    lead, elsewhere = CaseManagerFactory(name="Hanna Beispiel"), OrganisationFactory(name="Beratung am Hafen")
    colleague = SeatFactory(user=UserFactory(name="Jonas Kern"), organisation=elsewhere, role=Role.CASE_MANAGER).user
    person = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead)
    case = CaseFactory(lead=lead, client=person, phase=Phase.STEERING)
    give_consent(
        case,
        recipient=elsewhere,
        purpose=PassingPurpose.HANDOVER,
        kinds=["contact", "language", "concern", "plan"],
    )
    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/team/")
    page.get_by_role("link", name="An eine andere Stelle übergeben").click()
    page.get_by_label("Wer soll übernehmen?").select_option(label="Beratung am Hafen: Jonas Kern")
    choose(page, "Einwilligung vom")
    page.get_by_label("Übergabenotiz").fill("Sie zieht in Ihr Quartier. Die Wohnung ist das Wichtigste.")
    press(page, "Übergabe vorschlagen")
    expect(page.get_by_text("Jonas Kern ist gefragt.")).to_be_visible()
    proposal = page.url

    his = open_window(user=colleague)
    his.goto("/app/heute/")
    expect(his.get_by_text("Schewtschenko")).to_have_count(0)
    his.get_by_role("main").get_by_role("link", name=case.reference, exact=True).click()
    expect(his.get_by_text("Hilfeplan und geplante Überprüfungen")).to_be_visible()
    press(his, "Fall übernehmen")
    expect_heading(his, "Olena Schewtschenko")
    expect(his.get_by_text("Den Antrag abgeben").first).to_be_visible()

    # The list is left; the file is closed. Asked beside the window, which takes every answer of 404 for a fault.
    page.goto(proposal)
    expect(page.get_by_text("übernommen").first).to_be_visible()
    expect(page.get_by_text("Schewtschenko")).to_have_count(0)
    assert page.request.get(f"{proposal.split('/app/')[0]}/app/faelle/{case.pk}/").status == 404
