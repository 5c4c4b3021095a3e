"""Signing in and out, passwords, and what a stranger may see of it."""

import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from roterfaden.accounts.models import User

PASSWORD = "ein-langer-satz-als-passwort"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real_installation(settings: Any) -> None:
    """The plain pages of an installation with real data, and no attempts left over from another test."""
    settings.DEMO = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("leyla@example.org", PASSWORD, name="Leyla Arslan")


def sign_in(client: Client, email: str, password: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_one_signs_in_with_email_and_password_whatever_the_case(client: Client, user: User) -> None:
    answer = sign_in(client, "Leyla@Example.org", PASSWORD)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_is_answered_in_german_and_keeps_the_address(client: Client, user: User) -> None:
    page = sign_in(client, user.email, "falsch").content.decode()
    assert "passen nicht zusammen" in page
    assert user.email in page


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client: Client, user: User) -> None:
    known, unknown = sign_in(client, user.email, "falsch"), sign_in(client, "niemand@example.org", "falsch")
    message = re.compile(r"passen nicht zusammen")
    assert message.search(known.content.decode())
    assert message.search(unknown.content.decode())
    assert known.status_code == unknown.status_code


def test_a_locked_account_does_not_get_in(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    sign_in(client, user.email, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_there_is_a_pause_even_for_the_right_one(client: Client, user: User) -> None:
    for _attempt in range(6):
        sign_in(client, user.email, "falsch")
    page = sign_in(client, user.email, PASSWORD).content.decode()
    assert "zu viele Versuche" in page
    assert "_auth_user_id" not in client.session


def test_the_session_ends_with_the_browser(client: Client, user: User) -> None:
    sign_in(client, user.email, PASSWORD)
    assert client.session.get_expire_at_browser_close()


def test_nobody_can_register(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_signing_out_asks_first_and_is_done_by_posting(client: Client, user: User) -> None:
    client.force_login(user)
    assert "abmelden?" in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_by_the_link_of_a_mail(client: Client, user: User) -> None:
    user.last_login = user.date_joined
    user.save()
    client.post(reverse("account_reset_password"), {"email": user.email})
    [letter] = mail.outbox
    assert letter.subject == "Neues Passwort für Roter Faden"
    assert letter.body.startswith("Guten Tag Leyla Arslan,")
    [link] = re.findall(r"http://testserver(\S+)", unescape(letter.body))
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD + "2", "password2": PASSWORD + "2"})
    sign_in(client, user.email, PASSWORD + "2")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_used_link_says_that_it_is_used(client: Client, user: User) -> None:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "abc", "key": "alt-123"})
    assert "gilt nicht mehr" in client.get(path).content.decode()


def test_asking_for_an_unknown_address_sends_nothing_and_tells_nothing(client: Client, user: User) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": e}).url for e in (user.email, "niemand@example.org")
    ]
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [[user.email]]


def test_a_short_password_is_refused(client: Client, user: User) -> None:
    client.force_login(user)
    data = {"oldpassword": PASSWORD, "password1": "kurz", "password2": "kurz"}
    page = client.post(reverse("account_change_password"), data)
    assert page.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
