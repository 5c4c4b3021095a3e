"""Every quarter somebody confirms who still works with which role."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.network import recertifying
from roterfaden.network.models import (
    AccountChange,
    AccountChangeKind,
    CheckState,
    RecertificationRound,
    Seat,
    SeatCheck,
)
from tests.factories import OrganisationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _deadlines(settings: Any) -> None:
    settings.RECERTIFY_WITHIN = timedelta(days=30)
    settings.RECERTIFY_GRACE = timedelta(days=14)


@pytest.fixture
def admin() -> User:
    user: User = UserFactory(name="Anna Amt", roles=[Role.ADMINISTRATOR])
    return user


@pytest.fixture
def officer() -> User:
    user: User = UserFactory(roles=[Role.DATA_PROTECTION])
    return user


@pytest.fixture
def seat() -> Seat:
    seat: Seat = SeatFactory(user=UserFactory(name="Leyla Arslan"))
    return seat


START = date(2026, 1, 5)


def today() -> date:
    return timezone.localdate()


def open_round() -> RecertificationRound:
    return recertifying.open_round(START)


def run_after(**span: int) -> None:
    recertifying.run(START + timedelta(**span))


def check_of(seat: Seat) -> SeatCheck:
    return SeatCheck.objects.get(seat=seat)


def told(user: User) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(user=user).order_by("created_at", "id")]


# A round -----------------------------------------------------------------------------------------------------------


def test_a_round_asks_for_every_seat_that_holds(admin: User, seat: Seat) -> None:
    ended = SeatFactory(ends_on=START - timedelta(days=1))
    round = open_round()
    assert round.quarter == "2026-Q1"
    asked = set(round.checks.values_list("seat", flat=True))
    assert seat.pk in asked
    assert ended.pk not in asked


def test_one_round_a_quarter_however_often_the_command_runs(admin: User, seat: Seat) -> None:
    for _time in range(3):
        call_command("recertify")
    assert RecertificationRound.objects.count() == 1
    assert SeatCheck.objects.filter(seat=seat).count() == 1
    assert len(told(admin)) == 1 + 2  # the round; the seats of this test, which came from outside the application


@pytest.mark.parametrize(
    ("day", "name"), [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-12-31", "2026-Q4")]
)
def test_quarters_are_those_of_the_calendar(day: str, name: str) -> None:
    assert recertifying.quarter_of(date.fromisoformat(day)) == name


def test_a_round_begun_late_is_finished_before_the_next_begins(admin: User, seat: Seat) -> None:
    late = recertifying.open_round(date(2026, 3, 20))
    recertifying.run(date(2026, 4, 2))
    assert RecertificationRound.objects.count() == 1
    recertifying.run(late.ends_on + timedelta(days=1))
    assert list(RecertificationRound.objects.values_list("quarter", flat=True)) == ["2026-Q2", "2026-Q1"]


# Answering ---------------------------------------------------------------------------------------------------------


def test_confirming_says_who_and_when(admin: User, seat: Seat) -> None:
    open_round()
    assert recertifying.confirm([check_of(seat)], by=admin) == 1
    check = check_of(seat)
    assert (check.state, check.decided_by) == (CheckState.CONFIRMED, admin)
    assert check.decided_at is not None
    line = AccountChange.objects.get(account=seat.user)
    assert (line.kind, line.changed_by) == (AccountChangeKind.SEAT_CONFIRMED, admin)


def test_a_confirmation_can_be_taken_back_and_the_database_remembers_both(admin: User, seat: Seat) -> None:
    open_round()
    recertifying.confirm([check_of(seat)], by=admin)
    recertifying.take_back(check_of(seat), by=admin)
    assert check_of(seat).state == CheckState.OPEN
    events = SeatCheck.pgh_event_model.objects.filter(pgh_obj=check_of(seat))  # type: ignore[attr-defined]
    assert list(events.order_by("pgh_id").values_list("state", flat=True)) == ["open", "confirmed", "open"]


def test_ending_ends_the_seat_at_once(admin: User, seat: Seat) -> None:
    open_round()
    recertifying.end(check_of(seat), by=admin)
    seat.refresh_from_db()
    assert (seat.ends_on, seat.ended_by) == (today() - timedelta(days=1), admin)
    assert not Seat.objects.current().filter(pk=seat.pk).exists()


def test_what_was_answered_is_not_answered_again(admin: User, seat: Seat) -> None:
    open_round()
    recertifying.end(check_of(seat), by=admin)
    with pytest.raises(RuleBroken):
        recertifying.confirm([check_of(seat)], by=admin)
    with pytest.raises(RuleBroken):
        recertifying.take_back(check_of(seat), by=admin)


def test_nobody_confirms_themselves(admin: User) -> None:
    open_round()
    with pytest.raises(RuleBroken):
        recertifying.confirm([check_of(admin.seats.get())], by=admin)


def test_data_protection_confirms_administrators_and_nobody_else(admin: User, officer: User, seat: Seat) -> None:
    open_round()
    recertifying.confirm([check_of(admin.seats.get())], by=officer)
    with pytest.raises(RuleBroken):
        recertifying.confirm([check_of(seat)], by=officer)


def test_the_database_insists_on_who_decided(seat: Seat) -> None:
    open_round()
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatCheck.objects.filter(seat=seat).update(state=CheckState.CONFIRMED)


# Reminding and ending ----------------------------------------------------------------------------------------------


def test_reminders_come_once_each(admin: User, seat: Seat) -> None:
    open_round()
    for day in (10, 16, 17, 27, 28, 31, 32):
        run_after(days=day)
    texts = told(admin)
    assert len(texts) == 4  # the round, two weeks before, three days before, overdue
    assert "Frist ist vorbei" in texts[-1]


def test_nobody_is_reminded_of_what_is_done(admin: User, officer: User, seat: Seat) -> None:
    open_round()
    second = UserFactory(roles=[Role.ADMINISTRATOR])
    recertifying.confirm([check_of(seat), check_of(officer.seats.get())], by=admin)
    recertifying.confirm([check_of(admin.seats.get())], by=second)
    run_after(days=31)
    assert len(told(officer)) == 1


def test_data_protection_sees_what_is_overdue(client: Client, admin: User, officer: User, seat: Seat) -> None:
    open_round()
    RecertificationRound.objects.update(
        starts_on=today() - timedelta(days=31), due_on=today() - timedelta(days=1), ends_on=today() + timedelta(days=13)
    )
    client.force_login(officer)
    page = client.get(reverse("network:recertification")).content.decode()
    assert "Die Frist ist vorbei" in page
    assert "eine offen" in page


def test_the_person_is_warned_before_the_seat_ends(admin: User, seat: Seat) -> None:
    open_round()
    run_after(days=41)
    assert "endet sonst" in told(seat.user)[0]


def test_what_nobody_confirmed_ends_after_the_grace(admin: User, officer: User, seat: Seat) -> None:
    open_round()
    run_after(days=44)
    assert check_of(seat).state == CheckState.OPEN
    run_after(days=45)
    seat.refresh_from_db()
    assert check_of(seat).state == CheckState.LAPSED
    assert seat.ends_on == START + timedelta(days=44)
    assert AccountChange.objects.filter(account=seat.user, kind=AccountChangeKind.SEAT_LAPSED).count() == 1
    assert any("niemand bestätigt" in text for text in told(seat.user))
    assert any("jetzt beendet" in text for text in told(officer))
    run_after(days=46)
    assert AccountChange.objects.filter(account=seat.user, kind=AccountChangeKind.SEAT_LAPSED).count() == 1


def test_a_confirmed_seat_goes_on(admin: User, seat: Seat) -> None:
    open_round()
    recertifying.confirm([check_of(seat)], by=admin)
    run_after(days=45)
    seat.refresh_from_db()
    assert seat.ends_on is None


def test_the_last_administrator_is_not_locked_out(admin: User, seat: Seat) -> None:
    open_round()
    run_after(days=45)
    assert admin.seats.get().ends_on is None
    assert RecertificationRound.objects.get().closed_at is not None


# The pages ---------------------------------------------------------------------------------------------------------


def test_before_the_first_round_the_page_says_what_to_do(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert "Noch keine Runde" in client.get(reverse("network:recertification")).content.decode()


def test_all_seats_of_an_organisation_are_confirmed_with_one_click(client: Client, admin: User) -> None:
    organisation = OrganisationFactory(name="Caritas Beispiel")
    seats = [SeatFactory(organisation=organisation) for _seat in range(3)]
    open_round()
    client.force_login(admin)
    where = reverse("network:recertification_organisation", args=[organisation.pk])
    page = client.get(where).content.decode()
    assert page.count('type="checkbox"') == 3
    client.post(where, {"check": [str(check_of(seat).pk) for seat in seats]})
    assert SeatCheck.objects.filter(seat__in=seats, state=CheckState.CONFIRMED).count() == 3
    assert "fertig" in client.get(reverse("network:recertification")).content.decode()


def test_seats_of_another_organisation_are_not_confirmed_by_the_way(client: Client, admin: User, seat: Seat) -> None:
    here = SeatFactory()
    open_round()
    client.force_login(admin)
    where = reverse("network:recertification_organisation", args=[here.organisation.pk])
    client.post(where, {"check": [str(check_of(seat).pk)]})
    assert check_of(seat).state == CheckState.OPEN


def test_one_ends_and_takes_back_on_the_page(client: Client, admin: User, seat: Seat) -> None:
    other = SeatFactory(organisation=seat.organisation)
    open_round()
    recertifying.confirm([check_of(other)], by=admin)
    client.force_login(admin)
    client.post(reverse("network:check_end", args=[check_of(seat).pk]))
    client.post(reverse("network:check_take_back", args=[check_of(other).pk]))
    assert (check_of(seat).state, check_of(other).state) == (CheckState.ENDED, CheckState.OPEN)


def test_the_pages_ask_no_more_with_more_people(
    client: Client, admin: User, seat: Seat, django_assert_max_num_queries: Any
) -> None:
    for _person in range(20):
        SeatFactory(organisation=seat.organisation)
    open_round()
    client.force_login(admin)
    for where in (
        reverse("network:recertification"),
        reverse("network:recertification_organisation", args=[seat.organisation.pk]),
        reverse("network:grants"),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(where).status_code == 200
