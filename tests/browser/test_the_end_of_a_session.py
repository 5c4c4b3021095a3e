"""The end of a session is announced, prolonged by one click, and takes no text with it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import StoredSession, User
from roterfaden.base.access import Role
from roterfaden.cases.actions import monitoring
from roterfaden.cases.models import Case
from tests.browser.windows import OpenWindow, press
from tests.factories import CaseFactory, CaseManagerFactory, UserFactory

PASSWORD = "ein-langer-satz-als-passwort"
NOTE = "Ein langes Gespräch über die Wohnung und was als Nächstes kommt."


@pytest.fixture
def case(questionnaire: None) -> Case:
    """A case whose lead signs in with a password."""
    lead = CaseManagerFactory(name="Leyla Demir")
    lead.set_password(PASSWORD)
    lead.save()
    case: Case = CaseFactory(lead=lead)
    return case


def leave_alone(user: User, **span: int) -> None:
    """As if nobody had touched anything for so long."""
    for row in StoredSession.objects.filter(user=user):
        StoredSession.objects.filter(pk=row.pk).update(last_seen_at=row.last_seen_at - timedelta(**span))


def open_note(window: Page, case: Case) -> None:
    note = monitoring.write_note(case, by=case.lead, text="Kurz telefoniert.")
    window.goto(f"/app/faelle/{case.pk}/notiz/{note.pk}/")


def write_note(window: Page, case: Case) -> None:
    open_note(window, case)
    window.get_by_label("Notiz", exact=True).fill(NOTE)


def sign_in_again(window: Page, user: User) -> None:
    window.get_by_text("Mit Passwort anmelden").click()
    window.get_by_label("E-Mail").fill(user.email)
    window.get_by_label("Passwort").last.fill(PASSWORD)
    press(window, "Anmelden")


def copies(window: Page) -> str:
    """What this window has kept."""
    return str(window.evaluate("JSON.stringify(Object.entries(sessionStorage))"))


def test_a_note_saved_too_late_is_there_after_signing_in_again(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    write_note(window, case)
    leave_alone(case.lead, minutes=31)
    press(window, "Notiz korrigieren")
    sign_in_again(window, case.lead)
    expect(window.get_by_text(NOTE).first).to_be_visible()
    press(window, "Jetzt speichern")
    expect(window.locator("main")).to_contain_text(NOTE)
    assert case.contact_notes.get().text == NOTE
    assert NOTE not in copies(window)


def test_without_a_script_it_is_there_as_well(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead, java_script_enabled=False)
    write_note(window, case)
    leave_alone(case.lead, minutes=31)
    press(window, "Notiz korrigieren")
    sign_in_again(window, case.lead)
    press(window, "Jetzt speichern")
    assert case.contact_notes.get().text == NOTE


def test_the_end_is_announced_and_one_click_by_keyboard_prolongs(case: Case, open_window: OpenWindow) -> None:
    leave = open_window(user=case.lead)
    leave.goto("/app/heute/")
    leave_alone(case.lead, minutes=26)
    leave.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    box = leave.locator("[aria-live=assertive]")
    expect(box).to_contain_text("Sind Sie noch da?")
    expect(box).to_contain_text("4 Minuten")
    leave.get_by_role("button", name="Angemeldet bleiben").focus()
    leave.keyboard.press("Enter")
    expect(box).to_be_empty()
    assert StoredSession.objects.filter(user=case.lead).count() == 1


def test_when_it_is_over_the_screen_is_covered_and_the_text_kept(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    write_note(window, case)
    leave_alone(case.lead, minutes=31)
    window.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(window.get_by_role("dialog", name="Ihre Sitzung ist beendet")).to_be_visible()
    window.get_by_role("link", name="Wieder anmelden").click()
    sign_in_again(window, case.lead)
    press(window, "Wieder einsetzen")
    expect(window.get_by_label("Notiz", exact=True)).to_have_value(NOTE)


def test_somebody_else_at_the_same_window_sees_nothing_of_it(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    write_note(window, case)
    leave_alone(case.lead, minutes=31)
    window.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    window.get_by_role("link", name="Wieder anmelden").click()
    other = UserFactory(roles=[Role.CASE_MANAGER])
    other.set_password(PASSWORD)
    other.save()
    window.goto("/konto/anmelden/")
    assert NOTE in copies(window)
    sign_in_again(window, other)
    expect(window.get_by_role("heading", name="Heute")).to_be_visible()
    window.wait_for_load_state("load")  # the words are there before the scripts, which clear the copies
    assert NOTE not in copies(window)


def test_signing_out_clears_what_was_typed(case: Case, open_window: OpenWindow) -> None:
    window = open_window(user=case.lead)
    window.on("dialog", lambda dialog: dialog.accept())
    open_note(window, case)
    window.context.set_offline(True)
    window.locator("textarea").first.fill(NOTE)
    window.evaluate("document.dispatchEvent(new CustomEvent('rf:session-over'))")
    assert NOTE in copies(window)
    window.context.set_offline(False)
    window.get_by_text("Leyla Demir").first.click()
    press(window, "Abmelden")
    window.wait_for_url("**/konto/anmelden/**")
    assert NOTE not in copies(window)
