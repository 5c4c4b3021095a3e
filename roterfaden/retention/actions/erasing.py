"""Deleting one person: whole, proven and checked, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from roterfaden.base import erasing
from roterfaden.base.erasing import Going, Release
from roterfaden.cases import reach
from roterfaden.cases.models import Case, Client, Decision, SafeguardKind
from roterfaden.retention.clock import Due, Record, due, earliest
from roterfaden.retention.kinds import ON_REQUEST, PersonKind, kind_of
from roterfaden.retention.marks import mark_of_person, mark_of_reference
from roterfaden.retention.models import Deadline, DeletionEntry, DeletionRun, RetentionHold, RetentionRule
from roterfaden.retention.past import remains_of


class Outcome(StrEnum):
    """How it went."""

    DELETED = "deleted"
    HELD = "held"
    RESTRICTED = "restricted"
    """The person wants their data kept (Art. 18 GDPR)."""
    RUNNING = "running"
    """A case is open."""
    UNANSWERED = "unanswered"
    """The person does not know yet that the deletion was granted; their address goes with it."""
    ARCHIVE = "archive"
    """The archive has to answer first."""
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
    if kept := kept_because(client):
        return Erasure(kept, {})
    first = earliest(end.on, deadline.told_on, deadline.rule.notice_weeks)
    if first is None or first > today or deadline.needs_archive:
        return Erasure(Outcome.WAITING, {})
    return _erase(client, run, rule=deadline.rule, kind=end.kind, archive=deadline.archive)


@transaction.atomic
def delete_on_request(person: UUID, run: DeletionRun) -> Erasure:
    """Delete a person whose wish was granted; asks all questions again, with the person locked."""
    client = _locked(person)
    if client is None:
        return Erasure(Outcome.BUSY, {})
    release = erasing.released().get(person)
    if release is None:
        return Erasure(Outcome.NOT_DUE, {})
    if kept := refused_because(client, release):
        return Erasure(kept, {})
    deadline = Deadline.objects.filter(client=client).first()
    return _erase(client, run, rule=None, kind=ON_REQUEST, archive=deadline.archive if deadline else "")


def kept_because(client: Client) -> Outcome | None:
    """What keeps a person although the time has come: a restriction (Art. 18 GDPR) or a hold.

    A restriction of a single entry keeps too, since the entry would go with the rest; one that is set aside for some
    hours as well, for that is an exception for use.
    """
    if client.safeguards.standing().filter(kind=SafeguardKind.RESTRICTION).exists():
        return Outcome.RESTRICTED
    if RetentionHold.objects.running().filter(client=client).exists():
        return Outcome.HELD
    return None


def refused_because(client: Client, release: Release) -> Outcome | None:
    """What keeps a person although they asked to be deleted and it was granted."""
    if client.cases.filter(closed_at=None).exists():
        return Outcome.RUNNING
    if kept := kept_because(client):
        return kept
    if not release.is_answered:
        return Outcome.UNANSWERED
    deadline = Deadline.objects.select_related("rule").filter(client=client).first()
    return Outcome.ARCHIVE if deadline and deadline.needs_archive else None


@transaction.atomic
def delete_again(person: UUID, run: DeletionRun, entry: DeletionEntry) -> Erasure:
    """Delete a person that a backup brought back, as ``entry`` proves they had been deleted."""
    client = _locked(person)
    if client is None:
        return Erasure(Outcome.BUSY, {})
    return _erase(client, run, rule=None, kind=entry.kind, archive=entry.archive, again=entry)


def due_of(client: Client, rules: Sequence[RetentionRule] | None = None) -> Due | None:
    """When ``client`` may be deleted, by the clock. Four queries; ``rules`` if the caller has them."""
    entries = [client, *client.merged.order_by("pk")]
    areas = {entry.legal_area for entry in entries}
    areas |= set(Client.pgh_event_model.objects.filter(pgh_obj__in=entries).values_list("legal_area", flat=True))  # type: ignore[attr-defined]
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
        entered = [client.created_at, *client.merged.order_by("pk").values_list("created_at", flat=True)]
        records.append(Record(PersonKind.REGISTRATION, timezone.localdate(max(entered))))
    return records


def _locked(person: UUID) -> Client | None:
    """The person, with their cases, never an entry that stands under somebody: it goes with them.

    Nobody can add a case, a talk or a hold until the transaction ends.
    """
    persons = Client.objects.unmerged().select_for_update(of=("self",), skip_locked=True)
    client: Client | None = persons.filter(pk=person).first()
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
    on_request = kind == ON_REQUEST and again is None
    remains = None if again else remains_of(client)
    found = reach.rows_of([person])
    persons = frozenset(found[Client])
    going = Going(persons, {model._meta.label: tuple(keys) for model, keys in found.items()})
    rows = {label: count for label, eraser in erasing.erasers().items() if (count := eraser(going))}
    rows |= reach.remove(found, run=str(run.pk))
    if left := reach.still_linked(found):
        raise reach.Incomplete(", ".join(f"{table}: {count}" for table, count in sorted(left.items())))
    DeletionEntry.objects.create(
        run=run,
        kind=kind,
        rule=again.rule if again else str(kind_of(ON_REQUEST).label if on_request else rule),
        months=again.months if again else rule.months if rule else 0,
        source=again.source if again else rule.source if rule else "Art. 17 DSGVO" if on_request else "",
        archive=archive,
        rows=rows,
        marks=sorted([*map(mark_of_person, persons), *map(mark_of_reference, references)]),
    )
    if remains:
        remains.keep()
    return Erasure(Outcome.DELETED, rows, going.ids)
