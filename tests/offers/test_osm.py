"""Opening hours as OpenStreetMap writes them, evaluated by a package nobody here wrote."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours as Evaluated
from opening_hours import State

from roterfaden.base.access import Role
from roterfaden.base.dates import GERMANY
from roterfaden.network.models import Municipality, OpeningHours
from roterfaden.network.osm import Hours, NotUnderstood, Weekly, read
from roterfaden.offers.calendar import DaysOff
from roterfaden.offers.models import Frequency, Offer, OfferSchedule
from roterfaden.offers.occurrences import occurrences
from roterfaden.offers.osm import as_osm, schedules_of
from tests.factories import OfferFactory, PlaceFactory, every_monday
from tests.offers.test_occurrences import HOURS, loaded, offers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
LAST = TODAY + timedelta(days=365)


@pytest.fixture(autouse=True)
def _marl() -> None:
    Municipality.objects.create(name="Stadt Marl", official_code="05562024", unit_name="Sachgebiet")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mo 09:00-11:30", [Hours(Weekly(1), time(9), time(11, 30))]),
        ("Sa-Mo 8:00-9:00", [Hours(Weekly(day), time(8), time(9)) for day in (6, 7, 1)]),
        ("We[-1] 14:00-16:00", [Hours(Weekly(3, -1), time(14), time(16))]),
        ("2026 Dec 07 14:00-16:00", [Hours(date(2026, 12, 7), time(14), time(16))]),
        (
            "2026 Jan 15-2026 Jul 31 Mo 10:00-12:00,14:00-15:00",
            [
                Hours(Weekly(1), time(10), time(12), date(2026, 1, 15), date(2026, 7, 31)),
                Hours(Weekly(1), time(14), time(15), date(2026, 1, 15), date(2026, 7, 31)),
            ],
        ),
    ],
)
def test_what_can_be_kept_is_read(text: str, hours: list[Hours]) -> None:
    assert read(text).hours == hours
    said = read(f"{text}; PH,SH off")
    assert (said.hours, said.on_holidays, said.in_school_breaks) == (hours, False, False)


@pytest.mark.parametrize(
    "text",
    [
        "kommt darauf an", "24/7", "Mo sunrise-12:00", "Mo 20:00-02:00", "Mo 18:00+", "week 01-53/2 Mo 09:00-10:00",
        "Mo[5] 09:00-10:00", "Mo 09:00-10:00; Mo 11:00-12:00", "Mo 09:00-10:00 \"mit Termin\"", "Dec 24 off",
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read(text)
    assert str(refused.value.message).endswith((".", "PH off"))


def test_a_rhythm_an_exception_and_a_closure_in_one_line() -> None:
    offer = OfferFactory(in_school_breaks=False)
    for weekday in (1, 2, 3):
        every_monday(offer, weekday=weekday)
    every_monday(offer, weekday=5, frequency=Frequency.MONTHLY, nth=1, starts_at=time(14), ends_at=time(16))
    every_monday(offer, frequency=Frequency.ONCE, weekday=None, on_date=date(2026, 3, 8))
    offer.closures.create(starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 11))

    assert as_osm(loaded(offer), TODAY) == (
        "Mo-We 09:00-11:00, Fr[1] 14:00-16:00; PH off; SH off"
        "; 2026 Mar 08 09:00-11:00; 2026 Mar 10 off; 2026 Mar 11 off"
    )


def evaluated(text: str) -> set[tuple[datetime, datetime]]:
    """When the package finds it open, on days on which it knows as much as we do."""
    first, after = datetime.combine(TODAY, time.min), datetime.combine(LAST + timedelta(days=1), time.min)
    spans = Evaluated(text, country="DE").intervals(first, after) if text else ()
    return {(begin, end) for begin, end, state, *_comments in spans if state == State.OPEN}


def ours(schedules: list[OfferSchedule]) -> list[tuple[datetime, datetime]]:
    """When we find it open, overlapping dates as one."""
    spans: list[tuple[datetime, datetime]] = []
    for one in occurrences(schedules, TODAY, LAST):
        begin, end = (moment.replace(tzinfo=None) for moment in (one.starts_at, one.ends_at))
        if one.takes_place and spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        elif one.takes_place:
            spans.append((begin, end))
    return spans


@given(data=st.data())
@settings(max_examples=30)
def test_the_package_finds_open_what_takes_place(data: st.DataObject) -> None:
    calendar, everywhere = DaysOff("NW"), DaysOff("")

    def both_know(day: date) -> bool:
        """The package knows federal holidays and no school breaks."""
        return calendar.holiday(day) == everywhere.holiday(day) and not calendar.school_break(day)

    with transaction.atomic():
        schedules = data.draw(offers())
        text, expected = as_osm(schedules, TODAY), ours(schedules)
        transaction.set_rollback(True)

    found = evaluated(text)
    assert {span for span in found if both_know(span[0].date())} == {
        span for span in expected if both_know(span[0].date())
    }


RULES = st.one_of(
    st.fixed_dictionaries({"frequency": st.just(Frequency.WEEKLY), "weekday": st.integers(1, 7), "nth": st.none()}),
    st.fixed_dictionaries(
        {
            "frequency": st.just(Frequency.MONTHLY),
            "weekday": st.integers(1, 7),
            "nth": st.sampled_from([1, 2, 3, 4, -1]),
        }
    ),
)


@given(rules=st.lists(st.tuples(RULES, HOURS), min_size=1, max_size=5), on_holidays=st.booleans())
@settings(max_examples=30)
def test_what_is_written_is_read_again(
    rules: list[tuple[dict[str, Any], tuple[time, time]]], on_holidays: bool
) -> None:
    with transaction.atomic():
        offer = OfferFactory(on_holidays=on_holidays)
        wanted = {(rule["frequency"], rule["weekday"], rule["nth"], *hours) for rule, hours in rules}
        for rule, (starts_at, ends_at) in rules:
            OfferSchedule.objects.create(offer=offer, starts_at=starts_at, ends_at=ends_at, **rule)
        said = read(as_osm(loaded(offer), TODAY))
        transaction.set_rollback(True)

    values = schedules_of(said)
    assert {(v["frequency"], v["weekday"], v["nth"], v["starts_at"], v["ends_at"]) for v in values} == wanted
    assert said.on_holidays is (None if on_holidays else False)


def test_an_offer_takes_over_what_a_map_says(signed_in: Callable[..., Client]) -> None:
    offer = OfferFactory()
    every_monday(offer)
    browser, address = signed_in(Role.HEAD_OF_UNIT), reverse("offers:offer_osm", args=[offer.pk])
    assert "Mo 09:00-11:00" in browser.get(address).content.decode()

    refused = browser.post(address, {"seen": 1, "text": "Mo sunrise-12:00"})
    assert refused.status_code == 422
    assert "können wir nicht übernehmen" in refused.content.decode()

    assert browser.post(address, {"seen": 1, "text": "Tu 10:00-12:00; SH off"}).status_code == 302
    offer = Offer.objects.get()
    assert [str(one) for one in offer.schedules.all()] == ["Dienstag 10:00–12:00"]
    assert offer.in_school_breaks is False
    assert browser.post(address, {"seen": 1, "text": "We 10:00-12:00"}).status_code == 409


def test_a_place_takes_over_what_a_map_says(signed_in: Callable[..., Client]) -> None:
    place = PlaceFactory()
    OpeningHours.objects.create(place=place, weekday=1, opens_at=time(9), closes_at=time(12))
    browser, address = signed_in(Role.HEAD_OF_UNIT), reverse("network:place_osm", args=[place.pk])
    assert "Mo 09:00-12:00" in browser.get(address).content.decode()

    assert browser.post(address, {"seen": 1, "text": "Mo[1] 10:00-12:00"}).status_code == 422
    browser.post(address, {"seen": 1, "text": "Mo-Tu 10:00-12:00; PH off"})

    assert [str(span) for span in place.opening_hours.all()] == ["Montag 10:00–12:00", "Dienstag 10:00–12:00"]
    assert "Mo,Tu 10:00-12:00" in browser.get(address).content.decode()
    moment = datetime(2026, 3, 2, 11, tzinfo=GERMANY)
    assert Evaluated("Mo,Tu 10:00-12:00").is_open(moment.replace(tzinfo=None))
