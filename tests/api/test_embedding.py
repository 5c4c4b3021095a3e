"""Offers in a frame on other sites, and the line that brings them there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from roterfaden.base.access import Role
from roterfaden.network.models import PlaceKind
from tests.api.directory import SECRET, full_offer, make_town
from tests.factories import OfferFactory, PlaceFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/einbetten/angebote"
CITY = "https://www.example.de"


def test_offers_are_shown_by_the_filters_in_the_address() -> None:
    full_offer()
    OfferFactory(title="Turnen", kind="sport")
    OfferFactory(title="Vorbei", is_active=False)

    everything, courses = Client().get(ADDRESS).content.decode(), Client().get(f"{ADDRESS}?art=kurs").content.decode()

    assert "Deutschkurs 0" in everything
    assert "Turnen" in everything
    assert "Vorbei" not in everything
    assert "Stand: " in courses
    assert "Turnen" not in courses
    assert SECRET not in everything


def test_where_shared_accommodation_is_is_not_shown() -> None:
    offer = OfferFactory()
    offer.places.add(PlaceFactory(kind=PlaceKind.SHARED_ACCOMMODATION, address="Zechenweg 5"))

    assert "Zechenweg" not in Client().get(ADDRESS).content.decode()


def test_only_the_sites_named_by_the_operator_may_show_it(settings: Any) -> None:
    closed = Client().get(ADDRESS)
    settings.EMBED_IN = [CITY]
    opened, other = Client().get(ADDRESS), Client().get("/api/")

    assert closed.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in closed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in opened.headers
    assert f"frame-ancestors {CITY};" in opened.headers["Content-Security-Policy"] + ";"
    assert other.headers["X-Frame-Options"] == "DENY"


def test_it_asks_nobody_else_and_keeps_nothing(signed_in: Callable[..., Client]) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    full_offer()

    response = browser.get(ADDRESS)
    page = response.content.decode()

    assert response.cookies.output() == ""
    assert response.content == Client().get(ADDRESS).content
    assert "<script" not in page
    assert [part for part in page.split('"') if part.startswith("//")] == []


def test_it_costs_the_same_with_few_and_many_offers(django_assert_max_num_queries: Any) -> None:
    make_town()
    for start, stop in ((0, 2), (2, 8)):
        for number in range(start, stop):
            full_offer(number)
        with django_assert_max_num_queries(8):
            Client().get(ADDRESS)


def test_the_city_copies_a_line_with_the_filters_it_chose(signed_in: Callable[..., Client]) -> None:
    make_town()
    OfferFactory()
    browser = signed_in(Role.HEAD_OF_UNIT)

    directory = browser.get("/app/angebote/?art=kurs").content.decode()
    page = browser.get("/app/angebote/einbetten/?art=kurs&seite=2").content.decode()

    assert 'href="/app/angebote/einbetten/?art=kurs"' in directory
    assert "&lt;iframe src=&quot;http://testserver/einbetten/angebote?art=kurs&quot;" in page
    assert "Angebote in Marl" in page


def test_whoever_does_not_care_for_the_directory_is_not_offered_the_line(signed_in: Callable[..., Client]) -> None:
    assert "/app/angebote/einbetten/" not in signed_in(Role.CASE_MANAGER).get("/app/angebote/").content.decode()
