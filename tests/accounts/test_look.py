"""Every page around the account is drawn by our templates, in German, without what the content policy forbids."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.accounts.urls import urlpatterns
from tests.factories import UserFactory

ENGLISH = re.compile(r"\b(the|your|you|sign in|password|please|email address)\b", re.IGNORECASE)
OURS = (str(Path(__file__).parents[2] / "roterfaden"), "django/forms")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _real_installation(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = False
    # The key of these tests was never made by a device.
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    cache.clear()


@pytest.fixture
def user() -> User:
    user: User = UserFactory()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Schlüsselbund", "credential": {}}
    )
    return user


def just_confirmed(client: Client, user: User) -> None:
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def check(page: Any) -> None:
    text = page.content.decode()
    drawn_by = {template.origin.name for template in page.templates if template.origin}
    assert all(any(place in name for place in OURS) for name in drawn_by), drawn_by
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)
    assert all("src=" in script or "application/json" in script for script in re.findall(r"<script[^>]*>", text))
    words = re.sub(r"<(script|code|svg).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert not ENGLISH.search(words), ENGLISH.search(words)


PLAIN = [pattern for pattern in urlpatterns if not pattern.pattern.converters]
OPEN = [pattern.name for pattern in PLAIN if not getattr(pattern.callback, "login_required", True)]
OWN = [pattern.name for pattern in PLAIN if pattern.name not in OPEN]
FILES = {"mfa_download_recovery_codes"}


@pytest.mark.parametrize("name", OPEN)
def test_a_page_open_to_all_is_ours(client: Client, name: str) -> None:
    check(client.get(reverse(name), follow=True))


@pytest.mark.parametrize("name", OWN)
def test_strangers_are_asked_to_sign_in_first(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name in OWN if name not in FILES])
def test_a_page_of_the_own_account_is_ours(client: Client, user: User, name: str) -> None:
    just_confirmed(client, user)
    check(client.get(reverse(name), follow=True))


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_generate_recovery_codes"])
def test_a_page_before_the_first_second_factor_is_ours(client: Client, name: str) -> None:
    user = UserFactory()
    just_confirmed(client, user)
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_page_of_one_security_key_is_ours(client: Client, user: User, name: str) -> None:
    just_confirmed(client, user)
    key = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    check(client.get(reverse(name, args=[key.pk])))


def test_the_codes_as_a_file_are_german_text(client: Client, user: User) -> None:
    just_confirmed(client, user)
    text = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert text.startswith("Roter Faden: Ersatzcodes")
    assert len(re.findall(r"^\d{8}$", text, re.MULTILINE)) == 10


def test_confirming_oneself_is_drawn_by_us_whichever_way(client: Client, user: User) -> None:
    user.set_password("ein-langer-satz-als-passwort")
    user.save()
    client.force_login(user)
    for name in ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        check(page)


def test_the_second_step_of_signing_in_is_drawn_by_us(client: Client, user: User) -> None:
    user.set_password("ein-langer-satz-als-passwort")
    user.save()
    data = {"login": user.email, "password": "ein-langer-satz-als-passwort"}
    page = client.post(reverse("account_login"), data, follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_authenticate")
    check(page)


def test_too_many_requests_are_answered_by_us(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    for _attempt in range(2):
        page = client.post(reverse("account_reset_password"), {"email": "leyla@example.org"})
    assert page.status_code == 429
    check(page)
