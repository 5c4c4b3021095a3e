"""The closing report: the same on the page and on paper; the person's letter leaves out what the office judges."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.cases.actions import closing, own_views
from roterfaden.cases.closing_report import matters_in, report_of
from roterfaden.cases.documents.closing import LANGUAGES_AND_GERMAN, closing_letter_pdf, closing_texts, own_view_pdf
from roterfaden.cases.documents.content import OpenMatter
from roterfaden.cases.models import ActionGoal, Case, CloseReason, Phase
from roterfaden.network.models import Organisation
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    OfferFactory,
    OrganisationFactory,
    add_measure,
    ask_provider,
)
from tests.printed import text_of

pytestmark = pytest.mark.django_db
OPEN = "Wohnungssuche: Mieterverein\nRatenzahlung"


@pytest.fixture
def closed() -> Case:
    case = CaseFactory(phase=Phase.STEERING)
    goal = ActionGoal.objects.get()
    ask_provider(add_measure(goal, offer=OfferFactory(title="Mietberatung")))
    evaluation = closing.start_evaluation(case, by=case.lead)
    saved = closing.save_evaluation(
        evaluation, by=case.lead, seen=evaluation.revision, ratings={goal.pk: (1, "zügig")}, procedure=2,
        communication=4, time=4, procedure_note="Zu viele Ämter.", learned="Früher anrufen.",
    )  # fmt: skip
    closing.complete_evaluation(saved, by=case.lead)
    closing.close_case(
        case, by=case.lead, reason=CloseReason.GOALS_REACHED, note="Ein guter Abschied.", stays_open=OPEN
    )
    own_views.enter_own_view(case, by=case.lead, language="ar", way=5, words="شكرا")
    return Case.objects.get(pk=case.pk)


JUDGED = ("Zu viele Ämter.", "Früher anrufen.", "zügig", "Ein guter Abschied.", "T-Wert", "eher nicht gut", "شكرا")
SHARED = ("Den Antrag abgeben", "Antrag bewilligt", "Mietberatung", "Wohnungssuche", "Mieterverein", "Ratenzahlung")


def url(name: str, case: Case) -> str:
    return reverse(f"cases:{name}", args=[case.pk])


def test_page_and_paper_for_the_file_say_the_same(closed: Case, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(closed.lead)
    page = browser.get(url("closing_report", closed)).content.decode()
    paper = browser.get(url("closing_report_pdf", closed))
    assert paper["Cache-Control"] == "no-store"
    printed = text_of(paper.content)
    for word in (*SHARED, *JUDGED[:-1], "angefragt"):
        assert word in page
        assert word in printed
    assert "شكرا" in page
    assert closed.timeline.filter(act="document_made", text="Abschlussbericht").exists()


def test_the_letter_for_the_person_leaves_out_what_the_office_judges(
    closed: Case, signed_in: Callable[..., Client]
) -> None:
    paper = signed_in(closed.lead).get(url("closing_letter_pdf", closed), {"sprache": "uk"})
    printed = text_of(paper.content)
    for word in SHARED[:2] + SHARED[3:]:
        assert word in printed
    assert closing_texts("uk")["closing"] in printed
    for word in JUDGED:
        assert word not in printed


def test_a_confidential_place_is_named_on_no_paper(closed: Case, signed_in: Callable[..., Client]) -> None:
    Organisation.objects.update(name="Frauenhaus", is_sensitive=True)
    browser = signed_in(closed.lead)
    for name in ("closing_report_pdf", "closing_letter_pdf"):
        assert "Frauenhaus" not in text_of(browser.get(url(name, closed)).content)


def test_before_the_end_it_is_a_draft_that_proposes_what_stays_open(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    browser = signed_in(case.lead)
    assert "Entwurf" in browser.get(url("closing_report", case)).content.decode()
    assert "Hilfe beim Antrag" in browser.get(url("close", case)).content.decode()
    assert browser.get(url("closing_report_pdf", case)).status_code == 200


def test_after_a_death_there_is_nobody_to_write_to(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    closing.close_case(case, by=case.lead, reason=CloseReason.DECEASED, note="Am 3. gestorben.")
    browser = signed_in(case.lead)
    assert "Für die Person" not in browser.get(url("closing_report", case)).content.decode()
    assert browser.get(url("closing_letter_pdf", case)).status_code == 404


def test_strangers_find_no_report(closed: Case, signed_in: Callable[..., Client]) -> None:
    stranger = signed_in(CaseManagerFactory())
    for name in ("closing_report", "closing_report_pdf", "closing_letter_pdf"):
        assert stranger.get(url(name, closed)).status_code == 404


def test_a_line_says_what_and_behind_its_colon_who() -> None:
    lines = "Antrag: Teil 2: Frau Demir\n\n  Schulden \nMiete:"
    assert list(matters_in(lines)) == [
        OpenMatter("Antrag: Teil 2", "Frau Demir"), OpenMatter("Schulden", ""), OpenMatter("Miete", "")
    ]  # fmt: skip


def test_every_language_prints_letter_and_sheet(closed: Case) -> None:
    found = Case.objects.for_overview(closed.lead).get(pk=closed.pk)
    content = report_of(found, closed.lead)
    for language in LANGUAGES_AND_GERMAN:
        beside = None if language == "de" else language
        assert closing_letter_pdf(content, beside).startswith(b"%PDF")
        assert own_view_pdf(content, beside).startswith(b"%PDF")


def test_the_sheet_names_nobody(closed: Case, signed_in: Callable[..., Client]) -> None:
    printed = text_of(signed_in(closed.lead).get(url("own_view_pdf", closed), {"sprache": "tr"}).content)
    assert closing_texts("tr")["scale_5"] in printed
    assert closed.client.family_name not in printed
    assert closed.reference in printed


def test_the_page_asks_little(closed: Case, signed_in: Callable[..., Client], django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    OrganisationFactory()
    browser = signed_in(closed.lead)
    with django_assert_max_num_queries(12):
        browser.get(url("closing_report", closed))
