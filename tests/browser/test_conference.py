"""A help-plan conference from the first thought to the minutes, as the case manager and other offices live it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.actions import conferences
from roterfaden.cases.models import Case, Colleague, ConferenceMinutes, Phase
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    add_conference,
    fix_conference,
    give_consent,
)
from tests.printed import text_of


@pytest.fixture
def case(transactional_db: None) -> Case:
    lead = CaseManagerFactory(name="Hanna Beispiel")
    person = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead)
    made: Case = CaseFactory(lead=lead, client=person, phase=Phase.STEERING)
    return made


def colleague(name: str, office: str) -> User:
    """Somebody with an account in another office."""
    user: User = UserFactory(name=name)
    SeatFactory(user=user, role=Role.OTHER_OFFICE, organisation=OrganisationFactory(name=office))
    return user


def test_a_conference_is_planned_answered_held_and_closed(case: Case, open_window: OpenWindow) -> None:
    lead, office = case.lead, colleague("Mara Amt", "Wohngeldstelle")
    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/")
    page.get_by_role("link", name="Konferenz planen").click()
    choose(page, "Hilfeplankonferenz")
    page.get_by_label("Worum es geht").fill("Wie geht es mit der Wohnung weiter?")
    page.get_by_label("Ort", exact=True).fill("Rathaus, Raum 12")
    press(page, "Konferenz anlegen")
    there = page.url
    page.get_by_role("link", name="Einladen").click()
    page.get_by_label("Kollegin oder Kollege mit Konto").select_option(label="Mara Amt, Wohngeldstelle")
    press(page, "Einladen")
    page.get_by_role("link", name="Tagesordnung zusammenstellen").click()
    choose(page, "Ziel: Den Antrag abgeben")
    press(page, "Tagesordnung speichern")

    page.get_by_role("link", name="Termine vorschlagen").click()
    tonight = timezone.localtime().replace(hour=23, minute=59, second=0, microsecond=0)
    for number, date in enumerate([tonight, tonight + timedelta(days=1)], start=1):
        page.get_by_label(f"{number}. Termin").fill(f"{date:%Y-%m-%dT%H:%M}")
    page.get_by_label("3. Termin").fill("")
    press(page, "Termine vorschlagen")
    expect(page.get_by_text("Die Termine sind vorgeschlagen.")).to_be_visible()

    theirs = open_window(user=office)
    theirs.goto("/app/konferenzen/einladungen/")
    theirs.get_by_role("main").get_by_role("link", name="Hilfeplankonferenz").click()
    expect(theirs.get_by_text("Zurzeit ist Ihnen nichts freigegeben.")).to_be_visible()
    expect(theirs.get_by_text("Schewtschenko")).to_have_count(0)
    theirs.locator("input[name=suits]").first.check()
    press(theirs, "Antwort senden")
    expect(theirs.get_by_text("Danke, Ihre Antwort ist angekommen.")).to_be_visible()

    page.goto(there)
    expect(page.get_by_text("passt 2")).to_be_visible()
    page.get_by_role("button", name="Festlegen").first.click()
    page.get_by_role("link", name="Protokoll schreiben").click()
    page.get_by_label("Protokoll").fill("Der Antrag ist fast vollständig.")
    for came in page.locator("select[name^=came_]").all():
        came.select_option("present")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Gespeichert")
    page.get_by_label("Beschluss").fill("Einkommen nachweisen")
    page.get_by_label("Wer aus dem Team").select_option(label="Hanna Beispiel")
    page.get_by_label("Bis wann").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    press(page, "Beschluss festhalten")
    expect(page.get_by_text("Als Aufgabe angelegt.")).to_be_visible()
    page.get_by_label("Beschluss").fill("Bescheid prüfen")
    page.get_by_label("Oder wer von den Eingeladenen").select_option(label="Mara Amt, Wohngeldstelle")
    page.get_by_label("Bis wann").fill((timezone.localdate() + timedelta(days=6)).isoformat())
    press(page, "Beschluss festhalten")
    expect(page.get_by_text("Hanna Beispiel fragt an dem Tag nach.")).to_be_visible()
    page.get_by_role("link", name="Zurück zur Konferenz").click()
    press(page, "Protokoll abschließen")
    expect(page.get_by_text("Das Protokoll ist abgeschlossen.")).to_be_visible()
    paper = page.request.get(there + "protokoll-1.pdf")
    assert "nachfragen: Hanna Beispiel" in " ".join(text_of(paper.body()).split())
    assert ConferenceMinutes.objects.get().content["text"] == "Der Antrag ist fast vollständig."

    page.goto(f"/app/faelle/{case.pk}/")
    expect_heading(page, "Olena Schewtschenko")
    expect(page.get_by_role("listitem").filter(has_text="Einkommen nachweisen").first).to_be_visible()
    page.goto("/app/heute/")
    due = page.get_by_role("listitem").filter(has_text="Nachfragen bei Mara Amt, Wohngeldstelle: Bescheid prüfen")
    expect(due).to_be_visible()


def test_each_office_reads_its_own_part_and_takes_the_date_and_the_list_along(
    case: Case, open_window: OpenWindow
) -> None:
    meeting = add_conference(case)
    offices = [colleague("Mara Amt", "Wohngeldstelle"), colleague("Timo Schule", "Gesamtschule Nord")]
    for office in offices:
        guest = Colleague.objects.get(user=office)
        conferences.invite(meeting, by=case.lead, colleague=guest)
        give_consent(case, recipient=guest.organisation, kinds=["contact", "concern", "housing"])
    fix_conference(meeting)

    page = open_window(user=case.lead)
    page.goto(f"/app/faelle/{case.pk}/konferenz/{meeting.pk}/")
    line = page.get_by_role("listitem").filter(has_text="Wohngeldstelle")
    line.get_by_role("link", name="Freigeben").click()
    choose(page, "Einwilligung bis")
    page.get_by_label("Dazu sagen wir").fill("Die Miete ist zu hoch.")
    choose(page, "Wohnen")
    expect(page.locator("#vorschau")).to_contain_text("Die Miete ist zu hoch.")
    press(page, "Freigeben")
    expect_toast(page, "Mara Amt sieht genau das und nicht mehr.")
    signatures = page.locator("a[href*=unterschriften]").first.get_attribute("href")
    assert page.request.get(signatures or "").body().startswith(b"%PDF")

    for office, is_told in zip(offices, (True, False), strict=True):
        theirs = open_window(user=office)
        theirs.goto("/app/konferenzen/einladungen/")
        theirs.get_by_role("main").get_by_role("link", name="Hilfeplankonferenz").click()
        expect(theirs.get_by_text("Die Miete ist zu hoch.")).to_have_count(1 if is_told else 0)
        expect(theirs.get_by_text("Zurzeit ist Ihnen nichts freigegeben.")).to_have_count(0 if is_told else 1)
        expect(theirs.get_by_text("Schewtschenko")).to_have_count(0)
        with theirs.expect_download() as calendar:
            theirs.get_by_role("link", name="In den Kalender übernehmen (.ics)").click()
        entry = calendar.value.path().read_text()
        assert ("BEGIN:VEVENT" in entry, "Schewtschenko" in entry) == (True, False)
