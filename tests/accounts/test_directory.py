"""Signing in with the city's directory, against a real OpenID Connect server on this machine."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from oidc_provider_mock import run_server_in_thread

from roterfaden.accounts.identity import PROVIDER, Directory
from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from tests.factories import UserFactory

EMAIL = "leyla.arslan@example.org"
SUBJECT = "subject-17"
TODAY = "/app/heute/"

pytestmark = [
    pytest.mark.django_db,
    # Within the directory's server, about a library of its own.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The directory's server; it insists on a nonce."""
    with run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def directory(issuer: str, settings: Any) -> Directory:
    """This installation knows the directory. Its own second factor is left aside until a test asks for it."""
    settings.DEMO = False
    settings.SECOND_FACTOR_REQUIRED = False
    settings.DIRECTORY = Directory(issuer, "roter-faden", "geheim", "Marl-ID", frozenset())
    directory: Directory = settings.DIRECTORY
    return directory


@pytest.fixture
def leyla() -> User:
    user: User = UserFactory(email=EMAIL, name="Leyla Arslan", roles=[Role.CASE_MANAGER])
    return user


def known_as(directory: Directory, subject: str = SUBJECT, **claims: Any) -> None:
    """Tell the directory about a person."""
    claims = {"email": EMAIL, "email_verified": True} | claims
    requests.put(f"{directory.issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()


def ask(client: Client, **data: str) -> str:
    """Press the button; the address at the directory to which the browser is sent."""
    answer = client.post(reverse("account_directory"), data)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def agree(address: str, subject: str = SUBJECT) -> str:
    """Sign in at the directory; the address to which it sends the browser back."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def come_back(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def enter(client: Client, subject: str = SUBJECT) -> Any:
    return come_back(client, agree(ask(client), subject))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def with_other(address: str, **values: str) -> str:
    parts = urlsplit(address)
    query = {name: found[0] for name, found in parse_qs(parts.query).items()} | values
    return urlunsplit(parts._replace(query=urlencode(query)))


def test_the_button_is_there_only_with_a_directory(client: Client, settings: Any, directory: Directory) -> None:
    assert "Mit Marl-ID anmelden" in client.get(reverse("account_login")).content.decode()
    settings.DIRECTORY = None
    assert reverse("account_directory") not in client.get(reverse("account_login")).content.decode()
    assert client.post(reverse("account_directory")).status_code == 404
    assert client.get(reverse("openid_connect_callback", args=[PROVIDER])).status_code == 404


def test_a_known_person_with_a_verified_address_enters(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    assert enter(client).headers["Location"] == TODAY
    assert client.session["_auth_user_id"] == str(leyla.pk)
    assert SocialAccount.objects.get().user == leyla


def test_after_signing_in_one_gets_where_one_wanted_to(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    wanted = reverse("network:organisations")
    assert come_back(client, agree(ask(client, next=wanted))).headers["Location"] == wanted


def test_nobody_is_sent_to_another_site(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    assert come_back(client, agree(ask(client, next="https://boese.example/"))).headers["Location"] == TODAY


def test_the_request_carries_state_nonce_and_a_pkce_challenge(client: Client, directory: Directory) -> None:
    asked = parse_qs(urlsplit(ask(client)).query)
    assert asked["state"][0]
    assert asked["nonce"][0]
    assert asked["code_challenge_method"] == ["S256"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}


def test_nothing_the_directory_says_is_stored_but_the_subject(
    client: Client, directory: Directory, leyla: User
) -> None:
    known_as(directory, name="Leyla Arslan", phone_number="02365 99")
    enter(client)
    assert (SocialAccount.objects.get().uid, SocialAccount.objects.get().extra_data) == (SUBJECT, {})


def test_an_unknown_person_gets_no_account(client: Client, directory: Directory) -> None:
    known_as(directory)
    answer = enter(client)
    assert answer.status_code == 403
    assert "noch kein Konto" in answer.content.decode()
    assert not User.objects.exists()
    assert not is_signed_in(client)


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}])
def test_an_address_that_is_not_verified_opens_nothing(
    client: Client, directory: Directory, leyla: User, claims: dict[str, Any]
) -> None:
    known_as(directory, **claims)
    answer = enter(client)
    assert "nicht bestätigt" in answer.content.decode()
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_unverified_address_is_answered_alike_whether_there_is_an_account(
    client: Client, directory: Directory
) -> None:
    known_as(directory, email_verified=False)
    before = enter(client).content
    UserFactory(email=EMAIL)
    assert enter(client).content == before


def test_a_locked_account_stays_locked(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    User.objects.update(is_active=False)
    answer = enter(client)
    assert "gesperrt" in answer.content.decode()
    assert not is_signed_in(client)


def test_an_account_locked_after_the_first_time_stays_locked(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    enter(client)
    User.objects.update(is_active=False)
    other = Client()
    assert "gesperrt" in enter(other).content.decode()
    assert not is_signed_in(other)


def test_later_the_subject_counts_and_not_the_address(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    enter(client)
    known_as(directory, email="anders@example.org", email_verified=False)
    other = Client()
    enter(other)
    assert other.session["_auth_user_id"] == str(leyla.pk)


def test_whoever_inherits_an_address_does_not_inherit_the_account(
    client: Client, directory: Directory, leyla: User
) -> None:
    known_as(directory)
    enter(client)
    known_as(directory, subject="somebody-new")
    other = Client()
    assert "anderen Anmeldung" in enter(other, "somebody-new").content.decode()
    assert not is_signed_in(other)


def test_a_changed_state_is_refused(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    answer = come_back(client, with_other(agree(ask(client)), state="erfunden"))
    assert answer.status_code == 403
    assert not is_signed_in(client)


def test_an_answer_meant_for_another_browser_is_refused(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    answer = come_back(Client(), agree(ask(client)))
    assert answer.status_code == 403


def test_a_code_works_once(client: Client, directory: Directory, leyla: User) -> None:
    known_as(directory)
    back = agree(ask(client))
    come_back(client, back)
    thief = Client()
    state = parse_qs(urlsplit(ask(thief)).query)["state"][0]
    answer = come_back(thief, with_other(back, state=state))
    assert answer.status_code == 403
    assert not is_signed_in(thief)


def test_a_code_that_somebody_else_got_is_refused_because_of_the_nonce(
    client: Client, directory: Directory, leyla: User
) -> None:
    known_as(directory)
    foreign = agree(ask(Client()))
    state = parse_qs(urlsplit(ask(client)).query)["state"][0]
    assert come_back(client, with_other(foreign, state=state)).status_code == 403
    assert not is_signed_in(client)


def test_who_cancels_at_the_directory_is_told_so(client: Client, directory: Directory) -> None:
    state = parse_qs(urlsplit(ask(client)).query)["state"][0]
    back = f"{reverse('openid_connect_callback', args=[PROVIDER])}?error=access_denied&state={state}"
    assert "abgebrochen" in client.get(back).content.decode()


def test_a_directory_that_does_not_answer_leaves_the_password(client: Client, settings: Any) -> None:
    settings.DIRECTORY = Directory("http://127.0.0.1:9", "roter-faden", "geheim", "Marl-ID", frozenset())
    answer = client.post(reverse("account_directory"))
    assert answer.status_code == 403
    assert "nicht erreichbar" in answer.content.decode()


# The second factor -------------------------------------------------------------------------------------------------


def test_the_own_second_factor_is_asked_for_as_a_rule(
    client: Client, directory: Directory, leyla: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    known_as(directory, amr=["pwd", "mfa"])
    enter(client)
    assert client.get(TODAY).headers["Location"] == reverse("mfa_activate_totp")
    Authenticator.objects.create(user=leyla, type=Authenticator.Type.TOTP, data={"secret": "x"})
    other = Client()
    assert enter(other).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(other)


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}])
def test_a_trusted_directory_answers_for_the_second_factor(
    client: Client, directory: Directory, leyla: User, settings: Any, claims: dict[str, Any]
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.DIRECTORY = Directory(directory.issuer, "roter-faden", "geheim", "Marl-ID", frozenset({"mfa"}))
    known_as(directory, **claims)
    enter(client)
    assert client.get(reverse("network:organisations")).status_code == 200


def test_a_trusted_directory_that_asked_for_a_password_only_does_not(
    client: Client, directory: Directory, leyla: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.DIRECTORY = Directory(directory.issuer, "roter-faden", "geheim", "Marl-ID", frozenset({"mfa"}))
    known_as(directory, amr=["pwd"])
    enter(client)
    assert client.get(TODAY).headers["Location"] == reverse("mfa_activate_totp")


def test_signing_out_leads_on_to_the_sign_out_of_the_directory(
    client: Client, directory: Directory, leyla: User
) -> None:
    known_as(directory)
    enter(client)
    left = urlsplit(client.post(reverse("account_logout")).headers["Location"])
    assert f"{left.scheme}://{left.netloc}{left.path}" == f"{directory.issuer}/oauth2/end_session"
    assert parse_qs(left.query)["post_logout_redirect_uri"] == [f"http://testserver{reverse('account_login')}"]
    assert not is_signed_in(client)


def test_signing_out_after_a_password_stays_here(client: Client, directory: Directory, leyla: User) -> None:
    client.force_login(leyla)
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")
