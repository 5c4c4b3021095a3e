"""Around every page: the session ends in time without losing what was typed, and nobody works with one factor only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from roterfaden.accounts import kept_forms
from roterfaden.accounts.directory import confirmed_second_factor
from roterfaden.accounts.limits import TOUCH_EVERY, Remaining, limits_for, remaining
from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.badges import Tone
from roterfaden.base.refusals import came_from
from roterfaden.base.toasts import toast

READING = frozenset({"GET", "HEAD"})
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
OPEN_PATHS = ("/static/", "/healthz")
# Seconds; a session shorter than that is announced in the last third of its longest pause.
WARN_BEFORE = 300
# What is needed to set a second factor up and to sign out. Everything else of one's own account waits for it, too.
SET_UP = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_session",
        "account_session_prolong",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


@dataclass(frozen=True)
class SessionLife:
    """What the page needs to warn in time: how long the session lasts, where to ask, and whose copies it may show."""

    left: Remaining
    warn_before: int
    owner: str
    state_url: str
    prolong_url: str
    sign_in_url: str


class SignInMiddleware(LoginRequiredMiddleware):
    """Strangers sign in first and come back to the page they were on; the address of a button is no page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Ask to sign in."""
        htmx: Any = getattr(request, "htmx", None)
        if "X-Autosave" in request.headers or (htmx and getattr(view_func, "passive", False)):
            return HttpResponse(status=401)  # the page keeps what it holds, and tries again
        if htmx:
            return HttpResponseClientRedirect(_sign_in(htmx.current_url_abs_path or "/"))
        return redirect(_sign_in(request.get_full_path() if request.method in READING else came_from(request) or "/"))


class SessionLifeMiddleware:
    """Ends sessions by the limits of :mod:`~roterfaden.accounts.limits`, and keeps the form that came too late."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session if its time is over, then go on as somebody not signed in."""
        user = request.user
        if isinstance(user, User):
            left = remaining(request, user)
            if left.seconds > 0:
                request.session_life = _life(request, user, left)  # type: ignore[attr-defined]
            else:
                request.session_ended_of = user  # type: ignore[attr-defined]
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the check against forged requests: note that the session is in use, or ask to sign in again."""
        if hasattr(request, "session_life"):
            if not getattr(view, "passive", False):
                _touch(request)
            return None
        user = getattr(request, "session_ended_of", None)
        if user is None or not getattr(view, "login_required", True):
            return None
        if getattr(request, "htmx", None) and getattr(view, "passive", False):
            return HttpResponse(status=401)  # the page asked by itself; whoever reads it is told by the frame
        return _ask_to_sign_in_again(request, user)


class SecondFactorMiddleware:
    """Sends people without a second factor to the page where they set one up (switched off in demo mode only)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Addresses that lead nowhere are guarded too: an answer 404 tells what exists."""
        if request.path.startswith(OPEN_PATHS) or not self._is_missing(request):
            return self.get_response(request)
        request.second_factor_missing = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        return _set_up() if request.resolver_match is None else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let set-up and sign-out pass, and nothing else."""
        match = request.resolver_match
        if getattr(request, "second_factor_missing", False) and (match is None or match.view_name not in SET_UP):
            return _set_up()
        return None

    def _is_missing(self, request: HttpRequest) -> bool:
        """Costs one query a page in production. Recovery codes alone are no second factor: they only replace one."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return False
        return not confirmed_second_factor(request) and not is_mfa_enabled(request.user, SECOND_FACTORS)


def _set_up() -> HttpResponse:
    return redirect("mfa_activate_totp")


def _life(request: HttpRequest, user: User, left: Remaining) -> SessionLife:
    return SessionLife(
        left=left,
        warn_before=min(WARN_BEFORE, int(limits_for(user).idle.total_seconds()) // 3),
        owner=salted_hmac("roterfaden.copies", str(user.pk)).hexdigest()[:16],
        state_url=reverse("account_session"),
        prolong_url=reverse("account_session_prolong"),
        sign_in_url=_sign_in(request.get_full_path()),
    )


def _touch(request: HttpRequest) -> None:
    session: Any = request.session
    if session.last_seen_at is None or timezone.now() - session.last_seen_at > TOUCH_EVERY:
        session.touch()
        user = user_of(request)
        request.session_life = _life(request, user, remaining(request, user))  # type: ignore[attr-defined]


def _ask_to_sign_in_again(request: HttpRequest, user: User) -> HttpResponse:
    if "X-Autosave" in request.headers:
        return HttpResponse(status=401)  # the page keeps what it holds, and tries again
    kept = kept_forms.keep(request, user)
    htmx: Any = getattr(request, "htmx", None)
    if kept is not None:
        wanted = reverse("account_kept_form", args=[kept.pk])
    elif htmx:
        wanted = htmx.current_url_abs_path or "/"
    else:
        wanted = request.get_full_path() if request.method in READING else came_from(request) or "/"
    toast(request, _("Ihre Sitzung war zu Ende. Bitte melden Sie sich noch einmal an."), tone=Tone.INFO)
    return HttpResponseClientRedirect(_sign_in(wanted)) if htmx else redirect(_sign_in(wanted))


def _sign_in(wanted: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': wanted})}"
