"""For whom and what for a request works: told to PostgreSQL, and stored by the history triggers with every change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pghistory
import pghistory.middleware
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel.serving import serving


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Stores person, kind of page and a random number of the request, never the address: it may hold a search term."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """The context of one request, as far as it is known before the address is looked up."""
        request.request_id = uuid4()  # type: ignore[attr-defined]
        return {
            "user": str(request.user.pk) if request.user.is_authenticated else None,
            "request": str(request.request_id),  # type: ignore[attr-defined]
        }

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Now the page is known; changes made before (none today) would stand without one."""
        if request.resolver_match:
            pghistory.context(page=request.resolver_match.view_name)


class RowLevelMiddleware:
    """Serves each request in one transaction in which PostgreSQL knows the person and the purpose of the page.

    Stands right behind the session: whoever loads the account after it already asks as that person. A page that sets
    ``without_database`` (the sign of life) does without.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside the transaction."""
        view = _view_of(request)
        if getattr(view, "without_database", False):
            return self.get_response(request)
        # Views of packages are those of signing in; all others say what they are for (base.routing.page).
        purpose = getattr(view, "purpose", Purpose.SIGN_IN)
        # The first key in the address of a page for case work is nearly always that of a file.
        key = request.path_kwargs.get("pk")  # type: ignore[attr-defined]
        about = key if purpose == Purpose.CASE_WORK and isinstance(key, UUID) else None
        with serving(request.session.get(SESSION_KEY), purpose, about):
            return self.get_response(request)


class NobodyMiddleware:
    """Pages for other sites and systems (``page(…, as_nobody=True)``) know nobody: cookies are neither read nor set.

    Stands before the session. Whoever is signed in sees there what everybody sees, in PostgreSQL's eyes as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the cookies away; the answer then does not vary with them."""
        if not getattr(_view_of(request), "as_nobody", False):
            return self.get_response(request)
        request.COOKIES.clear()
        response = self.get_response(request)
        varies = [name.strip() for name in response.headers.get("Vary", "").split(",")]
        response.headers["Vary"] = ", ".join(name for name in varies if name not in {"", "Cookie"})
        if not response.headers["Vary"]:
            del response.headers["Vary"]
        return response


class NothingKeptMiddleware:
    """No browser, proxy or other site keeps or embeds what a page said: after sign-out, "back" shows nothing.

    Stands behind the static files, which are for everybody and may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the two headers to whatever the application answers, unless it said something of its own."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _view_of(request: HttpRequest) -> Any:
    """The view behind the address, looked up once per request; ``None`` if there is none.

    What the address says to it is kept as ``path_kwargs``.
    """
    if not hasattr(request, "view_found"):
        try:
            match = resolve(request.path_info, getattr(request, "urlconf", None))
            request.view_found, request.path_kwargs = match.func, match.kwargs  # type: ignore[attr-defined]
        except Resolver404:
            request.view_found, request.path_kwargs = None, {}  # type: ignore[attr-defined]
    return request.view_found  # type: ignore[attr-defined]
