"""Who changed a row: the context that the history triggers store with every change."""

from typing import Any
from uuid import uuid4

import pghistory
import pghistory.middleware
from django.http import HttpRequest


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
