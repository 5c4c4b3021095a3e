"""In production nobody works without a second factor, and setting one up is possible from there."""

import time
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.middleware import SET_UP
from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from tests.factories import UserFactory
from tests.world import arguments_for, every_address, make_world

PASSWORD = "ein-langer-satz-als-passwort"
SECRET = "JBSWY3DPEHPK3PXP"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real_installation(settings: Any) -> None:
    settings.DEMO = False
    settings.SECOND_FACTOR_REQUIRED = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def user() -> User:
    user: User = UserFactory(roles=[Role.CASE_MANAGER])
    user.set_password(PASSWORD)
    user.save()
    return user


def code_now(secret: str = SECRET) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_without_a_second_factor_every_page_leads_to_setting_one_up(client: Client, user: User) -> None:
    client.force_login(user)
    for path in ("/", "/app/heute/", "/app/organisationen/", "/app/gibt-es-nicht/"):
        assert client.get(path).headers["Location"] == reverse("mfa_activate_totp"), path


def test_posting_does_not_get_around_it(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.post("/app/konten/neu/").headers["Location"] == reverse("mfa_activate_totp")


def test_setting_one_up_and_signing_out_stay_reachable(client: Client, user: User) -> None:
    client.force_login(user)
    for name in ("mfa_index", "account_logout", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 200, name


def test_without_a_second_factor_no_other_address_answers(client: Client, user: User) -> None:
    client.force_login(user)
    world = make_world()
    walked = 0
    for address in every_address():
        if address.name in SET_UP or address.name == "health" or address.is_read_as_nobody:
            continue
        key = {"uidb36": "a", "key": "b", "provider_id": "verzeichnis", "person": uuid4()}
        own = address.name.startswith(("account_", "mfa_", "openid_", "demo:"))
        known = {name: key.get(name, 1 if "webauthn" in address.name else uuid4()) for name in address.arguments}
        path = reverse(address.name, kwargs=known if own else arguments_for(address, world))
        for answer in (client.get(path), client.post(path)):
            assert (address.name, answer.headers.get("Location")) == (address.name, reverse("mfa_activate_totp"))
        walked += 1
    assert walked > 100


def test_the_sign_of_life_answers_everybody(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/healthz").status_code == 200


def test_an_app_is_connected_after_the_password_is_confirmed(client: Client, user: User) -> None:
    client.force_login(user)
    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    assert asked.request["PATH_INFO"] == reverse("account_reauthenticate")
    client.post(asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in page.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True)
    assert done.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("network:organisations")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client, user: User) -> None:
    RecoveryCodes.activate(user)
    client.force_login(user)
    assert client.get(reverse("network:organisations")).headers["Location"] == reverse("mfa_activate_totp")


def test_signing_in_asks_for_the_code(client: Client, user: User) -> None:
    totp.TOTP.activate(user, SECRET)
    asked = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert asked.request["PATH_INFO"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_recovery_code_works_once(client: Client, user: User) -> None:
    totp.TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for expected in (True, False):
        client.logout()
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in client.session) is expected


def test_guessing_codes_is_slowed_down(client: Client, user: User) -> None:
    totp.TOTP.activate(user, SECRET)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    for _guess in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert "_auth_user_id" not in client.session


def test_in_the_demo_no_second_factor_is_asked(client: Client, user: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(user)
    assert client.get(reverse("network:organisations")).status_code == 200


def test_the_second_factor_belongs_to_one_person_only(client: Client, user: User) -> None:
    totp.TOTP.activate(UserFactory(), SECRET)
    assert Authenticator.objects.count() == 1
    client.force_login(user)
    assert client.get(reverse("network:organisations")).headers["Location"] == reverse("mfa_activate_totp")
