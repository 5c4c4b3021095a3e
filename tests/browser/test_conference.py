"""A help-plan conference from the first thought to the minutes, as the case manager and another office live it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roterfaden.base.access import Role
from roterfaden.cases.models import ConferenceMinutes, Phase
from tests.browser.windows import OpenWindow, choose, expect_heading, press
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
)


@pytest.mark.usefixtures("transactional_db")
def test_a_conference_is_planned_answered_held_and_closed(open_window: OpenWindow) -> None:
    lead, office = CaseManagerFactory(name="Hanna Beispiel"), UserFactory(name="Mara Amt")
    SeatFactory(user=office, role=Role.OTHER_OFFICE, organisation=OrganisationFactory(name="Wohngeldstelle"))
    person = ClientFactory(given_name="Olena", family_name="Schewtschenko", created_by=lead)
    case = CaseFactory(lead=lead, client=person, phase=Phase.STEERING)
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
    page.get_by_role("link", name="Zurück zur Konferenz").click()
    press(page, "Protokoll abschließen")
    expect(page.get_by_text("Das Protokoll ist abgeschlossen.")).to_be_visible()
    paper = page.request.get(there + "protokoll-1.pdf")
    assert paper.body().startswith(b"%PDF")
    assert ConferenceMinutes.objects.get().content["text"] == "Der Antrag ist fast vollständig."

    page.goto(f"/app/faelle/{case.pk}/")
    expect_heading(page, "Olena Schewtschenko")
    expect(page.get_by_role("listitem").filter(has_text="Einkommen nachweisen").first).to_be_visible()
