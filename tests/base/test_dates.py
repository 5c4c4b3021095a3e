"""Dates as people say them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.base.dates import calendar_day, full_years, spoken_date, spoken_moment

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = date(2026, 3, 11)
HALF_PAST_TWO = datetime(2026, 3, 11, 14, 30, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (date(2026, 3, 11), "heute"),
        (date(2026, 3, 12), "morgen"),
        (date(2026, 3, 13), "übermorgen"),
        (date(2026, 3, 14), "am Samstag"),
        (date(2026, 3, 17), "am Dienstag"),
        (date(2026, 3, 18), "am 18. März"),
        (date(2026, 12, 31), "am 31. Dezember"),
        (date(2027, 1, 1), "am 1. Januar 2027"),
        (date(2026, 3, 10), "gestern"),
        (date(2026, 3, 9), "vorgestern"),
        (date(2026, 3, 8), "vor 3 Tagen"),
        (date(2026, 3, 5), "vor 6 Tagen"),
        (date(2026, 3, 4), "am 4. März"),
        (date(2025, 12, 24), "am 24. Dezember 2025"),
    ],
)
def test_a_day_is_said_as_a_colleague_would(value: date, spoken: str) -> None:
    assert spoken_date(value, WEDNESDAY) == spoken


def test_a_day_behind_since_or_until_tells_its_year_when_it_is_another() -> None:
    assert calendar_day(date(2026, 8, 4), WEDNESDAY) == "4. August"
    assert calendar_day(date(2025, 8, 4), WEDNESDAY) == "4. August 2025"


def test_near_days_are_near_across_the_turn_of_the_year() -> None:
    assert spoken_date(date(2027, 1, 1), date(2026, 12, 31)) == "morgen"
    assert spoken_date(date(2026, 12, 29), date(2027, 1, 1)) == "vor 3 Tagen"


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (HALF_PAST_TWO, "gerade eben"),
        (HALF_PAST_TWO - timedelta(seconds=59), "gerade eben"),
        (HALF_PAST_TWO - timedelta(minutes=1), "vor 1 Minute"),
        (HALF_PAST_TWO - timedelta(minutes=5, seconds=40), "vor 5 Minuten"),
        (HALF_PAST_TWO - timedelta(minutes=59, seconds=59), "vor 59 Minuten"),
        (HALF_PAST_TWO - timedelta(hours=1), "heute, 13:30"),
        (HALF_PAST_TWO + timedelta(minutes=20), "heute, 14:50"),
        (datetime(2026, 3, 12, 9, 30, tzinfo=BERLIN), "morgen, 9:30"),
        (datetime(2026, 3, 10, 14, 5, tzinfo=BERLIN), "gestern, 14:05"),
        (datetime(2026, 3, 13, 0, 0, tzinfo=BERLIN), "übermorgen, 0:00"),
        (datetime(2026, 3, 8, 8, 0, tzinfo=BERLIN), "vor 3 Tagen, 8:00"),
        (datetime(2027, 2, 1, 8, 0, tzinfo=BERLIN), "am 1. Februar 2027, 8:00"),
    ],
)
def test_a_moment_is_said_as_a_colleague_would(value: datetime, spoken: str) -> None:
    assert spoken_moment(value, HALF_PAST_TWO) == spoken


def test_days_begin_at_midnight_in_germany() -> None:
    late = datetime(2026, 7, 1, 21, 59, tzinfo=UTC)
    assert spoken_moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), late) == "morgen, 0:30"


def test_minutes_are_counted_across_midnight() -> None:
    now = datetime(2026, 3, 11, 0, 3, tzinfo=BERLIN)
    assert spoken_moment(datetime(2026, 3, 10, 23, 58, tzinfo=BERLIN), now) == "vor 5 Minuten"


def test_the_doubled_hour_in_october_is_counted() -> None:
    before = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN, fold=0)
    after = datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN, fold=1)
    assert spoken_moment(before, after) == "heute, 2:50"
    assert spoken_moment(before, datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)) == "vor 20 Minuten"


def test_the_missing_hour_in_march_is_not_counted() -> None:
    before = datetime(2026, 3, 29, 1, 55, tzinfo=BERLIN)
    assert spoken_moment(before, datetime(2026, 3, 29, 3, 5, tzinfo=BERLIN)) == "vor 10 Minuten"


@pytest.mark.parametrize("naive", [datetime(2026, 3, 11, 14, 0)])
def test_a_moment_needs_its_time_zone(naive: datetime) -> None:
    with pytest.raises(ValueError, match="time zone"):
        spoken_moment(naive, HALF_PAST_TWO)
    with pytest.raises(ValueError, match="time zone"):
        spoken_moment(HALF_PAST_TWO, naive)


@given(st.dates(), st.dates())
def test_every_day_has_something_to_say(value: date, today: date) -> None:
    assert spoken_date(value, today)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-400, 400))
def test_within_a_year_no_two_days_are_said_alike(today: date, days: int) -> None:
    other = today + timedelta(days=days)
    near = range(-400, 401)
    alike = [shift for shift in near if spoken_date(today + timedelta(days=shift), today) == spoken_date(other, today)]
    assert alike == [days]


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.integers(-12, 14),
)
def test_what_is_said_does_not_depend_on_the_zone_a_moment_is_given_in(a: datetime, b: datetime, hours: int) -> None:
    elsewhere = timezone(timedelta(hours=hours))
    assert spoken_moment(a.astimezone(elsewhere), b.astimezone(elsewhere)) == spoken_moment(a, b)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2008, 3, 11), date(2026, 3, 10), 17),
        (date(2008, 3, 11), date(2026, 3, 11), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_years_are_full_on_the_day_itself(born: date, on: date, years: int) -> None:
    assert full_years(born, on) == years
