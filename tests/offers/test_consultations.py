"""Consultation hours that move between places: a week of them, and a sheet of it to hang up."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.base.access import Role
from roterfaden.offers import keeping_dates
from roterfaden.offers.models import Offer
from tests.factories import DistrictFactory, HeadOfUnitFactory, OfferFactory, PlaceFactory, every_monday

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]

WEEK = "2026-W50"
MONDAY = date(2026, 12, 7)


@pytest.fixture
def offer() -> Offer:
    made: Offer = OfferFactory(title="Mobile Sprechstunde", documents=["Ausweis", "Briefe vom Amt"])
    for number, name in enumerate(("Mitte", "Hüls"), start=1):
        place = PlaceFactory(name=f"Stadtteilbüro {name}", district=DistrictFactory(name=name, key=name.lower()[:1]))
        every_monday(made, place, weekday=number, staffed_by=f"Frau {name[0]}.")
    course = OfferFactory(title="Deutschkurs", kind="kurs")
    every_monday(course, place)
    return made


def week(browser: Client, **asked: str) -> str:
    return browser.get(reverse("offers:consultations"), {"woche": WEEK, **asked}).content.decode()


def test_a_week_shows_where_when_who_and_what_to_bring(signed_in: SignIn, offer: Offer) -> None:
    page = week(signed_in(Role.CASE_MANAGER))

    for words in (
        "Montag, 7. Dezember", "Dienstag, 8. Dezember", "Stadtteilbüro Mitte", "Stadtteilbüro Hüls", "9 bis 11 Uhr",
        "Frau M.", "Ausweis, Briefe vom Amt", reverse("offers:offer", args=[offer.pk]),
    ):  # fmt: skip
        assert words in page
    assert "Deutschkurs" not in page


def test_by_district_and_by_place(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(Role.CASE_MANAGER)
    place = offer.schedules.get(weekday=2).place
    assert place is not None

    assert "Dienstag, 8. Dezember" not in week(browser, wo="quartier:m")
    assert "Montag, 7. Dezember" not in week(browser, wo=f"ort:{place.key}")


def test_replacement_move_and_closure_stand_in_the_week(signed_in: SignIn, offer: Offer) -> None:
    by = HeadOfUnitFactory()
    first, second = offer.schedules.order_by("weekday")
    keeping_dates.move_date(first.pk, MONDAY, staffed_by="Herr B.", new_place=second.place, reason="Umbau", by=by)
    assert second.place is not None
    keeping_dates.close(second.place, starts_on=date(2026, 12, 8), ends_on=date(2026, 12, 8), reason="Umzug", by=by)

    page = week(signed_in(Role.HEAD_OF_UNIT))

    for words in ("verlegt", "Umbau", "Herr B.", "fällt aus", "Umzug"):
        assert words in page
    assert reverse("offers:offer_date", args=[first.pk, MONDAY.isoformat()]) in page


def test_the_sheet_for_the_door_names_no_colleague(signed_in: SignIn, offer: Offer) -> None:
    schedule = offer.schedules.get(weekday=1)
    sheet = reverse("offers:week_sheet", args=[schedule.place_id])

    page = signed_in(Role.CASE_MANAGER).get(sheet, {"woche": WEEK}).content.decode()

    assert "Mobile Sprechstunde" in page
    assert "Ausweis, Briefe vom Amt" in page
    assert "Frau M." not in page
    assert "Dienstag" not in page


def test_an_unknown_week_is_this_one(signed_in: SignIn, offer: Offer) -> None:
    browser = signed_in(Role.CASE_MANAGER)

    assert browser.get(reverse("offers:consultations"), {"woche": "irgendwann"}).status_code == 200


def test_the_week_costs_the_same_with_few_and_many(
    signed_in: SignIn, offer: Offer, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(Role.CASE_MANAGER)
    for number in range(5):
        every_monday(OfferFactory(), PlaceFactory(), weekday=number + 1, starts_at=time(8))
        with django_assert_max_num_queries(12):
            week(browser)


@pytest.mark.parametrize("week", ["9999-W52", "0001-W01", "9999-12-31", "quatsch"])
def test_a_week_nobody_knows_anything_of_is_this_week(signed_in: Callable[..., Client], week: str) -> None:
    page = signed_in(Role.CASE_MANAGER).get(reverse("offers:consultations"), {"woche": week})

    assert page.status_code == 200
    assert "Diese Woche" in page.content.decode()
