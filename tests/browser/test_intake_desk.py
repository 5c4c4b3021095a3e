"""The intake desk: from the queue to advice with few touches; news comes in and nothing typed is lost."""

from typing import Any

import pytest
from playwright.sync_api import expect

from roterfaden.accounts.models import User
from roterfaden.cases.actions import queue
from roterfaden.cases.models import Advice, Client, ClientMerge, Intake
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


def test_entered_twice_put_together_and_parted_again(worker: User, open_window: OpenWindow) -> None:
    kept = entered(worker, given_name="Amina")
    CaseFactory(lead=worker, client=kept)
    twin = entered(worker, given_name="Aminah", phone="02365 123456")
    IntakeFactory(taken_by=worker, client=twin, concern="Wohngeld")
    before = persons(), list(Intake.objects.order_by("pk").values("pk", "client", "concern"))
    page = open_window(user=worker)
    page.goto("/app/aufnahme/")
    page.get_by_label("Name, Geburtsdatum oder Telefon").fill("Haddad")
    page.get_by_role("link", name="Nebeneinander ansehen").click()
    expect_heading(page, "Dieselbe Person?")
    given_name, phone = (page.get_by_role("row", name=label) for label in ("Vorname", "Telefon"))
    expect(given_name).to_contain_text("verschieden")
    expect(phone).to_contain_text("wird ergänzt")
    choose(page, "Amina (steht schon hier)")
    press(page, "Zusammenführen")
    expect_toast(page, "Zusammengeführt.")
    assert ClientMerge.objects.get().joined == twin
    page.goto(f"/app/menschen/{twin.pk}/")
    expect_heading(page, "Amina Haddad")
    page.goto(f"/app/menschen/{kept.pk}/?angaben")
    expect(page.get_by_role("link", name="Wohngeld")).to_be_visible()

    press(page, "Wieder trennen")
    page.get_by_role("dialog").get_by_role("button", name="Wieder trennen").click()
    expect_toast(page, "Wieder getrennt.")
    expect(page.get_by_role("link", name="Wohngeld")).to_have_count(0)
    page.goto(f"/app/menschen/{twin.pk}/")
    expect_heading(page, "Aminah Haddad")
    expect(page.get_by_role("link", name="Wohngeld")).to_be_visible()
    assert (persons(), list(Intake.objects.order_by("pk").values("pk", "client", "concern"))) == before


def entered(worker: User, **details: Any) -> Client:
    """Somebody whom the worker registered."""
    person: Client = ClientFactory(created_by=worker, family_name="Haddad", **details)
    return person


def persons() -> list[dict[str, Any]]:
    """Everything that stands on the persons, but for how often they were saved."""
    return [{**row, "revision": None} for row in Client.objects.order_by("pk").values()]


def test_who_takes_the_intake_leaves_the_case_to_a_colleague(worker: User, open_window: OpenWindow) -> None:
    colleague = CaseManagerFactory(name="Aylin Kaya")
    talk = IntakeFactory(taken_by=worker, client=entered(worker, given_name="Amina"), concern="Wir suchen eine Kita.")
    page = open_window(user=worker)
    page.goto(f"/app/aufnahme/{talk.pk}/entscheidung/")
    page.get_by_label("Mehrere Probleme hängen zusammen").check()
    page.get_by_label("Die Person ist mit der Begleitung einverstanden").check()
    page.get_by_label("Wer führt den Fall?").select_option(label="Aylin Kaya")
    press(page, "Case Management beginnen")
    expect_toast(page, "Case Management begonnen. Aylin Kaya führt den Fall")
    expect_heading(page, "Amina Haddad")
    expect(page.get_by_text("Wir suchen eine Kita.")).to_be_visible()
    expect(page.get_by_role("link", name="Zur Akte")).to_have_count(0)
    theirs = open_window(user=colleague)
    theirs.goto("/app/heute/")
    theirs.get_by_role("link", name="Leyla Demir hat nach einer Aufnahme Case Management begonnen.").click()
    expect_heading(theirs, "Amina Haddad")
