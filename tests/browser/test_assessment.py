"""What is asked, what follows from it, who is around: from the head of unit's draft to the colleague's second look."""

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.actions import assessment, team
from roterfaden.cases.models import AssessmentTemplate, Case, CaseTask, LookState, NetworkContact, Part, SecondLook
from roterfaden.cases.network_map import TEXT_SIZE, MapField
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, expect_toast, follow, press
from tests.factories import (
    AssessmentTemplateFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    HeadOfUnitFactory,
)

SMALLEST_TEXT = 12  # pixels
QUESTION = {"key": "zuhause", "kind": "text", "label": "Wo wohnen Sie?"}
UKRAINIAN = {
    "Wohnen": "Житло",
    "Damit wir helfen können.": "Щоб ми могли допомогти.",
    "Wo wohnen Sie?": "Де ви живете?",
}


@pytest.fixture
def case(questionnaire: None) -> Case:
    return CaseFactory()


@pytest.fixture
def colleague(case: Case) -> User:
    user: User = CaseManagerFactory(name="Mira Kollegin")
    team.join_team(case, by=case.lead, user=user, part=Part.DEPUTY)
    return user


def test_a_new_question_is_asked_and_a_colleague_looks_at_what_is_urgent(
    case: Case, colleague: User, open_window: OpenWindow
) -> None:
    publish_a_question(open_window(user=HeadOfUnitFactory()))
    page = open_window(user=case.lead)
    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/")
    press(page, "Bestandsaufnahme beginnen")
    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/abschnitt/wohnen/")
    expect(page.get_by_role("group", name="Haben Sie ein Haustier?")).to_be_visible()
    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/abschnitt/einschaetzung/")
    choose(page, "sofort, heute handeln")
    press(page, "Zur Übersicht")
    expect(page.get_by_text("Ein zweiter Blick fehlt noch.")).to_be_visible()
    assert CaseTask.objects.get().owner == case.lead
    press(page, "Bestandsaufnahme abschließen")
    expect_toast(page, "zweite Blick")
    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/")
    follow(page, "Um zweiten Blick bitten")
    page.get_by_label("Wer soll es ansehen?").select_option(label="Mira Kollegin, im Team")
    page.get_by_label("Worum geht es?").fill("Der Strom ist abgestellt.")
    press(page, "Anfragen")
    expect_toast(page, "Angefragt.")
    answer(open_window(user=colleague))
    page.reload()
    press(page, "Bestandsaufnahme abschließen")
    expect_toast(page, "Bestandsaufnahme abgeschlossen.")


def test_the_head_of_unit_translates_the_questions_and_they_stand_beside_the_german_ones(
    transactional_db: None, open_window: OpenWindow
) -> None:
    head, lead = HeadOfUnitFactory(), CaseManagerFactory()
    case = CaseFactory(lead=lead, client=ClientFactory(created_by=lead, language="uk"))
    section = {"key": "wohnen", "title": "Wohnen", "why": "Damit wir helfen können.", "questions": [QUESTION]}
    AssessmentTemplateFactory(document={"key": "bestandsaufnahme", "title": "Bestandsaufnahme", "sections": [section]})
    page = open_window(user=head)
    page.goto("/app/vorlagen/")
    press(page, "Neue Fassung vorbereiten")
    page.get_by_label("Sprache", exact=True).select_option("uk")
    press(page, "Sprache aufnehmen")
    follow(page, "Wohnen")
    for german, ukrainian in UKRAINIAN.items():
        page.get_by_label(german, exact=True).fill(ukrainian)
    press(page, "Im Entwurf speichern")
    expect(page.get_by_text("vollständig")).to_be_visible()
    draft = AssessmentTemplate.objects.get(state="draft")
    page.goto(f"/app/vorlagen/{draft.pk}/veroeffentlichen/")
    page.get_by_label("Was ist neu?").fill("Auch auf Ukrainisch")
    press(page, "Veröffentlichen")
    expect_toast(page, "Veröffentlicht.")

    talk = open_window(user=case.lead)
    talk.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/")
    press(talk, "Bestandsaufnahme beginnen")
    talk.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/abschnitt/wohnen/")
    for words in UKRAINIAN.values():
        expect(talk.locator("[lang=uk]").filter(has_text=words).first).to_be_visible()


