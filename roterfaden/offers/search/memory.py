"""What this process holds of the directory: which offer has what, and all words.

Nothing is ever answered from an old state. Each row of ``OfferEntry`` and ``SearchWord`` bears the number of the
transaction that wrote it. Every search asks for rows of transactions that had not ended when this process looked last
(``pg_snapshot_xmin``), usually none, and takes them in. What the running transaction has written itself may still be
rolled back: a state with it is used once and not kept. A table that was emptied is a new file to PostgreSQL.

100,000 offers in twelve languages take about 260 MB (``benchmarks/search``), read at the first search of a process.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from sys import intern
from uuid import UUID

from django.db import connection

from roterfaden.offers.search import bits
from roterfaden.offers.search.lookup import Frequent
from roterfaden.offers.search.vocabulary import Vocabulary

_CHANGED = """
with now as (
    select pg_relation_filenode('offers_offerentry')::bigint as entries,
           pg_relation_filenode('offers_searchword')::bigint as words,
           pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint as newest,
           coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0) as own
)
select '', null::uuid, current_database()::text, null::date, array[entries, words, oldest, own]::text[], 0::bigint,
       false
from now
union all
select 'entry', offer_id, title, last_day, facets || number::text, changed, is_listed
from offers_offerentry, now where changed >= %(seen)s and (changed < newest or changed = own or %(seen)s = 0)
union all
select 'word', null, word, null, null, changed, false
from offers_searchword, now where changed >= %(seen)s and (changed < newest or changed = own or %(seen)s = 0)
union all
select 'district', null, name, null, array[key], 0, false from network_district
"""
"""The first row says where PostgreSQL stands. After a restore rows may bear numbers that are still to come."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One offer as it is counted. The names of facets are those of all offers: each is held once."""

    offer: UUID | None
    title: str
    last_day: date | None
    facets: tuple[str, ...]
    is_listed: bool


