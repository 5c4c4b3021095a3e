"""Something to take home: the help plan on a phone, in the person's language and in Leichte Sprache, as it arrives."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument

from roterfaden.base.languages import direction
from roterfaden.cases.documents import LANGUAGES, fixed_texts
from roterfaden.cases.models import Phase
from tests.browser.test_on_a_phone import fits
from tests.browser.windows import PHONE, OpenWindow
from tests.cases.test_documents import parts_of
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory
from tests.printed import text_of, words_of

SPOKEN_AND_NOT_WRITTEN = {"so": "Somali", "ti": "Tigrinya"}
FIXED = ("help_plan", "by_others", "by_myself", "help_plan_signing")


@pytest.mark.usefixtures("transactional_db")
def test_the_plan_is_handed_over_in_arabic_and_in_leichte_sprache(open_window: OpenWindow) -> None:
    lead = CaseManagerFactory(name="Leyla Demir")
    person = ClientFactory(created_by=lead, given_name="Samira", family_name="Haddad", language="ar")
    case = CaseFactory(lead=lead, client=person, phase=Phase.STEERING)
    page = open_window(user=lead, size=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/app/faelle/{case.pk}/dokumente/")
    fits(page)

    arabic = handed_over(page, "Deutsch und Arabisch", "hilfeplan-ar.pdf")
    says(arabic, "ar")
    assert {"Haddad", "Hilfeplan"} <= words_of(text_of(arabic))
    assert "ar" in {part.language for part in parts_of(arabic)}
    assert runs(arabic, fixed_texts("ar")["help_plan"]) == direction("ar") == "rtl"
    assert runs(arabic, "Hilfeplan") == "ltr"

    plan(page).get_by_text("Andere Sprachen").click()
    simple = handed_over(page, "Leichte Sprache", "hilfeplan-de-simple.pdf")
    says(simple, "de-simple")
    assert {part.language for part in parts_of(simple)} <= {"", "de", "ar"}
    assert runs(simple, "Akten-Nummer") == "ltr"

    offered = plan(page).locator("a[href*='sprache=']").all_text_contents()
    assert sorted(name.strip().removeprefix("Deutsch und ") for name in offered) == sorted(LANGUAGES.values())
    for code, name in SPOKEN_AND_NOT_WRITTEN.items():
        expect(plan(page)).not_to_contain_text(name)
        # Asked beside the window, which takes every answer of 404 for a fault.
        assert page.request.get(f"/app/faelle/{case.pk}/hilfeplan/pdf/?sprache={code}").status == 404


def plan(page: Page) -> Locator:
    """The part of the page with the help plan."""
    return page.get_by_role("region", name="Hilfeplan", exact=True)


def handed_over(page: Page, name: str, file_name: str) -> bytes:
    """The paper that comes by one touch, shown in the window or beside it; then back to the page."""
    before = page.url
    with page.expect_response("**/hilfeplan/pdf/**") as answer:
        plan(page).get_by_role("link", name=name, exact=True).click()
    assert answer.value.headers["content-disposition"] == f'inline; filename="{file_name}"'
    # Asked for once more: the browser keeps for itself what its viewer shows.
    paper = page.request.get(answer.value.url).body()
    page.goto(before)
    return paper


def says(pdf: bytes, language: str) -> None:
    """What every help plan says stands there in this language."""
    assert words_of(" ".join(fixed_texts(language)[key] for key in FIXED)) <= words_of(text_of(pdf))


def runs(pdf: bytes, words: str) -> str:
    """In which direction these words are read on the first page: from the first letter to the last."""
    with PdfDocument(pdf) as paper:
        sheet = paper[0].get_textpage()
        found = sheet.search(words).get_next()
        assert found is not None, words
        begin, count = found
        first, last = (sheet.get_charbox(index)[0] for index in (begin, begin + count - 1))
    return "rtl" if first > last else "ltr"
