"""A day on foot: the plan on the phone, notes without a connection that are sent once, a conflict and its protocol."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from roterfaden.accounts.models import User
from roterfaden.cases.actions import visits
from roterfaden.cases.models import Case, ContactNote, HomeVisit, Mediation, MediationState, Phase, Problem
from tests.browser.test_on_a_phone import fits
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, expect_toast, press, sign_in
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, DistrictFactory

WORDS = "Die Heizung im Kinderzimmer bleibt kalt."
SPOIL = """visit => {
  const key = Object.keys(localStorage).find((each) => each.endsWith(visit));
  const entry = JSON.parse(localStorage[key]);
  const [whole, spoilt] = [entry.sealed, btoa("another key")];
  localStorage[key] = JSON.stringify({ ...entry, sealed: spoilt });
  localStorage[key.replace(visit, "damaged")] = "{";
  return { whole, spoilt };
}"""
MEND = """({ whole, spoilt }) => {
  for (const key of Object.keys(localStorage)) localStorage[key] = localStorage[key].replace(spoilt, whole);
}"""
"""Makes the note of a visit unreadable, as by another key of the server, beside a damaged entry; and whole again."""
ON_A_PHONE: dict[str, Any] = {"size": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def worker(transactional_db: None) -> User:
    """A case manager with two persons to visit, in two districts."""
    lead: User = CaseManagerFactory(name="Leyla Demir")
    for name, street, district in (("Amal", "Bachstraße 5", "Brassert"), ("Karim", "Ringstraße 1", "Hüls")):
        person = ClientFactory(
            created_by=lead, given_name=name, street=street, phone="02365 1234", district=DistrictFactory(name=district)
        )
        case = CaseFactory(lead=lead, client=person, phase=Phase.STEERING)
        visits.set_home_care(case, by=lead, seen=0, weeks=4, starts_on=timezone.localdate())
    return lead


def card(page: Page, name: str) -> Any:
    """The visit of somebody on the plan."""
    return page.locator(".rf-stop").filter(has=page.get_by_role("heading", name=name))


def write(page: Page, name: str, words: str) -> None:
    """Open the note of a visit and write it."""
    card(page, name).locator("summary").click()
    card(page, name).get_by_label("Notiz").fill(words)


def kept(page: Page) -> str:
    """All that lies on the device, for whoever has it next."""
    stores: str = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    return stores


def test_a_day_on_foot(worker: User, open_window: OpenWindow) -> None:
    page = open_window(user=worker, **ON_A_PHONE)
    page.goto("/app/hausbesuche/")
    fits(page)
    plan_both_and_change_their_order(page)
    write_without_a_connection(page)
    it_is_sent_once_when_the_connection_is_back(page)
    an_answer_that_got_lost_writes_nothing_twice(page)


def plan_both_and_change_their_order(page: Page) -> None:
    for name in ("Amal", "Karim"):
        page.get_by_role("button", name=re.compile(f"Auf den Plan.*{name}")).click()
        expect_toast(page, "Steht auf Ihrem Plan.")
    page.get_by_role("button", name=re.compile("Früher besuchen: Karim")).click()
    expect(page.locator(".rf-stop h3").first).to_contain_text("Karim")
    fits(page)


def write_without_a_connection(page: Page) -> None:
    page.context.set_offline(True)
    write(page, "Amal", WORDS)
    expect(card(page, "Amal").locator("[data-visit-says]")).to_contain_text("verschlüsselt")
    card(page, "Amal").get_by_role("button", name="Besuch festhalten").click()
    expect(card(page, "Amal").locator("[data-visit-says]")).to_contain_text("Keine Verbindung")
    expect(page.locator("[data-outbox-says]")).to_contain_text("Eine Notiz wartet")
    assert not ContactNote.objects.exists()
    assert "Heizung" not in kept(page)


def it_is_sent_once_when_the_connection_is_back(page: Page) -> None:
    page.context.set_offline(False)
    expect(card(page, "Amal").locator("[data-visit-says]")).to_contain_text("Gesendet um")
    expect(page.locator("[data-outbox-says]")).to_contain_text("Alle Notizen sind gesendet")
    page.reload()
    expect(card(page, "Amal")).to_contain_text("angetroffen")
    assert ContactNote.objects.get().text == WORDS
    assert "rf-visit:" not in kept(page)


def an_answer_that_got_lost_writes_nothing_twice(page: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/hausbesuch/*/", lose)
    write(page, "Karim", "Alles gut.")
    card(page, "Karim").get_by_role("button", name="Besuch festhalten").click()
    expect(card(page, "Karim").locator("[data-visit-says]")).to_contain_text("Keine Verbindung")
    page.unroute("**/hausbesuch/*/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(card(page, "Karim").locator("[data-visit-says]")).to_contain_text("Gesendet um")
    assert ContactNote.objects.count() == 2


def test_a_suggested_route_is_taken_over(worker: User, open_window: OpenWindow) -> None:
    """District by district, and within one street up the numbers; by hand it goes on from there."""
    with transaction.atomic():
        for name, street in (("Nadia", "Bachstraße 2"), ("Omar", "Ringstraße 9")):
            district = DistrictFactory(name="Brassert" if "Bach" in street else "Hüls")
            person = ClientFactory(created_by=worker, given_name=name, street=street, district=district)
            CaseFactory(lead=worker, client=person, phase=Phase.STEERING)
        for name in ("Omar", "Amal", "Karim", "Nadia"):
            visits.plan_visit(
                Case.objects.get(client__given_name=name), by=worker, on_day=timezone.localdate(), at=None
            )
    page = open_window(user=worker, **ON_A_PHONE)
    page.goto("/app/hausbesuche/")
    press(page, "Reihenfolge vorschlagen")
    expect(page.locator(".rf-stop h3")).to_contain_text(["Karim", "Omar", "Nadia", "Amal"])
    page.get_by_role("button", name=re.compile("Früher besuchen: Nadia")).click()
    expect_toast(page, "Reihenfolge geändert.")
    expect(page.locator(".rf-stop h3")).to_contain_text(["Karim", "Nadia", "Omar", "Amal"])


def test_a_draft_outlives_the_tab_and_the_next_user_of_the_device_reads_nothing(
    worker: User, open_window: OpenWindow, live_server: Any
) -> None:
    with transaction.atomic():
        case = Case.objects.get(client__given_name="Amal")
        visit = visits.plan_visit(case, by=worker, on_day=timezone.localdate())
    page = open_window(user=worker, **ON_A_PHONE)
    page.goto(f"/app/faelle/{case.pk}/hausbesuch/{visit.pk}/")
    page.get_by_label("Notiz").fill(WORDS)
    expect(page.locator("[data-visit-says]")).to_contain_text("verschlüsselt")
    page.close()
    somebody_else = page.context.new_page()
    sign_in(page.context, CaseManagerFactory(), live_server.url)
    somebody_else.goto("/app/hausbesuche/")
    expect_heading(somebody_else, "Mein Plan")
    assert "Heizung" not in kept(somebody_else) + somebody_else.content()
    sign_in(page.context, worker, live_server.url)
    somebody_else.goto(f"/app/faelle/{case.pk}/hausbesuch/{visit.pk}/")
    expect(somebody_else.get_by_label("Notiz")).to_have_value(WORDS)
    choose(somebody_else, "jemand war da")
    somebody_else.get_by_label("Art", exact=False).last.select_option("supply")
    somebody_else.get_by_label("Was ist das Problem?").fill("Heizung kalt")
    press(somebody_else, "Besuch festhalten")
    expect_toast(somebody_else, "Besuch festgehalten.")
    assert (HomeVisit.objects.get().state, Problem.objects.get().text) == ("met", "Heizung kalt")


def test_a_note_that_cannot_be_read_is_kept_and_said_and_holds_up_no_other(
    worker: User, open_window: OpenWindow
) -> None:
    with transaction.atomic():
        today = timezone.localdate()
        lost, other = [visits.plan_visit(case, by=worker, on_day=today) for case in Case.objects.order_by("reference")]
    page = open_window(user=worker, **ON_A_PHONE)
    page.goto("/app/hausbesuche/")
    page.context.set_offline(True)
    for visit in (lost, other):
        name = visit.case.client.given_name
        write(page, name, WORDS)
        card(page, name).get_by_role("button", name="Besuch festhalten").click()
        expect(card(page, name).locator("[data-visit-says]")).to_contain_text("Keine Verbindung")
    seals = page.evaluate(SPOIL, str(lost.pk))
    page.close()  # or the page that is left sends the note when it hears of the network
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto("/app/hausbesuche/")
    expect(card(page, other.case.client.given_name).locator("[data-visit-says]")).to_contain_text("Gesendet um")
    expect(page.locator("[data-outbox-says]")).to_contain_text("lässt sich hier nicht mehr lesen")
    assert ContactNote.objects.get().case_id == other.case_id
    assert seals["spoilt"] in kept(page)
    # With the old key it is there again, and goes.
    page.evaluate(MEND, seals)
    page.goto("/app/hausbesuche/")
    expect(card(page, lost.case.client.given_name).locator("[data-visit-says]")).to_contain_text("Gesendet um")
    assert ContactNote.objects.count() == 2


def test_a_conflict_is_settled_at_the_table(worker: User, open_window: OpenWindow) -> None:
    case = Case.objects.get(client__given_name="Amal")
    page = open_window(user=worker, **ON_A_PHONE)
    page.goto(f"/app/faelle/{case.pk}/wohnen/")
    fits(page)
    page.get_by_role("link", name="Konflikt klären").click()
    page.get_by_label("Worum geht es?").fill("Ruhe am Abend")
    choose(page, "Die Person ist einverstanden")
    press(page, "Protokoll beginnen")
    page.get_by_role("link", name="Sicht aufschreiben").click()
    page.get_by_label("Sicht auf den Konflikt").fill("Die Kinder spielen.")
    press(page, "Speichern")
    page.get_by_role("link", name="Jemanden hinzufügen").click()
    page.get_by_label("Beteiligt als").select_option("neighbour")
    page.get_by_label("Bezeichnung").fill("Nachbarin im 2. Stock")
    page.get_by_label("Sicht auf den Konflikt").fill("Es ist oft laut.")
    press(page, "Speichern")
    page.get_by_label("Was vereinbart wurde").fill("Ab 22 Uhr ist Ruhe.")
    press(page, "Protokoll speichern")
    expect_toast(page, "Protokoll gespeichert.")
    page.get_by_role("link", name="Absprache hinzufügen").click()
    page.get_by_label("Was geschieht?").fill("Filzgleiter besorgen")
    page.get_by_label("Wer tut es?").select_option(label="Leyla Demir")
    page.get_by_label("Bis wann?").fill((timezone.localdate() + timedelta(days=7)).isoformat())
    press(page, "Speichern")
    fits(page)
    page.get_by_role("link", name="Unterschriften festhalten").click()
    press(page, "Speichern")
    expect(page.get_by_text("Absprache getroffen")).to_be_visible()
    assert Mediation.objects.get().state == MediationState.AGREED
