"""A translator clears ten outdated texts: what changed is in sight, and two acts per text are enough."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.offers.models import Offer, OfferTranslation, TranslationState
from roterfaden.offers.models.texts import mark_of, source_of
from roterfaden.offers.translating import actions
from roterfaden.offers.translating.actions import Seen
from tests.browser.windows import Hands, OpenWindow, expect_heading
from tests.factories import (
    HeadOfUnitFactory,
    LanguageFactory,
    OfferFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
)

TEXTS = 10
MOST_PER_TEXT = 3


@pytest.fixture
def mediator(transactional_db: None) -> User:
    """Somebody of a pool of interpreters whom the city asked for Arabic; ten texts of others are outdated."""
    pool, arabic, head = OrganisationFactory(name="Sprachmittlungspool"), LanguageFactory(), HeadOfUnitFactory()
    actions.keep_language(arabic, [pool])
    for number in range(TEXTS):
        offer: Offer = OfferFactory(title=f"Angebot {number:02}", description="Montags um 9 Uhr im Rathaus.")
        words = {"title": f"عرض {number}", "description": "الاثنين الساعة 9 في البلدية."}
        actions.release(offer, arabic, words, seen=Seen(0, mark_of(source_of(offer))), by=head)
        offer.description = "Montags um 10 Uhr im Rathaus."
        offer.save()
    user: User = UserFactory(name="Nour Beispiel")
    SeatFactory(user=user, organisation=pool, role=Role.PROVIDER_STAFF)
    return user


def test_ten_outdated_texts_are_cleared_with_two_acts_each(mediator: User, open_window: OpenWindow) -> None:
    page: Page = open_window(user=mediator, reduced_motion="reduce")
    page.goto(reverse("offers:translations"))
    hands = Hands(page)
    hands.click("link", "10 veraltet, Arabisch")
    hands.click("link", "Angebot 00")

    for number in range(TEXTS):
        expect_heading(page, f"Angebot {number:02}")
        expect(page.locator("ins")).to_have_text("neu: 10")
        if number == TEXTS - 1:
            # Here only a word has changed that the Arabic text does not need.
            hands.click("button", "Übersetzung gilt weiter")
        else:
            expect(page.locator("#id_description")).to_be_focused()
            page.keyboard.press("Control+a")
            page.keyboard.insert_text("الاثنين الساعة 10 في البلدية.")
            hands.done += 1
            hands.key("Control+Enter")

    expect(page.get_by_text("Hier ist nichts zu tun")).to_be_visible()
    assert hands.done <= MOST_PER_TEXT * TEXTS
    cleared = OfferTranslation.objects.in_state(TranslationState.CURRENT)
    assert (cleared.count(), cleared.filter(released_by=mediator).count()) == (TEXTS, TEXTS - 1)
