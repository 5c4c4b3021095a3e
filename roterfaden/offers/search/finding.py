"""The search itself: which offers fit, in which order, and how many each filter would leave."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any, overload
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils import timezone

from roterfaden.offers.models import Offer, ReviewInterval, Section
from roterfaden.offers.models.telling import FREE_PLACES_HOLD
from roterfaden.offers.search import bits
from roterfaden.offers.search.lookup import look_up
from roterfaden.offers.search.memory import Memory, memory
from roterfaden.offers.search.nearby import Distances, Near, distances
from roterfaden.offers.search.understanding import Query, Understood, loosely, understand
from roterfaden.offers.search.vocabulary import Meaning, together
from roterfaden.offers.search.when import WHEN, taking_place

EXACT = {Section.REST: 2, Section.PROVIDER: 4, Section.KEYWORDS: 16, Section.TITLE: 32}
"""What a word counts as it was typed, by where it stands."""
NEARLY = {Section.REST: 1, Section.PROVIDER: 2, Section.KEYWORDS: 4, Section.TITLE: 8}
"""What a corrected one, a synonym or a part of a longer word counts."""
TOPIC_POINTS = EXACT[Section.KEYWORDS]
"""More than a title that only has a like word: "Jugendtreff" comes before "Jugendamt" for "Jugendzentrum"."""
LEAST, MOST_POINTS = 1, EXACT[Section.TITLE]

FEW = 10
"""Where less is found, what comes near is shown as well, after it."""

FREE = "frei:on"
SILENT = "-"
"""Stands for offers that say nothing about a filter."""

Chosen = Mapping[str, Sequence[str]]
"""The values chosen of each filter: one of them has to fit."""


@dataclass
class Hits:
    """The offers that have one thing asked for: by points, and those that say so in the reader's language."""

    by_points: dict[int, int] = field(default_factory=dict)
    own: int = 0

    def take(self, found: int, points: int, *, is_own: bool) -> None:
        """These offers have it, with so many points."""
        self.by_points[points] = self.by_points.get(points, 0) | found
        if is_own:
            self.own |= found

    def take_all(self, rows: Iterable[tuple[int, bool, int]], points: Mapping[Any, int]) -> None:
        """The offers in these rows have it, with the points of the section."""
        for section, is_own, having in rows:
            self.take(having, points[section], is_own=is_own)

    @property
    def all(self) -> int:
        """Every offer that has it."""
        return bits.union(self.by_points.values())

    @property
    def digits(self) -> list[int]:
        """The best points of each offer as binary digits, the lowest first."""
        digits, left = [0] * MOST_POINTS.bit_length(), ~0
        for points in sorted(self.by_points, reverse=True):
            digits[points.bit_length() - 1] |= self.by_points[points] & left
            left &= ~self.by_points[points]
        return digits


@dataclass(frozen=True)
class Found:
    """What a search found. ``in_part``: nothing has all words or meets all conditions, these have most of them."""

    query: Query
    numbers: int
    in_part: bool
    missed: tuple[tuple[str, int], ...]
    memory: Memory
    chosen: Chosen
    when: Mapping[str, int]
    near: Distances | None = None
    digits: tuple[int, ...] = ()

    @cached_property
    def narrowed(self) -> int:
        """What is left with every filter chosen."""
        return self._narrowed(self.chosen)

    def __len__(self) -> int:
        return self.narrowed.bit_count()

    @property
    def without_filters(self) -> int:
        """How many there would be without any filter."""
        return self.numbers.bit_count()

    def count(self, name: str, *values: str) -> int:
        """How many offers choosing these values of a filter would leave, the other filters as they are."""
        return (self._others[name] & self._having(name, values)).bit_count()

    def counts(self, name: str) -> dict[str, int]:
        """The values of a filter that leave something, with how many."""
        there = self._others[name]
        counted = (
            (value, (having & there).bit_count()) for value, having in self.memory.by_filter.get(name, {}).items()
        )
        return {value: number for value, number in counted if number and value != SILENT}

    @cached_property
    def _others(self) -> "_Others":
        return _Others(self)

    def without(self, name: str) -> int:
        """What every filter but this one leaves."""
        return self._narrowed({other: values for other, values in self.chosen.items() if other != name})

    def _narrowed(self, chosen: Chosen) -> int:
        found = self.numbers
        for name, values in chosen.items():
            if values:
                found &= self._having(name, values)
        return found

    def _having(self, name: str, values: Sequence[str]) -> int:
        facets = [f"{name}:{value}" for value in values]
        return bits.union(self.when.get(facet, self.memory.having(facet)) for facet in facets)

    def slice(self, start: int, stop: int) -> list[int]:
        """Offers from ``start`` up to ``stop`` in their order, as numbers."""
        chosen: list[int] = []
        for group in self._groups():
            size = group.bit_count()
            if start < size:
                chosen += _by_title(group, self.memory, stop)[start:stop]
            start, stop = max(0, start - size), stop - size
            if stop <= 0:
                break
        return chosen

    def _groups(self) -> Iterator[int]:
        """Offers of one rank, the best first; with a place to be near, those of one distance."""
        left = self.narrowed
        for place in self.near.kilometres if self.near else ():
            here = left & self.memory.having(f"ort:{place}")
            if here:
                yield here
                left &= ~here
        yield from bits.by_points(left, self.digits)

    def offers(self, queryset: QuerySet[Offer]) -> "Listed":
        """The found offers, loaded page by page from this queryset."""
        return Listed(self, queryset)

    def keys(self, numbers: Sequence[int]) -> list[UUID]:
        """The offers with these numbers."""
        found = (self.memory.entries[number].offer for number in numbers)
        return [pk for pk in found if pk]

    def numbers_of(self, offers: Sequence[Offer]) -> dict[UUID, int]:
        """The number of each of these offers."""
        return {offer.pk: self.memory.number_of[offer.pk] for offer in offers}

    def lacks(self, number: int) -> list[str]:
        """What was asked for and this offer does not have or does not say."""
        return [name for name, having in self.missed if not having >> number & 1]


