"""In production every member of staff needs a second factor before any page opens."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# One's own account (to set the second factor up, and to sign out), files, and the sign of life for the operator.
OPEN_PATHS = ("/konto/", "/static/", "/healthz")
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SecondFactorMiddleware:
    """Sends people without a second factor to the page where they set one up (switched off in demo mode only)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request pass, or redirect to the set-up page."""
        if self._is_missing(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        """Costs one query a page in production. Recovery codes alone are no second factor: they only replace one."""
        if not settings.SECOND_FACTOR_REQUIRED or request.path.startswith(OPEN_PATHS):
            return False
        return request.user.is_authenticated and not is_mfa_enabled(request.user, SECOND_FACTORS)
