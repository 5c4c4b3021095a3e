"""Goals while the person sits there: few interactions, everything in the plan, the keyboard is enough."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from roterfaden.cases.actions import goals
from roterfaden.cases.models import ActionGoal, Case, GoalRating, Phase
from tests.browser.windows import Hands, OpenWindow, expect_toast
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    add_action_goal,
    add_follow_up,
    add_frame_goal,
)

ENOUGH = 6


@pytest.fixture
def case(transactional_db: None) -> Case:
    """Goals are being negotiated; there is a Rahmenziel."""
    case: Case = CaseFactory(
        lead=CaseManagerFactory(), client=ClientFactory(given_name="Rima", family_name="Saleh"), phase=Phase.AGREEMENT
    )
    goals.set_guiding_goal(case, by=case.lead, own_words="بيت صغير", language="ar", german="Ein kleines Haus")
    add_frame_goal(case)
    return case


def open_case(open_window: OpenWindow, case: Case, **more: Any) -> Page:
    page = open_window(user=case.lead, reduced_motion="reduce", **more)
    page.goto(f"/app/faelle/{case.pk}/")
    return page


def test_a_goal_with_a_measure_takes_at_most_six_interactions(case: Case, open_window: OpenWindow) -> None:
    page = open_case(open_window, case)
    hands = Hands(page)
    hands.click("link", "Handlungsziel")
    expect(page.get_by_label("Handlungsziel", exact=True)).to_be_focused()
    hands.write("Handlungsziel", "Den Antrag abgeben")
    hands.write("In den Worten der Person", "أقدم الطلب")
    hands.write("0 = wie erwartet", "Der Antrag ist abgegeben.")
    hands.write("Was tun wir oder andere dafür?", "Antrag gemeinsam ausfüllen")
    hands.click("button", "Speichern")
    expect(page.get_by_role("heading", name="Den Antrag abgeben")).to_be_visible()
    expect(page.get_by_text("Antrag gemeinsam ausfüllen")).to_be_visible()
    assert hands.done <= ENOUGH
    goal = ActionGoal.objects.get()
    assert (goal.language, goal.due_on is not None, goal.measures.count()) == ("ar", True, 1)


def test_the_keyboard_alone_is_enough_for_a_goal_with_a_measure(case: Case, open_window: OpenWindow) -> None:
    page = open_case(open_window, case)
    page.get_by_role("link", name="Handlungsziel").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Handlungsziel", exact=True)).to_be_focused()
    page.keyboard.type("Den Antrag abgeben")
    measure = page.get_by_label("Was tun wir oder andere dafür?")
    for _stop in range(12):  # a field of a date has several stops
        if measure.evaluate("field => field === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("Antrag gemeinsam ausfüllen")
    page.keyboard.press("Enter")
    expect(page.locator(".rf-goal").get_by_role("link", name="Ändern", exact=True)).to_be_focused()
    assert ActionGoal.objects.get().measures.get().title == "Antrag gemeinsam ausfüllen"
    page.get_by_role("link", name="Eigenaktivität").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Das mache ich selbst")).to_be_focused()
    page.keyboard.type("Ich hole den Antrag.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Eigenaktivität")).to_be_focused()
    page.get_by_role("link", name="Ändern: Ich hole den Antrag.").press("Enter")
    expect(page.get_by_label("Das mache ich selbst")).to_have_value("Ich hole den Antrag.")


def test_what_was_typed_goes_along_to_the_form_with_everything(case: Case, open_window: OpenWindow) -> None:
    page = open_case(open_window, case)
    page.get_by_role("link", name="Handlungsziel").click()
    expect(page.get_by_label("Handlungsziel", exact=True)).to_be_focused()
    page.get_by_text("Beispiel übernehmen").click()
    page.get_by_role("button", name="Übernehmen").first.click()
    page.get_by_label("In den Worten der Person").fill("أقدم الطلب")
    page.get_by_role("link", name="Alle Angaben").click()
    expect(page.get_by_role("heading", level=1, name="Handlungsziel hinzufügen")).to_be_visible()
    expect(page.get_by_label("In den Worten der Person")).to_have_value("أقدم الطلب")
    expect(page.get_by_label("+2 = deutlich mehr als erwartet")).not_to_have_value("")
    page.get_by_role("button", name="Handlungsziel speichern").click()
    expect_toast(page, "Handlungsziel gespeichert.")


def test_an_example_fills_what_is_empty_and_leaves_what_was_typed(case: Case, open_window: OpenWindow) -> None:
    page = open_case(open_window, case)
    page.get_by_role("link", name="Handlungsziel").click()
    # The form arrives with the cursor in its first field; what is filled in before would land there.
    expect(page.get_by_label("Handlungsziel", exact=True)).to_be_focused()
    page.get_by_label("0 = wie erwartet").fill("Selbst gesagt.")
    page.get_by_text("Beispiel übernehmen").click()
    page.get_by_role("button", name="Übernehmen").first.click()
    expect(page.get_by_label("Handlungsziel", exact=True)).not_to_have_value("")
    expect(page.get_by_label("0 = wie erwartet")).to_have_value("Selbst gesagt.")
    page.get_by_role("button", name="Speichern").click()
    expect_toast(page, "Handlungsziel gespeichert.")
    goal = ActionGoal.objects.get()
    assert (goal.scale_expected, goal.scale_more != "", goal.measures.count()) == ("Selbst gesagt.", True, 1)


def test_goals_are_moved_by_the_keyboard_and_the_focus_goes_along(case: Case, open_window: OpenWindow) -> None:
    frame = case.frame_goals.get()
    for title in ("Eins", "Zwei", "Drei"):
        add_action_goal(case, frame=frame, title=title)
    page = open_case(open_window, case)
    page.get_by_role("button", name="Nach oben: Drei").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text(["Eins", "Drei", "Zwei"])
    expect(page.get_by_role("button", name="Nach oben: Drei")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text(["Drei", "Eins", "Zwei"])
    expect(page.get_by_role("button", name="Nach unten: Drei")).to_be_focused()


def test_all_three_levels_are_edited_in_place_and_cancelling_leads_back(case: Case, open_window: OpenWindow) -> None:
    add_action_goal(case, frame=case.frame_goals.get(), title="Eins")
    page = open_case(open_window, case)
    for place, label, text in (
        (".rf-motto", "Auf Deutsch", "Ein Haus mit Garten"),
        (".rf-frame-goal", "Rahmenziel", "Wir wohnen gut"),
        (".rf-goal", "Handlungsziel", "Anders gesagt"),
    ):
        page.locator(place).get_by_role("link", name="Ändern").first.click()
        page.locator("form.rf-inline").get_by_label(label).first.fill(text)
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("#plan").get_by_text(text)).to_be_visible()
        expect(page.locator(place).get_by_role("link", name="Ändern").first).to_be_focused()
    page.locator(".rf-goal").get_by_role("link", name="Ändern", exact=True).click()
    page.get_by_role("link", name="Abbrechen").click()
    expect(page.locator(".rf-goal").get_by_role("link", name="Ändern", exact=True)).to_be_focused()


def test_a_review_rates_and_the_course_says_what_changed(transactional_db: None, open_window: OpenWindow) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    look = add_follow_up(case, in_days=0)
    page = open_window(user=case.lead, reduced_motion="reduce")
    page.goto(f"/app/faelle/{case.pk}/ueberpruefung/{look.pk}/")
    page.get_by_label("läuft wie vereinbart").check()
    page.get_by_role("group", name="Wie nah fühlt sich die Person").get_by_label("6", exact=True).check()
    page.get_by_label("Antrag abgegeben").check()
    page.get_by_role("button", name="Ergebnis festhalten").click()
    expect_toast(page, "Überprüfung festgehalten.")
    page.get_by_role("link", name="Wohnen: von 40 auf 50, wie erwartet erreicht").click()
    expect(page.get_by_role("img", name="Wohnen: von 40 auf 50")).to_be_visible()
    expect(page.get_by_role("img", name="Nähe zum Mottoziel: 6 von 10")).to_be_visible()
    assert GoalRating.objects.get().level == 0
