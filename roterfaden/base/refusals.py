"""What was refused where no form could say so: said as a message on the page one came from, or on a page of its own."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from roterfaden.base.badges import Text, Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast

logger = logging.getLogger(__name__)


class RefusalMiddleware:
    """Turns a ``RuleBroken`` that left a view, or a row that has just gone, into a sentence; the act is rolled back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the bare answer to somebody who opens the address of a button a page with words."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=response.status_code)
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Back to the page the act was asked on, with the reason."""
        if isinstance(exception, RuleBroken):
            words: Text = exception.message
        elif isinstance(exception, ObjectDoesNotExist) and request.method == "POST":
            # Found by the view, gone when the act wanted to change it: somebody else was quicker.
            logger.warning("%s", exception)
            words = _("Diesen Eintrag gibt es nicht mehr: In der Zwischenzeit hat ihn jemand entfernt.")
        else:
            return None
        toast(request, words, tone=Tone.DANGER)
        return redirect(came_from(request) or settings.LOGIN_REDIRECT_URL)


def came_from(request: HttpRequest) -> str:
    """The address in this application of the page on which something was asked for; empty if nobody says."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return ""
    path = urlunsplit(urlsplit(page)._replace(scheme="", netloc="", fragment=""))
    return path if url_has_allowed_host_and_scheme(path, None) else ""
