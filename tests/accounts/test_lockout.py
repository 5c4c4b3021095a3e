"""Guessing is limited and told, and nobody learns by it which accounts exist."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts import lockout
from roterfaden.accounts.models import FailedSignIn, Notice, User
from roterfaden.base.access import Role
from roterfaden.network.models import AccountChange, AccountChangeKind
from tests.factories import UserFactory

PASSWORD = "ein-langer-satz-als-passwort"
LIMIT = 5

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real_installation(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = False
    settings.LOCKOUT_AFTER = LIMIT
    settings.LOCKOUT_FOR = timedelta(minutes=15)

    class AtOnce:
        """The mail of a lock goes out in a thread; here it is sent before the test looks."""

        def __init__(self, target: Any, args: Any, daemon: bool) -> None:
            self.act = lambda: target(*args)

        def start(self) -> None:
            self.act()

    monkeypatch.setattr(lockout, "Thread", AtOnce)


@pytest.fixture
def user() -> User:
    user: User = UserFactory(roles=[Role.CASE_MANAGER])
    user.set_password(PASSWORD)
    user.save()
    return user


def try_to_sign_in(client: Client, email: str, password: str = "falsch") -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def fail(client: Client, email: str, times: int = LIMIT) -> list[Any]:
    return [try_to_sign_in(client, email) for _attempt in range(times)]


def words(answer: Any) -> list[str]:
    return [str(error) for errors in answer.context["form"].errors.values() for error in errors]


def later(**span: int) -> None:
    """As if so much time had passed."""
    for row in FailedSignIn.objects.all():
        row.last_failed_at -= timedelta(**span)
        if row.locked_until:
            row.locked_until -= timedelta(**span)
        row.save()


def test_after_five_failures_even_the_right_password_has_to_wait(client: Client, user: User) -> None:
    fail(client, user.email)
    assert "zu viele Versuche" in words(try_to_sign_in(client, user.email, PASSWORD))[0]
    assert "_auth_user_id" not in client.session


def test_after_the_wait_one_gets_in(client: Client, user: User) -> None:
    fail(client, user.email)
    later(minutes=16)
    caches["default"].clear()
    try_to_sign_in(client, user.email, PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not FailedSignIn.objects.exists()


def test_fewer_failures_lock_nothing(client: Client, user: User) -> None:
    fail(client, user.email, LIMIT - 1)
    try_to_sign_in(client, user.email, PASSWORD)
    assert "_auth_user_id" in client.session


def test_another_browser_and_another_way_of_writing_the_address_count_together(user: User) -> None:
    for number in range(LIMIT):
        try_to_sign_in(Client(), user.email.upper() if number % 2 else user.email)
    assert lockout.is_locked_out(user.email)


def test_an_unknown_address_is_answered_word_for_word_the_same(client: Client, user: User) -> None:
    known = [words(answer) for answer in fail(client, user.email, LIMIT + 2)]
    caches["default"].clear()
    unknown = [words(answer) for answer in fail(Client(), "niemand@example.org", LIMIT + 2)]
    assert known == unknown


def test_the_person_and_the_history_hear_of_it_once(
    client: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        fail(client, user.email, LIMIT + 3)
    assert "vergeblich" in Notice.objects.get(user=user).text
    line = AccountChange.objects.get(account=user)
    assert (line.kind, line.changed_by) == (AccountChangeKind.LOCKED_OUT, None)
    [sent] = mail.outbox
    assert sent.to == [user.email]
    assert user.name not in sent.body + sent.subject


def test_the_history_on_the_accounts_page_shows_it(client: Client, user: User, signed_in: Any) -> None:
    fail(client, user.email)
    page = signed_in(Role.ADMINISTRATOR).get(reverse("network:user", args=[user.pk])).content.decode()
    assert "Anmeldung vorübergehend gesperrt" in page
    assert "von selbst" in page


def test_nobody_hears_of_an_unknown_address(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        fail(client, "niemand@example.org")
    assert not Notice.objects.exists()
    assert mail.outbox == []


def test_addresses_are_not_stored(client: Client) -> None:
    try_to_sign_in(client, "geheim@example.org")
    assert "geheim" not in str(list(FailedSignIn.objects.values()))


def test_guessed_codes_count_like_guessed_passwords(client: Client, user: User) -> None:
    totp.TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    try_to_sign_in(client, user.email, PASSWORD)
    for _attempt in range(LIMIT):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = totp.format_hotp_value(totp.hotp_value("JBSWY3DPEHPK3PXP", int(time.time()) // 30))
    client.post(reverse("mfa_authenticate"), {"code": right})
    assert "_auth_user_id" not in client.session


def test_knowing_the_password_does_not_reset_the_count_of_guessed_codes(client: Client, user: User) -> None:
    totp.TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    for _attempt in range(LIMIT):
        try_to_sign_in(client, user.email, PASSWORD)
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert lockout.is_locked_out(user.email)


def test_who_is_signed_in_already_goes_on_working(client: Client, user: User) -> None:
    client.force_login(user)
    fail(Client(), user.email)
    assert client.get(reverse("network:organisations")).status_code == 200


def test_one_computer_may_not_try_one_address_after_the_other(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/ip"}
    answers = [try_to_sign_in(client, f"person{number}@example.org") for number in range(4)]
    assert [bool("zu viele" in words(answer)[0]) for answer in answers] == [False, False, False, True]


def test_what_limits_attempts_is_shared_by_all_web_processes(settings: Any) -> None:
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    caches["default"].set("frage", "antwort")
    assert caches.create_connection("default").get("frage") == "antwort"  # type: ignore[attr-defined]


def test_old_failures_are_forgotten(client: Client) -> None:
    try_to_sign_in(client, "niemand@example.org")
    FailedSignIn.objects.update(last_failed_at=timezone.now() - timedelta(days=2))
    lockout.forget_old_failures()
    assert not FailedSignIn.objects.exists()
