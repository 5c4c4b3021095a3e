"""What a typed word may stand for among the words that offers have: other forms, compounds, typing errors.

All words are held in memory; what is looked up goes to PostgreSQL as a ``tsquery``. The beginning of a key finds a
stem and the compounds that begin with it, a key read backwards those that end with it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from roterfaden.offers.search.words import SHORTEST_STEM, backwards, stem_of, stems

MOST_CORRECTIONS = 5
MOST_INSIDE = 20
SHORTEST_INSIDE = 5
MOST_NEW = 5000
MOST_CORRECTED = 1000
# How well (of 100) a part of a longer word has to agree with the typed one: one letter of eight may differ.
ALIKE = 87


@dataclass(frozen=True)
class Meaning:
    """One word of a query and what it may stand for. ``same`` are its forms, as exact as typed.

    ``about`` and ``loosely`` are topics it only touches and their words, asked for where little else is found;
    ``written`` is how it stands in the query, for people to read.
    """

    typed: str
    same: tuple[str, ...]
    corrections: tuple[str, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    inside: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    related: tuple[tuple[str, ...], ...] = ()
    about: tuple[str, ...] = ()
    loosely: tuple[tuple[str, ...], ...] = ()
    written: str = ""

    @property
    def exactly(self) -> tuple[str, ...]:
        """The word in each of its forms, as a ``tsquery``."""
        return tuple(map(quoted, self.same))

    @property
    def nearly(self) -> tuple[str, ...]:
        """Everything else it may stand for, each as a ``tsquery``."""
        typed = (self.typed,) if self.same else ()
        whole = [part for word in (*typed, *self.corrections) for part in compounds_with(word)]
        near = [*whole, *map(quoted, self.inside), *(part for word in self.synonyms for part in compounds_with(word))]
        near += [together(words) for words in (*self.parts, *self.related)]
        return tuple(dict.fromkeys(near))


def quoted(word: str) -> str:
    """A word as ``tsquery``: folded words hold letters and digits only."""
    return f"'{word}'"


def beginning(word: str) -> str:
    """Everything that begins so."""
    return f"'{word}':*"


def together(words: Iterable[str]) -> str:
    """All of these beginnings in one section."""
    return "(" + " & ".join(map(beginning, words)) + ")"


def compounds_with(word: str) -> list[str]:
    """Longer words that begin or end with this one; short ones stand for themselves."""
    stem = stem_of(word)
    if len(stem) < SHORTEST_STEM:
        return [quoted(word)]
    return [beginning(stem), *map(beginning, backwards(word))]


class Vocabulary:
    """All words, ready to be looked through; new ones lie over ``below``, since sorting all anew takes a second."""

    def __init__(self, words: Iterable[str], below: "Vocabulary | None" = None) -> None:
        self.words = sorted(set(words))
        self.layers: list[Vocabulary] = [*(below.layers if below else ()), self]
        self._text = "\n" + "\n".join(self.words) + "\n"
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self.words:
            for stem in stems(word):
                self._by_stem[stem].append(word)
            self._by_length[len(word)].append(word)
        self._corrected: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._ends = sorted({key for word in self.words if len(word) > SHORTEST_STEM for key in backwards(word)})

    def with_words(self, words: Iterable[str]) -> "Vocabulary":
        """This vocabulary and some more words."""
        lowest, *above = self.layers
        new = {word for layer in above for word in layer.words}.union(words)
        return Vocabulary(new, lowest) if len(new) < MOST_NEW else Vocabulary(new.union(lowest.words))

    def meaning(self, typed: str, *, corrected: bool = False) -> Meaning:
        """What the word may stand for; misspelt if nothing has it, or if said so."""
        same, parts = self.forms_of(typed), tuple(self._parts(typed))
        wrong = corrected or not (same or self.begins(stem_of(typed)) or self.ends(typed))
        inside = tuple(self._inside(stem_of(typed))) if not same else ()
        corrections = self._corrections(typed, is_compound=bool(parts)) if wrong and not inside else ()
        return Meaning(typed, same or (typed,), corrections, parts, inside)

    def forms_of(self, typed: str) -> tuple[str, ...]:
        """The words that differ by their ending alone."""
        found = (word for layer in self.layers for stem in stems(typed) for word in layer._by_stem.get(stem, ()))
        return tuple(dict.fromkeys(found))

    def begins(self, stem: str) -> bool:
        """Whether a word begins so."""
        return any(_has_beginning(layer.words, stem) for layer in self.layers)

    def ends(self, word: str) -> bool:
        """Whether a compound ends with this word."""
        endings = backwards(word) if len(word) >= SHORTEST_STEM else ()
        return any(_has_beginning(layer._ends, ending) for layer in self.layers for ending in endings)

    def _inside(self, stem: str) -> Iterator[str]:
        """Words in the middle of which it stands, as "such" in "Wohnungssuchhilfe"."""
        if len(stem) < SHORTEST_INSIDE:
            return
        for number, word in enumerate(self._holding(stem)):
            if number == MOST_INSIDE:
                return
            yield word

    def _holding(self, piece: str) -> Iterator[str]:
        for text in (layer._text for layer in self.layers):
            at = text.find(piece)
            while at >= 0:
                start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
                yield text[start:end]
                at = text.find(piece, end)

    def _corrections(self, typed: str, *, is_compound: bool) -> tuple[str, ...]:
        """What may be meant by a misspelt word; kept for a while, as one search asks several times."""
        key = typed, is_compound
        if key not in self._corrected:
            if len(self._corrected) >= MOST_CORRECTED:
                self._corrected.clear()
            self._corrected[key] = tuple(self._find_corrections(typed, is_compound=is_compound))
        return self._corrected[key]

    def _find_corrections(self, typed: str, *, is_compound: bool) -> Iterator[str]:
        """The nearest known words: no slip of the pen in short words, one up to seven letters, two in longer ones; if
        there is none, the same for the word without its ending.

        If there is none, longer words which hold the typed one nearly: "betreung" is in "Kinderbetreuung". With one
        slip, one half of the word stands in them as it was typed. A word that can be read as a compound of known ones
        is none of those: "Asylberatung" is not a piece of "Sozialberatung".
        """
        near = self._near(typed) or self._near(stem_of(typed))
        best = min(near, default=(0, ""))[0]
        yield from [word for distance, word in sorted(near) if distance == best][:MOST_CORRECTIONS]
        if near or is_compound or len(typed) < 2 * SHORTEST_STEM:
            return
        middle = len(typed) // 2
        halves = {word for piece in (typed[:middle], typed[middle:]) for word in self._holding(piece)}
        longer = sorted(word for word in halves if len(word) > len(typed))
        found = process.extract(typed, longer, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=MOST_CORRECTIONS)
        yield from (word for word, _likeness, _index in found)

    def _near(self, typed: str) -> list[tuple[float, str]]:
        """Known words with few slips, and how many."""
        slips = 0 if len(typed) < SHORTEST_STEM else 1 if len(typed) < 8 else 2
        return [
            (distance, word)
            for layer in self.layers
            for length in range(len(typed) - slips, len(typed) + slips + 1)
            for word, distance, _index in process.extract(
                typed, layer._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips, limit=MOST_CORRECTIONS
            )
        ]

    def _parts(self, typed: str) -> Iterator[tuple[str, ...]]:
        """The ways to read the word as a compound of words which offers have."""
        for cut in range(SHORTEST_STEM, len(typed) - SHORTEST_STEM + 1):
            first, second = stem_of(typed[:cut]), stem_of(typed[cut:])
            if self._has_stem(first) and self._has_stem(second):
                yield first, second

    def _has_stem(self, stem: str) -> bool:
        return any(stem in layer._by_stem for layer in self.layers)


def _has_beginning(ordered: list[str], beginning: str) -> bool:
    at = bisect_left(ordered, beginning)
    return at < len(ordered) and ordered[at].startswith(beginning)
