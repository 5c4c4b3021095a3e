"""Too much for one: the head of unit sees it in figures and gives cases away, a colleague stands in for the other."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast, follow, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, HeadOfUnitFactory


@pytest.mark.usefixtures("transactional_db")
def test_who_carries_too_much_gives_cases_away_and_stands_in_for_them(open_window: OpenWindow) -> None:
    hanna, jonas = CaseManagerFactory(name="Hanna Beispiel"), CaseManagerFactory(name="Jonas Kern")
    person = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=hanna)
    case = CaseFactory(lead=hanna, client=person)
    CaseFactory(lead=hanna)

    page = open_window(user=HeadOfUnitFactory())
    page.goto("/app/auslastung/")
    follow(page, "Richtwerte")
    page.get_by_label("Grenze je Vollzeitstelle").fill("1")
    page.get_by_label("Worauf stützen Sie diese Zahlen?").fill("Absprache im Team")
    press(page, "Festlegen")
    expect_toast(page, "Die Richtwerte gelten ab jetzt.")
    carries = page.get_by_role("row").filter(has_text="Hanna Beispiel").first
    expect(carries).to_contain_text("über der Grenze")
    carries.get_by_role("link", name="Übertragen").click()
    choose(page, "die Fälle werden neu verteilt", "Jonas Kern")
    press(page, "Vorschau ansehen")
    press(page, "2 Fälle jetzt übertragen")
    expect_heading(page, "Übertragene Fälle")
    expect(page.get_by_text(case.reference)).to_be_visible()
    expect(page.get_by_text("Schewtschenko")).to_have_count(0)
    assert page.request.get(f"{page.url.split('/app/')[0]}/app/faelle/{case.pk}/").status == 403

    his = open_window(user=jonas)
    his.goto("/app/heute/")
    expect(his.get_by_text("2 Fälle von Hanna Beispiel")).to_be_visible()
    hers = open_window(user=hanna)
    hers.goto("/app/heute/")
    there = f"{hers.url.split('/app/')[0]}/app/faelle/{case.pk}/"
    assert hers.request.get(there).status == 404

    his.goto("/app/vertretung/")
    today = timezone.localdate().isoformat()
    his.get_by_label("Wer vertritt?").select_option(label="Hanna Beispiel")
    his.get_by_label("Von", exact=True).fill(today)
    his.get_by_label("Bis", exact=True).fill(today)
    press(his, "Vertretung eintragen")
    expect_toast(his, "Beide wissen davon.")
    hers.goto(there)
    expect_heading(hers, "Olena Schewtschenko")
