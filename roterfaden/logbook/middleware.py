"""Writes what a request has read, in one statement, in the transaction of the request."""

import json
from collections.abc import Callable
from dataclasses import asdict
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from roterfaden.logbook.reading import reads_of

# These answers show nobody: sent on, refused, not found, failed.
SILENT = frozenset({204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405})
WRITE = "select logbook_note_reads(%s, %s, %s, %s, %s, %s, %s)"


class ReadLogMiddleware:
    """The innermost middleware, so that it runs inside the one transaction of the request.

    If the entry can't be written, the page is not shown: the exception rolls the request back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then write."""
        response = self.get_response(request)
        reads = reads_of(request)
        if reads and shows_something(response) and request.user.is_authenticated:
            write(request, [asdict(read) for read in reads])
        return response


def shows_something(response: HttpResponseBase) -> bool:
    """Whether the reader gets to see anything: autosave and redirects have no body worth the name."""
    if response.status_code in SILENT or response.status_code >= 500:
        return False
    return response.streaming or bool(getattr(response, "content", b""))


def write(request: HttpRequest, reads: list[dict[str, object]]) -> None:
    """Append the entries; name, roles and office of the reader are looked up by the database, in the same query."""
    match = request.resolver_match
    purpose = getattr(match.func, "purpose", "") if match else ""
    values = [
        request.user.pk,
        match.view_name if match else "",
        str(purpose),
        getattr(request, "request_id", None) or uuid4(),
        timezone.localdate(),
        request.method == "GET",
        json.dumps(reads, cls=DjangoJSONEncoder),
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
