"""A person's whole way with the municipality, from the search to the closed case, as a case manager goes it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Offer
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_phase, expect_toast, follow, press
from tests.factories import CaseManagerFactory, ClientFactory, FieldOfActionFactory, OfferFactory, OrganisationFactory

MOTTO = "أريد أن أعيش مع أولادي في بيت هادئ"
MOTTO_GERMAN = "Ich möchte mit meinen Kindern in einem ruhigen Zuhause leben."
HOUSING, LEARNING = "Die Familie wohnt in einer eigenen Wohnung", "Samira spricht im Alltag Deutsch"
FORM, COURSE = "Den Wohnberechtigungsschein beantragen", "Einen Sprachkurs besuchen"
OFFER, OTHER_OFFER = "Sprachcafé am Vormittag", "Deutschkurs mit Kinderbetreuung"


@pytest.fixture
def town(questionnaire: None) -> None:
    """Who and what is there before Samira comes: an invented colleague, a person with a similar name, two offers."""
    CaseManagerFactory(name="Leyla Demir", is_synthetic=True)
    ClientFactory(given_name="Olena", family_name="Schewtschenko", language="uk")
    house, learning = FieldOfActionFactory(key="wohnen"), FieldOfActionFactory(key="bildung")
    for title in (OFFER, OTHER_OFFER):
        provider = OrganisationFactory(name=f"Verein {title[:5]}")
        offer = OfferFactory(title=title, organisation=provider, languages=["ar", "de"])
        offer.fields_of_action.add(learning, house)
    refresh_search(Offer.objects.all())


def test_the_whole_way(town: None, open_window: OpenWindow) -> None:
    page = open_window()
    sign_in_with_one_click(page)
    find_nobody(page)
    enter_the_person(page)
    hold_the_first_conversation(page)
    decide_for_case_management(page)
    fill_the_assessment(page)
    draw_the_network(page)
    find_the_goals(page)
    agree_and_sign(page)
    plan_the_help(page)
    refer_and_steer_anew(page)
    look_again(page)
    evaluate(page)
    close_and_reopen(page)
    read_the_timeline(page)


def sign_in_with_one_click(page: Page) -> None:
    page.goto("/")
    press(page, "Leyla Demir")
    expect_heading(page, "Heute")


def find_nobody(page: Page) -> None:
    follow(page, "Person aufnehmen")
    search = page.get_by_label("Name, Geburtsdatum oder Telefon")
    search.fill("Олена Шевченко")
    expect(page.locator("#treffer")).to_contain_text("Olena Schewtschenko")
    search.fill("Samira Haddad 04.05.1991")
    expect_heading(page, "Wir kennen noch niemanden, auf den das passt")
    press(page, "Neue Person aufnehmen")


def enter_the_person(page: Page) -> None:
    expect(page.get_by_label("Familienname")).to_have_value("Haddad")
    expect(page.get_by_label("Geburtsdatum")).to_have_value("1991-05-04")
    page.get_by_label("Anrede").fill("Frau Haddad, Sie")
    page.get_by_label("Sprache", exact=True).select_option("ar")
    page.get_by_label("Telefon").fill("02365 99 01 23")
    press(page, "Aufnehmen und Gespräch beginnen")


def hold_the_first_conversation(page: Page) -> None:
    concern = "Wir wohnen zu fünft in einem Zimmer. Ich möchte Deutsch lernen."
    page.get_by_label("Was führt die Person zu uns?").fill(concern)
    expect_saved(page)
    choose(page, "Wohnen", "Bildung", "bald, innerhalb von zwei Wochen")
    press(page, "Weiter zur Entscheidung")


def decide_for_case_management(page: Page) -> None:
    expect_heading(page, "Gemeinsam entscheiden")
    choose(page, "Mehrere Probleme hängen zusammen", "Mehrere Stellen müssen", "Die Person wünscht eine längere")
    expect(page.locator("#hinweis")).to_contain_text("Drei von fünf")
    page.get_by_label("Begründung").fill("Wohnen, Sprache und Arbeit hängen hier zusammen.")
    choose(page, "Die Person ist mit der Begleitung einverstanden")
    press(page, "Case Management beginnen")
    expect_phase(page, "Bestandsaufnahme")


def fill_the_assessment(page: Page) -> None:
    follow(page, "Bestandsaufnahme ausfüllen")
    press(page, "Bestandsaufnahme beginnen")
    way = page.get_by_label("Was sollen wir über Ihren Weg bis hierher wissen?")
    way.fill("Lehrerin in Homs, drei Kinder.")
    expect_saved(page)
    page.reload()
    expect(way).to_have_value("Lehrerin in Homs, drei Kinder.")
    choose(page, "ruhiger Raum, genug Zeit")
    press(page, "Zur Übersicht")
    expect(page.get_by_text("Lehrerin in Homs, drei Kinder.")).to_be_visible()
    press(page, "Bestandsaufnahme abschließen")
    expect_phase(page, "Zielvereinbarung")


def draw_the_network(page: Page) -> None:
    follow(page, "Netzwerkkarte")
    for name, part in (("Schwester Rana", "Familie"), ("Frau Brandt, Kita", "Fachleute")):
        page.get_by_label("Name oder Beziehung").fill(name)
        choose(page, part)
        press(page, "Eintragen")
        expect_toast(page, "Eingetragen.")
        expect(page.locator("svg text").filter(has_text=name.split()[0]).first).to_be_visible()


def find_the_goals(page: Page) -> None:
    follow(page, "Ziele und Hilfeplan")
    follow(page, "Mottoziel festhalten")
    page.get_by_label("In den eigenen Worten").fill(MOTTO)
    expect(page.get_by_label("Sprache dieser Worte")).to_have_value("ar")
    page.get_by_label("Auf Deutsch").fill(MOTTO_GERMAN)
    choose(page, "3")
    press(page, "Mottoziel speichern")
    expect(page.get_by_text(MOTTO)).to_be_visible()
    add_frame_goal(page, HOUSING, "Wohnen")
    press(page, "Speichern und Handlungsziel hinzufügen")
    add_action_goal(page, FORM)
    # The first one has a page of its own, the others are added in the plan.
    add_frame_goal(page, LEARNING, "Bildung")
    press(page, "Speichern")
    page.get_by_role("region", name=LEARNING).get_by_role("link", name="Handlungsziel").click()
    follow(page, "Alle Angaben")
    add_action_goal(page, COURSE)


def add_frame_goal(page: Page, title: str, field: str) -> None:
    follow(page, "Rahmenziel hinzufügen")
    page.get_by_label("Handlungsfeld").select_option(label=field)
    page.get_by_label("Rahmenziel", exact=True).fill(title)


def add_action_goal(page: Page, title: str) -> None:
    page.get_by_label("Handlungsziel", exact=True).fill(title)
    page.get_by_label("Bis wann").fill((timezone.localdate() + timedelta(days=60)).isoformat())
    for sign, text in (
        ("0", "Antrag ist abgegeben"),
        ("+1", "Zusage ist da"),
        ("+2", "Es hat begonnen"),
        ("−1", "Papiere sind gesammelt"),
        ("−2", "nichts ist geschehen"),
    ):
        page.get_by_label(re.compile(f"^{re.escape(sign)} = ")).fill(text)
    press(page, "Handlungsziel speichern")
    expect_heading(page, title)


def agree_and_sign(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Ziele vereinbaren").first.click()
    expect(page.get_by_label("Zweite Sprache des Papiers")).to_have_value("ar")
    press(page, "Ziele vereinbaren")
    expect_heading(page, "Zielvereinbarung 1")
    check_the_paper(page)
    page.get_by_label("Unterschrieben am").fill(timezone.localdate().isoformat())
    press(page, "Unterschrift festhalten")
    expect(page.get_by_text("gilt und ist unterschrieben")).to_be_visible()


def check_the_paper(page: Page) -> None:
    address = page.get_by_role("link", name="Deutsch und Arabisch").get_attribute("href")
    assert address
    paper = page.request.get(address)
    assert paper.headers["content-type"] == "application/pdf"
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper.body())).pages)
    # Word by word: lines break anywhere, and pypdf gives Arabic words as they stand on the paper, from the left.
    words = set(text.split())
    german = ("Zielvereinbarung", "Samira Haddad", MOTTO_GERMAN, HOUSING, FORM, "Antrag ist abgegeben", "Unterschrift")
    for expected in (*german, "اتفاق الأهداف", "التوقيع", MOTTO):
        assert set(expected.split()) <= words, f"{expected} is missing in: {text}"


def plan_the_help(page: Page) -> None:
    follow(page, "Samira Haddad")
    expect_phase(page, "Hilfeplanung")
    add_offer(page, COURSE)
    open_measures(page, COURSE)
    follow(page, "Hilfe durch uns oder andere")
    page.get_by_label("Was geschieht").fill("Begleitung zur Anmeldung")
    press(page, "In den Hilfeplan aufnehmen")
    open_measures(page, FORM)
    follow(page, "Es gibt kein passendes Angebot")
    page.get_by_label("Was fehlt").fill("Hilfe beim Ausfüllen auf Arabisch, auch am Abend")
    page.get_by_label("Was wir stattdessen tun").fill("Wir füllen den Antrag im Büro aus.")
    press(page, "In den Hilfeplan aufnehmen")
    goal_card(page, FORM).get_by_role("link", name="Eigenaktivität").click()
    page.get_by_label("Das mache ich selbst").fill("Ich sammle die Gehaltszettel.")
    press(page, "Speichern")
    expect(page.get_by_text("Ich sammle die Gehaltszettel.")).to_be_visible()
    press(page, "Hilfeplan festlegen")
    expect_phase(page, "Begleitung und Überprüfung")


def goal_card(page: Page, title: str) -> Locator:
    """The action goal on the page of the case."""
    return page.locator("article").filter(has=page.get_by_role("heading", name=title, exact=True))


def open_measures(page: Page, goal: str) -> None:
    goal_card(page, goal).get_by_role("link", name="Maßnahme oder Angebot").click()


def add_offer(page: Page, goal: str) -> None:
    open_measures(page, goal)
    expect(page.locator("#treffer")).to_contain_text(OTHER_OFFER)
    page.get_by_label("Was wird gebraucht?").fill("Sprachkafe")
    expect(page.locator("#treffer")).not_to_contain_text(OTHER_OFFER)
    choose_offer(page, OFFER)
    expect(page.get_by_label("Was geschieht")).to_have_value(OFFER)
    press(page, "In den Hilfeplan aufnehmen")


def choose_offer(page: Page, title: str) -> None:
    page.locator("#treffer .rf-card").filter(has_text=title).get_by_text("Angebot wählen").click()


def refer_and_steer_anew(page: Page) -> None:
    goal_card(page, COURSE).get_by_role("link", name="Angebot vermitteln").click()
    page.get_by_label("Dazu sagen wir").fill("Kann nur vormittags.")
    expect(page.locator("#vorschau")).to_contain_text("Kann nur vormittags.")
    choose(page, "Samira Haddad willigt ein")
    press(page, "Angebot vermitteln")
    expect_toast(page, "Vermittlung festgehalten")
    goal_card(page, COURSE).get_by_role("link", name="Antwort festhalten").click()
    choose(page, "abgelehnt")
    page.get_by_label("Grund").first.fill("Bis zum Sommer ist alles belegt.")
    press(page, "Antwort festhalten")
    expect_toast(page, "Antwort festgehalten")
    page.get_by_role("main").get_by_role("link", name="Nachsteuern").first.click()
    expect_heading(page, "Nachsteuern")
    choose_offer(page, OTHER_OFFER)
    expect_heading(page, OTHER_OFFER)
    follow(page, "Samira Haddad")
    expect(goal_card(page, COURSE).get_by_role("link", name=OTHER_OFFER, exact=True)).to_be_visible()


def look_again(page: Page) -> None:
    follow(page, "Überprüfung planen")
    page.get_by_label("Was schauen wir uns an?").fill("Hat der Kurs begonnen?")
    page.get_by_label("Zu welchem Handlungsziel?").select_option(label=COURSE)
    page.get_by_label("Am", exact=True).fill(timezone.localdate().isoformat())
    press(page, "Überprüfung planen")
    expect_toast(page, "Überprüfung geplant")
    page.get_by_role("navigation").get_by_role("link", name="Heute").first.click()
    expect_heading(page, "Was ansteht")
    follow(page, "Hat der Kurs begonnen?")
    choose(page, "Ziel erreicht", "7")
    press(page, "Ergebnis festhalten")
    expect_toast(page, "Überprüfung festgehalten")
    expect(goal_card(page, COURSE).get_by_text("erreicht", exact=True)).to_be_visible()


def evaluate(page: Page) -> None:
    follow(page, "Auswertung")
    press(page, "Auswertung beginnen")
    for goal in (FORM, COURSE):
        page.get_by_role("group", name=goal).get_by_label(re.compile("^\\+1")).check()
    for sight in ("Vorgehen", "Verständigung", "Zeit"):
        page.get_by_role("group", name=re.compile(f"^{sight}:")).get_by_label("gut", exact=True).check()
    page.get_by_label("Das sagt die Person").fill("شكرا")
    press(page, "Auswertung abschließen")
    expect_toast(page, "Auswertung abgeschlossen")
    expect(page.locator("#zielerreichung, section:has(#zielerreichung)").first).to_contain_text("62")
    expect_phase(page, "Abschluss")


def close_and_reopen(page: Page) -> None:
    follow(page, "Fall abschließen")
    choose(page, "Die Ziele sind erreicht")
    press(page, "Fall abschließen")
    expect(page.get_by_text("Dieser Fall ist abgeschlossen.")).to_be_visible()
    follow(page, "Fall wieder aufnehmen")
    page.get_by_label("Grund").fill("Der Vermieter hat gekündigt.")
    press(page, "Fall wieder aufnehmen")
    expect_phase(page, "Begleitung und Überprüfung")


def read_the_timeline(page: Page) -> None:
    follow(page, "Verlauf")
    story = page.get_by_role("main")
    for words in ("Der Vermieter hat gekündigt.", "Die Ziele sind erreicht", "Nachgesteuert", "Bis zum Sommer"):
        expect(story).to_contain_text(words)
    page.get_by_label("Zeigen").select_option(label="Phasen")
    for words in ("Bestandsaufnahme → Zielvereinbarung", "→ Hilfeplanung", "Abschluss → Abgeschlossen"):
        expect(story).to_contain_text(words)


def expect_saved(page: Page) -> None:
    """The form has saved itself and says so."""
    expect(page.locator("[data-autosave-status]")).to_contain_text("Gespeichert um")
