"""An appointment: arranged by keys, taken home on paper in Arabic, recorded on the phone with its note."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.documents import appointment_texts
from roterfaden.cases.models import Appointment, Case, ContactNote, Phase
from tests.browser.test_on_a_phone import fits
from tests.browser.windows import PHONE, OpenWindow, expect_heading, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, add_appointment
from tests.printed import text_of, words_of


@pytest.fixture
def case(transactional_db: None) -> Case:
    """Samira reads Arabic."""
    lead: User = CaseManagerFactory(name="Leyla Demir")
    person = ClientFactory(created_by=lead, given_name="Samira", family_name="Haddad", language="ar")
    found: Case = CaseFactory(lead=lead, client=person, phase=Phase.STEERING)
    return found


def test_it_is_arranged_by_keys_and_taken_home_in_arabic(case: Case, open_window: OpenWindow) -> None:
    page = open_window(user=case.lead)
    page.goto(f"/app/faelle/{case.pk}/")
    page.keyboard.press("n")
    page.keyboard.press("t")
    expect_heading(page, "Termin vereinbaren")
    day = timezone.localdate() + timedelta(days=7)
    page.get_by_label("Wann?").fill(f"{day:%Y-%m-%d}T10:30")
    page.get_by_label("Wo?").fill("Stadtteilbüro, Lipper Weg 12")
    page.get_by_text("Zeugnisse", exact=True).click()
    press(page, "Termin vereinbaren")
    expect_toast(page, "Termin vereinbart.")
    met = Appointment.objects.get(case=case)
    assert (timezone.localtime(met.starts_at).strftime("%H:%M"), met.bring) == ("10:30", "Zeugnisse")

    link = page.get_by_role("link", name="Deutsch und Arabisch", exact=True)
    paper = page.request.get(str(link.get_attribute("href"))).body()
    arabic, found = appointment_texts("ar"), words_of(text_of(paper))
    assert (
        words_of(f"{arabic['appointment']} {arabic['weekdays'][day.weekday()]} {arabic['terms']['Zeugnisse']}") <= found
    )
    assert words_of("Ihr Termin Samira Haddad 10:30 Leyla Demir Lipper Weg") <= found

    page.goto(f"/app/faelle/{case.pk}/")
    expect(page.get_by_role("region", name="Nächster Termin")).to_contain_text("Stadtteilbüro, Lipper Weg 12")


def test_on_the_phone_one_says_that_it_took_place_and_writes_the_note(case: Case, open_window: OpenWindow) -> None:
    met = add_appointment(case, days=0, about="Brief lesen")
    page = open_window(user=case.lead, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/app/")
    fits(page)
    today = page.get_by_role("region", name="Termine heute")
    expect(today).to_contain_text("Brief lesen")
    today.get_by_role("link", name="Samira Haddad").click()
    fits(page)
    press(page, "Hat stattgefunden")
    expect_toast(page, "Der Termin hat stattgefunden.")
    fits(page)
    _note(page, "Wir haben den Brief gelesen.")
    note = ContactNote.objects.get(case=case)
    assert abs(note.at - met.starts_at) < timedelta(minutes=1)


def _note(page: Page, text: str) -> None:
    page.get_by_role("link", name="Kontaktnotiz schreiben").click()
    page.get_by_label("Notiz").fill(text)
    fits(page)
    press(page, "Notiz speichern")
    expect_toast(page, "Notiz gespeichert.")
