"""The Rechtskreis changes: its steps are done, its checklist is printed in the person's language, it is carried out."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.cases.models import ChecklistStep
from tests.browser.windows import OpenWindow, choose, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory
from tests.printed import text_of, words_of


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
