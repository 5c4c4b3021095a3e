"""Calendars to subscribe to: for everybody, valid, and they say what changed."""

from datetime import date, time
from typing import Any

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from roterfaden.network.models import Municipality, Organisation
from roterfaden.offers import keeping_dates
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.feeds import feed, for_feed
from roterfaden.offers.models import Offer, OfferContact, OfferSchedule
from tests.factories import FieldOfActionFactory, HeadOfUnitFactory, OfferFactory, PlaceFactory, every_monday
from tests.offers.ical_js import ical_js

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 30)


@pytest.fixture
def schedule() -> OfferSchedule:
    Municipality.objects.create(name="Stadt Marl", official_code="05562024", unit_name="Sachgebiet")
    offer = OfferFactory(title="Sprechstunde, offen; für alle", documents=["Ausweis"], cost="kostenlos")
    offer.fields_of_action.add(FieldOfActionFactory())
    place = PlaceFactory(
        name="Rathaus", kind="rathaus", address="Hauptstraße 1", latitude="51.656100", longitude="7.090100"
    )
    offer.places.add(place)
    made = every_monday(offer, place, staffed_by="Frau Geheim")
    refresh_search([offer])
    return made


def read(browser: Client, name: str, *args: object, query: str = "") -> Any:
    return browser.get(reverse(f"calendars:{name}", args=args) + query)


def events(content: bytes) -> list[Event]:
    return Calendar.from_ical(content).events


def the_event(offer: Offer) -> Event:
    found = feed(for_feed(Offer.objects.filter(pk=offer.pk)), name="Termine", today=TODAY)
    return events(found.content)[0]


def test_anybody_subscribes_to_offer_place_provider_and_filter(schedule: OfferSchedule) -> None:
    OfferFactory(title="Anderes")
    assert schedule.place is not None
    addresses = [
        ("offer", [schedule.offer_id], ""),
        ("place", [schedule.place_id], ""),
        ("organisation", [schedule.offer.organisation_id], ""),
        ("filter", [], f"?wo=ort:{schedule.place.key}&q=Sprechstunde"),
    ]

    for name, args, query in addresses:
        answer = read(Client(), name, *args, query=query)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert [str(event["SUMMARY"]) for event in events(answer.content)] == [schedule.offer.title]


def test_nothing_unpublished_leaves(schedule: OfferSchedule) -> None:
    OfferContact.objects.create(offer=schedule.offer, name="Frau Privat", phone="02365 1")
    OfferContact.objects.create(offer=schedule.offer, name="Herr Offen", phone="02365 2", is_public=True)

    said = read(Client(), "offer", schedule.offer_id).content.decode()
    assert "Herr Offen" in said
    assert "Privat" not in said
    assert "Geheim" not in said

    Offer.objects.update(is_active=False)
    assert read(Client(), "offer", schedule.offer_id).status_code == 404
    for name, args in (
        ("place", [schedule.place_id]),
        ("organisation", [schedule.offer.organisation_id]),
        ("filter", []),
    ):
        assert events(read(Client(), name, *args).content) == []


