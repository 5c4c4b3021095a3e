"""The intake desk: from the queue to advice with few touches; news comes in and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from roterfaden.accounts.models import User
from roterfaden.cases.actions import queue
from roterfaden.cases.models import Advice, ClientMerge, Phase
from tests.browser.windows import PHONE, OpenWindow, choose, expect_heading, expect_toast, press
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    FieldOfActionFactory,
    IntakeFactory,
)

MOST_TOUCHES = 12


@pytest.fixture
def worker(transactional_db: None) -> User:
    user: User = CaseManagerFactory(name="Leyla Demir")
    return user


def test_from_the_queue_to_recorded_advice(worker: User, open_window: OpenWindow) -> None:
    housing, _brassert = FieldOfActionFactory(short_title="Wohnen"), DistrictFactory(name="Brassert")
    queue.enter_queue(by=worker, word="Sonne", language="ar", field_of_action=housing)
    page = open_window(user=worker, size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/app/beratungen/warteschlange/")
    touches = 0
    for step in (
        lambda: press(page, "Nächste Person"),
        lambda: page.get_by_role("link", name="Kurzberatung festhalten").click(),
        lambda: page.get_by_label("Stichwort").fill("Wohngeld erklärt"),
        lambda: page.get_by_label("wohnt im Quartier").select_option(label="Brassert"),
        lambda: press(page, "Festhalten"),
    ):
        step()
        touches += 1
    expect_toast(page, "Kurzberatung gezählt.")
    expect_heading(page, "Wer wartet gerade?")
    advice = Advice.objects.get()
    assert (advice.language, list(advice.fields_of_action.all()), touches <= MOST_TOUCHES) == ("ar", [housing], True)


def test_news_comes_in_while_somebody_is_typed_in(worker: User, open_window: OpenWindow) -> None:
    page = open_window(user=worker)
    page.clock.install()
    page.goto("/app/beratungen/warteschlange/")
    page.get_by_label("Wie rufen wir auf?").fill("Mond")
    queue.enter_queue(by=CaseManagerFactory(), word="Sonne")
    page.clock.fast_forward(21_000)
    expect(page.get_by_text("1 · Sonne")).to_be_visible()
    expect(page.locator("#wartende-stand")).to_have_text("1 Person wartet")
    expect(page.get_by_label("Wie rufen wir auf?")).to_have_value("Mond")
    expect(page.get_by_label("Wie rufen wir auf?")).to_be_focused()


def test_entered_twice_and_put_together(worker: User, open_window: OpenWindow) -> None:
    CaseFactory(lead=worker, phase=Phase.ASSESSMENT, client__given_name="Amina", client__family_name="Haddad")
    twin = IntakeFactory(
        taken_by=worker, client=ClientFactory(created_by=worker, given_name="Aminah", family_name="Haddad")
    ).client
    page = open_window(user=worker)
    page.goto("/app/aufnahme/")
    page.get_by_label("Name, Geburtsdatum oder Telefon").fill("Haddad")
    page.get_by_role("link", name="Nebeneinander ansehen").click()
    expect_heading(page, "Dieselbe Person?")
    choose(page, "Amina (steht schon hier)")
    press(page, "Zusammenführen")
    expect_toast(page, "Zusammengeführt.")
    assert ClientMerge.objects.get().joined == twin
    page.goto(f"/app/menschen/{twin.pk}/?angaben")
    expect_heading(page, "Amina Haddad")
