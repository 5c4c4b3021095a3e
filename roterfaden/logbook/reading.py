"""Noting reads: views say whom they show, the middleware writes it once the page has answered.

The rule, so that the log is exact and yet not flooded:

* Every answer that shows a person writes one entry for this person, this request and the way that tells most (a paper
  to print tells more than the open file it was made of).
* A record opened, printed or downloaded by GET always counts.
* Lists, searches as one types, and pages that answer a POST (errors of a form, a part of a page) count once in ten
  minutes for the same reader, person, page and way. What a POST changes stands in the history of changes anyway.
* An answer without content (redirect, autosave, refusal) shows nothing and counts nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from roterfaden.logbook.models import ReadKind

ORDER = list(ReadKind)


@dataclass(frozen=True)
class Read:
    """One person shown by this request. ``outside``: neither the team of the case nor who took the conversation."""

    kind: ReadKind
    client: UUID | None
    case: UUID | None = None
    reference: str = ""
    reason: str = ""
    outside: bool = False
    listed: int = 1


def note(
    request: HttpRequest,
    kind: ReadKind,
    *,
    client: UUID | None,
    case: UUID | None = None,
    reference: str = "",
    reason: str = "",
    outside: bool = False,
    listed: int = 1,
) -> None:
    """Remember that the answer to ``request`` shows personal data of ``client``. Costs no query.

    ``reason`` is what the reader had to say first (break glass). ``client`` is ``None`` for a look into the log itself.
    """
    _keep(request, Read(kind, client, case, reference, reason, outside, listed))


def note_listed(request: HttpRequest, shown: Iterable[Read]) -> None:
    """Remember all persons that one list or search shows."""
    reads = list(shown)
    persons = len({read.client for read in reads})
    for read in reads:
        _keep(request, Read(read.kind, read.client, read.case, read.reference, read.reason, read.outside, persons))


def reads_of(request: HttpRequest) -> list[Read]:
    """What was noted on this request so far."""
    return list(_kept(request).values())


def _keep(request: HttpRequest, read: Read) -> None:
    kept = _kept(request)
    before = kept.get(read.client)
    # Of the same way, the one that knows the case tells more.
    if before is None or (ORDER.index(read.kind), bool(read.case)) >= (ORDER.index(before.kind), bool(before.case)):
        kept[read.client] = read


def _kept(request: HttpRequest) -> dict[UUID | None, Read]:
    on_request: Any = request
    if not hasattr(on_request, "reads"):
        on_request.reads = {}
    kept: dict[UUID | None, Read] = on_request.reads
    return kept
