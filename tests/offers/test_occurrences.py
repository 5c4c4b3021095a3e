"""On which days an offer takes place: rhythms, holidays, breaks, closures, and what differs on one day."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from roterfaden.base.dates import GERMANY
from roterfaden.network.models import Municipality
from roterfaden.offers.calendar import DaysOff, school_breaks, state_of
from roterfaden.offers.directory import with_dates
from roterfaden.offers.feeds import Window, feed, for_feed
from roterfaden.offers.happening import on_days, open_now, this_week
from roterfaden.offers.models import Closure, ExceptionKind, Frequency, Offer, OfferException, OfferSchedule
from roterfaden.offers.occurrences import Occurrence, Status, dates_of, occurrences, planned, rhythm_days
from tests.factories import OfferFactory, PlaceFactory, every_monday
from tests.offers.ical_js import IcalJs, ical_js

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 30)
WINDOW = Window.around(TODAY)


@pytest.fixture(autouse=True)
def _marl() -> None:
    Municipality.objects.create(name="Stadt Marl", official_code="05562024", unit_name="Sachgebiet")


def loaded(*offers: Offer) -> list[OfferSchedule]:
    found = with_dates(Offer.objects.filter(pk__in=[offer.pk for offer in offers])).order_by("title")
    return [schedule for offer in found for schedule in offer.schedules.all()]


def dates(schedule: OfferSchedule, first: date, last: date) -> list[Occurrence]:
    return occurrences(loaded(schedule.offer), first, last)


def told(found: list[Occurrence]) -> list[tuple[str, str, str]]:
    return [(f"{one.starts_at:%d.%m. %H:%M}", one.status.value, one.reason) for one in found]


def test_each_week_at_the_same_time_and_summer_time_changes_nothing() -> None:
    schedule = every_monday(OfferFactory(), weekday=7, starts_at=time(18), ends_at=time(20))

    found = dates(schedule, date(2026, 3, 22), date(2026, 3, 29))

    assert [one.starts_at.isoformat() for one in found] == ["2026-03-22T18:00:00+01:00", "2026-03-29T18:00:00+02:00"]


def test_every_two_weeks_counts_from_the_first_date() -> None:
    # The first of September is a Tuesday: the Monday after it is the first date.
    schedule = every_monday(OfferFactory(), every_weeks=2, starts_on=date(2026, 9, 1))

    assert rhythm_days(schedule, date(2026, 9, 1), date(2026, 10, 6)) == [
        date(2026, 9, 7),
        date(2026, 9, 21),
        date(2026, 10, 5),
    ]


@pytest.mark.parametrize(("nth", "day"), [(1, 3), (4, 24), (-1, 31)])
def test_once_a_month_on_a_weekday(nth: int, day: int) -> None:
    schedule = every_monday(OfferFactory(), frequency=Frequency.MONTHLY, nth=nth)

    assert rhythm_days(schedule, date(2026, 8, 1), date(2026, 8, 31)) == [date(2026, 8, day)]


def test_a_single_day_and_the_days_of_the_offer_itself() -> None:
    offer = OfferFactory(starts_on=date(2026, 9, 1), valid_until=date(2026, 9, 10))
    once = every_monday(offer, frequency=Frequency.ONCE, weekday=None, on_date=date(2026, 9, 3))
    weekly = every_monday(offer)

    assert rhythm_days(once, date(2026, 1, 1), date(2026, 12, 31)) == [date(2026, 9, 3)]
    assert rhythm_days(weekly, date(2026, 1, 1), date(2026, 12, 31)) == [date(2026, 9, 7)]


def test_fronleichnam_is_a_holiday_in_marl_and_none_in_berlin() -> None:
    schedule = every_monday(OfferFactory(), weekday=4)

    assert told(dates(schedule, date(2026, 6, 4), date(2026, 6, 4))) == [("04.06. 09:00", "cancelled", "Fronleichnam")]
    assert DaysOff(state_of("11000000")).holiday(date(2026, 6, 4)) == ""


def test_who_is_there_on_holidays_is_there() -> None:
    schedule = every_monday(OfferFactory(on_holidays=True), weekday=4)

    assert [one.status for one in dates(schedule, date(2026, 6, 4), date(2026, 6, 4))] == [Status.ON]


@pytest.mark.parametrize(
    ("in_breaks", "status", "unsure"), [(True, "on", False), (False, "cancelled", False), (None, "on", True)]
)
def test_school_breaks_cancel_only_what_pauses_in_them(in_breaks: bool | None, status: str, unsure: bool) -> None:
    schedule = every_monday(OfferFactory(in_school_breaks=in_breaks))

    found = dates(schedule, date(2026, 10, 19), date(2026, 10, 19))

    assert [(one.status.value, one.is_unsure) for one in found] == [(status, unsure)]


def test_the_breaks_of_a_state_are_in_order_and_of_another_one_unknown() -> None:
    breaks = school_breaks("NW")

    assert all(one.starts_on <= one.ends_on < later.starts_on for one, later in pairwise(breaks))
    assert DaysOff("NW").breaks_known_until == date(2030, 8, 6)
    assert DaysOff("BE").breaks_known_until is None


@pytest.mark.parametrize("owner", ["offer", "place", "organisation"])
def test_what_closes_the_offer_its_place_or_its_provider(owner: str) -> None:
    schedule = every_monday(OfferFactory(), PlaceFactory())
    closed = {"offer": schedule.offer, "place": schedule.place, "organisation": schedule.offer.organisation}[owner]
    Closure.objects.create(**{owner: closed}, starts_on=date(2026, 9, 7), ends_on=date(2026, 9, 13), reason="Umzug")
    other = Closure.objects.create(**{owner: closed}, starts_on=date(2026, 9, 14), ends_on=date(2026, 9, 14))
    Closure.objects.filter(pk=other.pk).update(withdrawn_at=datetime.now(GERMANY))

    assert told(dates(schedule, date(2026, 9, 7), date(2026, 9, 14))) == [
        ("07.09. 09:00", "cancelled", "Umzug"),
        ("14.09. 09:00", "on", ""),
    ]


def test_what_is_said_about_one_day_holds_against_closures_and_holidays() -> None:
    place, elsewhere = PlaceFactory(), PlaceFactory()
    schedule = every_monday(OfferFactory(), place, staffed_by="Frau A.")
    on = {"schedule": schedule, "kind": ExceptionKind.MOVED}
    # Whit Monday takes place after all, one Monday moves to Tuesday, on one somebody else is there, one is cancelled.
    OfferException.objects.create(on_date=date(2026, 5, 25), **on)
    OfferException.objects.create(
        on_date=date(2026, 6, 1), new_date=date(2026, 6, 2), new_starts_at=time(15), new_ends_at=time(16),
        new_place=elsewhere, reason="Umbau", **on,
    )  # fmt: skip
    OfferException.objects.create(on_date=date(2026, 6, 8), staffed_by="Herr B.", **on)
    OfferException.objects.create(schedule=schedule, on_date=date(2026, 6, 15), kind=ExceptionKind.CANCELLED)

    found = dates(schedule, date(2026, 5, 25), date(2026, 6, 15))

    assert told(found) == [
        ("25.05. 09:00", "on", ""),
        ("02.06. 15:00", "moved", "Umbau"),
        ("08.06. 09:00", "on", ""),
        ("15.06. 09:00", "cancelled", ""),
    ]
    assert [one.place for one in found] == [place, elsewhere, place, place]
    assert [one.is_replaced for one in found] == [False, False, True, False]
    assert told(dates(schedule, date(2026, 6, 2), date(2026, 6, 2))) == [("02.06. 15:00", "moved", "Umbau")]


@pytest.mark.parametrize("many", [1, 7])
def test_dates_cost_the_same_few_queries_for_any_number_of_offers(many: int, django_assert_num_queries: Any) -> None:
    for _number in range(many):
        every_monday(OfferFactory(), PlaceFactory())

    with django_assert_num_queries(3):  # offers, schedules with their places, what is said about their days
        found = dates_of(with_dates(Offer.objects.order_by("pk")), TODAY, TODAY + timedelta(days=6))
        assert [len(each) for each in found.values()] == [1] * many


# --- against two opinions of others -----------------------------------------------------------------------------------


def days(first: date = WINDOW.first, last: date = WINDOW.last) -> st.SearchStrategy[date]:
    return st.dates(first, last)


# At night of the change an hour is missing or comes twice, of which each reader makes something else.
HOURS = st.tuples(st.integers(5, 20), st.sampled_from([0, 15, 30]), st.integers(1, 3)).map(
    lambda drawn: (time(drawn[0], drawn[1]), time(drawn[0] + drawn[2], drawn[1]))
)
RHYTHMS = st.one_of(
    st.fixed_dictionaries({"weekday": st.integers(1, 7)}, optional={"starts_on": days(), "ends_on": days()}),
    st.fixed_dictionaries({"weekday": st.integers(1, 7), "every_weeks": st.integers(2, 8), "starts_on": days()}),
    st.fixed_dictionaries(
        {
            "frequency": st.just(Frequency.MONTHLY),
            "weekday": st.integers(1, 7),
            "nth": st.sampled_from([1, 2, 3, 4, -1]),
        }
    ),
    st.fixed_dictionaries({"frequency": st.just(Frequency.ONCE), "weekday": st.none(), "on_date": days()}),
)
CLOSED = st.tuples(st.sampled_from(["offer", "place", "organisation"]), days(), st.integers(0, 40))
DIFFERENT = st.tuples(
    st.floats(0, 0.999),
    st.booleans(),
    st.none() | st.integers(-9, 9),
    st.none() | HOURS,
    st.booleans(),
)


@st.composite
def offers(draw: Any) -> list[OfferSchedule]:
    """An offer with schedules, closures and days that differ, in the database."""
    offer = OfferFactory(on_holidays=draw(st.booleans()), in_school_breaks=draw(st.sampled_from([None, True, False])))
    place, other = PlaceFactory(), PlaceFactory()
    for rhythm, (starts_at, ends_at) in draw(st.lists(st.tuples(RHYTHMS, HOURS), min_size=1, max_size=3)):
        if rhythm.get("ends_on") and rhythm.get("starts_on") and rhythm["ends_on"] < rhythm["starts_on"]:
            rhythm["starts_on"], rhythm["ends_on"] = rhythm["ends_on"], rhythm["starts_on"]
        schedule = every_monday(offer, place, starts_at=starts_at, ends_at=ends_at, **rhythm)
        for kept in draw(st.lists(DIFFERENT, max_size=3)):
            _differ(schedule, other, *kept)
    for owner, first, length in draw(st.lists(CLOSED, max_size=2)):
        closed = {"offer": offer, "place": place, "organisation": offer.organisation}[owner]
        Closure.objects.create(**{owner: closed}, starts_on=first, ends_on=first + timedelta(days=length))
    return loaded(offer)


def _differ(
    schedule: OfferSchedule, other: Any, share: float, cancelled: bool, shift: int | None, hours: Any, away: bool
) -> None:
    found = rhythm_days(schedule, WINDOW.first, WINDOW.last)
    if not found:
        return
    day = found[int(share * len(found))]
    new = {} if cancelled else {
        "new_date": None if shift is None else day + timedelta(days=shift),
        "new_starts_at": hours[0] if hours else None,
        "new_ends_at": hours[1] if hours else None,
        "new_place": other if away else None,
    }  # fmt: skip
    kind = ExceptionKind.CANCELLED if cancelled else ExceptionKind.MOVED
    OfferException.objects.update_or_create(schedule=schedule, on_date=day, create_defaults={"kind": kind, **new})


def seconds(one: Occurrence) -> tuple[int, int, str]:
    return int(one.starts_at.timestamp()), int(one.ends_at.timestamp()), one.place.name if one.place else ""


@pytest.fixture(scope="module")
def other_opinion() -> Iterator[IcalJs]:
    with ical_js() as asked:
        yield asked


@given(data=st.data())
@settings(max_examples=30)
def test_ical_js_reads_the_same_dates_in_the_feed(other_opinion: IcalJs, data: st.DataObject) -> None:
    with transaction.atomic():
        schedules = data.draw(offers())
        expected = [one for each in planned(schedules, WINDOW.first, WINDOW.last).values() for one in each.values()]

        read = other_opinion.dates(feed(for_feed(Offer.objects.all()), name="Termine", today=TODAY).content)

        transaction.set_rollback(True)
    assert read == sorted(seconds(one) for one in expected if one.takes_place)


@given(data=st.data(), moment=st.datetimes(datetime(2026, 1, 10), datetime(2027, 12, 10)))
@settings(max_examples=30)
def test_queries_find_what_takes_place(data: st.DataObject, moment: datetime) -> None:
    now = moment.replace(tzinfo=GERMANY)
    sunday = moment.date() + timedelta(days=7 - moment.isoweekday())
    with transaction.atomic():
        schedules = data.draw(offers())
        near = [one for one in occurrences(schedules, WINDOW.first, WINDOW.last) if one.takes_place]
        found = Offer.objects.order_by("pk")

        counted = [
            open_now(found, now).count(), this_week(found, now).count(), on_days(found, [moment.date()]).count()
        ]  # fmt: skip

        transaction.set_rollback(True)
    assert counted == [
        any(one.starts_at <= now < one.ends_at for one in near),
        any(one.ends_at > now and one.starts_at.date() <= sunday for one in near if one.starts_at.date() >= now.date()),
        any(one.starts_at.date() == now.date() for one in near),
    ]
