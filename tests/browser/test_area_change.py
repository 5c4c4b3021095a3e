"""The Rechtskreis changes: its steps are done, its checklist is printed in the person's language, it is carried out."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.cases.models import ChecklistStep, PassingPurpose
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, OrganisationFactory, give_consent
from tests.printed import text_of, words_of
from tests.world import begin_area_change


@pytest.mark.usefixtures("transactional_db")
def test_a_change_is_begun_its_steps_are_ticked_printed_in_arabic_and_completed(open_window: OpenWindow) -> None:
    lead = CaseManagerFactory(name="Leyla Demir")
    person = ClientFactory(created_by=lead, given_name="Samira", family_name="Haddad", legal_area="asylblg")
    case = CaseFactory(lead=lead, client=person)
    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/")
    page.get_by_role("link", name="Wechsel vorbereiten").click()
    choose(page, "Vom AsylbLG zum SGB II")
    page.get_by_label("Ab welchem Tag gilt der neue Rechtskreis?").fill(timezone.localdate().isoformat())
    press(page, "Wechsel anlegen")
    expect_toast(page, "Die Checkliste ist angelegt.")

    account = page.get_by_role("listitem").filter(has_text="Ein Konto eröffnen")
    account.get_by_role("link", name="Nicht nötig").click()
    page.get_by_label("Warum ist der Schritt nicht nötig?").fill("Ein Konto ist schon da.")
    press(page, "Nicht nötig")
    expect(account).to_contain_text("Ein Konto ist schon da.")
    chosen = page.get_by_role("listitem").filter(has_text="Eine Krankenkasse aussuchen")
    chosen.get_by_role("button", name="Erledigt").click()
    expect(chosen).to_contain_text("Leyla Demir")

    # On Heute a click does a step that is due.
    page.goto("/app/heute/")
    due = page.get_by_role("listitem").filter(has_text="Beim Jobcenter Leistungen beantragen")
    due.get_by_role("button").click()
    expect_toast(page, "Schritt erledigt.")
    expect(due).to_have_count(0)

    change = case.area_changes.get()
    page.goto(f"/app/faelle/{case.pk}/rechtskreiswechsel/{change.pk}/")
    where = page.get_by_role("link", name="Deutsch und Arabisch").get_attribute("href")
    found = words_of(text_of(page.request.get(f"{page.url.split('/app/')[0]}{where}").body()))
    assert {"Krankenkasse", "Haddad"} <= found
    assert words_of("مركز العمل") <= found

    press(page, "Rechtskreis wechseln")
    expect_toast(page, "Der Rechtskreis ist gewechselt.")
    person.refresh_from_db()
    assert person.legal_area == "sgb_ii"
    assert ChecklistStep.objects.waiting().filter(change=change).exists()


@pytest.mark.usefixtures("transactional_db")
def test_the_new_office_says_by_link_that_it_takes_over(open_window: OpenWindow) -> None:
    lead = CaseManagerFactory(name="Leyla Demir")
    person = ClientFactory(created_by=lead, given_name="Samira", family_name="Haddad", legal_area="asylblg")
    case = CaseFactory(lead=lead, client=person)
    jobcenter = OrganisationFactory(name="Jobcenter Musterstadt")
    give_consent(case, recipient=jobcenter, kinds=("contact", "income"), purpose=PassingPurpose.BENEFITS)
    change = begin_area_change(case)
    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/rechtskreiswechsel/{change.pk}/")
    page.get_by_role("link", name="Neue Stelle fragen").click()
    press(page, "Stelle fragen")
    expect_toast(page, "Die Anfrage an Jobcenter Musterstadt steht.")
    press(page, "Link erstellen")
    address, code = page.locator("#link-adresse").input_value(), page.locator("[data-code]").inner_text()

    office = open_window(size=PHONE, java_script_enabled=False)
    office.goto(address)
    office.get_by_label("Code mit sechs Ziffern").fill(code)
    press(office, "Weiter")
    expect(office.get_by_text("Samira Haddad")).to_be_visible()
    choose(office, "Wir übernehmen")
    office.get_by_label("Wer ist bei Ihnen ansprechbar?").fill("Frau Berg")
    press(office, "Antwort senden")
    expect_heading(office, "Danke, Ihre Antwort ist angekommen")

    page.goto("/app/heute/")
    page.get_by_role("link", name="Jobcenter Musterstadt hat geantwortet: übernimmt").click()
    expect(page.get_by_text("hat angenommen")).to_be_visible()
    expect(page.get_by_text("Frau Berg")).to_be_visible()
