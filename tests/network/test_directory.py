"""Organisations, places and districts: found in spite of typing errors, kept up to date without overwriting anybody."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.weekdays import Weekday
from roterfaden.network import directory, opening
from roterfaden.network.directory import RoomWanted, SpanWanted
from roterfaden.network.models import (
    BarrierFree,
    District,
    OpeningHours,
    Organisation,
    OrganisationKind,
    Place,
    PlaceKind,
)
from tests.factories import OfferFactory, OrganisationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]


@pytest.fixture
def head() -> User:
    user: User = UserFactory(name="Henrike Solbach", roles=[Role.HEAD_OF_UNIT])
    return user


@pytest.fixture
def browser(head: User, signed_in: SignIn) -> Client:
    return signed_in(head)


@pytest.fixture
def caritas() -> Organisation:
    found: Organisation = OrganisationFactory(
        name="Caritasverband Marl e. V.", short_name="Caritas", description="Berät und begleitet."
    )
    return found


@pytest.fixture
def office() -> Place:
    district = District.objects.create(key="huels-sued", name="Hüls-Süd")
    return Place.objects.create(
        key="mittendrin", name="Stadtteilbüro „Mittendrin“", kind=PlaceKind.DISTRICT_OFFICE, district=district,
        address="Römerstraße 1, 45772 Marl",
    )  # fmt: skip


def names(page: Any) -> list[str]:
    return [row.name for row in page.context["page"]]


# Finding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["caritas", "Caritsa", "Karitas", "caritasverband marl", "MARL Caritas"])
def test_an_organisation_is_found_in_spite_of_typing_errors(browser: Client, caritas: Organisation, text: str) -> None:
    OrganisationFactory(name="Sportverein")
    assert names(browser.get(reverse("network:organisations"), {"suche": text})) == [caritas.name]


def test_whose_name_fits_stands_before_whose_description_does(browser: Client, caritas: Organisation) -> None:
    OrganisationFactory(name="Arbeitskreis", description="Arbeitet mit der Caritas zusammen.")
    assert names(browser.get(reverse("network:organisations"), {"suche": "caritas"}))[0] == caritas.name


def test_the_search_text_follows_the_name(caritas: Organisation) -> None:
    caritas.name = "Hülser Hilfe"
    caritas.save()
    assert list(Organisation.objects.named_like("Huelser")) == [caritas]


def test_organisations_are_filtered_by_kind(browser: Client, caritas: Organisation) -> None:
    club = OrganisationFactory(name="VfL", kind=OrganisationKind.CLUB)
    assert names(browser.get(reverse("network:organisations"), {"art": "verein"})) == [club.name]


def test_the_list_has_pages_of_twenty_five(browser: Client) -> None:
    OrganisationFactory.create_batch(30)
    assert len(names(browser.get(reverse("network:organisations")))) == 25
    assert len(names(browser.get(reverse("network:organisations"), {"seite": 2}))) >= 5


@pytest.mark.parametrize(
    "query",
    [
        {"suche": "Mitendrin"},
        {"suche": "Roemerstrasse"},
        {"art": "stadtteilbuero"},
        {"quartier": "huels-sued"},
        {"stufenlos": "on"},
    ],
)
def test_a_place_is_found_by_each_filter(browser: Client, office: Place, query: dict[str, str]) -> None:
    office.step_free = BarrierFree.YES
    office.save()
    Place.objects.create(key="sonst", name="Turnhalle", kind=PlaceKind.SPORT)
    assert names(browser.get(reverse("network:places"), query)) == [office.name]


# Reading -----------------------------------------------------------------------------------------------------------


def test_an_organisation_shows_its_offers_places_and_people(
    browser: Client, caritas: Organisation, office: Place
) -> None:
    office.operator = caritas
    office.save()
    offer = OfferFactory(organisation=caritas)
    past = OfferFactory(organisation=caritas, is_active=False)
    seat = SeatFactory(organisation=caritas, role=Role.PROVIDER_STAFF, user__name="Agnieszka Wójcik")
    page = browser.get(caritas.get_absolute_url()).content.decode()
    for expected in (offer.title, office.name, seat.user.name):
        assert expected in page
    assert past.title not in page


def test_who_works_there_is_shown_to_colleagues_of_the_same_house_only(
    signed_in: SignIn, caritas: Organisation
) -> None:
    colleague = SeatFactory(organisation=caritas, role=Role.PROVIDER_STAFF).user
    assert colleague.email in signed_in(colleague).get(caritas.get_absolute_url()).content.decode()
    assert colleague.email not in signed_in(Role.BODY_MEMBER).get(caritas.get_absolute_url()).content.decode()


def test_a_place_opens_the_map_of_the_device_and_asks_no_stranger(browser: Client, office: Place) -> None:
    page = browser.get(office.get_absolute_url()).content.decode()
    assert 'href="geo:0,0?q=R%C3%B6merstra%C3%9Fe%201%2C%2045772%20Marl"' in page
    assert "https://" not in page.split("<main")[1].split("</main>")[0]


def test_a_phone_number_calls_without_its_spaces(browser: Client, office: Place) -> None:
    office.phone = "+49 2365 99-0"
    office.save()
    assert 'href="tel:02365990"' in browser.get(office.get_absolute_url()).content.decode()


def test_unknown_opening_hours_are_said_to_be_unknown(browser: Client, office: Place) -> None:
    assert "Öffnungszeiten sind nicht bekannt" in browser.get(office.get_absolute_url()).content.decode()


def test_a_district_gathers_what_there_is(browser: Client, caritas: Organisation, office: Place) -> None:
    office.operator = caritas
    office.save()
    offer = OfferFactory(organisation=caritas)
    offer.places.add(office)
    assert office.district
    page = browser.get(office.district.get_absolute_url()).content.decode()
    for expected in (office.name, caritas.name, offer.title):
        assert expected in page


# Opening hours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 3, 2, 10, 0), "heute geöffnet bis 12:30 Uhr"),
        (datetime(2026, 3, 2, 13, 0), "öffnet heute um 14 Uhr"),
        (datetime(2026, 3, 2, 14, 0), "heute geöffnet bis 17 Uhr"),
        (datetime(2026, 3, 2, 17, 0), "heute geschlossen, wieder Mittwoch um 9 Uhr"),
        (datetime(2026, 3, 8, 10, 0), "heute geschlossen, wieder Montag um 9 Uhr"),
        (datetime(2026, 3, 4, 9, 0), "heute geöffnet bis 10 Uhr"),
    ],
)
def test_a_place_says_whether_it_is_open(now: datetime, said: str) -> None:
    hours = [
        OpeningHours(weekday=Weekday.WEDNESDAY, opens_at=time(9), closes_at=time(10)),
        OpeningHours(weekday=Weekday.MONDAY, opens_at=time(14), closes_at=time(17)),
        OpeningHours(weekday=Weekday.MONDAY, opens_at=time(9), closes_at=time(12, 30)),
    ]
    badge = opening.open_now(hours, now)
    assert badge
    assert badge.word == said


def test_open_once_a_week_means_open_again_in_a_week() -> None:
    hours = [OpeningHours(weekday=Weekday.MONDAY, opens_at=time(9), closes_at=time(10))]
    badge = opening.open_now(hours, datetime(2026, 3, 2, 11, 0))
    assert badge
    assert badge.word == "heute geschlossen, wieder Montag um 9 Uhr"


def test_without_hours_a_place_says_nothing_about_them() -> None:
    assert opening.open_now([]) is None
    assert opening.week([]) == []


def test_opening_hours_are_entered_for_the_whole_week(browser: Client, office: Place) -> None:
    data = {
        "seen": office.revision, "opening_hours-TOTAL_FORMS": 3, "opening_hours-INITIAL_FORMS": 0,
        "opening_hours-0-weekday": 1, "opening_hours-0-opens_at": "09:00", "opening_hours-0-closes_at": "12:00",
        "opening_hours-1-weekday": 1, "opening_hours-1-opens_at": "14:00", "opening_hours-1-closes_at": "17:00",
        "opening_hours-2-weekday": 3,
    }  # fmt: skip
    assert browser.post(reverse("network:place_hours", args=[office.pk]), data).status_code == 302
    assert [str(span) for span in office.opening_hours.all()] == ["Montag 09:00–12:00", "Montag 14:00–17:00"]
    assert "12:00" in browser.get(office.get_absolute_url()).content.decode()
    filled = browser.get(reverse("network:place_hours", args=[office.pk])).content.decode()
    assert 'value="09:00"' in filled


def test_the_form_of_the_week_has_an_empty_row_for_each_day_without_hours(browser: Client, office: Place) -> None:
    office.opening_hours.create(weekday=Weekday.MONDAY, opens_at=time(9), closes_at=time(12))
    rows = browser.get(reverse("network:place_hours", args=[office.pk])).context["rows"]
    assert [row.legend for row in rows] == [
        "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag", "Weitere Zeit",
    ]  # fmt: skip


def test_hours_that_overlap_or_end_before_they_begin_are_refused(head: User, browser: Client, office: Place) -> None:
    spans = [SpanWanted(1, time(9), time(12)), SpanWanted(1, time(11), time(13))]
    with pytest.raises(RuleBroken, match="überschneiden"):
        directory.set_opening_hours(office.pk, spans, seen=1, by=head)
    data = {
        "seen": 1, "opening_hours-TOTAL_FORMS": 1, "opening_hours-INITIAL_FORMS": 0,
        "opening_hours-0-weekday": 1, "opening_hours-0-opens_at": "12:00", "opening_hours-0-closes_at": "09:00",
    }  # fmt: skip
    answer = browser.post(reverse("network:place_hours", args=[office.pk]), data)
    assert answer.status_code == 422
    assert "vor dem Beginn" in answer.content.decode()


# Editing -----------------------------------------------------------------------------------------------------------


def organisation_data(organisation: Organisation, **other: Any) -> dict[str, Any]:
    fields = ["name", "short_name", "kind", "description", "phone", "email", "website"]
    return {name: getattr(organisation, name) for name in fields} | {"seen": organisation.revision} | other


def test_an_edit_is_saved_and_says_who_made_it(browser: Client, head: User, caritas: Organisation) -> None:
    browser.post(
        reverse("network:organisation_edit", args=[caritas.pk]), organisation_data(caritas, phone="02365 1234")
    )
    caritas.refresh_from_db()
    assert (caritas.phone, caritas.changed_by, caritas.revision) == ("02365 1234", head, 2)


def test_a_second_edit_from_the_same_state_shows_both_versions_and_loses_nothing(
    browser: Client, caritas: Organisation
) -> None:
    address = reverse("network:organisation_edit", args=[caritas.pk])
    browser.post(address, organisation_data(caritas, phone="1111"))
    answer = browser.post(address, organisation_data(caritas, phone="2222"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Telefon: 1111" in page
    assert "Telefon: 2222" in page
    assert "Henrike Solbach hat inzwischen gespeichert" in page
    browser.post(address, organisation_data(caritas, phone="2222", seen=answer.context["form"]["seen"].value()))
    caritas.refresh_from_db()
    assert caritas.phone == "2222"


def test_a_form_without_its_revision_overwrites_nothing(browser: Client, caritas: Organisation) -> None:
    data = organisation_data(caritas, phone="1111")
    del data["seen"]
    assert browser.post(reverse("network:organisation_edit", args=[caritas.pk]), data).status_code == 409


def test_a_failed_edit_keeps_the_saved_name_in_the_heading(browser: Client, caritas: Organisation) -> None:
    data = organisation_data(caritas, name="", website="keine Adresse")
    answer = browser.post(reverse("network:organisation_edit", args=[caritas.pk]), data)
    assert answer.status_code == 422
    assert f"<h1>{caritas.name}</h1>" in answer.content.decode()


def test_a_providers_staff_keep_their_own_contact_data_and_nothing_else(
    signed_in: SignIn, caritas: Organisation
) -> None:
    seat = SeatFactory(organisation=caritas, role=Role.PROVIDER_STAFF)
    theirs = signed_in(seat.user)
    data = organisation_data(caritas, phone="02365 1", name="Anders", is_sensitive="on")
    theirs.post(reverse("network:organisation_edit", args=[caritas.pk]), data)
    caritas.refresh_from_db()
    assert (caritas.phone, caritas.name, caritas.is_sensitive) == ("02365 1", "Caritasverband Marl e. V.", False)
    other = OrganisationFactory()
    assert theirs.get(reverse("network:organisation_edit", args=[other.pk])).status_code == 403


def test_another_role_in_the_same_house_is_not_enough_to_edit_it(signed_in: SignIn, caritas: Organisation) -> None:
    user = SeatFactory(organisation=caritas, role=Role.BODY_MEMBER).user
    SeatFactory(user=user, organisation=OrganisationFactory(), role=Role.PROVIDER_STAFF)
    assert signed_in(user).get(reverse("network:organisation_edit", args=[caritas.pk])).status_code == 403


def test_new_organisations_and_places_get_keys_of_their_own(head: User) -> None:
    first, second = (directory.add_organisation({"name": "Müller-Hilfe", "kind": "verein"}, by=head) for _n in range(2))
    assert (first.key, second.key) == ("muller-hilfe", "muller-hilfe-2")
    assert directory.add_place({"name": "Ça va?", "kind": "sonstiges"}, by=head).key == "ca-va"


def test_rooms_are_changed_in_one_form(browser: Client, office: Place) -> None:
    kept, gone = (office.rooms.create(name=name, seats=10) for name in ("Saal", "Küche"))
    data = {
        "seen": office.revision, "rooms-TOTAL_FORMS": 3, "rooms-INITIAL_FORMS": 2,
        "rooms-0-id": kept.pk, "rooms-0-name": "Großer Saal", "rooms-0-seats": 40,
        "rooms-1-id": gone.pk, "rooms-1-name": "Küche", "rooms-1-DELETE": "on",
        "rooms-2-name": "Garten",
    }  # fmt: skip
    if browser.get(reverse("network:place_rooms", args=[office.pk])).context["rows"].forms[0].instance == gone:
        data |= {"rooms-0-id": gone.pk, "rooms-0-name": "Küche", "rooms-0-DELETE": "on", "rooms-0-seats": ""}
        del data["rooms-1-DELETE"]
        data |= {"rooms-1-id": kept.pk, "rooms-1-name": "Großer Saal", "rooms-1-seats": 40}
    assert browser.post(reverse("network:place_rooms", args=[office.pk]), data).status_code == 302
    assert [(room.name, room.seats, room.pk == kept.pk) for room in office.rooms.all()] == [
        ("Garten", None, False), ("Großer Saal", 40, True),
    ]  # fmt: skip


def test_a_room_is_named_once_per_place(head: User, office: Place) -> None:
    rooms = [RoomWanted(None, "Saal", 10, ""), RoomWanted(None, "Saal", 20, "")]
    with pytest.raises(RuleBroken, match="Saal"):
        directory.set_rooms(office.pk, rooms, seen=1, by=head)


def test_two_people_at_the_rooms_of_one_place_do_not_overwrite_one_another(
    head: User, browser: Client, office: Place
) -> None:
    directory.set_rooms(office.pk, [RoomWanted(None, "Saal", 10, "")], seen=1, by=head)
    with pytest.raises(EditConflict):
        directory.set_rooms(office.pk, [RoomWanted(None, "Küche", 5, "")], seen=1, by=head)
    data = {"seen": 1, "rooms-TOTAL_FORMS": 1, "rooms-INITIAL_FORMS": 0, "rooms-0-name": "Küche"}
    answer = browser.post(reverse("network:place_rooms", args=[office.pk]), data)
    assert answer.status_code == 409
    assert 'value="Küche"' in answer.content.decode()


def test_barrier_free_details_are_icon_and_word(browser: Client, office: Place) -> None:
    office.step_free = BarrierFree.PARTLY
    office.save()
    page = browser.get(office.get_absolute_url()).content.decode()
    assert "teilweise" in page
    assert "noch nicht geprüft" in page


# Cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["organisations", "organisation", "places", "place", "districts", "district"])
def test_the_number_of_queries_does_not_grow(
    browser: Client, caritas: Organisation, office: Place, name: str, django_assert_max_num_queries: Any
) -> None:
    one = {"organisation": caritas.pk, "place": office.pk, "district": office.district_id}.get(name)
    address = reverse(f"network:{name}", args=[one] if one else [])
    counts = []
    for size in range(2):
        for number in range(3):
            offer = OfferFactory(organisation=caritas)
            offer.places.add(office)
            SeatFactory(organisation=caritas)
            Place.objects.create(
                key=f"ort-{size}-{number}", name="Ort", kind="schule", operator=caritas, district=office.district
            )
            office.rooms.create(name=f"Raum {size}-{number}")
            office.opening_hours.create(weekday=number + 1, opens_at=time(9 + size), closes_at=time(10 + size))
        browser.get(address)
        with django_assert_max_num_queries(12) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