@dataclass(frozen=True)
class Memory:
    """One state of the directory; never changed, only succeeded."""

    files: tuple[str, ...] = ()
    seen: int = 0
    entries: dict[int, Entry] = field(default_factory=dict)
    sets: dict[str, int] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    districts: tuple[tuple[str, str], ...] = ()
    frequent: Frequent = field(default_factory=Frequent)

    @cached_property
    def most(self) -> int:
        """The highest number of an offer."""
        return max(self.entries, default=0)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All words, with those of topics, synonyms and conditions."""
        from roterfaden.offers.search.shipped import shipped

        return Vocabulary(self.words | shipped().known)

    @cached_property
    def number_of(self) -> dict[UUID, int]:
        """The number of each offer."""
        return {entry.offer: number for number, entry in self.entries.items() if entry.offer}

    @cached_property
    def ordered(self) -> list[int]:
        """All numbers by title."""
        return sorted(self.entries, key=lambda number: (self.entries[number].title, str(self.entries[number].offer)))

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The place of each number by title."""
        return {number: place for place, number in enumerate(self.ordered)}

    @cached_property
    def last_days(self) -> dict[date, int]:
        """The offers that end, by their last day."""
        found: dict[date, list[int]] = defaultdict(list)
        for number, entry in self.entries.items():
            if entry.last_day:
                found[entry.last_day].append(number)
        return {day: bits.of_numbers(numbers, self.most) for day, numbers in found.items()}

    def current(self, today: date) -> int:
        """The offers that stand in the directory on this day."""
        found = self.having(LISTED)
        for day, ended in self.last_days.items():
            if day < today:
                found &= ~ended
        return found

    def having(self, facet: str) -> int:
        """The offers with this value of a filter."""
        return self.sets.get(facet, 0)

    @cached_property
    def by_filter(self) -> dict[str, dict[str, int]]:
        """The offers with each value of each filter."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for facet, having in self.sets.items():
            name, _colon, value = facet.partition(":")
            if having:
                found[name][value] = having
        return dict(found)

    def values_of(self, name: str) -> list[str]:
        """The values of a filter that some offer has."""
        return list(self.by_filter.get(name, ()))

    def having_any(self, name: str) -> bool:
        """Whether an offer can be filtered so at all."""
        return bool(self.values_of(name))

    def with_changes(self, entries: dict[int, Entry], words: Iterable[str]) -> "Memory":
        """The state after these changes."""
        sets = _patched(self.sets, self.entries, entries) if self.entries else _built(entries)
        more = frozenset(words) - self.words
        frequent = self.frequent.after(bits.of_numbers(entries, max(entries, default=0)))
        now = replace(self, entries=self.entries | entries, sets=sets, words=self.words | more, frequent=frequent)
        if "vocabulary" in self.__dict__:
            now.__dict__["vocabulary"] = self.vocabulary.with_words(more) if more else self.vocabulary
        return now

    def moved_on(self, changes: "_Changes") -> "Memory":
        """The same state, looked at now; what was worked out once stays."""
        now = replace(self, files=changes.files, seen=changes.oldest, districts=tuple(sorted(changes.districts)))
        now.__dict__.update({name: self.__dict__[name] for name in _DERIVED if name in self.__dict__})
        return now


LISTED = "listed"
_DERIVED = ("vocabulary", "by_filter", "most", "number_of", "ordered", "place_of", "last_days")
_kept: dict[str, Memory] = {}
_lock = threading.Lock()


def memory() -> Memory:
    """The directory as the running transaction sees it. One query."""
    with _lock:
        kept = _kept.get(connection.alias, Memory())
        changes = _changes(kept.seen)
        if changes.files != kept.files and kept.seen:
            # At once: what is read now may not be kept, and then each search would read everything beside it.
            _kept.pop(connection.alias)
            kept = Memory()
            changes = _changes(0)
        now = kept.with_changes(changes.entries, changes.words) if changes.entries or changes.words else kept
        now = now.moved_on(changes)
        if not changes.are_own:
            _kept[connection.alias] = now
        return now


@dataclass
class _Changes:
    """What was written since this process looked last. ``are_own``: some by the running transaction."""

    files: tuple[str, ...] = ()
    oldest: int = 0
    are_own: bool = False
    entries: dict[int, Entry] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    districts: list[tuple[str, str]] = field(default_factory=list)


def _changes(seen: int) -> _Changes:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"seen": seen})
        rows = cursor.fetchall()
    told = _Changes()
    own = next(row[4][3] for row in rows if not row[0])
    for kind, offer, text, last_day, listed, changed, is_listed in rows:
        told.are_own = told.are_own or 0 != changed == int(own)
        if kind == "entry":
            *facets, number = listed
            told.entries[int(number)] = Entry(offer, text, last_day, tuple(map(intern, facets)), is_listed)
        elif kind == "word":
            told.words.append(text)
        elif kind == "district":
            told.districts.append((listed[0], text))
        else:
            told.files, told.oldest = (text, *listed[:2]), int(listed[2])
    return told


def _sets_of(entry: Entry) -> Iterable[str]:
    return (LISTED, *entry.facets) if entry.is_listed else ()


def _built(entries: dict[int, Entry]) -> dict[str, int]:
    most = max(entries, default=0)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, entry in entries.items():
        for facet in _sets_of(entry):
            numbers[facet].append(number)
    return {facet: bits.of_numbers(found, most) for facet, found in numbers.items()}


def _patched(sets: dict[str, int], before: dict[int, Entry], after: dict[int, Entry]) -> dict[str, int]:
    most = max(*before, *after)
    added: dict[str, list[int]] = defaultdict(list)
    touched: set[str] = set()
    for number, entry in after.items():
        touched.update(_sets_of(entry))
        if number in before:
            touched.update(_sets_of(before[number]))
        for facet in _sets_of(entry):
            added[facet].append(number)
    changed = bits.of_numbers(after, most)
    return sets | {facet: (sets.get(facet, 0) & ~changed) | bits.of_numbers(added[facet], most) for facet in touched}
