"""A club's board member writes the first offer on a phone in the evening; the city publishes it; it is found."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from roterfaden.base.access import Role
from roterfaden.offers.models import Offer
from tests.browser.windows import PHONE, OpenWindow, expect_heading, expect_toast
from tests.factories import (
    CaseManagerFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OrganisationFactory,
    PlaceFactory,
    SeatFactory,
    UserFactory,
)

FIVE_MINUTES = 300
# Keystroke-level model (Card, Moran, Newell 1980), slowed down for a thumb on glass: seconds for a look and a tap, and
# for a letter at 26 words a minute (Palin et al. 2019 measured 36 on phones).
A_TAP, A_LETTER = 3.0, 0.46


@dataclass
class Thumb:
    """Counts what the hand does."""

    taps: int = 0
    letters: int = 0

    def tap(self, there: Locator) -> None:
        there.click()
        self.taps += 1

    def write(self, there: Locator, text: str) -> None:
        there.fill(text)
        self.taps += 1
        self.letters += len(text)

    def choose(self, there: Locator, word: str) -> None:
        there.select_option(label=word)
        self.taps += 2

    @property
    def seconds(self) -> float:
        """How long a person takes for it."""
        return self.taps * A_TAP + self.letters * A_LETTER


@pytest.mark.usefixtures("transactional_db")
def test_the_first_offer_takes_less_than_five_minutes(open_window: OpenWindow) -> None:
    club = OrganisationFactory(name="Schwimmverein Hüls")
    member = UserFactory(name="Aylin Verein")
    SeatFactory(user=member, organisation=club, role=Role.PROVIDER_STAFF)
    FieldOfActionFactory(key="sport", title="Sport", short_title="Sport")
    PlaceFactory(name="Hallenbad Hüls", kind="sportstaette")

    phone = open_window(user=member, size=PHONE, has_touch=True, is_mobile=True)
    thumb = Thumb()
    write_the_offer(phone, thumb)
    assert thumb.seconds < FIVE_MINUTES, (thumb.taps, thumb.letters)
    assert not Offer.objects.exists()

    city = open_window(user=HeadOfUnitFactory(name="Ute Leitung"))
    look_at_it_and_publish(city)

    reader = open_window(user=CaseManagerFactory())
    reader.goto("/app/angebote/?q=schwimmen")
    reader.get_by_role("link", name="Schwimmen für Mädchen").click()
    expect_heading(reader, "Schwimmen für Mädchen")
    expect(reader.get_by_text("Rana Trainerin")).to_be_visible()


def write_the_offer(page: Page, thumb: Thumb) -> None:
    page.goto("/app/angebote/")
    thumb.tap(page.get_by_role("link", name="Angebot aufnehmen"))
    thumb.write(page.get_by_role("textbox", name="Titel"), "Schwimmen für Mädchen")
    thumb.choose(page.get_by_role("combobox", name="Art", exact=True), "Sport")
    thumb.write(
        page.get_by_role("textbox", name="Beschreibung"), "Mädchen lernen schwimmen. Eine Trainerin ist immer dabei."
    )
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    thumb.tap(page.get_by_role("group", name="Handlungsfelder").get_by_label("Sport"))
    thumb.write(page.get_by_role("textbox", name="Für wen"), "Mädchen ab 6 Jahren")
    thumb.tap(page.locator("summary", has_text="Sportstätte"))
    thumb.tap(page.get_by_label("Hallenbad Hüls").first)
    thumb.tap(page.get_by_label("einfach kommen"))
    first = page.get_by_role("group", name="Weitere Zeit").first
    thumb.choose(first.get_by_label("Wochentag"), "Dienstag")
    thumb.write(first.get_by_label("von"), "16:00")
    thumb.write(first.get_by_label("bis"), "17:00")
    contact = page.get_by_role("group", name="Weitere Ansprechperson")
    thumb.write(contact.get_by_label("Name"), "Rana Trainerin")
    thumb.write(contact.get_by_label("Telefon"), "0221 4710 123")
    thumb.tap(page.get_by_role("button", name="Zur Prüfung geben"))
    expect_toast(page, "Danke! Die Kommune sieht sich den Eintrag an")


def look_at_it_and_publish(page: Page) -> None:
    page.goto("/app/angebote/pruefen/")
    page.get_by_role("link", name="Schwimmen für Mädchen").click()
    expect(page.get_by_text("Mädchen ab 6 Jahren")).to_be_visible()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect_toast(page, "Veröffentlicht.")