def test_what_changed_since_the_first_talk_and_what_strengthens(case: Case, open_window: OpenWindow) -> None:
    first = assessment.start_assessment(case, by=case.lead)
    assessment.save_section(first, "wohnen", {"wohlfuehlen": 3, "schwierig": ["eng"]}, by=case.lead, seen=0)
    assessment.complete_assessment(first, by=case.lead)
    page = open_window(user=case.lead)
    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/")
    press(page, "Neue Bestandsaufnahme beginnen")
    page.get_by_label("Was aus Ihrem bisherigen Leben soll auch hier seinen Platz haben?").fill("Das Singen im Chor")
    press(page, "Zur Übersicht")
    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/abschnitt/wohnen/")
    page.get_by_role("group", name="Wie gut leben Sie dort?").get_by_role("radio", name="7").check()
    choose(page, "weite Wege")
    press(page, "Zur Übersicht")
    press(page, "Bestandsaufnahme abschließen")
    expect_toast(page, "Bestandsaufnahme abgeschlossen.")

    page.goto(f"/app/faelle/{case.pk}/bestandsaufnahme/")
    follow(page, "Mit früher vergleichen")
    line = page.get_by_role("row", name="Wie gut leben Sie dort?")
    expect(line).to_contain_text("(+4)")
    expect(line.get_by_role("cell")).to_contain_text(["3 von 10", "geändert"])
    expect(page.get_by_role("row", name="Was ist beim Wohnen schwierig?").get_by_role("cell").last).to_contain_text(
        "weite Wege"
    )
    follow(page, "Zur Bestandsaufnahme")
    follow(page, "Stärken und was schwerfällt")
    strength = page.get_by_role("cell").filter(has_text="Das Singen im Chor").bounding_box()
    trouble = page.get_by_role("cell").filter(has_text="weite Wege").bounding_box()
    assert strength
    assert trouble
    assert strength["x"] + strength["width"] <= trouble["x"]


def publish_a_question(page: Page) -> None:
    page.goto("/app/vorlagen/")
    press(page, "Neue Fassung vorbereiten")
    follow(page, "Wohnen")
    follow(page, "Frage hinzufügen")
    page.get_by_label("Frage", exact=True).fill("Haben Sie ein Haustier?")
    expect(page.locator("[name=options]")).to_be_hidden()
    choose(page, "eine Antwort zur Auswahl")
    page.get_by_role("textbox", name="Antworten zur Auswahl").fill("eine Katze\neinen Hund")
    press(page, "Im Entwurf speichern")
    expect_toast(page, "Im Entwurf gespeichert.")
    draft = AssessmentTemplate.objects.get(state="draft")
    page.goto(f"/app/vorlagen/{draft.pk}/veroeffentlichen/")
    page.get_by_label("Was ist neu?").fill("Frage nach Haustieren")
    press(page, "Veröffentlichen")
    expect_toast(page, "Veröffentlicht.")


def answer(page: Page) -> None:
    page.goto("/app/heute/")
    page.get_by_role("main").get_by_text("bittet Sie um einen zweiten Blick").first.click()
    if "zweiter-blick" not in page.url:
        page.goto(f"/app/zweiter-blick/{SecondLook.objects.get().pk}/")
    expect_heading(page, "Wie eilig ist es? sofort, heute handeln")
    choose(page, "Ich sehe es auch so")
    press(page, "Antworten")
    expect_toast(page, "Danke.")
    assert SecondLook.objects.get().state == LookState.AGREES


def test_somebody_moves_on_the_map_by_keys_and_by_mouse(case: Case, open_window: OpenWindow) -> None:
    assessment.add_network_contact(case, by=case.lead, label="Schwester", field=MapField.FAMILY, closeness=3)
    page = open_window(user=case.lead)
    page.goto(f"/app/faelle/{case.pk}/netzwerk/")
    entry = page.get_by_role("link", name="Schwester, mittel, stärkt mich")
    entry.focus()
    page.keyboard.press("ArrowUp")
    expect_toast(page, "Schwester: nah, Familie.")
    entry = page.get_by_role("link", name="Schwester, nah, stärkt mich")
    expect(entry).to_be_focused()
    centre = page.locator(".netmap__centre:visible").bounding_box()
    assert centre is not None
    entry.hover()
    page.mouse.down()
    page.mouse.move(centre["x"] + 260, centre["y"] + 150, steps=4)
    page.mouse.up()
    expect_toast(page, "Fachleute.")
    assert NetworkContact.objects.get().field == MapField.PROFESSIONALS


def test_the_map_fits_a_phone_and_its_names_can_be_read(case: Case, open_window: OpenWindow) -> None:
    names = ["Schwester Amal", "Aufenthaltsgestattungsverlängerungsstelle", "Frau Dr. Öztürk"]
    for field in MapField:
        for closeness, name in enumerate(names, start=2):
            assessment.add_network_contact(case, by=case.lead, label=name, field=field, closeness=closeness)
    page = open_window(user=case.lead, size=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/app/faelle/{case.pk}/netzwerk/")
    picture = page.locator(".netmap__picture:visible").bounding_box()
    assert picture
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.locator(".netmap").evaluate("map => map.scrollWidth <= map.clientWidth")
    for label in page.locator(".netmap__picture:visible .netmap__entry").all():
        box = label.bounding_box()
        assert box
        assert picture["x"] <= box["x"]
        assert box["x"] + box["width"] <= picture["x"] + picture["width"]
    scale = page.locator(".netmap__picture:visible").evaluate("map => map.getScreenCTM().a")
    assert scale * TEXT_SIZE >= SMALLEST_TEXT
    page.get_by_role("link", name="Schwester Amal").first.click()
    expect_heading(page, "Schwester Amal")
