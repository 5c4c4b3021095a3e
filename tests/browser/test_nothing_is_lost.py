"""What is typed is not lost: without a network, and when two edit the same."""

import pytest
from playwright.sync_api import Page, Route, expect

from roterfaden.accounts.models import User
from roterfaden.cases.models import AssessmentSection, Case
from tests.browser.windows import OpenWindow, press
from tests.factories import CaseFactory, CaseManagerFactory

QUESTION = "Was sollen wir über Ihren Weg bis hierher wissen?"


@pytest.fixture
def case(questionnaire: None) -> Case:
    """A case in its assessment, led by two."""
    case: Case = CaseFactory(lead=CaseManagerFactory(name="Leyla Demir"), deputy=CaseManagerFactory(name="Jan Nowak"))
    return case


@pytest.fixture
def deputy(case: Case) -> User:
    """The colleague who may edit the same file."""
    return case.members.exclude(user=case.lead).get().user


def open_section(window: Page, case: Case) -> None:
    """Begin the assessment, or go on with it, in its first section."""
    window.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/")
    begin = window.get_by_role("button", name="Bestandsaufnahme beginnen")
    if begin.count():
        begin.click()
    window.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/abschnitt/lebensweg/")


def status(window: Page, words: str) -> None:
    """What the form says of its saving."""
    expect(window.locator("[data-autosave-status]")).to_contain_text(words)


def test_text_survives_a_lost_network(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    open_section(window, case)
    window.context.set_offline(True)
    window.get_by_label(QUESTION).fill("Lehrerin in Homs.")
    status(window, "Noch nicht gespeichert")
    assert not AssessmentSection.objects.exists()
    window.context.set_offline(False)
    window.get_by_label(QUESTION).press("End")
    window.get_by_label(QUESTION).press("!")
    status(window, "Gespeichert um")
    assert AssessmentSection.objects.get().answers["weg"] == "Lehrerin in Homs.!"


def test_text_of_a_closed_window_is_offered_again(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    open_section(window, case)
    window.context.set_offline(True)
    window.get_by_label(QUESTION).fill("Lehrerin in Homs.")
    status(window, "Noch nicht gespeichert")
    window.context.set_offline(False)
    window.on("dialog", lambda dialog: dialog.accept())
    window.reload()
    window.get_by_role("button", name="Wieder einsetzen").click()
    expect(window.get_by_label(QUESTION)).to_have_value("Lehrerin in Homs.")


def test_text_typed_before_the_scripts_are_there_is_saved(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    open_section(window, case)
    late: list[Route] = []
    window.route("**/rf/forms*.js", lambda route: late.append(route))
    window.reload(wait_until="commit")
    window.get_by_label(QUESTION).fill("Lehrerin in Homs.")
    status(window, "")
    late[0].continue_()
    status(window, "Gespeichert um")
    assert AssessmentSection.objects.get().answers["weg"] == "Lehrerin in Homs."


def test_two_who_edit_the_same_see_both_versions(case: Case, deputy: User, open_window: OpenWindow) -> None:
    hers, his = open_window(user=case.lead), open_window(user=deputy)
    open_section(hers, case)
    open_section(his, case)
    his.get_by_label(QUESTION).fill("Köchin in Homs.")
    status(his, "Gespeichert um")
    hers.get_by_label(QUESTION).fill("Lehrerin in Homs.")
    status(hers, "Jemand anderes hat inzwischen gespeichert")
    press(hers, "Weiter")
    box = hers.locator(".rf-conflict")
    expect(box).to_contain_text("Köchin in Homs.")
    expect(box).to_contain_text("Lehrerin in Homs.")
    expect(box).to_contain_text("Jan Nowak")
    expect(hers.get_by_label(QUESTION)).to_have_value("Lehrerin in Homs.")
    press(hers, "Weiter")
    expect(hers.locator(".rf-conflict")).to_have_count(0)
    assert AssessmentSection.objects.get(key="lebensweg").answers["weg"] == "Lehrerin in Homs."
