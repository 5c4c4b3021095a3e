"""Signing in with the city's directory (OpenID Connect): it says who somebody is, never that they may enter.

Only an account the administration made is entered: by the subject the directory knows it by, and the very first time
by an e-mail address the directory has verified. State, nonce and PKCE tie the answer of the directory to the browser
that asked; the identity token's signature, issuer and audience are checked on top.
"""

import secrets
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from roterfaden.accounts.identity import PROVIDER
from roterfaden.accounts.models import User

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_MAY_DIFFER = 60  # seconds
CONFIRMED_FOR = "second_factor_by_directory"
SIGN_OUT_URL = "directory_sign_out"


class Refusal(models.TextChoices):
    """Why someone does not get in, as it is said to them."""

    UNVERIFIED = (
        "unverified",
        _("Ihr Verzeichnis hat Ihre Adresse nicht bestätigt. Bitten Sie dort darum oder nehmen Sie Ihr Passwort."),
    )
    UNKNOWN = "unknown", _("Für Sie gibt es hier noch kein Konto. Bitte wenden Sie sich an Ihre Administration.")
    LOCKED = "locked", _("Ihr Konto ist gesperrt. Bitte wenden Sie sich an Ihre Administration.")
    OTHER_PERSON = (
        "other_person",
        _("Ihre Adresse gehört hier zu einer anderen Anmeldung. Bitte wenden Sie sich an Ihre Administration."),
    )
    CANCELLED = "cancelled", _("Sie haben die Anmeldung abgebrochen.")
    FAILED = (
        "failed",
        _("Die Antwort des Verzeichnisses passte nicht zu Ihrer Anfrage. Bitte beginnen Sie noch einmal von vorn."),
    )
    UNREACHABLE = (
        "unreachable",
        _("Das Verzeichnis ist gerade nicht erreichbar. Versuchen Sie es später, oder nehmen Sie Ihr Passwort."),
    )


class DirectoryAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The conversation with the directory: the token's signature is always checked, and only what is needed stays."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who the directory says it is. Its claims are looked at now and not stored."""
        login = super().complete_login(request, app, token, **kwargs)
        login.claims, login.account.extra_data = login.account.extra_data, {}
        subjects = {str(said.get("sub")) for said in login.claims.values()}
        if "id_token" not in login.claims or subjects != {login.account.uid}:
            raise OAuth2Error("the directory speaks of two persons")
        login.sign_out_url = self.openid_config.get("end_session_endpoint", "")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Its claims, after signature, issuer, audience and time are checked. allauth would trust the connection."""
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=SIGNED_BY,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_MAY_DIFFER,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise OAuth2Error("the identity token does not hold") from error
        return claims

    def _key_of(self, id_token: str) -> Any:
        """The directory's key with which the token says it was signed; without saying so there must be one only."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        keys = [key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if key.public_key_use in {None, "sig"}]
        wanted = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if wanted is None or key.key_id == wanted]
        if len(fitting) != 1:
            raise ValueError
        return fitting[0].key


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The directory opens accounts, it never makes one."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The directory, if one is configured."""
        return [settings.DIRECTORY.app] if settings.DIRECTORY else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Always no."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the administration knows, and say in German why not otherwise."""
        claims = sociallogin.claims.get("id_token") or {}
        if not compare_digest(str(claims.get("nonce", "")), str(sociallogin.state.get("nonce") or "-")):
            raise refuse(request, Refusal.FAILED)
        user = sociallogin.user if sociallogin.is_existing else _first_time(request, sociallogin)
        if not user.is_active:
            raise refuse(request, Refusal.LOCKED)
        if not sociallogin.is_existing:
            SocialAccount.objects.create(user=user, provider=PROVIDER, uid=sociallogin.account.uid)
            sociallogin.user, sociallogin.account.user = user, user
        request.session[SIGN_OUT_URL] = sociallogin.sign_out_url
        if _used_second_factor(claims):
            request.session[CONFIRMED_FOR] = str(user.pk)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Our page instead of allauth's."""
        cancelled = str(error) == "cancelled"
        unreachable = isinstance(exception, RequestException)
        raise refuse(
            request,
            Refusal.CANCELLED if cancelled else Refusal.UNREACHABLE if unreachable else Refusal.FAILED,
        )


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the directory has done so and is trusted with it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if request.session.get(CONFIRMED_FOR) == str(self.login.user.pk):
            return False
        return bool(super()._should_handle(request))


def confirmed_second_factor(request: HttpRequest) -> bool:
    """Whether the directory asked the person at the keyboard for a second factor, and is trusted with it."""
    return request.session.get(CONFIRMED_FOR) == str(request.user.pk)


def sign_out_address(request: HttpRequest) -> str:
    """Where the directory ends its own session, for people who came through it; else empty."""
    address = request.session.get(SIGN_OUT_URL)
    if not address or not settings.DIRECTORY:
        return ""
    back = request.build_absolute_uri(reverse("account_login"))
    return f"{address}?{urlencode({'client_id': settings.DIRECTORY.client_id, 'post_logout_redirect_uri': back})}"


@login_not_required  # type: ignore[untyped-decorator]
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the directory."""
    if not settings.DIRECTORY:
        raise Http404
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = ""
    nonce = secrets.token_urlsafe(32)
    provider = get_adapter(request).get_provider(request, PROVIDER)
    try:
        response: HttpResponse = provider.redirect(
            request, process="login", next_url=wanted or None, auth_params={"nonce": nonce}, nonce=nonce
        )
    except RequestException:
        return refuse(request, Refusal.UNREACHABLE).response  # type: ignore[no-any-return]
    return response


@login_not_required  # type: ignore[untyped-decorator]
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The browser comes back from the directory."""
    if not settings.DIRECTORY or provider_id != PROVIDER:
        raise Http404
    response: HttpResponse = OAuth2CallbackView.adapter_view(DirectoryAdapter(request, PROVIDER))(request)
    return response


def refuse(request: HttpRequest, reason: Refusal) -> ImmediateHttpResponse:
    """The page that says why, to be raised."""
    return ImmediateHttpResponse(render(request, "account/directory_refused.html", {"reason": reason}, status=403))


def _first_time(request: HttpRequest, sociallogin: SocialLogin) -> User:
    """The account with the address the directory has verified. Looked at in this order, so that nobody learns which
    accounts exist by claiming an address that is not theirs."""
    claims = sociallogin.claims.get("userinfo") or sociallogin.claims.get("id_token") or {}
    if not claims.get("email") or claims.get("email_verified") is not True:
        raise refuse(request, Refusal.UNVERIFIED)
    user = User.objects.filter(email__iexact=str(claims["email"]).strip()).first()
    if user is None:
        raise refuse(request, Refusal.UNKNOWN)
    if SocialAccount.objects.filter(user=user, provider=PROVIDER).exists():
        # The address was given to somebody else meanwhile; the account still belongs to the first.
        raise refuse(request, Refusal.OTHER_PERSON)
    return user


def _used_second_factor(claims: dict[str, Any]) -> bool:
    used = claims.get("amr") or []
    said = {str(value) for value in ([used] if isinstance(used, str) else used)} | {str(claims.get("acr", ""))}
    return bool(settings.DIRECTORY and said & settings.DIRECTORY.second_factors)
