"""What the head of unit reports once a year: read on the page, taken along as a file, and nobody to be found in it."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Gender, LegalArea, Phase
from tests.browser.windows import OpenWindow, expect_heading, follow
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, HeadOfUnitFactory

HELD_BACK, HEAD = "•", "Jahr;Stichtag;Tabelle;Zeile;Spalte;Anzahl\n"
READ_TABLES = """tables => tables.flatMap(table => {
    const told = row => [...row.cells].map(cell => cell.innerText.replace("zurückgehalten", "").trim());
    const [, ...sides] = told(table.tHead.rows[0]);
    return [...table.querySelectorAll(":is(tbody, tfoot) tr")].flatMap(row => {
        const [line, ...counts] = told(row);
        return counts.map((count, at) => [table.tHead.rows[0].cells[0].innerText.trim(), line, sides[at], count]);
    });
})"""


@pytest.mark.usefixtures("transactional_db")
def test_the_figures_of_a_year_as_tables_and_as_a_file(open_window: OpenWindow) -> None:
    lead = CaseManagerFactory()
    for number in range(6):
        gender = Gender.MALE if number == 0 else Gender.FEMALE
        person = ClientFactory(created_by=lead, gender=gender, legal_area=LegalArea.ASYLBLG, family_name="Niemandsonst")
        CaseFactory(lead=lead, client=person, phase=Phase.ASSESSMENT)
    page = open_window(user=HeadOfUnitFactory())
    page.goto("/app/auslastung/")
    follow(page, "Jahreszahlen")
    expect_heading(page, "Jahreszahlen")
    expect(page.get_by_label("Jahr", exact=True)).to_have_value(str(timezone.localdate().year))
    expect(page.get_by_text("Niemandsonst")).to_have_count(0)
    shown = page.locator("main table").evaluate_all(READ_TABLES)
    counts = {(table, line, side): count for table, line, side, count in shown}
    assert counts["Rechtskreis", "AsylbLG", "begonnen"] == "6"
    # One man: his count is held back, and with it the one from which it would follow.
    assert [counts["Geschlecht", line, "begonnen"] for line in ("männlich", "weiblich")] == [HELD_BACK, HELD_BACK]
    assert not {"1", "2"} & set(counts.values())
    assert in_the_file(page) == shown


def in_the_file(page: Page) -> list[list[str]]:
    """The figures of the file: table, line, side and count."""
    with page.expect_download() as coming:
        page.get_by_role("link", name="Als Tabelle (CSV) herunterladen").click()
    assert coming.value.suggested_filename == f"case-management-{timezone.localdate().year}.csv"
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    rows = csv.reader(StringIO(text.removeprefix(HEAD)), delimiter=";")
    # A word that a spreadsheet would take for a formula has an apostrophe before it.
    return [
        [table, line.removeprefix("'"), *rest] for _year, _day, table, line, *rest in rows if table != "Erläuterung"
    ]
