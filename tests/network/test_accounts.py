"""The administration makes accounts, gives and ends functions, and each step is remembered with name and time."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.network import actions
from roterfaden.network.models import AccountChangeKind, Seat
from tests.factories import OrganisationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]


@pytest.fixture
def admin() -> User:
    user: User = UserFactory(name="Thanh Nguyen", roles=[Role.ADMINISTRATOR])
    return user


@pytest.fixture
def browser(admin: User, signed_in: SignIn) -> Client:
    return signed_in(admin)


@pytest.fixture
def colleague() -> User:
    user: User = UserFactory(name="Leyla Arslan", roles=[Role.CASE_MANAGER])
    return user


def history(account: User) -> list[str]:
    return [change.kind for change in account.changes.order_by("changed_at", "id")]  # type: ignore[attr-defined]


def test_a_new_account_comes_with_its_first_function_and_an_invitation(browser: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    organisation = OrganisationFactory()
    data = {
        "name": "Olena Kovalenko", "email": "olena@example.org", "organisation": organisation.pk,
        "role": Role.CASE_MANAGER, "function": "Sozialarbeiterin", "starts_on": "2024-01-01",
    }  # fmt: skip
    browser.post(reverse("network:user_add"), data)
    account = User.objects.get(email="olena@example.org")
    assert account.roles == {Role.CASE_MANAGER}
    assert history(account) == [AccountChangeKind.CREATED, AccountChangeKind.SEAT_GIVEN, AccountChangeKind.INVITED]
    [letter] = mail.outbox
    assert letter.subject == "Ihr Zugang zu Roter Faden"
    [link] = re.findall(r"http://testserver(\S+)", letter.body)
    assert Client().get(link, follow=True).context["form"].fields.keys() == {"password1", "password2"}


def test_an_address_that_is_too_long_is_told_at_its_field(browser: Client, colleague: User) -> None:
    """Found by filling in forms wrongly: the column ends before the general limit of addresses does."""
    data = {
        "name": "Olena Kovalenko", "email": f"{'a' * 250}@example.org", "organisation": OrganisationFactory().pk,
        "role": Role.CASE_MANAGER, "function": "", "starts_on": "2024-01-01",
    }  # fmt: skip
    for page in (reverse("network:user_add"), reverse("network:user_edit", args=[colleague.pk])):
        answer = browser.post(page, data)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])


def test_one_address_has_one_account_whatever_the_case(admin: User, colleague: User) -> None:
    with pytest.raises(RuleBroken, match="schon ein Konto"):
        actions.create_account(
            name="Doppelt", email=colleague.email.upper(), organisation=OrganisationFactory(), role=Role.CASE_MANAGER,
            function="", starts_on=date(2024, 1, 1), by=admin,
        )  # fmt: skip


def test_a_mail_server_that_is_down_does_not_undo_the_account(
    browser: Client, colleague: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise OSError

    monkeypatch.setattr("allauth.account.forms.ResetPasswordForm.save", refuse)
    page = browser.post(reverse("network:user_invite", args=[colleague.pk]), follow=True)
    assert "ließ sich nicht verschicken" in page.content.decode()
    assert history(colleague) == []


def test_a_function_counts_from_its_first_to_its_last_day(admin: User) -> None:
    account, today = UserFactory(), timezone.localdate()
    seat = actions.give_seat(
        account=account, organisation=OrganisationFactory(), role=Role.CASE_MANAGER, function="",
        starts_on=today - timedelta(days=9), by=admin,
    )  # fmt: skip
    assert account.roles == {Role.CASE_MANAGER}
    actions.end_seat(seat=seat, ends_on=today, by=admin)
    account.forget_seats()
    assert account.roles == {Role.CASE_MANAGER}
    actions.end_seat(seat=seat, ends_on=today - timedelta(days=1), by=admin)
    account.forget_seats()
    assert account.roles == frozenset()


def test_the_same_function_is_not_given_twice_at_a_time(admin: User, colleague: User) -> None:
    seat = colleague.seats.get()
    with pytest.raises(RuleBroken, match="in dieser Zeit schon"):
        actions.give_seat(
            account=colleague,
            organisation=seat.organisation,
            role=seat.role,
            function="",
            starts_on=timezone.localdate(),
            by=admin,
        )


def test_a_function_does_not_end_before_it_begins(admin: User, colleague: User) -> None:
    with pytest.raises(RuleBroken, match="vor dem Beginn"):
        actions.end_seat(seat=colleague.seats.get(), ends_on=date(2019, 1, 1), by=admin)


def test_an_ended_function_can_be_continued(browser: Client, admin: User, colleague: User) -> None:
    seat = colleague.seats.get()
    browser.post(reverse("network:seat_end", args=[seat.pk]), {"ends_on": "2024-05-31"})
    seat.refresh_from_db()
    assert (seat.ends_on, seat.ended_by) == (date(2024, 5, 31), admin)
    browser.post(reverse("network:seat_resume", args=[seat.pk]))
    seat.refresh_from_db()
    assert (seat.ends_on, seat.ended_by) == (None, None)
    assert history(colleague) == [AccountChangeKind.SEAT_ENDED, AccountChangeKind.SEAT_RESUMED]


def test_nobody_changes_their_own_account_and_the_page_says_why(browser: Client, admin: User) -> None:
    page = browser.get(reverse("network:user", args=[admin.pk])).content.decode()
    assert "eigenes Konto" in page
    assert reverse("network:seat_add", args=[admin.pk]) not in page
    seat = {"organisation": OrganisationFactory().pk, "role": Role.HEAD_OF_UNIT, "starts_on": "2024-01-01"}
    assert browser.post(reverse("network:seat_add", args=[admin.pk]), seat).status_code == 422
    browser.post(reverse("network:seat_end", args=[admin.seats.get().pk]), {"ends_on": "2024-01-01"})
    browser.post(reverse("network:user_lock", args=[admin.pk]))
    admin.refresh_from_db()
    admin.forget_seats()
    assert admin.is_active
    assert admin.roles == {Role.ADMINISTRATOR}
    assert history(admin) == []


def test_a_locked_account_is_out_at_once_and_comes_back_as_it_was(
    browser: Client, colleague: User, signed_in: SignIn
) -> None:
    theirs = signed_in(colleague)
    browser.post(reverse("network:user_lock", args=[colleague.pk]))
    assert theirs.get(reverse("network:organisations")).status_code == 302
    browser.post(reverse("network:user_unlock", args=[colleague.pk]))
    assert signed_in(colleague).get(reverse("network:organisations")).status_code == 200
    assert history(colleague) == [AccountChangeKind.DEACTIVATED, AccountChangeKind.REACTIVATED]


def test_a_lost_second_factor_is_reset(browser: Client, colleague: User) -> None:
    TOTP.activate(colleague, "JBSWY3DPEHPK3PXP")
    browser.post(reverse("network:user_factor_reset", args=[colleague.pk]))
    assert not colleague.authenticator_set.exists()  # type: ignore[attr-defined]
    assert history(colleague) == [AccountChangeKind.FACTOR_RESET]


def test_another_name_and_address_are_remembered_with_the_former_ones(browser: Client, colleague: User) -> None:
    browser.post(
        reverse("network:user_edit", args=[colleague.pk]), {"name": "Leyla Yıldız", "email": "L.Yildiz@example.org"}
    )
    colleague.refresh_from_db()
    assert (colleague.name, colleague.email) == ("Leyla Yıldız", "l.yildiz@example.org")
    assert "Leyla Arslan" in colleague.changes.get().detail  # type: ignore[attr-defined]


def test_the_history_names_who_did_it(browser: Client, colleague: User) -> None:
    browser.post(reverse("network:user_lock", args=[colleague.pk]))
    page = browser.get(reverse("network:user", args=[colleague.pk])).content.decode()
    assert "Konto gesperrt" in page
    assert page.count("Thanh Nguyen") >= 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"suche": "Arslan"}, {"Leyla Arslan"}),
        ({"suche": "Arslahn"}, {"Leyla Arslan"}),
        ({"rolle": Role.CASE_MANAGER}, {"Leyla Arslan"}),
        ({"zustand": "gesperrt"}, {"Gesperrte Person"}),
        ({"zustand": "ohne"}, {"Ohne Funktion"}),
    ],
)
def test_the_list_is_filtered(browser: Client, colleague: User, query: dict[str, str], found: set[str]) -> None:
    UserFactory(name="Gesperrte Person", is_active=False, roles=[Role.OTHER_OFFICE])
    UserFactory(name="Ohne Funktion")
    page = browser.get(reverse("network:users"), query)
    assert {account.name for account in page.context["page"]} == found


def test_only_the_administration_gets_in(signed_in: SignIn, colleague: User) -> None:
    for role in frozenset(Role) - {Role.ADMINISTRATOR}:
        assert signed_in(role).get(reverse("network:user", args=[colleague.pk])).status_code == 403, role


@pytest.mark.parametrize("name", ["users", "user"])
def test_the_number_of_queries_does_not_grow(
    browser: Client, colleague: User, name: str, django_assert_max_num_queries: Any
) -> None:
    address = reverse(f"network:{name}", args=[] if name == "users" else [colleague.pk])
    browser.get(address)
    counts = []
    for _size in range(2):
        with django_assert_max_num_queries(12) as asked:
            browser.get(address)
        counts.append(len(asked))
        for _more in range(20):
            UserFactory(roles=[Role.CASE_MANAGER])
            SeatFactory(user=colleague, role=Role.OTHER_OFFICE)
            colleague.changes.create(kind=AccountChangeKind.INVITED, changed_by=UserFactory())  # type: ignore[attr-defined]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("starts", "ends", "word"), [(0, None, "gilt"), (1, None, "ab später"), (-2, -1, "beendet"), (0, 0, "gilt")]
)
def test_a_seat_says_whether_it_holds(starts: int, ends: int | None, word: str) -> None:
    today = timezone.localdate()
    until = None if ends is None else today + timedelta(days=ends)
    assert Seat(starts_on=today + timedelta(days=starts), ends_on=until).badge.word == word
