"""Asking a translation service over HTTP: with an end to waiting, to trying again and to what is read."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken

SECONDS = 10
TRIES = 2
LONGEST_WAIT = 4.0
LARGEST_ANSWER = 4_000_000
AGAIN = {429, 502, 503, 504}

# Texts and letters in one request: DeepL takes 50 texts and 128 KiB.
MOST_TEXTS, MOST_LETTERS = 50, 20_000


class NotThere(RuleBroken):
    """The service answers that it does not have what was asked for (400, 404)."""


class _NoRedirects(HTTPRedirectHandler):
    """A key is sent to the server the operator has named and to no other."""

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: Any) -> None:
        """Follow nothing."""


_OPENER = build_opener(_NoRedirects)


@dataclass(frozen=True)
class Service:
    """Where it is, and the key for it."""

    url: str
    key: str = field(repr=False, default="")
    wait: Callable[[float], None] = time.sleep

    def ask(self, method: str, path: str, told: dict[str, Any] | None = None, **headers: str) -> Any:
        """The JSON that the service answers. Raises ``RuleBroken`` with a sentence when there is none."""
        body = None if told is None else json.dumps(told).encode()
        about = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        request = Request(f"{self.url}{path}", data=body, method=method, headers=about)
        for tried in range(1, TRIES + 1):
            try:
                return self._answer(request)
            except HTTPError as error:
                error.close()
                if error.code not in AGAIN or tried == TRIES:
                    raise _refusal(error.code) from None
                self.wait(_pause(error.headers, tried))
            except (URLError, OSError, HTTPException):
                if tried == TRIES:
                    raise RuleBroken(_("Der Übersetzungsdienst antwortet nicht.")) from None
                self.wait(tried)
        raise AssertionError

    def _answer(self, request: Request) -> Any:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            content = answer.read(LARGEST_ANSWER + 1)
        if len(content) > LARGEST_ANSWER:
            raise strange()
        try:
            return json.loads(content) if content else None
        except ValueError:
            raise strange() from None


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in portions of one request; a text that is too long for one goes alone."""
    portion: list[str] = []
    for text in texts:
        if portion and (len(portion) == MOST_TEXTS or sum(map(len, portion)) + len(text) > MOST_LETTERS):
            yield portion
            portion = []
        portion.append(text)
    if portion:
        yield portion


def strange() -> RuleBroken:
    """The answer is none that was agreed on."""
    return RuleBroken(_("Der Übersetzungsdienst hat etwas Unverständliches geantwortet."))


def texts_in(answer: Any, number: int) -> list[str]:
    """So many texts, or an error."""
    if not isinstance(answer, list) or len(answer) != number or not all(isinstance(one, str) for one in answer):
        raise strange()
    return answer


def _pause(headers: Message, tried: int) -> float:
    asked = headers.get("Retry-After", "")
    return min(float(asked) if asked.isdigit() else tried, LONGEST_WAIT)


def _refusal(code: int) -> RuleBroken:
    if code in {401, 403}:
        return RuleBroken(
            _("Der Übersetzungsdienst weist den Schlüssel zurück. Bitte sagen Sie es der Administration.")
        )
    if code == 456:
        return RuleBroken(_("Das Kontingent beim Übersetzungsdienst ist verbraucht."))
    if code == 429:
        return RuleBroken(_("Der Übersetzungsdienst ist gerade überlastet. Bitte versuchen Sie es später noch einmal."))
    if code == 413:
        return RuleBroken(_("Ein Text ist für den Übersetzungsdienst zu lang."))
    if code in {400, 404}:
        return NotThere(_("Der Übersetzungsdienst kann das nicht übersetzen."))
    return RuleBroken(_("Der Übersetzungsdienst meldet einen Fehler ({code}).").format(code=code))