class _Others(dict[str, int]):
    """For each filter what the others leave; worked out when asked for."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found

    def __missing__(self, name: str) -> int:
        chosen = self.found.chosen.get(name)
        self[name] = self.found.without(name) if chosen else self.found.narrowed
        return self[name]


@dataclass(frozen=True)
class Listed(Sequence[Offer]):
    """Found offers as a sequence for a paginator; a slice costs the queries of its queryset."""

    found: Found
    queryset: QuerySet[Offer]

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, part: int) -> Offer: ...
    @overload
    def __getitem__(self, part: slice) -> list[Offer]: ...
    def __getitem__(self, part: int | slice) -> Offer | list[Offer]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        numbers = self.found.slice(part.start or 0, len(self) if part.stop is None else part.stop)
        places = {pk: at for at, pk in enumerate(self.found.keys(numbers))}
        loaded = self.queryset.filter(pk__in=places).order_by("pk")
        return sorted(loaded, key=lambda offer: places[offer.pk])


def search(
    text: str = "",
    *,
    chosen: Chosen | None = None,
    prefer: Sequence[str] = (),
    near: Near | None = None,
    language: str = "de",
    now: datetime | None = None,
    held: Memory | None = None,
) -> Found:
    """Current offers that have every word of ``text`` and meet its conditions, typing errors forgiven.

    ``chosen`` narrows further. First come offers found in the reader's ``language``, then those that say most about the
    words, then those with most of the values to ``prefer`` ("quartier:drewer"), then those confirmed in time,
    then by title; with ``near`` the nearest ones first. Words are looked up in all languages. Two to five
    queries, whatever is found.
    """
    now = now or timezone.localtime()
    held = held or memory()
    query = _read(text, held)
    listed = held.current(now.date())
    wanted = {facet for condition in query.conditions for facet in condition.facets} | {
        f"{name}:{value}" for name, values in (chosen or {}).items() for value in values
    }
    when = {**taking_place(wanted, now, held.most), FREE: _free(held, now.date())}
    words, spoken, query = _hits(query, held, language)
    conditions = [_met(condition, held, when, spoken) for condition in query.conditions]
    numbers, in_part = _fitting(listed, words, conditions)
    fresh = bits.union(held.having(f"stand:{until}") for until in _from(now.date()))
    digits = [fresh, *_digits([*words, *conditions], [held.having(facet) for facet in prefer])]
    if query.words and not in_part and numbers.bit_count() < FEW:
        whole, numbers = numbers, numbers | _wider(listed, query, words, conditions, held, language)
        digits = [fresh, *_digits([*words, *conditions], [held.having(facet) for facet in prefer]), whole]
    names = [*(word.written for word in query.words), *(condition.name for condition in query.conditions)]
    missed = tuple(zip(names, [hits.all for hits in (*words, *conditions)], strict=True))
    return Found(query, numbers, in_part, missed, held, chosen or {}, when, distances(near), tuple(digits))


def _free(held: Memory, day: date) -> int:
    """The offers with free places of which somebody told lately."""
    until = (day + timedelta(days=number) for number in range(FREE_PLACES_HOLD.days + 1))
    return bits.union(held.having(f"frei:{one:%Y-%m-%d}") for one in until)


def _from(day: date) -> Iterator[str]:
    """The days left in this month, and the months in which the longest interval of reviews may end."""
    yield from (f"{day:%Y-%m}-{number:02}" for number in range(day.day, 32))
    for months in range(1, max(ReviewInterval.values) + 1):
        yield f"{day + relativedelta(months=months):%Y-%m}"


def _read(text: str, held: Memory) -> Query:
    return understand(text, held.vocabulary, held.districts) if text.strip() else Query(text)


def _hits(query: Query, held: Memory, language: str) -> tuple[list[Hits], dict[str, Hits], Query]:
    """What has each word; what has each word of the conditions; and the query as it was read in the end.

    A word that nothing has is looked for once more as if it were misspelt.
    """
    said = {
        meaning.typed: meaning
        for one in query.conditions
        for meaning in one.meanings
        if not WHEN.intersection(one.facets)
    }
    hits = _look_up([*query.words, *said.values()], held, language)
    many = len(query.words)
    words, spoken = hits[:many], dict(zip(said, hits[many:], strict=True))
    if all(one.all for one in words):
        return words, spoken, query
    again = {one.typed: one for one in understand(query.text, held.vocabulary, held.districts, corrected=True).words}
    better = [one if hit.all else again.get(one.typed, one) for one, hit in zip(query.words, words, strict=True)]
    anew = {at: one for at, one in enumerate(better) if one != query.words[at]}
    for at, hit in zip(anew, _look_up(list(anew.values()), held, language), strict=True):
        words[at] = hit
    return words, spoken, replace(query, words=tuple(better))


def _met(condition: Understood, held: Memory, when: Mapping[str, int], spoken: Mapping[str, Hits]) -> Hits:
    """What meets a condition: because it is kept so, or because its words say so."""
    each = [spoken[meaning.typed] for meaning in condition.meanings if meaning.typed in spoken]
    hits = Hits()
    if len(each) == 1:
        hits = Hits(dict(each[0].by_points), each[0].own)
    elif each:
        hits.take(_intersection(one.all for one in each), LEAST, is_own=True)
    kept = bits.union(when.get(facet, held.having(facet)) for facet in condition.facets)
    hits.take(kept, TOPIC_POINTS, is_own=True)
    return hits


def _look_up(meanings: Sequence[Meaning], held: Memory, language: str) -> list[Hits]:
    """The offers that have each of these words, in one query."""
    hits = [Hits() for _meaning in meanings]
    parts = [part for meaning in meanings for part in (*meaning.exactly, *meaning.nearly)]
    found = look_up(parts, language, held.frequent, held.most)
    for meaning, one in zip(meanings, hits, strict=True):
        for points, same in ((EXACT, meaning.exactly), (NEARLY, meaning.nearly)):
            one.take_all((row for part in same for row in found[part]), points)
        for topic in meaning.topics:
            one.take(held.having(f"thema:{topic}"), TOPIC_POINTS, is_own=True)
    return hits


def _fitting(listed: int, words: list[Hits], conditions: list[Hits]) -> tuple[int, bool]:
    """What has every word and meets every condition; else what comes nearest: words count before conditions."""
    named, all_words = _most(listed, [hits.all for hits in words])
    met, all_conditions = _most(named, [hits.all for hits in conditions])
    if not words and not all_conditions and met == listed:
        return 0, False
    return met, bool(met) and not (all_words and all_conditions)


def _most(among: int, sets: list[int]) -> tuple[int, bool]:
    """The offers in most of the sets, and whether that is all of them; with words that nothing has, no offer."""
    whole = _intersection(sets, among)
    if whole or not sets:
        return whole, True
    digits: list[int] = []
    for one in sets:
        digits = bits.add(digits, [one])
    some = among & bits.union(sets)
    return next(bits.by_points(some, digits), 0), False


def _wider(listed: int, query: Query, words: list[Hits], conditions: list[Hits], held: Memory, language: str) -> int:
    """Where few have everything: what has all words but one, or speaks of the same topics in other words.

    It comes after all that was found, and what was found for a word counts for it from now on.
    """
    meanings = [loosely(meaning) for meaning in query.words]
    said = [list(map(together, meaning.loosely)) for meaning in meanings]
    found = look_up(chain.from_iterable(said), language, held.frequent, held.most)
    for meaning, parts, hits in zip(meanings, said, words, strict=True):
        for _section, is_own, having in (row for part in parts for row in found[part]):
            hits.take(having, LEAST, is_own=is_own)
        hits.take(bits.union(held.having(f"thema:{topic}") for topic in meaning.about), TOPIC_POINTS, is_own=True)
    met = _intersection((hits.all for hits in conditions), listed)
    each = [hits.all for hits in words]
    if len(each) == 1:
        return met & each[0]
    return met & bits.union(_intersection(each[:at] + each[at + 1 :]) for at in range(len(each)))


def _digits(hits: list[Hits], preferred: list[int]) -> list[int]:
    """What orders the offers, as binary digits: the language before the words before what is preferred."""
    fit: list[int] = []
    for one in preferred:
        fit = bits.add(fit, [one])
    points: list[int] = []
    for found in hits:
        points = bits.add(points, found.digits)
    own = [_intersection(one.own for one in hits)] if hits else []
    return [*fit, *points, *own]


def _by_title(group: int, held: Memory, most: int) -> list[int]:
    """At least the first ``most`` of a group by title."""
    size = group.bit_count()
    if size * 8 < len(held.ordered):
        return sorted(bits.numbers(group), key=held.place_of.__getitem__)
    content = group.to_bytes(held.most // 8 + 1, "little")
    chosen = []
    for number in held.ordered:
        if content[number >> 3] >> (number & 7) & 1:
            chosen.append(number)
            if len(chosen) == most:
                break
    return chosen


def _intersection(sets: Any, among: int = ~0) -> int:
    for one in sets:
        among &= one
    return among
