"""Keeping the dates of an offer, and how pages tell them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.base.access import Role
from roterfaden.base.dates import GERMANY
from roterfaden.network.models import Municipality, OpeningHours
from roterfaden.offers.actions import TimeWanted, change_offer
from roterfaden.offers.directory import with_dates
from roterfaden.offers.models import Closure, Frequency, Offer, OfferChange, OfferException, OfferSchedule, Origin
from roterfaden.offers.telling import coming
from tests.factories import OfferFactory, PlaceFactory, SeatFactory, UserFactory, every_monday

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]

TODAY = timezone.localdate()
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


@pytest.fixture
def offer() -> Offer:
    # Also on holidays, so that no day of the year on which the tests run is a special one.
    made: Offer = OfferFactory(title="Sprechstunde", origin=Origin.CONCEPT, on_holidays=True, in_school_breaks=True)
    made.places.add(PlaceFactory(name="Rathaus"))
    return made


@pytest.fixture
def schedule(offer: Offer) -> OfferSchedule:
    return every_monday(offer, offer.places.get())


def keeper(offer: Offer) -> Any:
    user = UserFactory()
    SeatFactory(user=user, organisation=offer.organisation, role=Role.PROVIDER_STAFF)
    return user


def to(name: str, *args: object) -> str:
    return reverse(f"offers:{name}", args=args)


def hours(offer: Offer, **more: object) -> dict[str, object]:
    return {"seen": offer.revision, "starts_at": "14:00", "ends_at": "16:00", **more}


@pytest.mark.parametrize(
    ("frequency", "typed", "words"),
    [
        (Frequency.WEEKLY, {"weekday": 3, "every_weeks": 1}, "Mittwoch 14:00–16:00"),
        (
            Frequency.WEEKLY,
            {"weekday": 3, "every_weeks": 2, "starts_on": "2026-12-02"},
            "alle 2 Wochen Mittwoch 14:00–16:00",
        ),
        (Frequency.MONTHLY, {"weekday": 3, "nth": -1}, "jeden letzten Mittwoch im Monat 14:00–16:00"),
        (Frequency.ONCE, {"on_date": "2026-12-02"}, "Mi, 2. Dezember 2026 14:00–16:00"),
    ],
)
def test_a_rhythm_is_entered_and_the_facts_are_the_providers_from_now_on(
    signed_in: SignIn, offer: Offer, frequency: str, typed: dict[str, object], words: str
) -> None:
    browser, place = signed_in(keeper(offer)), PlaceFactory(name="Stadtteilbüro")
    address = f"{to('offer_schedule_add', offer.pk)}?art={frequency}"

    answer = browser.post(address, hours(offer, place=place.pk, **typed))

    assert answer.headers["Location"] == to("offer_dates", offer.pk)
    offer.refresh_from_db()
    assert [str(one) for one in offer.schedules.all()] == [words]
    assert place in offer.places.all()
    assert (offer.origin, offer.revision) == (Origin.PROVIDER, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weekday": 1, "every_weeks": 1, "ends_at": "13:00"}, "Das Ende liegt vor dem Beginn."),
        ({"weekday": 1, "every_weeks": 2}, "Bitte den ersten Termin nennen"),
        ({"every_weeks": 1}, "Bitte wählen Sie etwas aus."),
        (
            {"weekday": 1, "every_weeks": 1, "starts_on": "2026-12-02", "ends_on": "2026-12-01"},
            "Der letzte Tag liegt vor dem ersten.",
        ),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    signed_in: SignIn, offer: Offer, typed: dict[str, object], said: str
) -> None:
    answer = signed_in(keeper(offer)).post(to("offer_schedule_add", offer.pk), hours(offer, note="Bleibt", **typed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Bleibt" in page


def test_a_time_is_changed_with_its_exceptions_and_removed(signed_in: SignIn, schedule: OfferSchedule) -> None:
    offer, browser = schedule.offer, signed_in(keeper(schedule.offer))
    browser.post(to("date_cancel", schedule.pk, MONDAY), {"reason": "Umzug"})

    later = {"weekday": 1, "every_weeks": 1, "seen": 2, "starts_at": "10:00", "ends_at": "12:00"}
    assert browser.post(to("schedule_edit", schedule.pk), later).status_code == 302
    assert OfferException.objects.count() == 1

    assert browser.post(to("schedule_edit", schedule.pk), later | {"seen": 3, "weekday": 2}).status_code == 302
    assert OfferException.objects.count() == 0
    schedule.refresh_from_db()
    assert str(schedule) == "Dienstag 10:00–12:00"

    browser.post(to("schedule_remove", schedule.pk))
    assert not offer.schedules.exists()


def test_whoever_was_slower_sees_both_versions(signed_in: SignIn, schedule: OfferSchedule) -> None:
    address = to("schedule_edit", schedule.pk)
    slow, fast = signed_in(keeper(schedule.offer)), signed_in(Role.HEAD_OF_UNIT)
    mine = {"weekday": 1, "every_weeks": 1, "seen": 1, "starts_at": "10:00", "ends_at": "11:00"}
    fast.post(address, mine | {"starts_at": "08:00"})

    answer = slow.post(address, mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "von: 10:00" in page
    assert "von: 08:00" in page


def test_two_taps_cancel_a_day_and_one_brings_it_back(signed_in: SignIn, schedule: OfferSchedule) -> None:
    browser = signed_in(keeper(schedule.offer))
    day = to("offer_date", schedule.pk, MONDAY)
    assert day in browser.get(schedule.offer.get_absolute_url()).content.decode()
    assert "Fällt aus" in browser.get(day).content.decode()

    answer = browser.post(to("date_cancel", schedule.pk, MONDAY), {"reason": "Umzug"}, follow=True)
    page = answer.content.decode()
    assert "fällt aus" in page
    assert "Umzug" in page
    undo = to("date_take_back", schedule.pk, MONDAY)
    assert undo in page

    browser.post(undo)
    assert not OfferException.objects.exists()


def test_a_day_is_moved_and_only_what_differs_is_kept(signed_in: SignIn, schedule: OfferSchedule) -> None:
    browser, elsewhere = signed_in(keeper(schedule.offer)), PlaceFactory(name="Stadtteilbüro")
    assert schedule.place is not None
    sent = {
        "new_date": MONDAY, "new_starts_at": "09:00", "new_ends_at": "11:00", "new_place": elsewhere.pk,
        "staffed_by": "Herr B.", "reason": "Umbau",
    }  # fmt: skip

    browser.post(to("date_move", schedule.pk, MONDAY), sent)

    kept = OfferException.objects.get()
    assert (kept.new_date, kept.new_starts_at, kept.new_place, kept.staffed_by) == (None, None, elsewhere, "Herr B.")
    page = browser.get(to("offer_dates", schedule.offer_id)).content.decode()
    for word in ("verlegt", "Umbau", "Stadtteilbüro", "Herr B."):
        assert word in page
    assert browser.post(to("date_move", schedule.pk, MONDAY), sent | {"new_ends_at": "08:00"}).status_code == 422


def test_a_day_takes_place_although_all_is_closed(signed_in: SignIn, schedule: OfferSchedule) -> None:
    browser = signed_in(keeper(schedule.offer))
    Closure.objects.create(offer=schedule.offer, starts_on=MONDAY, ends_on=MONDAY, reason="Betriebsferien")
    assert "Findet doch statt" in browser.get(to("offer_date", schedule.pk, MONDAY)).content.decode()

    browser.post(to("date_after_all", schedule.pk, MONDAY))

    assert "Betriebsferien" not in browser.get(to("offer_date", schedule.pk, MONDAY)).content.decode()


def test_single_days_and_closed_days_stand_in_the_history(signed_in: SignIn, schedule: OfferSchedule) -> None:
    browser, elsewhere = signed_in(keeper(schedule.offer)), PlaceFactory(name="Stadtteilbüro")
    moved = {"new_date": MONDAY, "new_starts_at": "09:00", "new_ends_at": "11:00", "new_place": elsewhere.pk}
    for _twice in range(2):
        browser.post(to("date_cancel", schedule.pk, MONDAY), {"reason": "Umzug"})
    browser.post(to("date_move", schedule.pk, MONDAY), moved | {"staffed_by": "Herr B.", "reason": ""})
    browser.post(to("date_take_back", schedule.pk, MONDAY))
    closed = {"starts_on": MONDAY, "ends_on": MONDAY, "reason": "Ferien"}
    browser.post(to("offer_close", schedule.offer_id), closed)
    browser.post(to("closure_take_back", Closure.objects.get().pk))

    lines = [line for change in OfferChange.objects.order_by("at") for line in change.differences]
    day, shut = f"{date_format(MONDAY, 'D, j. F Y')}, 09:00–11:00", f"{date_format(MONDAY, 'j. F Y')}, Ferien"
    assert lines == [
        [day, "–", "fällt aus, Umzug"],
        [day, "fällt aus, Umzug", "Stadtteilbüro, jemand anderes ist da"],
        [day, "Stadtteilbüro, jemand anderes ist da", "–"],
        ["Schließzeit", "–", shut],
        ["Schließzeit", shut, "–"],
    ]
    assert "Stadtteilbüro" in browser.get(to("offer_history", schedule.offer_id)).content.decode()


@pytest.mark.parametrize("day", ["2026-13-01", "heute", "2026-12-01"])
def test_a_day_that_is_none_of_the_rhythm_is_not_found(signed_in: SignIn, schedule: OfferSchedule, day: str) -> None:
    assert signed_in(keeper(schedule.offer)).get(to("offer_date", schedule.pk, day)).status_code == 404


def test_nobody_changes_the_dates_of_others(signed_in: SignIn, schedule: OfferSchedule) -> None:
    browser = signed_in(Role.PROVIDER_STAFF)
    closure = Closure.objects.create(organisation=schedule.offer.organisation, starts_on=TODAY, ends_on=MONDAY)
    assert schedule.place is not None
    new = {"starts_on": TODAY, "ends_on": TODAY, "reason": "Gekapert"}

    for name, *args in (
        ("schedule_remove", schedule.pk),
        ("date_cancel", schedule.pk, MONDAY),
        ("date_move", schedule.pk, MONDAY),
        ("date_after_all", schedule.pk, MONDAY),
        ("offer_close", schedule.offer_id),
        ("place_close", schedule.place_id),
        ("organisation_close", schedule.offer.organisation_id),
        ("closure_take_back", closure.pk),
    ):
        assert browser.post(to(name, *args), new).status_code == 302

    assert OfferSchedule.objects.count() == 1
    assert not OfferException.objects.exists()
    assert list(Closure.objects.current()) == [closure]


def test_an_operator_closes_their_place_and_opens_it_again(signed_in: SignIn, schedule: OfferSchedule) -> None:
    place = schedule.place
    assert place is not None
    place.operator = schedule.offer.organisation
    place.save()
    OpeningHours.objects.create(place=place, weekday=TODAY.isoweekday(), opens_at=time(0), closes_at=time(23, 59))
    browser = signed_in(keeper(schedule.offer))

    sent = {"starts_on": TODAY, "ends_on": MONDAY, "reason": "Wasserschaden"}
    page = browser.post(to("place_close", place.pk), sent, follow=True).content.decode()
    closure = Closure.objects.get()

    assert f"bis {MONDAY:%-d.%-m.%Y} geschlossen: Wasserschaden" in page
    assert "heute geöffnet" not in page
    assert "fällt" in page
    page = browser.post(to("closure_take_back", closure.pk), follow=True).content.decode()
    assert "Wasserschaden" not in page
    assert "Wasserschaden" in browser.post(to("closure_restore", closure.pk), follow=True).content.decode()


@pytest.mark.parametrize("name", ["offer_close", "place_close"])
def test_what_is_closed_twice_is_closed_once(signed_in: SignIn, schedule: OfferSchedule, name: str) -> None:
    owner = schedule.offer if name == "offer_close" else schedule.place
    assert owner is not None
    browser = signed_in(Role.HEAD_OF_UNIT)
    for _time in range(2):
        browser.post(to(name, owner.pk), {"starts_on": TODAY, "ends_on": MONDAY, "reason": "Umzug"})

    assert Closure.objects.count() == 1


def test_on_a_holiday_nobody_promises_that_a_place_is_open(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    Municipality.objects.create(name="Marl", official_code="05562024", unit_name="Sachgebiet")
    place = PlaceFactory()
    OpeningHours.objects.create(place=place, weekday=4, opens_at=time(0), closes_at=time(23, 59))
    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2026, 6, 4))

    page = signed_in(Role.CASE_MANAGER).get(place.get_absolute_url()).content.decode()

    assert "heute ist Fronleichnam, bitte vorher nachfragen" in page


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=GERMANY)


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (at(date(2026, 12, 7), "08:00"), "heute, 9 bis 11 Uhr"),
        (at(date(2026, 12, 7), "10:00"), "jetzt, bis 11 Uhr"),
        (at(date(2026, 12, 6), "10:00"), "morgen, 9 bis 11 Uhr"),
        (at(date(2026, 12, 4), "10:00"), "nächster Termin: Montag, 7. Dezember, 9 bis 11 Uhr"),
        (at(date(2027, 6, 1), "10:00"), ""),
    ],
)
def test_the_next_date_is_told_as_people_say_it(schedule: OfferSchedule, now: datetime, line: str) -> None:
    OfferSchedule.objects.update(ends_on=date(2026, 12, 31))
    (found,) = with_dates(Offer.objects.all())

    coming([found], now)

    assert found.coming is not None
    assert found.coming.line.replace(" 2026", "") == line


def test_a_cancelled_date_is_told_before_the_next_one(schedule: OfferSchedule) -> None:
    Closure.objects.create(offer=schedule.offer, starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 13))
    (found,) = with_dates(Offer.objects.all())

    coming([found], at(date(2026, 12, 6), "10:00"))

    assert found.coming is not None
    assert (found.coming.cancelled, "14. Dezember" in found.coming.line) == ("fällt morgen aus", True)


def test_pages_of_place_and_provider_tell_the_next_date_there(signed_in: SignIn, schedule: OfferSchedule) -> None:
    assert schedule.place is not None
    # Not today: while it goes on, the pages say until when.
    schedule.weekday = (timezone.localdate() + timedelta(days=1)).isoweekday()
    schedule.save()
    browser = signed_in(Role.CASE_MANAGER)

    for shown in (schedule.place, schedule.offer.organisation):
        page = browser.get(shown.get_absolute_url()).content.decode()
        assert "9 bis 11 Uhr" in page
        assert "Schließzeit eintragen" not in page


def test_an_offer_without_times_leads_to_the_first_one(signed_in: SignIn, offer: Offer) -> None:
    page = signed_in(keeper(offer)).get(to("offer_dates", offer.pk)).content.decode()

    assert "Noch keine Termine" in page
    assert page.count(f'href="{to("offer_schedule_add", offer.pk)}"') == 2


def test_unknown_school_breaks_are_said(signed_in: SignIn, schedule: OfferSchedule) -> None:
    Municipality.objects.create(name="Berlin", official_code="11000000", unit_name="Amt")
    Offer.objects.update(in_school_breaks=False)

    page = signed_in(keeper(schedule.offer)).get(to("offer_dates", schedule.offer_id)).content.decode()

    assert "Die Schulferien dieser Zeit sind hier nicht hinterlegt." in page


@pytest.mark.parametrize("name", ["offer_dates", "offer", "place", "organisation"])
def test_pages_cost_the_same_with_few_and_many_dates(
    signed_in: SignIn, schedule: OfferSchedule, name: str, django_assert_max_num_queries: Any
) -> None:
    offer, browser = schedule.offer, signed_in(Role.HEAD_OF_UNIT)
    assert schedule.place is not None
    addresses = {"place": schedule.place.get_absolute_url(), "organisation": offer.organisation.get_absolute_url()}
    address = addresses.get(name) or to(name, offer.pk)
    for number in range(4):
        every_monday(offer, PlaceFactory(), weekday=number + 2)
        other = OfferFactory(organisation=offer.organisation)
        other.places.add(schedule.place)
        every_monday(other, schedule.place)
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200


def test_the_form_of_the_offer_changes_plain_weekly_times_and_leaves_all_else(schedule: OfferSchedule) -> None:
    offer, by = schedule.offer, keeper(schedule.offer)
    monthly = every_monday(offer, frequency=Frequency.MONTHLY, nth=1)
    wednesday = every_monday(offer, weekday=3)
    OfferException.objects.create(schedule=schedule, on_date=MONDAY, kind="cancelled")
    values = {"title": "Neu", "places": [], "fields_of_action": [], "target_groups": []}
    same = TimeWanted(1, time(9), time(11), schedule.place)

    change_offer(
        offer.pk, values, [TimeWanted(5, time(9), time(11)), TimeWanted(3, time(8), time(9)), same], seen=1, by=by
    )

    kept = {one.pk: str(one) for one in offer.schedules.all()}
    assert kept[schedule.pk] == "Montag 09:00–11:00"
    assert kept[wednesday.pk] == "Mittwoch 08:00–09:00"
    assert sorted(kept.values())[-1] == str(monthly)
    assert len(kept) == 4
    assert OfferException.objects.count() == 1