def test_two_libraries_find_it_valid_and_it_says_what_one_needs(schedule: OfferSchedule) -> None:
    by = HeadOfUnitFactory()
    other = PlaceFactory(name="Stadtteilbüro")
    keeping_dates.move_date(schedule.pk, date(2026, 12, 7), new_place=other, reason="Umbau", by=by)
    keeping_dates.cancel_date(schedule.pk, date(2026, 12, 14), reason="", by=by)
    content = feed(for_feed(Offer.objects.all()), name="Termine", today=TODAY).content

    assert vobject.readOne(content.decode()).validate(raiseException=True)
    with ical_js() as other_opinion:
        assert len(other_opinion.dates(content)) > 80
    series, moved = events(content)
    assert series["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20271227T080000Z;BYDAY=MO"
    assert date(2026, 12, 14) in {day.dt.date() for day in series["EXDATE"].dts}
    assert (str(series["LOCATION"]), str(moved["LOCATION"])) == ("Rathaus, Hauptstraße 1", "Stadtteilbüro")
    assert moved["RECURRENCE-ID"].dt.date() == date(2026, 12, 7)
    assert series["UID"] == moved["UID"]
    assert "Umbau" in moved["DESCRIPTION"]
    assert "Ausweis" in series["DESCRIPTION"]
    assert [str(word) for word in series["CATEGORIES"].cats] == ["Beratung", "Wohnen"]
    assert series["DTSTART"].params["TZID"] == "Europe/Berlin"


def test_what_moves_to_a_place_stands_in_its_calendar_and_what_leaves_does_not(schedule: OfferSchedule) -> None:
    other = PlaceFactory(name="Stadtteilbüro")
    keeping_dates.move_date(schedule.pk, date(2026, 12, 7), new_place=other, by=HeadOfUnitFactory())
    found = for_feed(Offer.objects.all())

    (there,) = events(feed(found, name="", at=other, today=TODAY).content)
    (here,) = events(feed(found, name="", at=schedule.place, today=TODAY).content)

    assert there["DTSTART"].dt.date() == date(2026, 12, 7)
    assert date(2026, 12, 7) in {day.dt.date() for day in here["EXDATE"].dts}


def test_the_uid_stays_and_the_sequence_rises_with_each_act(schedule: OfferSchedule) -> None:
    by, seen = HeadOfUnitFactory(), []

    def note() -> None:
        event = the_event(schedule.offer)
        seen.append((str(event["UID"]), int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt))

    note()
    keeping_dates.cancel_date(schedule.pk, date(2026, 12, 14), reason="", by=by)
    note()
    keeping_dates.take_back_exception(schedule.pk, date(2026, 12, 14), by=by)
    note()
    closure = keeping_dates.close(schedule.offer, starts_on=TODAY, ends_on=TODAY, by=by)
    note()
    keeping_dates.take_back_closure(closure.pk, by=by)
    note()

    assert {uid for uid, _sequence, _changed in seen} == {seen[0][0]}
    sequences = [sequence for _uid, sequence, _changed in seen]
    assert sequences == sorted(set(sequences))
    assert [changed for *_more, changed in seen] == sorted(changed for *_more, changed in seen)


def test_closing_the_provider_is_told_to_calendars_also_when_it_is_taken_back(schedule: OfferSchedule) -> None:
    organisation = Organisation.objects.get(pk=schedule.offer.organisation_id)
    before = the_event(schedule.offer)["LAST-MODIFIED"].dt

    closure = keeping_dates.close(organisation, starts_on=TODAY, ends_on=TODAY, by=HeadOfUnitFactory())
    closed = the_event(schedule.offer)
    keeping_dates.take_back_closure(closure.pk, by=HeadOfUnitFactory())
    opened = the_event(schedule.offer)

    assert TODAY in {day.dt.date() for day in closed["EXDATE"].dts}
    assert TODAY not in {day.dt.date() for day in opened["EXDATE"].dts}
    assert before < closed["LAST-MODIFIED"].dt <= opened["LAST-MODIFIED"].dt


def test_an_unchanged_calendar_is_not_sent_again(schedule: OfferSchedule) -> None:
    browser = Client()
    first = read(browser, "offer", schedule.offer_id)
    address = reverse("calendars:offer", args=[schedule.offer_id])

    assert browser.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert browser.get(address, headers={"if-modified-since": first.headers["Last-Modified"]}).status_code == 304

    keeping_dates.change_schedule(
        schedule.pk, {"starts_at": time(10)}, seen=schedule.offer.revision, by=HeadOfUnitFactory()
    )
    assert browser.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_calendar_costs_the_same_few_queries_for_any_number_of_offers(
    schedule: OfferSchedule, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        every_monday(OfferFactory(organisation=schedule.offer.organisation), PlaceFactory())

    with django_assert_max_num_queries(12):
        read(Client(), "organisation", schedule.offer.organisation_id)
