"""Finding offers by the words of a conversation: spelling mistakes, endings and compounds are forgiven.

Each offer stores the folded words one may look for, in four sections of falling weight: title; keywords, kind and
fields; provider; everything else. All words of all offers stand once more in ``SearchWord``: a word that occurs nowhere
is most likely misspelt and is looked for as the words nearest to it. Trigrams alone would miss "wohung" or "arbiet".

Among 5,000 offers a search with count and 25 rows takes 20 to 77 ms (medians on two cores, measured with
``benchmarks/offer_search.py``).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable, Func
from django.db.models.fields import TextField
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from roterfaden.base.languages import language_name
from roterfaden.base.names import fold

if TYPE_CHECKING:
    from roterfaden.offers.models import Offer

SEPARATOR = " | "
WEIGHTS = (8, 4, 2, 1)
# A word written as typed counts double what a corrected or taken apart one does.
EXACT, NEARLY = 2, 1

# A query is a few words; more would only cost time.
MOST_WORDS = 8
# Reading a word as a compound tries every cut: a word of 70,000 letters would keep the server busy for minutes.
LONGEST_WORD, LONGEST_QUERY = 60, 300
SHORTEST_PART = 4
MOST_CORRECTIONS = 5
# How well (of 100) a part of a longer word has to agree with the typed one: one letter of eight may differ.
ALIKE = 87

_STOP_WORDS = frozenset(
    fold("""der die das den dem des ein eine einen einem einer eines und oder für mit ohne in im am an auf aus bei beim
    zu zum zur von vom nach um ich wir sie er es man kann will suche sucht brauche braucht gibt""").split()
)
# Without its ending a word finds its other forms: Wohnung(en), such(e), Frau(en), Kind(er).
_ENDING = re.compile(r"(?<=...)(?:innen|in|ern|en|er|em|es|e|n|s)$")


@dataclass(frozen=True)
class Word:
    """One word of the query with everything it may stand for; ``is_known`` if some offer has it as it is typed."""

    typed: str
    stem: str
    is_known: bool
    corrections: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]

    @property
    def is_found(self) -> Q:
        """The condition that an offer has this word."""
        spellings = [Q(search_text__contains=word) for word in (self.stem, *self.corrections)]
        return reduce(or_, [*spellings, *map(_in_one_section, self.parts)])

    @property
    def relevance(self) -> Combinable:
        """How much an offer says about this word, by the best section in which it stands."""
        return Case(
            *(When(condition, then=Value(points)) for condition, points in self._points()),
            default=Value(0),
            output_field=IntegerField(),
        )

    def _points(self) -> list[tuple[Q, int]]:
        points = []
        for number, weight in enumerate(WEIGHTS, start=1):
            points.append((Q(**{f"section_{number}__contains": self.stem}), weight * EXACT))
            for near in (*((word,) for word in self.corrections), *self.parts):
                all_parts = reduce(and_, [Q(**{f"section_{number}__contains": part}) for part in near])
                points.append((all_parts, weight * NEARLY))
        return sorted(points, key=lambda point: -point[1])


def read_query(text: str, vocabulary: str) -> list[Word]:
    """The telling words of a query; ``vocabulary`` is every word of the directory, separated by blanks."""
    typed = list(dict.fromkeys(word[:LONGEST_WORD] for word in fold(text[:LONGEST_QUERY]).split()))
    telling = [word for word in typed if word not in _STOP_WORDS and len(word) > 1] or typed
    return [_word(word, vocabulary) for word in telling[:MOST_WORDS]]


def section(number: int) -> Func:
    """Section ``number`` (from 1) of the stored search text."""
    return Func(F("search_text"), Value(SEPARATOR), Value(number), function="split_part", output_field=TextField())


def words_of(offer: "Offer") -> str:
    """The text by which an offer is found. Reads its relations: prefetch them for many; a new offer has none yet."""
    is_new = offer._state.adding
    fields = [] if is_new else [field.short_title for field in offer.fields_of_action.all()]
    groups = [] if is_new else [group.name for group in offer.target_groups.all()]
    places = [] if is_new else [f"{place.name} {place.district or ''}" for place in offer.places.all()]
    languages = [language_name(code) for code in offer.languages]
    childcare = ["Kinderbetreuung"] if offer.childcare else []
    parts: Iterable[Iterable[str]] = (
        [offer.title],
        [*offer.keywords, str(offer.get_kind_display()), *fields, *childcare],
        [offer.organisation.name, offer.organisation.short_name],
        [offer.target_group, *groups, *places, *languages, offer.german_level, offer.description],
    )
    return SEPARATOR.join(fold(" ".join(part)) for part in parts)


def _word(typed: str, vocabulary: str) -> Word:
    stem = stem_of(typed)
    is_known = stem in vocabulary
    corrections = () if is_known else tuple(_corrections(typed, vocabulary.split()))
    return Word(typed, stem, is_known, corrections, tuple(dict.fromkeys(_parts(typed, f" {vocabulary}"))))


def stem_of(word: str) -> str:
    """The word without its ending; short words stay as they are."""
    return _ENDING.sub("", word) if len(word) > SHORTEST_PART else word


def _corrections(typed: str, vocabulary: list[str]) -> Iterator[str]:
    """The nearest known words: no slip of the pen in short words, one up to seven letters, two in longer ones.

    If there is none, longer words which hold the typed one nearly: "betreung" is in "Kinderbetreuung".
    """
    slips = 0 if len(typed) < SHORTEST_PART else 1 if len(typed) < 8 else 2
    near = process.extract(typed, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=MOST_CORRECTIONS)
    best = min((distance for _word, distance, _index in near), default=0)
    yield from (stem_of(word) for word, distance, _index in near if distance == best)
    if not near and len(typed) > SHORTEST_PART:
        longer = [word for word in vocabulary if len(word) > len(typed)]
        holding = process.extract(typed, longer, scorer=fuzz.partial_ratio, score_cutoff=ALIKE, limit=MOST_CORRECTIONS)
        yield from (word for word, _likeness, _index in holding)


def _parts(typed: str, vocabulary: str) -> Iterator[tuple[str, str]]:
    """The ways to read the word as a compound of words which offers have."""
    for cut in range(SHORTEST_PART, len(typed) - SHORTEST_PART + 1):
        first, second = stem_of(typed[:cut]), stem_of(typed[cut:])
        if f" {first}" in vocabulary and f" {second}" in vocabulary:
            yield first, second


def _in_one_section(parts: tuple[str, str]) -> Q:
    """Both halves stand together: "Wohnung suchen" in a title, but not a child here and the Betreuungsdienst there."""
    first, second = parts
    together = (
        Q(**{f"section_{number}__contains": first}) & Q(**{f"section_{number}__contains": second})
        for number in range(1, len(WEIGHTS) + 1)
    )
    # The whole text first: that comparison has an index.
    return Q(search_text__contains=first) & Q(search_text__contains=second) & reduce(or_, together)
