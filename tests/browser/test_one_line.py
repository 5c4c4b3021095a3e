"""In the talk: one line names the course, the level, the time of day, the childcare and the district."""

from datetime import time

import pytest
from playwright.sync_api import expect

from roterfaden.accounts.models import User
from roterfaden.network.models import Place
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import Offer, OfferSchedule
from tests.browser.windows import OpenWindow, expect_heading, press
from tests.factories import CaseManagerFactory, DistrictFactory, OfferFactory, PlaceFactory

LINE = "Deutschkurs B1 abends mit Kinderbetreuung in Hüls"


@pytest.fixture
def worker(transactional_db: None) -> User:
    here = PlaceFactory(name="Nachbarschaftszentrum", district=DistrictFactory(key="huels-sued", name="Hüls-Süd"))
    course("Deutschkurs B1 mit Kindern", here, starts=18, childcare=True)
    course("Deutschkurs B1 am Morgen", here, starts=9, childcare=True)
    course("Deutschkurs B1 nach der Arbeit", here, starts=18, childcare=False)
    user: User = CaseManagerFactory(name="Leyla Demir")
    return user


def course(title: str, place: Place, *, starts: int, childcare: bool) -> Offer:
    offer: Offer = OfferFactory(title=title, kind="kurs", german_level="B1", childcare=childcare)
    offer.places.add(place)
    OfferSchedule.objects.create(offer=offer, weekday=2, starts_at=time(starts), ends_at=time(starts + 2))
    refresh_search([offer])
    return offer


def test_a_case_manager_finds_the_course_in_one_line(worker: User, open_window: OpenWindow) -> None:
    page = open_window(user=worker)
    page.goto("/app/angebote/")

    page.get_by_label("Suche", exact=True).fill(LINE)
    press(page, "Anwenden")

    hits = page.locator(".rf-row__link")
    expect(hits).to_have_text(["Deutschkurs B1 mit Kindern"])
    understood = page.locator(".rf-chip").all_inner_texts()
    assert [one.split("\n")[0].split(" –")[0].strip() for one in understood] == [
        "B1",
        "abends",
        "mit Kinderbetreuung",
        "in Hüls-Süd",
    ]
    page.get_by_role("link", name="mit Kinderbetreuung").click()
    expect(hits).to_have_count(2)
    assert sorted(hits.all_inner_texts()) == ["Deutschkurs B1 mit Kindern", "Deutschkurs B1 nach der Arbeit"]
    hits.filter(has_text="mit Kindern").click()
    expect_heading(page, "Deutschkurs B1 mit Kindern")
