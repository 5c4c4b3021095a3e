"""Who changed a row: the context that the history triggers store with every change."""

from typing import Any

import pghistory.middleware
from django.http import HttpRequest


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Stores the person and the kind of page, never the address: a search term in an address may be personal."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """The context of one request."""
        match = request.resolver_match
        return {
            "user": str(request.user.pk) if request.user.is_authenticated else None,
            "page": match.view_name if match else None,
        }
