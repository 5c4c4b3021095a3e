"""Deleting one person: whole, proven and checked, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from roterfaden.base import erasing
from roterfaden.base.erasing import Going
from roterfaden.cases import reach
from roterfaden.cases.models import Case, Client, Decision
from roterfaden.retention.clock import Due, Record, due, earliest
from roterfaden.retention.kinds import PersonKind
from roterfaden.retention.marks import mark_of_person, mark_of_reference
from roterfaden.retention.models import Deadline, DeletionEntry, DeletionRun, RetentionHold, RetentionRule
from roterfaden.retention.past import remains_of


class Outcome(StrEnum):
    """How it went."""

    DELETED = "deleted"
    HELD = "held"
    WAITING = "waiting"
    NOT_DUE = "not_due"
    BUSY = "busy"


@dataclass(frozen=True)
class Erasure:
    """What happened to one person; ``rows`` by table, ``ids`` for the check after the run."""

    outcome: Outcome
    rows: dict[str, int]
    ids: frozenset[UUID] = frozenset()


@transaction.atomic
def delete_if_due(person: UUID, run: DeletionRun, *, today: date) -> Erasure:
    """Delete a person whose time has come, with everything; asks all questions again, with the person locked."""
    client = _locked(person)
    if client is None:
        return Erasure(Outcome.BUSY, {})
    deadline = Deadline.objects.select_for_update(of=("self",)).select_related("rule").filter(client=client).first()
    end = due_of(client)
    if deadline is None or end is None or end.on > today or deadline.delete_on > today:
        return Erasure(Outcome.NOT_DUE, {})
    if RetentionHold.objects.running().filter(client=client).exists():
        return Erasure(Outcome.HELD, {})
    first = earliest(end.on, deadline.told_on, deadline.rule.notice_weeks)
    if first is None or first > today or deadline.needs_archive:
        return Erasure(Outcome.WAITING, {})
    return _erase(client, run, rule=deadline.rule, kind=end.kind, archive=deadline.archive)


@transaction.atomic
def delete_again(person: UUID, run: DeletionRun, entry: DeletionEntry) -> Erasure:
    """Delete a person that a backup brought back, as ``entry`` proves they had been deleted."""
    client = _locked(person)
    if client is None:
        return Erasure(Outcome.BUSY, {})
    return _erase(client, run, rule=None, kind=entry.kind, archive=entry.archive, again=entry)


def due_of(client: Client, rules: Sequence[RetentionRule] | None = None) -> Due | None:
    """When ``client`` may be deleted, by the clock. Four queries; ``rules`` if the caller has them."""
    areas = {client.legal_area, *client.events.values_list("legal_area", flat=True)}  # type: ignore[attr-defined]
    return due(records_of(client), rules or list(RetentionRule.objects.order_by("pk")), frozenset(areas))


def records_of(client: Client) -> list[Record]:
    """The records that set the clocks of a person."""
    records = [
        Record(PersonKind.CLOSED_CASE, timezone.localdate(closed) if closed else None)
        for closed in client.cases.order_by("pk").values_list("closed_at", flat=True)
    ]
    talks = client.intakes.order_by("pk").values_list("decision", "taken_at", "decided_at")
    for decision, taken, decided in talks:
        if decision == Decision.ADVICE:
            records.append(Record(PersonKind.ADVICE, timezone.localdate(decided)))
        elif not decision:
            records.append(Record(PersonKind.UNDECIDED, timezone.localdate(taken)))
    if not records:
        records.append(Record(PersonKind.REGISTRATION, timezone.localdate(client.created_at)))
    return records


def _locked(person: UUID) -> Client | None:
    """The person, with their cases; nobody can add a case, a talk or a hold until the transaction ends."""
    client: Client | None = Client.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=person).first()
    if client is None:
        return None
    list(Case.objects.select_for_update(of=("self",)).filter(client=client).order_by("pk").values_list("pk"))
    return client


def _erase(
    client: Client,
    run: DeletionRun,
    *,
    rule: RetentionRule | None,
    kind: str,
    archive: str,
    again: DeletionEntry | None = None,
) -> Erasure:
    person, references = client.pk, list(client.cases.order_by("pk").values_list("reference", flat=True))
    remains = None if again else remains_of(client)
    found = reach.rows_of([person])
    going = Going(person, {model._meta.label: tuple(keys) for model, keys in found.items()})
    rows = {label: count for label, eraser in erasing.erasers().items() if (count := eraser(going))}
    rows |= reach.remove(found, run=str(run.pk))
    if left := reach.still_linked(found):
        raise reach.Incomplete(", ".join(f"{table}: {count}" for table, count in sorted(left.items())))
    DeletionEntry.objects.create(
        run=run,
        kind=kind,
        rule=again.rule if again else str(rule),
        months=again.months if again else rule.months if rule else 0,
        source=again.source if again else rule.source if rule else "",
        archive=archive,
        rows=rows,
        marks=sorted([mark_of_person(person), *map(mark_of_reference, references)]),
    )
    if remains:
        remains.keep()
    return Erasure(Outcome.DELETED, rows, going.ids)
