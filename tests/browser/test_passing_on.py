"""A consent is given, used, read on the other side, and taken back: as both sides see it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import expect

from roterfaden.base.access import Role
from roterfaden.cases.models import Phase
from roterfaden.network.models import Seat
from tests.browser.windows import PHONE, OpenWindow, choose, expect_toast, follow, press
from tests.factories import CaseFactory, CaseManagerFactory, ClientFactory, OrganisationFactory, SeatFactory


@pytest.fixture
def housing(transactional_db: None) -> Seat:
    """Somebody who works for the housing help."""
    organisation = OrganisationFactory(name="Wohnhilfe Musterstadt")
    return SeatFactory(organisation=organisation, role=Role.PROVIDER_STAFF)


def test_what_the_person_allows_is_read_there_until_they_take_it_back(housing: Seat, open_window: OpenWindow) -> None:
    lead = CaseManagerFactory(name="Leyla Demir")
    client = ClientFactory(created_by=lead, given_name="Samira", family_name="Haddad", language="ar")
    case = CaseFactory(lead=lead, client=client, phase=Phase.STEERING)

    page = open_window(user=lead)
    page.goto(f"/app/faelle/{case.pk}/")
    follow(page, "Weitergabe")
    follow(page, "Einwilligung festhalten")
    page.get_by_label("Wer soll die Daten bekommen?").select_option(label="Wohnhilfe Musterstadt")
    choose(page, "damit ich eine Wohnung finde", "Name, Geburtsdatum", "Wohnen")
    page.get_by_label("Gilt bis").fill((timezone.localdate() + timedelta(days=60)).isoformat())
    with page.expect_download() as paper:
        press(page, "Papier zum Unterschreiben")
    assert paper.value.suggested_filename == "einwilligung-ar.pdf"
    press(page, "Einwilligung festhalten")
    expect_toast(page, "Einwilligung festgehalten")

    follow(page, "Daten übermitteln")
    choose(page, "Name: Samira Haddad")
    page.get_by_label("Dazu sagen wir").fill("Braucht drei Zimmer.")
    choose(page, "Wohnen")
    expect(page.locator("#vorschau")).to_contain_text("Braucht drei Zimmer.")
    press(page, "Übermittlung festhalten")
    expect_toast(page, "Übermittlung festgehalten")

    there = open_window(user=housing.user, size=PHONE)
    there.goto("/app/uebermittelt/")
    follow(there, "Wohnung finden oder behalten")
    expect(there.get_by_text("Braucht drei Zimmer.")).to_be_visible()

    follow(page, f"Einwilligung vom {date_format(timezone.localdate(), 'j. F Y')}")
    follow(page, "Widerruf festhalten")
    choose(page, "am Telefon")
    press(page, "Widerruf festhalten")
    expect_toast(page, "Einwilligung widerrufen")

    there.goto("/app/uebermittelt/")
    expect(there.get_by_text("Zurzeit ist Ihnen nichts übermittelt")).to_be_visible()
