"""Declaring an address of an interface: what it is called, what it takes, what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt

from roterfaden.api.rest import answers, limits
from roterfaden.api.rest.answers import NotThere, Told
from roterfaden.api.rest.asking import NotUnderstood, read
from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page


@dataclass(frozen=True)
class NothingAsked:
    """No parameters."""


@dataclass(frozen=True)
class Answer:
    """A kind of answer: the dataclass that is sent; one a line for ndjson."""

    shape: Any
    content_type: str = answers.JSON


@dataclass(frozen=True)
class Operation:
    """What OpenAPI tells about an address."""

    name: str
    summary: str
    tag: str
    asked: type
    answers: tuple[Answer, ...]


def endpoint(
    route: str,
    view: Callable[..., Any],
    *,
    name: str,
    tag: str,
    answers_with: tuple[Answer, ...],
    asked: type = NothingAsked,
) -> URLPattern:
    """The address of ``view(request, question, **arguments)``; its docstring is the summary in the document."""
    operation = Operation(name, (view.__doc__ or "").strip().split("\n")[0], tag, asked, answers_with)
    content_type = answers_with[0].content_type

    @csrf_exempt
    @wraps(view)
    def answering(request: HttpRequest, **arguments: UUID) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return answers.options()
        if request.method not in {"GET", "HEAD"}:
            return answers.refused(405, "One can only read here.", Allow=answers.METHODS)
        if wait := limits.seconds_to_wait(request):
            words = f"That was a lot. Please wait {wait} seconds, and ask for larger pages less often."
            return answers.refused(429, words, Retry_After=str(wait))
        return _tried(request, lambda: view(request, read(asked, request.GET), **arguments), content_type)

    answering.operation = operation  # type: ignore[attr-defined]
    return page(route, answering, name=name, audience=EVERYONE, as_nobody=True)


def _tried(request: HttpRequest, act: Callable[[], Any], content_type: str) -> HttpResponseBase:
    try:
        said = act()
    except NotUnderstood as error:
        return answers.refused(422, "Some of the question was not understood; see parameters.", error.problems)
    except NotThere:
        return answers.not_there()
    if isinstance(said, HttpResponseBase):
        return said
    response: HttpResponse = answers.answer(request, said if isinstance(said, Told) else Told(said), content_type)
    return response
