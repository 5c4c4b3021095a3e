"""The run: work out, tell, delete, sweep, mix, check, and leave a protocol."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from roterfaden.base import erasing
from roterfaden.cases.models import Client
from roterfaden.retention import candidates
from roterfaden.retention.actions.erasing import (
    Erasure,
    Outcome,
    delete_again,
    delete_if_due,
    delete_on_request,
    refused_because,
)
from roterfaden.retention.actions.telling import tell_before, tell_of_reviews
from roterfaden.retention.clock import in_months
from roterfaden.retention.kinds import ON_REQUEST, kind_of
from roterfaden.retention.leftovers import leftovers
from roterfaden.retention.marks import mark_of_person, mark_of_reference
from roterfaden.retention.models import Deadline, DeletionEntry, DeletionRun, RetentionRule, RuleState
from roterfaden.retention.past import mix

log = logging.getLogger(__name__)

LOCK = 7_203_991_042
"""Any number, the same for everyone: PostgreSQL's advisory lock of this job."""


class AlreadyRunning(Exception):
    """Another process is deleting at this moment."""


@contextmanager
def alone() -> Iterator[None]:
    """Be the only run; raises :class:`AlreadyRunning`."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


@dataclass
class _Tally:
    """What a run has done so far."""

    run: DeletionRun
    rows: Counter[str] = field(default_factory=Counter)
    ids: set[UUID] = field(default_factory=set)

    def add(self, erasure: Erasure) -> None:
        """Count one person."""
        if erasure.outcome == Outcome.DELETED:
            self.run.persons += 1
            self.rows.update(erasure.rows)
            self.ids |= erasure.ids
        elif erasure.outcome == Outcome.HELD:
            self.run.held += 1
        elif erasure.outcome == Outcome.RESTRICTED:
            self.run.restricted += 1
        elif erasure.outcome != Outcome.NOT_DUE:
            self.run.waiting += 1


def rehearse(*, by: str, batch: int, today: date, say: Callable[[str], None]) -> DeletionRun:
    """Work out what is due and count it, rule by rule. Deletes nothing and tells nobody."""
    run = DeletionRun.objects.create(is_rehearsal=True, run_by=by)
    _refresh(batch, say)
    asked = [outcome for _release, outcome in requested()]
    due = [deadline for deadline in _due(today) if deadline.client_id not in erasing.released()]
    run.due = _due_by_rule(due, len(asked))
    free = [deadline for deadline in due if not deadline.is_restricted and not deadline.is_held]
    run.restricted = sum(deadline.is_restricted for deadline in due) + asked.count(Outcome.RESTRICTED)
    run.held = sum(deadline.is_held and not deadline.is_restricted for deadline in due) + asked.count(Outcome.HELD)
    run.waiting = sum(_waits(deadline, today) for deadline in free)
    run.waiting += sum(outcome not in {None, Outcome.RESTRICTED, Outcome.HELD} for outcome in asked)
    run.swept = {clock.kind: clock.count(before) for clock, before in _clocks(today)}
    return _finish(run)


def requested() -> list[tuple[erasing.Release, Outcome | None]]:
    """Whose erasure was granted on their request, and what keeps them all the same; ``None``: nothing does."""
    releases = erasing.released()
    persons = Client.objects.filter(pk__in=releases).order_by("pk")
    found = [(releases[client.pk], refused_because(client, releases[client.pk])) for client in persons]
    return sorted(found, key=lambda pair: pair[0].reference)


def _due_by_rule(due: list[Any], on_request: int) -> dict[str, int]:
    counts = Counter(str(deadline.rule) for deadline in due)
    if on_request:
        counts[str(kind_of(ON_REQUEST).label)] = on_request
    return dict(counts)


def _waits(deadline: Any, today: date) -> bool:
    return deadline.told_on is None or deadline.expected_on > today or deadline.needs_archive


def delete_due(*, by: str, batch: int, today: date, say: Callable[[str], None]) -> DeletionRun:
    """Tell what is coming, delete what is due, sweep what ran out. One transaction for each person."""
    run = DeletionRun.objects.create(is_rehearsal=False, run_by=by)
    _refresh(batch, say)
    run.told = tell_before(today)
    tell_of_reviews(today)
    asked = {release.person for release, _outcome in requested()}
    due = [deadline for deadline in _due(today) if deadline.client_id not in asked]
    run.due = _due_by_rule(due, len(asked))

    def delete(person: UUID) -> Erasure:
        return delete_on_request(person, run) if person in asked else delete_if_due(person, run, today=today)

    _delete_all(run, [*sorted(asked), *(deadline.client_id for deadline in due)], delete, batch, say)
    run.swept = {clock.kind: _sweep(clock, before, batch) for clock, before in _clocks(today)}
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return _finish(run)


def delete_anew(entries: list[DeletionEntry], *, by: str, batch: int, say: Callable[[str], None]) -> DeletionRun:
    """After a backup was restored: delete again whom the protocol proves deleted."""
    run = DeletionRun.objects.create(is_rehearsal=False, is_repeat=True, run_by=by)
    again = returned(entries)
    _delete_all(run, list(again), lambda pk: delete_again(pk, run, again[pk]), batch, say)
    return _finish(run)


def returned(entries: list[DeletionEntry]) -> dict[UUID, DeletionEntry]:
    """Persons in the database whose mark, or that of a case of theirs, stands in the protocol."""
    known = {mark: entry for entry in entries for mark in entry.marks}
    found = {}
    for pk, reference in Client.objects.order_by("pk").values_list("pk", "cases__reference").iterator():
        entry = known.get(mark_of_person(pk)) or (known.get(mark_of_reference(reference)) if reference else None)
        if entry:
            found[pk] = entry
    return found


def _refresh(batch: int, say: Callable[[str], None]) -> None:
    seen = found = 0
    for persons, with_end in candidates.refresh(batch):
        seen, found = seen + persons, found + with_end
        say(f"{seen} Personen geprüft, {found} mit absehbarem Ende")


def _due(today: date) -> list[Any]:
    """Whose day has come, the oldest first. The re-check inside the deletion decides."""
    due = Deadline.objects.with_hold().filter(delete_on__lte=today).select_related("rule")
    return list(due.order_by("delete_on", "id"))


def _delete_all(
    run: DeletionRun,
    persons: list[UUID],
    delete: Callable[[UUID], Erasure],
    batch: int,
    say: Callable[[str], None],
) -> None:
    tally = _Tally(run)
    for number, person in enumerate(persons, start=1):
        try:
            tally.add(delete(person))
        except Exception as error:  # one file that resists must not keep all others
            run.failed += 1
            # The text of an exception may hold what somebody typed.
            log.error("a person could not be deleted: %s", type(error).__name__)
        if number % batch == 0 or number == len(persons):
            say(f"{number} von {len(persons)} Personen bearbeitet, {run.persons} gelöscht")
    run.rows = dict(sorted(tally.rows.items()))
    if tally.ids:
        mix()
        run.left_over = leftovers(tally.ids)


def _clocks(today: date) -> Iterator[tuple[erasing.Clock, datetime]]:
    """The clocks with a rule in force, each with the moment before which its rows have run out."""
    rules = RetentionRule.objects.filter(state=RuleState.IN_FORCE, kind__in=erasing.clocks()).order_by(
        "kind", "-months"
    )
    longest = {rule.kind: rule for rule in reversed(rules)}
    for kind, rule in longest.items():
        # A row of day d is kept for its months: it has run out when d plus the months is past.
        day = in_months(today, -rule.months)
        if rule.from_year_end:
            day = date(day.year, 1, 1)
        yield erasing.clocks()[kind], timezone.make_aware(datetime.combine(day, time.min))


def _sweep(clock: erasing.Clock, before: datetime, batch: int) -> int:
    total = 0
    while count := clock.delete(before, batch):
        total += count
    return total


def _finish(run: DeletionRun) -> DeletionRun:
    run.finished_at = timezone.now()
    run.save()
    if not run.is_rehearsal and run.persons:
        write_down(run)
    return run


def protocol_directory() -> Path:
    """Where the protocol is written beside the database: a restored backup does not know what was deleted since."""
    return Path(settings.PROTOCOL_DIRECTORY)


def write_down(run: DeletionRun) -> Path:
    """Write the proofs of a run into a file of its own, readable for the operator only."""
    directory = protocol_directory()
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    fields = ("kind", "rule", "months", "source", "archive", "rows", "marks")
    lines = [
        {"deleted_on": entry.deleted_on.isoformat(), **{name: getattr(entry, name) for name in fields}}
        for entry in run.entries.order_by("id")
    ]
    path = directory / f"{timezone.localtime(run.started_at):%Y-%m-%d-%H%M%S}-{run.pk}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def written_entries() -> list[DeletionEntry]:
    """All proofs there are: of the database, and of the files beside it."""
    entries = list(DeletionEntry.objects.order_by("id"))
    for path in sorted(protocol_directory().glob("*.json")):
        for line in json.loads(path.read_text(encoding="utf-8")):
            entries.append(DeletionEntry(**{**line, "deleted_on": date.fromisoformat(line["deleted_on"])}))
    return entries
