"""Saying to the log whom a page of case management shows (see :mod:`roterfaden.logbook.reading`)."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

from roterfaden.cases.models import Case, Client, FindableClient, Intake
from roterfaden.cases.search import Hit
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import Read, note, note_listed


def opened(request: HttpRequest, case: Case, kind: ReadKind = ReadKind.OPENED) -> None:
    """This request shows the file of ``case``, or makes a paper of it."""
    note(request, kind, client=case.client_id, case=case.pk, reference=case.reference)


def opened_person(request: HttpRequest, client: UUID) -> None:
    """This request shows what is known of a person without a file of mine."""
    note(request, ReadKind.OPENED, client=client)


def listed(request: HttpRequest, cases: Iterable[Case]) -> None:
    """This request lists these cases with the names of the persons."""
    note_listed(request, [Read(ReadKind.LISTED, case.client_id, case.pk, case.reference) for case in cases])


def listed_intakes(request: HttpRequest, intakes: Iterable[Intake]) -> None:
    """This request lists these conversations with the names of the persons."""
    note_listed(request, [Read(ReadKind.LISTED, intake.client_id) for intake in intakes])


def listed_persons(request: HttpRequest, clients: Iterable[Client]) -> None:
    """This request lists persons who are known to the reader."""
    note_listed(request, [Read(ReadKind.LISTED, client.pk) for client in clients])


def found(request: HttpRequest, hits: Iterable[Hit]) -> None:
    """This request shows hits of search-before-create, persons of other teams among them."""
    note_listed(request, [_hit(hit) for hit in hits])


def listed_findable(request: HttpRequest, people: Iterable[tuple[FindableClient, bool]]) -> None:
    """This request lists what search-before-create may name; with each person, whether they are known to the reader."""
    note_listed(request, [_findable(person, is_known=is_known) for person, is_known in people])


def _hit(hit: Hit) -> Read:
    return _findable(hit.client, is_known=hit.opens or hit.is_known)


def _findable(person: FindableClient, *, is_known: bool) -> Read:
    return Read(ReadKind.LISTED, person.pk, person.open_case, person.reference, outside=not is_known)
