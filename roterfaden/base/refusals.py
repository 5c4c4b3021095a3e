"""An act that was refused where no form could say so: said as a message on the page one came from."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast


class RefusalMiddleware:
    """Turns a ``RuleBroken`` that left a view into its sentence; the act itself has been rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before or after."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Back to the page the act was asked on, with the reason."""
        if not isinstance(exception, RuleBroken):
            return None
        toast(request, exception.message, tone=Tone.DANGER)
        came_from = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
            return redirect(came_from)
        return redirect(settings.LOGIN_REDIRECT_URL)
