"""Answers as JSON: with what browsers and caches of others need to know, and errors in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from roterfaden.api.rest.asking import Problem
from roterfaden.api.rest.schema import About, as_json

JSON = "application/json"
FRESH_FOR = 300
"""Seconds a copy may be used without asking again; with the mark (ETag) asking again costs almost nothing."""
METHODS = "GET, HEAD, OPTIONS"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True)
class Told:
    """A value with the moment at which it may have changed last."""

    value: Any
    changed: datetime | None = None


@dataclass(frozen=True)
class WrongParameter:
    """A parameter that was not understood."""

    parameter: Annotated[str, About("The name of the parameter.")]
    message: Annotated[str, About("What is wrong with it, in plain words.")]


@dataclass(frozen=True)
class Error:
    """What went wrong, in plain words."""

    error: Annotated[str, About("What happened and what to do.")]
    parameters: tuple[WrongParameter, ...] = ()


class NotThere(Exception):
    """Nothing has this identifier."""


def answer(request: HttpRequest, said: Told, content_type: str) -> HttpResponse:
    """The value, or 304 when the client has it already."""
    content = as_json(said.value)
    response = HttpResponse(content, content_type=content_type, headers=_OPEN)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    stamp = None
    if said.changed is not None:
        stamp = int(said.changed.timestamp())
        response.headers["Last-Modified"] = http_date(stamp)
    conditional = get_conditional_response(request, etag=etag, last_modified=stamp, response=response)
    assert isinstance(conditional, HttpResponse)
    for name, value in _OPEN.items():
        conditional.headers.setdefault(name, value)
    return conditional


def streamed(lines: Iterator[Any]) -> StreamingHttpResponse:
    """One value a line (ndjson), sent as they come."""
    sent = (as_json(line) + b"\n" for line in lines)
    headers = {**_OPEN, "Cache-Control": "no-store"}
    return StreamingHttpResponse(sent, content_type="application/x-ndjson", headers=headers)


def refused(status: int, words: str, problems: list[Problem] | None = None, **headers: str) -> HttpResponse:
    """An error."""
    wrong = tuple(WrongParameter(one.parameter, one.message) for one in problems or ())
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    response = HttpResponse(as_json(Error(words, wrong)), content_type=JSON, status=status, headers={**_OPEN, **more})
    response.headers["Cache-Control"] = "no-store"
    return response


def not_there() -> HttpResponse:
    """404."""
    return refused(404, "There is nothing at this address. It may have been removed; the lists say what there is.")


def options() -> HttpResponse:
    """The answer to a browser that asks whether a page of another site may read here."""
    allowed = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "If-None-Match"}
    return HttpResponse(status=204, headers={**_OPEN, **allowed, "Allow": METHODS, "Access-Control-Max-Age": "86400"})
