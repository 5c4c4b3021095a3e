"""The assessment section by section, saved as one types; the network map with its list."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import assessment as acts
from roterfaden.cases.actions import people
from roterfaden.cases.models import AssessmentSection, Case, NetworkContact, Phase
from roterfaden.cases.network_map import MapField
from tests.factories import AssessmentTemplateFactory, CaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    AssessmentTemplateFactory()
    return CaseFactory()


def section_of(case: Case, key: str = "staerken") -> str:
    return reverse("cases:assessment_section", args=[case.pk, key])


def test_beginning_leads_to_the_first_section(case: Case, signed_in: Callable[..., Client]) -> None:
    response = signed_in(case.lead).post(reverse("cases:assessment", args=[case.pk]))
    assert response.headers["Location"] == section_of(case, "lebensweg")


def test_what_is_typed_is_saved_without_a_click(case: Case, signed_in: Callable[..., Client]) -> None:
    acts.start_assessment(case, by=case.lead)
    browser = signed_in(case.lead)
    first = browser.post(section_of(case), {"seen": 0, "gelingt": "Kochen"}, headers={"X-Autosave": "1"})
    assert first.status_code == 204
    browser.post(
        section_of(case), {"seen": first.headers["X-Seen"], "gelingt": "Kochen und Nähen"}, headers={"X-Autosave": "1"}
    )
    assert AssessmentSection.objects.get(key="staerken").answers == {"gelingt": "Kochen und Nähen"}


def test_two_people_in_one_section_see_both_versions(case: Case, signed_in: Callable[..., Client]) -> None:
    draft = acts.start_assessment(case, by=case.lead)
    acts.save_section(draft, "staerken", {"gelingt": "Kochen"}, by=case.lead, seen=0)
    browser = signed_in(case.lead)
    assert (
        browser.post(section_of(case), {"seen": 0, "gelingt": "Singen"}, headers={"X-Autosave": "1"}).status_code == 409
    )
    response = browser.post(section_of(case), {"seen": 0, "gelingt": "Singen"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Kochen" in page
    assert "Singen" in page
    assert AssessmentSection.objects.get().answers == {"gelingt": "Kochen"}


def test_a_faulty_answer_is_told_at_its_question_and_nothing_typed_is_lost(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    acts.start_assessment(case, by=case.lead)
    response = signed_in(case.lead).post(section_of(case), {"seen": 0, "gelingt": "Kochen" * 2000, "freude": "Singen"})
    assert response.status_code == 422
    assert "Singen" in response.content.decode()
    assert not AssessmentSection.objects.exists()


def test_a_finished_assessment_is_read_and_can_be_opened_again(case: Case, signed_in: Callable[..., Client]) -> None:
    draft = acts.start_assessment(case, by=case.lead)
    acts.save_section(draft, "staerken", {"gelingt": "Kochen"}, by=case.lead, seen=0)
    browser = signed_in(case.lead)
    browser.post(reverse("cases:assessment_complete", args=[case.pk]))
    assert Case.objects.get(pk=case.pk).phase == Phase.AGREEMENT
    assert "Kochen" in browser.get(reverse("cases:assessment", args=[case.pk])).content.decode()
    assert browser.get(section_of(case)).status_code == 404
    browser.post(reverse("cases:assessment_reopen", args=[case.pk]))
    assert Case.objects.get(pk=case.pk).phase == Phase.ASSESSMENT


def test_an_empty_assessment_is_not_finished(case: Case) -> None:
    with pytest.raises(RuleBroken):
        acts.complete_assessment(acts.start_assessment(case, by=case.lead), by=case.lead)


def test_all_sections_open_and_cost_the_same(
    case: Case, signed_in: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    draft = acts.start_assessment(case, by=case.lead)
    browser = signed_in(case.lead)
    for section in draft.template.document["sections"]:
        with django_assert_max_num_queries(12):
            assert browser.get(section_of(case, section["key"])).status_code == 200
    with django_assert_max_num_queries(12):
        browser.get(reverse("cases:assessment", args=[case.pk]))


def test_people_on_the_map_stand_in_the_picture_and_in_the_list(case: Case, signed_in: Callable[..., Client]) -> None:
    browser, page = signed_in(case.lead), reverse("cases:network_map", args=[case.pk])
    answers = {
        "label": "Schwester Amal",
        "field": "family",
        "closeness": 1,
        "tone": "supportive",
        "note": "hilft mit den Kindern",
    }
    browser.post(page, answers)
    text = browser.get(page).content.decode()
    assert text.count("Schwester Amal") >= 3
    assert "hilft mit den Kindern" in text


def test_someone_taken_off_the_map_can_be_put_back(case: Case, signed_in: Callable[..., Client]) -> None:
    contact = acts.add_network_contact(case, by=case.lead, label="Nachbar", field=MapField.FRIENDS)
    browser = signed_in(case.lead)
    browser.post(reverse("cases:network_contact_remove", args=[case.pk, contact.pk]))
    assert not NetworkContact.objects.current().exists()
    browser.post(reverse("cases:network_contact_restore", args=[case.pk, contact.pk]))
    assert NetworkContact.objects.current().exists()


def test_what_the_record_knows_is_not_asked_again(case: Case, signed_in: Callable[..., Client]) -> None:
    case.client.legal_area, case.client.residence_title = "asylblg", "tolerated"
    case.client.save()
    acts.start_assessment(case, by=case.lead)
    form = signed_in(case.lead).get(section_of(case, "aufenthalt")).context["form"]
    assert (form["rechtskreis"].value(), form["papier"].value()) == ("asylblg", "duldung")


def test_what_the_assessment_learns_keeps_the_record_true(case: Case, signed_in: Callable[..., Client]) -> None:
    acts.start_assessment(case, by=case.lead)
    answers = {"seen": 0, "papier": "erlaubnis_24", "gueltig_bis": "2027-03-04", "rechtskreis": "sgb_ii"}
    signed_in(case.lead).post(section_of(case, "aufenthalt"), answers)
    case.client.refresh_from_db()
    assert (case.client.residence_title, case.client.legal_area) == ("temporary_protection", "sgb_ii")
    assert case.timeline.filter(act="client_changed").count() == 1


def test_what_was_put_right_in_the_record_since_is_not_overwritten(case: Case) -> None:
    draft = acts.start_assessment(case, by=case.lead)
    acts.save_section(draft, "aufenthalt", {"rechtskreis": "asylblg"}, by=case.lead, seen=0)
    people.correct_client(case.client, by=case.lead, seen=None, legal_area="sgb_ii")
    answers = {"rechtskreis": "asylblg", "anmerkung": "Bescheid liegt vor."}
    acts.save_section(draft, "aufenthalt", answers, by=case.lead, seen=1)
    case.client.refresh_from_db()
    assert case.client.legal_area == "sgb_ii"


def test_typing_while_a_colleague_finishes_loses_nothing_and_pressing_twice_finishes_once(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    draft = acts.start_assessment(case, by=case.lead)
    acts.save_section(draft, "wohnen", {"wohlfuehlen": 7}, by=case.lead, seen=0)
    browser, complete = signed_in(case.lead), reverse("cases:assessment_complete", args=[case.pk])
    assert [browser.post(complete).status_code for _ in range(2)] == [302, 302]
    assert case.timeline.filter(act="assessment_completed").count() == 1
    response = browser.post(section_of(case, "einschaetzung"), {"seen": 0, "bild": "Er braucht Ruhe."})
    assert response.status_code == 422
    assert "Er braucht Ruhe." in response.content.decode()
