"""The morning: what drifts, one case rests by agreement, the filters are kept for tomorrow."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case, Phase, SavedList
from tests.browser.windows import OpenWindow, expect_heading, expect_toast, press
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
