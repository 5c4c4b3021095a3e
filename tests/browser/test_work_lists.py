"""The morning: what drifts, one case rests by agreement, the filters are kept for tomorrow and for the team."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case, Phase, SavedList
from tests.browser.windows import OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory


@pytest.fixture
def worker(transactional_db: None) -> User:
    user: User = CaseManagerFactory()
    drifting = CaseFactory(lead=user, phase=Phase.STEERING, client=ClientFactory(family_name="Driftemann"))
    CaseFactory(lead=user, phase=Phase.STEERING, client=ClientFactory(family_name="Laeuftgut"))
    Case.objects.filter(pk=drifting.pk).update(last_contact_at=timezone.now() - timedelta(weeks=7))
    return user


def test_what_drifts_is_found_kept_as_a_list_and_put_to_rest(worker: User, open_window: OpenWindow) -> None:
    page: Page = open_window(user=worker)
    page.goto("/app/faelle/")
    page.get_by_role("link", name="driftet").click()
    rows = page.get_by_role("main").locator(".rf-row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Seit 7 Wochen kein Kontakt")
    page.get_by_text("Filtern und sortieren").click()
    page.get_by_role("link", name="Diese Filter als Liste speichern").click()
    page.get_by_label("Name der Liste").fill("Montags zuerst")
    press(page, "Speichern")
    expect_toast(page, "Die Liste ist gespeichert.")
    page.get_by_role("link", name="Driftemann").click()
    page.get_by_role("link", name="Pause vereinbaren").click()
    page.get_by_label("Pause bis").fill(f"{timezone.localdate() + timedelta(weeks=3):%Y-%m-%d}")
    page.get_by_label("Warum ruht die Begleitung?").fill("Reise zur Familie")
    press(page, "Pause vereinbaren")
    expect_toast(page, "Pause vereinbart.")
    page.goto("/app/faelle/")
    page.get_by_role("link", name="Montags zuerst").click()
    expect(page.get_by_text("Kein Fall passt zu diesen Filtern")).to_be_visible()
    expect_heading(page, "Meine Fälle")
    assert SavedList.objects.get().worklist == "driftet"


def test_a_shared_list_shows_each_their_own_and_the_week_comes_by_mail(worker: User, open_window: OpenWindow) -> None:
    colleague = CaseManagerFactory(name="Mira Kollegin")
    theirs = CaseFactory(lead=colleague, phase=Phase.STEERING, client=ClientFactory(family_name="Stillmann"))
    Case.objects.filter(pk=theirs.pk).update(last_contact_at=timezone.now() - timedelta(weeks=8))
    page = open_window(user=worker)
    page.goto("/app/faelle/?liste=driftet")
    page.get_by_text("Filtern und sortieren").click()
    page.get_by_role("link", name="Diese Filter als Liste speichern").click()
    page.get_by_label("Name der Liste").fill("Wer still ist")
    choose(page, "mit meinem Team teilen")
    press(page, "Speichern")
    expect_toast(page, "Die Liste ist gespeichert.")

    other = open_window(user=colleague)
    other.goto("/app/faelle/")
    other.get_by_role("link", name="Wer still ist").click()
    rows = other.get_by_role("main").locator(".rf-row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Stillmann")
    other.goto("/app/faelle/wochenueberblick/")
    expect(other.get_by_text("1 Fall driftet")).to_be_visible()
    other.get_by_label("Pause bis").fill(f"{timezone.localdate() + timedelta(weeks=2):%Y-%m-%d}")
    press(other, "Speichern")
    expect_toast(other, "Gespeichert.")

    call_command("send_overviews", "https://example.org", stdout=StringIO())
    [letter] = mail.outbox  # none to the colleague, who has a pause
    assert letter.to == [worker.email]
    assert "1 Fall driftet" in letter.body
    assert not [word for word in ("Driftemann", "Stillmann", theirs.reference[:3]) if word in letter.body]
    other.get_by_label("Pause bis").fill("")
    press(other, "Speichern")
    expect_toast(other, "Gespeichert.")
    call_command("send_overviews", "https://example.org", stdout=StringIO())
    assert [letter.to for letter in mail.outbox] == [[worker.email], [colleague.email]]
