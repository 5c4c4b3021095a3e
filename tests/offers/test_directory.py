"""The pages of the directory: what one decides by, and honesty about what is not known."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.base.access import Role
from roterfaden.concept.models import TargetGroup
from roterfaden.network.models import District
from roterfaden.offers.actions import refresh_search, retire_offer
from roterfaden.offers.brochure.making import with_all
from roterfaden.offers.brochure.telling import entry_text
from roterfaden.offers.models import Offer, OfferSchedule, Origin
from tests.factories import CaseManagerFactory, FieldOfActionFactory, OfferFactory, OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def full_offer(number: int = 0) -> Offer:
    """An offer of which everything is known."""
    offer: Offer = OfferFactory(
        title=f"Deutschkurs {number}",
        kind="kurs",
        organisation=OrganisationFactory(name="Volkshochschule", short_name="VHS"),
        target_group="Frauen",
        languages=["de", "ar"],
        german_level="A1",
        childcare=True,
        cost="kostenlos",
        registration="telefonisch",
        capacity=12,
        origin=Origin.PROVIDER,
        checked_on=timezone.localdate(),
        source_lines="10-12",
    )
    district, _new = District.objects.get_or_create(key="drewer", defaults={"name": "Drewer"})
    place = PlaceFactory(key=f"haus-{number}", name="Haus der Begegnung", district=district, address="Hauptstraße 1")
    offer.places.add(place)
    offer.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    offer.target_groups.add(TargetGroup.objects.get_or_create(key="frauen", defaults={"name": "Frauen"})[0])
    OfferSchedule.objects.create(offer=offer, place=place, weekday=1, starts_at=time(9), ends_at=time(11, 30))
    refresh_search([offer])
    return offer


def page_of(browser: Client, asked: str = "") -> str:
    return browser.get(reverse("offers:offers") + asked).content.decode()


def test_a_row_shows_what_one_decides_by(signed_in: SignIn) -> None:
    full_offer()

    page = page_of(signed_in(Role.CASE_MANAGER))

    for fact in (
        "Deutschkurs 0",
        "VHS · Frauen · Deutsch, Arabisch · Deutsch ab A1 · mit Kinderbetreuung",
        "Haus der Begegnung",
        "Mo 09:00–11:30",
        "bestätigt",
    ):
        assert fact in page


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([], ""),
        ([(1, 9, 11)], "Mo 09:00–11:00"),
        ([(1, 9, 11), (3, 9, 11)], "Mo, Mi 09:00–11:00"),
        ([(1, 9, 11), (3, 9, 11), (3, 14, 15), (5, 14, 15)], "Mo, Mi 09:00–11:00 und 2 mehr"),
    ],
)
def test_times_are_short_in_a_row(spans: list[tuple[int, int, int]], words: str) -> None:
    offer = OfferFactory()
    for weekday, start, end in spans:
        OfferSchedule.objects.create(offer=offer, weekday=weekday, starts_at=time(start), ends_at=time(end))

    assert offer.times_in_short == words


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("?q=deutshkurs", True),
        ("?q=turnen", False),
        ("?feld=bildung", True),
        ("?feld=wohnen", False),
        ("?art=kurs", True),
        ("?art=beratung", False),
        ("?gruppe=frauen", True),
        ("?wo=quartier:drewer", True),
        ("?wo=ort:haus-0", True),
        ("?wo=ort:anderer-ort", False),
        ("?sprache=ar", True),
        ("?sprache=tr", False),
        ("?niveau=B1", True),
        ("?niveau=A0", False),
        ("?kinder=on", True),
        ("?q=kurs&feld=bildung&art=kurs&wo=quartier:drewer&sprache=ar&niveau=A2&kinder=on", True),
        ("?feld=gibt-es-nicht", True),
        ("?seite=99", True),
    ],
)
def test_filters_live_in_the_address(signed_in: SignIn, asked: str, is_found: bool) -> None:
    full_offer()
    other = OfferFactory(title="Sprechstunde", languages=["tr"], german_level="C1")
    other.places.add(PlaceFactory(key="anderer-ort"))
    other.fields_of_action.add(FieldOfActionFactory(key="wohnen"))
    refresh_search([other])

    page = page_of(signed_in(Role.CASE_MANAGER), asked)

    assert ("Deutschkurs 0" in page) == is_found


def test_a_filter_that_could_not_narrow_anything_is_left_out(signed_in: SignIn) -> None:
    OfferFactory()

    page = page_of(signed_in(Role.CASE_MANAGER))

    assert 'name="art"' in page
    assert 'name="sprache"' not in page


def test_filters_say_how_many_offers_they_leave(signed_in: SignIn) -> None:
    for number in range(3):
        full_offer(number)
    retire_offer(Offer.objects.get(title="Deutschkurs 2").pk, by=CaseManagerFactory())

    page = page_of(signed_in(Role.CASE_MANAGER))

    assert "Bildung (2)" in page
    assert "Arabisch (2)" in page
    assert "Drewer (2)" in page


def test_the_filter_by_time_says_how_many_offers_it_leaves(signed_in: SignIn) -> None:
    today = timezone.localdate().isoweekday()
    all_day = {"starts_at": time(0), "ends_at": time(23, 59)}
    for kind, weekday in (("sport", today), *(("kurs", day) for day in range(1, 8))):
        offer = OfferFactory(title=f"{kind} {weekday}", kind=kind, on_holidays=True)
        OfferSchedule.objects.create(offer=offer, weekday=weekday, **all_day)
    refresh_search(Offer.objects.all())
    browser = signed_in(Role.CASE_MANAGER)

    page = page_of(browser)
    assert "jetzt geöffnet (2)" in page
    assert "heute (2)" in page
    assert f"noch diese Woche ({9 - today})" in page
    assert "heute (1)" in page_of(browser, "?art=sport&wann=jetzt")


def test_times_that_are_over_are_told_no_more(signed_in: SignIn) -> None:
    offer = OfferFactory(title="Nähkurs", rhythm="unregelmäßig")
    at = {"offer": offer, "starts_at": time(7), "ends_at": time(8)}
    OfferSchedule.objects.create(**at, weekday=1, ends_on=date(2024, 1, 1))
    OfferSchedule.objects.create(**at, frequency="once", on_date=date(2024, 1, 3))
    refresh_search([offer])
    browser = signed_in(Role.CASE_MANAGER)

    assert offer.times_in_short == ""
    assert entry_text(with_all(Offer.objects.all(), ["de"]).get(), "de").lines[0].value == "unregelmäßig"
    for page in (page_of(browser), Client().get("/einbetten/angebote").content.decode()):
        assert "unregelmäßig" in page
        assert "07:00" not in page


def test_when_no_offer_has_all_words_those_with_some_are_shown(signed_in: SignIn) -> None:
    full_offer()

    page = page_of(signed_in(Role.CASE_MANAGER), "?q=deutschkurs+fallschirmspringen")

    assert "Deutschkurs 0" in page
    assert "Kein Angebot erfüllt alles" in page


def test_the_list_has_pages_of_25_rows(signed_in: SignIn) -> None:
    for _number in range(27):
        OfferFactory()
    browser = signed_in(Role.CASE_MANAGER)

    assert page_of(browser).count("rf-row__link") == 25
    assert page_of(browser, "?seite=2").count("rf-row__link") == 2


@pytest.mark.parametrize("path", ["", "?q=deutschkurs", "?q=deutschkurs+unbekanntes", "?feld=bildung&kinder=on"])
def test_the_list_costs_the_same_with_few_and_many_offers(
    signed_in: SignIn, django_assert_max_num_queries: Any, path: str
) -> None:
    browser = signed_in(Role.CASE_MANAGER)
    for start, stop in ((0, 2), (2, 14)):
        for number in range(start, stop):
            full_offer(number)
        page_of(browser)  # what takes place is asked once a minute, not once a page
        with django_assert_max_num_queries(12):
            page_of(browser, path)


def test_an_offers_page_shows_everything_that_is_known(signed_in: SignIn) -> None:
    page = signed_in(Role.CASE_MANAGER).get(full_offer().get_absolute_url()).content.decode()

    for fact in (
        "Montag 09:00–11:30",
        "geo:0,0?q=Hauptstra%C3%9Fe%201",
        "telefonisch",
        "kostenlos",
        "12",
        "Drewer",
        "Konzept, Zeilen 10–12",
        "vom Träger gepflegt",
        "Handlungsfeld",
    ):
        assert fact in page


def test_what_the_concept_does_not_say_is_said_so(signed_in: SignIn) -> None:
    offer = OfferFactory(origin=Origin.CONCEPT, source_lines="5")

    page = signed_in(Role.CASE_MANAGER).get(offer.get_absolute_url()).content.decode()

    assert "Das Konzept nennt keine Zeiten. Bitte beim Träger erfragen." in page
    assert "Noch niemand hat diese Angaben bestätigt." in page


def test_an_invented_offer_says_that_it_is_invented(signed_in: SignIn) -> None:
    offer = OfferFactory(origin=Origin.DEMO)
    browser = signed_in(Role.CASE_MANAGER)

    assert "Dieses Angebot ist erfunden." in browser.get(offer.get_absolute_url()).content.decode()
    assert "Beispiel der Demo" in page_of(browser)


@pytest.mark.parametrize(
    ("confirmed", "today", "word"),
    [
        (None, date(2026, 3, 1), "noch nie bestätigt"),
        (date(2026, 3, 1), date(2026, 3, 1), "bestätigt"),
        (date(2025, 8, 31), date(2026, 2, 28), "bestätigt"),
        (date(2025, 8, 31), date(2026, 3, 1), "lange nicht bestätigt"),
    ],
)
def test_a_confirmation_grows_old_when_its_owner_said(
    confirmed: date | None, today: date, word: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: today)

    freshness = OfferFactory(checked_on=confirmed, review_months=6).freshness

    assert (freshness and str(freshness.word)) == word
