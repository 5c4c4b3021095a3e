"""How long a session lasts, how it is ended, and what becomes of a form that comes too late."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.kept_forms import KEPT_FOR
from roterfaden.accounts.models import KeptForm, StoredSession, User
from roterfaden.base.access import Role
from roterfaden.base.vault import new_secret
from roterfaden.network import actions
from roterfaden.network.models import Organisation
from tests.factories import UserFactory

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
PAGE = "/app/organisationen/"
PASSWORD = "ein-langer-satz-als-passwort"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.SESSION_LIMITS = (timedelta(minutes=30), timedelta(hours=10))
    settings.SESSION_LIMITS_STRICT = (timedelta(minutes=15), timedelta(hours=8))


@pytest.fixture
def user() -> User:
    user: User = UserFactory(roles=[Role.HEAD_OF_UNIT])
    user.set_password(PASSWORD)
    user.save()
    return user


def browser_of(user: User, agent: str = FIREFOX) -> Client:
    browser = Client(headers={"user-agent": agent})
    answer = browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


def pause(**span: int) -> None:
    """As if nobody had clicked for so long."""
    for row in StoredSession.objects.all():
        StoredSession.objects.filter(pk=row.pk).update(last_seen_at=row.last_seen_at - timedelta(**span))


def sit(browser: Client, **span: int) -> None:
    """As if the session had begun so much earlier."""
    session = browser.session
    session["began_at"] = (timezone.now() - timedelta(**span)).isoformat()
    session.save()


def is_in(browser: Client) -> bool:
    return bool(browser.get(PAGE).status_code == 200)


# How long ----------------------------------------------------------------------------------------------------------


def test_whoever_pressed_a_button_comes_back_to_its_page(user: User) -> None:
    """A button has an address of its own, which shows nothing: signing in leads to the page with the button."""
    button = reverse("desk:notice_read", args=[uuid4()])
    for browser in (Client(), browser_of(user)):
        pause(minutes=31)
        answer = browser.post(button, headers={"referer": f"http://testserver{PAGE}?seite=2#oben"})
        assert answer.headers["Location"] == f"{reverse('account_login')}?next=%2Fapp%2Forganisationen%2F%3Fseite%3D2"
        elsewhere = browser.post(button, headers={"referer": "https://boese.example/app/"})
        assert elsewhere.headers["Location"] == f"{reverse('account_login')}?next=%2F"
    in_part = Client().post(button, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}"})
    assert in_part.headers["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fapp%2Forganisationen%2F"


def test_the_address_of_a_button_says_what_it_is(user: User) -> None:
    answer = browser_of(user).get(reverse("desk:notice_read", args=[uuid4()]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Hier gibt es nichts zu lesen" in answer.content.decode()


def test_a_session_ends_after_a_pause(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=29)
    assert is_in(browser)
    pause(minutes=31)
    answer = browser.get(PAGE)
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=%2Fapp%2Forganisationen%2F"
    assert not StoredSession.objects.filter(user=user).exists()


def test_a_click_starts_the_pause_anew(user: User) -> None:
    browser = browser_of(user)
    for _click in range(3):
        pause(minutes=20)
        assert is_in(browser)


def test_a_session_ends_after_its_longest_time_however_busy(user: User) -> None:
    browser = browser_of(user)
    sit(browser, hours=9, minutes=59)
    assert is_in(browser)
    sit(browser, hours=10, minutes=1)
    assert not is_in(browser)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DATA_PROTECTION])
def test_administration_and_data_protection_have_shorter_sessions(role: Role) -> None:
    strict = UserFactory(roles=[role, Role.CASE_MANAGER])
    strict.set_password(PASSWORD)
    strict.save()
    browser = browser_of(strict)
    pause(minutes=16)
    assert not is_in(browser)


def test_asking_how_much_time_is_left_does_not_prolong(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=20)
    left = browser.get(reverse("account_session")).json()
    assert left == {"seconds": pytest.approx(600, abs=5), "prolongable": True}
    pause(minutes=11)
    assert browser.get(reverse("account_session")).json()["seconds"] == 0


def test_one_click_prolongs(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=29)
    assert browser.post(reverse("account_session_prolong")).json()["seconds"] == pytest.approx(1800, abs=5)
    pause(minutes=29)
    assert is_in(browser)


def test_prolonging_does_not_revive_what_has_ended(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=31)
    assert browser.post(reverse("account_session_prolong")).json()["seconds"] == 0
    assert not is_in(browser)


def test_a_page_costs_no_query_more_for_its_session(user: User, django_assert_num_queries: Any) -> None:
    browser = browser_of(user)
    browser.get(reverse("account_session"))
    with django_assert_num_queries(2):  # session, user with seats
        browser.get(reverse("account_session"))


def test_the_page_knows_when_to_warn(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=20)
    page = browser.get(PAGE).content.decode()
    assert re.search(r'data-left="(179\d|1800)" data-warn="300"', page)
    assert f'data-prolong="{reverse("account_session_prolong")}"' in page


# What is stored ----------------------------------------------------------------------------------------------------


def test_who_reads_the_table_cannot_slip_into_a_session(user: User) -> None:
    browser = browser_of(user)
    key = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    stored = StoredSession.objects.get(user=user).pk
    assert key not in str(list(StoredSession.objects.values()))
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = stored
    assert not is_in(thief)


def test_expired_sessions_are_cleared(user: User) -> None:
    browser_of(user)
    StoredSession.objects.update(expire_date=timezone.now() - timedelta(days=1))
    call_command("clearsessions")
    assert not StoredSession.objects.exists()


# One's own sessions ------------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in(user: User) -> None:
    browser_of(user, SAFARI)
    page = browser_of(user).get(reverse("account_sessions")).content.decode()
    assert "Firefox auf Windows" in page
    assert "Safari auf iPhone" in page
    assert page.count(">hier<") == 1


def test_nobody_sees_the_sessions_of_others(user: User) -> None:
    browser_of(user, SAFARI)
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    other.set_password(PASSWORD)
    other.save()
    browser = browser_of(other)
    assert "Safari" not in browser.get(reverse("account_sessions")).content.decode()
    foreign = StoredSession.objects.get(user=user)
    assert browser.post(reverse("account_session_end", args=[foreign.reference])).status_code == 404
    assert StoredSession.objects.filter(pk=foreign.pk).exists()


def test_a_session_ended_from_elsewhere_is_out_at_the_next_click(user: User) -> None:
    phone, desk = browser_of(user, SAFARI), browser_of(user)
    row = StoredSession.objects.get(browser__startswith="Safari")
    desk.post(reverse("account_session_end", args=[row.reference]))
    assert not is_in(phone)
    assert is_in(desk)


def test_all_others_are_ended_at_once(user: User) -> None:
    others = [browser_of(user), browser_of(user)]
    here = browser_of(user)
    here.post(reverse("account_sessions_end_others"))
    assert [is_in(browser) for browser in (*others, here)] == [False, False, True]


def test_changing_the_password_ends_all_others(user: User) -> None:
    other, here = browser_of(user), browser_of(user)
    new = "ein-ganz-anderer-langer-satz"
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert (is_in(other), is_in(here)) == (False, True)
    assert StoredSession.objects.filter(user=user).count() == 1


def test_locking_an_account_ends_all_its_sessions_at_once(user: User) -> None:
    browser = browser_of(user)
    actions.lock_account(account=user, by=UserFactory(roles=[Role.ADMINISTRATOR]))
    assert not StoredSession.objects.filter(user=user).exists()
    assert not is_in(browser)


def test_signing_out_ends_the_session(user: User) -> None:
    browser = browser_of(user)
    browser.post(reverse("account_logout"))
    assert not StoredSession.objects.filter(user=user).exists()


# A form that comes too late ----------------------------------------------------------------------------------------

NOTE = "Ein sehr langes Gespräch über die Wohnung."


def send_too_late(user: User, **headers: str) -> tuple[Client, Any]:
    browser = browser_of(user)
    pause(minutes=31)
    sent = {"name": "Neuer Träger", "kind": "verein", "description": NOTE, "csrfmiddlewaretoken": "x"}
    return browser, browser.post(reverse("network:organisation_add"), sent, headers=headers)


def sign_in_again(browser: Client, user: User, asked: Any) -> Any:
    wanted = asked.headers["Location"].partition("next=")[2].replace("%2F", "/")
    data = {"login": user.email, "password": PASSWORD, "next": wanted}
    return browser.post(reverse("account_login"), data, follow=True)


def test_a_form_sent_too_late_is_offered_after_signing_in_again(user: User) -> None:
    browser, asked = send_too_late(user)
    page = sign_in_again(browser, user, asked)
    assert NOTE in page.content.decode()
    assert not Organisation.objects.filter(name="Neuer Träger").exists()
    again = dict(page.context["kept"].fields)
    sent_on = browser.post(page.request["PATH_INFO"], again)
    assert (sent_on.status_code, sent_on.headers["Location"]) == (307, reverse("network:organisation_add"))
    browser.post(sent_on.headers["Location"], again)
    assert Organisation.objects.get(name="Neuer Träger").description == NOTE
    assert not KeptForm.objects.exists()


def test_what_is_kept_is_encrypted_and_without_the_token(user: User) -> None:
    browser, asked = send_too_late(user)
    assert b"Wohnung" not in bytes(KeptForm.objects.get().content)
    page = sign_in_again(browser, user, asked)
    assert "csrfmiddlewaretoken" not in dict(page.context["kept"].fields)


def test_nobody_else_is_shown_it(user: User) -> None:
    browser, asked = send_too_late(user)
    other = UserFactory(roles=[Role.HEAD_OF_UNIT])
    other.set_password(PASSWORD)
    other.save()
    page = sign_in_again(browser, other, asked)
    assert NOTE not in page.content.decode()
    assert "nichts (mehr) aufgehoben" in page.content.decode()
    assert KeptForm.objects.exists()


def test_it_is_kept_for_an_hour(user: User) -> None:
    browser, asked = send_too_late(user)
    KeptForm.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    assert NOTE not in sign_in_again(browser, user, asked).content.decode()
    call_command("recertify")
    assert not KeptForm.objects.exists()
    assert timedelta(hours=1) == KEPT_FOR


def test_it_can_be_thrown_away(user: User) -> None:
    browser, asked = send_too_late(user)
    page = sign_in_again(browser, user, asked)
    browser.post(reverse("account_kept_form_discard", args=[page.context["kept"].pk]))
    assert not KeptForm.objects.exists()


def test_a_form_that_was_not_sent_from_our_pages_is_not_kept(user: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    pause(minutes=31)
    assert browser.post(reverse("network:organisation_add"), {"name": "Untergeschoben"}).status_code == 403
    assert not KeptForm.objects.exists()


def test_passwords_are_not_kept(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=31)
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD})
    assert not KeptForm.objects.exists()


def test_saving_while_typing_is_told_to_wait(user: User) -> None:
    _browser, answer = send_too_late(user, **{"X-Autosave": "1"})
    assert answer.status_code == 401
    assert not KeptForm.objects.exists()


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(user: User) -> None:
    browser = browser_of(user)
    pause(minutes=31)
    answer = browser.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}"})
    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))


# Cookies -----------------------------------------------------------------------------------------------------------


def test_cookies_of_a_real_installation_are_bound_to_its_host() -> None:
    import os
    import subprocess
    import sys

    code = (
        "from roterfaden.config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE)"
    )
    environment = os.environ | {
        "ROTERFADEN_DEMO": "0",
        "ROTERFADEN_SECRET_KEY": "x" * 50,
        "ROTERFADEN_FILE_KEYS": new_secret(),
    }
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "True", "True", "Lax", "Lax"]


def test_what_a_toast_says_stays_out_of_cookies(user: User) -> None:
    browser = browser_of(user)
    browser.post(reverse("account_sessions_end_others"))
    assert "messages" not in browser.cookies
