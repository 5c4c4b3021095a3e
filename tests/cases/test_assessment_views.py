"""Assessments side by side, strengths beside what is hard, an earlier one as it was filled in."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from roterfaden.cases.actions import assessment as acts
from roterfaden.cases.actions import team, templates
from roterfaden.cases.actions.timeline import CHANGED_MEANWHILE
from roterfaden.cases.models import Assessment, Case, NetworkContact, Part, Phase, Scope
from roterfaden.cases.network_map import MapField, Tone
from roterfaden.cases.questionnaire import Kind
from roterfaden.cases.questionnaire import editing as edits
from roterfaden.cases.questionnaire.editing import Place
from tests.factories import AssessmentTemplateFactory, CaseFactory, CaseManagerFactory, HeadOfUnitFactory

pytestmark = pytest.mark.django_db
FIRST = {"wohnen": {"wohlfuehlen": 3, "wohnform": "unterkunft"}, "gesundheit": {"einverstanden": True}}
SECOND = {"wohnen": {"wohlfuehlen": 7, "suche": True}, "gesundheit": {"einverstanden": False}}


@pytest.fixture
def case() -> Case:
    AssessmentTemplateFactory()
    return CaseFactory()


def fill(case: Case, told: dict[str, dict[str, Any]]) -> Assessment:
    begun = acts.start_assessment(case, by=case.lead)
    for key, answers in told.items():
        acts.save_section(begun, key, answers, by=case.lead, seen=0)
    return acts.complete_assessment(begun, by=case.lead)


def publish_reworded() -> None:
    head = HeadOfUnitFactory()
    draft = templates.copy_template(AssessmentTemplateFactory(), by=head)
    wording = {"label": "Wie wohl fühlen Sie sich?", "kind": Kind.SCALE_0_10}
    edit = partial(edits.change_question, place=Place("wohnen", "wohlfuehlen"), labels={}, **wording)
    changed = templates.change_draft(draft, edit, by=head, seen=None)
    templates.publish_draft(changed, by=head, seen=changed.revision, news="Anders gefragt")


def compared(browser: Client, case: Case, query: str = "") -> str:
    return browser.get(reverse("cases:assessments_compared", args=[case.pk]) + query).content.decode()


def test_what_changed_is_marked_by_a_word_and_a_sign(case: Case, signed_in: Callable[..., Client]) -> None:
    fill(case, FIRST)
    publish_reworded()
    fill(case, SECOND)
    page = compared(signed_in(case.lead), case)
    for word in ("geändert", "neu", "nicht mehr genannt", "(+4)", "3 von 10", "7 von 10"):
        assert word in page
    assert "damals: „Wie gut leben Sie dort?“" in page
    assert "kern-icon--autorenew" in page


def test_what_is_not_asked_any_more_has_not_changed(case: Case, signed_in: Callable[..., Client]) -> None:
    fill(case, FIRST)
    head = HeadOfUnitFactory()
    draft = templates.copy_template(AssessmentTemplateFactory(), by=head)
    shorter = partial(edits.remove, place=Place("wohnen", "wohlfuehlen"))
    changed = templates.change_draft(draft, shorter, by=head, seen=None)
    templates.publish_draft(changed, by=head, seen=changed.revision, news="Kürzer")
    fill(case, {"wohnen": {"wohnform": "unterkunft"}, "gesundheit": {"einverstanden": True}})
    browser = signed_in(case.lead)
    assert "Es hat sich nichts geändert." in compared(browser, case)
    page = compared(browser, case, "?zeigen=alles")
    assert "nicht gefragt" in page
    assert "nicht mehr genannt" not in page


def test_what_stayed_is_shown_on_request(case: Case, signed_in: Callable[..., Client]) -> None:
    fill(case, FIRST)
    fill(case, FIRST)
    browser = signed_in(case.lead)
    assert "Es hat sich nichts geändert." in compared(browser, case)
    assert "Gemeinschaftsunterkunft" in compared(browser, case, "?zeigen=alles")


def test_protected_answers_are_not_compared_for_everybody(case: Case, signed_in: Callable[..., Client]) -> None:
    fill(case, FIRST)
    fill(case, SECOND)
    partly = CaseManagerFactory()
    team.join_team(case, by=case.lead, user=partly, part=Part.MEMBER, scope=Scope.ORDINARY)
    assert "Möchten Sie über Ihre Gesundheit sprechen?" in compared(signed_in(case.lead), case)
    assert "Gesundheit" not in compared(signed_in(partly), case)


def test_one_assessment_is_not_compared_with_anything(case: Case, signed_in: Callable[..., Client]) -> None:
    fill(case, FIRST)
    answer = signed_in(case.lead).get(reverse("cases:assessments_compared", args=[case.pk]))
    assert answer.headers["Location"] == reverse("cases:assessment", args=[case.pk])


def test_an_earlier_one_is_read_with_the_questions_of_then(case: Case, signed_in: Callable[..., Client]) -> None:
    fill(case, FIRST)
    publish_reworded()
    fill(case, SECOND)
    browser = signed_in(case.lead)
    page = browser.get(reverse("cases:assessment_earlier", args=[case.pk, 1])).content.decode()
    assert "Wie gut leben Sie dort?" in page
    assert "Wie wohl fühlen Sie sich?" in browser.get(reverse("cases:assessment", args=[case.pk])).content.decode()
    assert browser.get(reverse("cases:assessment_earlier", args=[case.pk, 9])).status_code == 404


def test_strengths_stand_beside_what_is_hard(case: Case, signed_in: Callable[..., Client]) -> None:
    told = {"arbeit": {"erfahrung": "Schneiderin", "hindert": ["kinder"]}, "staerken": {"gelingt": "Kochen"}}
    fill(case, told)
    acts.add_network_contact(case, by=case.lead, label="Schwester", field=MapField.FAMILY, tone=Tone.SUPPORTIVE)
    acts.add_network_contact(case, by=case.lead, label="Vermieter", field=MapField.PROFESSIONALS, tone=Tone.STRESSFUL)
    page = signed_in(case.lead).get(reverse("cases:strengths", args=[case.pk])).content.decode()
    places = [page.index(word) for word in ("Schneiderin", "Betreuung der Kinder", "Kochen", "Schwester", "Vermieter")]
    assert places == sorted(places)


def test_pages_cost_few_queries(
    case: Case, signed_in: Callable[..., Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _time in range(3):
        fill(case, FIRST)
    browser = signed_in(case.lead)
    for name in ("assessment", "assessments_compared", "strengths"):
        with django_assert_max_num_queries(12):
            browser.get(reverse(f"cases:{name}", args=[case.pk]))


# The network map -------------------------------------------------------------------------------------------------


def test_an_entry_moves_by_a_button_of_the_list(case: Case, signed_in: Callable[..., Client]) -> None:
    sister = acts.add_network_contact(case, by=case.lead, label="Schwester", field=MapField.FAMILY, closeness=3)
    browser = signed_in(case.lead)
    move = reverse("cases:network_contact_move", args=[case.pk, sister.pk])
    answer = browser.post(move, {"seen": sister.revision, "field": "friends", "closeness": "2"})
    assert answer.headers["Location"].endswith(f"#netz-{sister.pk}")
    browser.post(move, {"seen": sister.revision, "field": "friends", "closeness": "5"})
    browser.post(move, {"seen": sister.revision + 1, "field": "friends", "closeness": "9"})
    sister = NetworkContact.objects.get()
    assert (sister.field, sister.closeness) == ("friends", 2)


def test_where_nothing_moves_any_more_it_says_why(signed_in: Callable[..., Client]) -> None:
    closed = CaseFactory(phase=Phase.CLOSED)
    brother = NetworkContact.objects.create(case=closed, label="Bruder", field=MapField.FAMILY)
    move = reverse("cases:network_contact_move", args=[closed.pk, brother.pk])
    said = {"seen": brother.revision, "field": "friends", "closeness": "2"}
    page = signed_in(closed.lead).post(move, said, follow=True).content.decode()
    assert str(CHANGED_MEANWHILE) in page


def test_a_closed_map_is_a_picture(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    acts.add_network_contact(case, by=case.lead, label="Schwester", field=MapField.FAMILY)
    page = signed_in(case.lead).get(reverse("cases:network_map", args=[case.pk])).content.decode()
    assert 'role="group" direction' in page
    assert 'aria-label="Schwester, mittel, stärkt mich"' in page
    closed = CaseFactory(phase=Phase.CLOSED)
    NetworkContact.objects.create(case=closed, label="Bruder", field=MapField.FAMILY)
    page = signed_in(closed.lead).get(reverse("cases:network_map", args=[closed.pk])).content.decode()
    assert 'role="img" direction' in page
    assert "data-contact" not in page
