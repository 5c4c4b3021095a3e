"""Finding offers by the words of a conversation: spelling mistakes, endings and compounds are forgiven.

Each offer stores the folded words one may look for, in four sections of falling weight: title; keywords, kind and
fields; provider; everything else. All words of all offers stand once more in ``SearchWord``: a word that occurs nowhere
is most likely misspelt and is looked for as the words nearest to it. Trigrams alone would miss "wohung" or "arbiet".
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
from rapidfuzz import process
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
# The two halves of a compound stand this near each other: "Wohnung suchen", "Suche nach einer Wohnung".
NEAR = 40
SHORTEST_PART = 4

_STOP_WORDS = frozenset(
    fold("""der die das den dem des ein eine einen einem einer eines und oder für mit ohne in im am an auf aus bei beim
    zu zum zur von vom nach um ich wir sie er es man kann will suche sucht brauche braucht gibt""").split()
)
# Without its ending a word finds its other forms: Wohnung(en), such(e), Frau(en), Kind(er).
_ENDING = re.compile(r"(?<=...)(?:innen|in|ern|en|er|em|es|e|n|s)$")


@dataclass(frozen=True)
class Word:
    """One word of the query with everything it may stand for."""

    typed: str
    stem: str
    corrections: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]

    @property
    def is_found(self) -> Q:
        """The condition that an offer has this word."""
        return reduce(or_, [Q(search_text__contains=self.stem), *self._spellings(), *map(_near_each_other, self.parts)])

    def _spellings(self) -> Iterator[Q]:
        yield from (Q(search_text__contains=word) for word in self.corrections)
        if not self.corrections and len(self.typed) > SHORTEST_PART:
            yield Q(search_text__trigram_word_similar=self.typed)

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
    typed = list(dict.fromkeys(fold(text).split()))
    telling = [word for word in typed if word not in _STOP_WORDS and len(word) > 1] or typed
    return [_word(word, vocabulary) for word in telling[:MOST_WORDS]]


def section(number: int) -> Func:
    """Section ``number`` (from 1) of the stored search text."""
    return Func(F("search_text"), Value(SEPARATOR), Value(number), function="split_part", output_field=TextField())


def words_of(offer: "Offer") -> str:
    """The text by which an offer is found. Reads its relations: prefetch them for many."""
    fields = [field.short_title for field in offer.fields_of_action.all()]
    groups = [group.name for group in offer.target_groups.all()]
    places = [f"{place.name} {place.district or ''}" for place in offer.places.all()]
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
    corrections = () if stem in vocabulary else tuple(_corrections(typed, vocabulary.split()))
    return Word(typed, stem, corrections, tuple(dict.fromkeys(_parts(typed))))


def stem_of(word: str) -> str:
    """The word without its ending; short words stay as they are."""
    return _ENDING.sub("", word) if len(word) > SHORTEST_PART else word


def _corrections(typed: str, vocabulary: list[str]) -> Iterator[str]:
    """The nearest known words: no slip of the pen in short words, one up to seven letters, two in longer ones."""
    slips = 0 if len(typed) < SHORTEST_PART else 1 if len(typed) < 8 else 2
    if slips:
        near = process.extract(typed, vocabulary, scorer=OSA.distance, score_cutoff=slips, limit=5)
        best = min((distance for _word, distance, _index in near), default=0)
        yield from (stem_of(word) for word, distance, _index in near if distance == best)


def _parts(typed: str) -> Iterator[tuple[str, str]]:
    """All ways to read the word as a compound; most are nonsense and occur nowhere."""
    for cut in range(SHORTEST_PART, len(typed) - SHORTEST_PART + 1):
        yield stem_of(typed[:cut]), stem_of(typed[cut:])


def _near_each_other(parts: tuple[str, str]) -> Q:
    first, second = parts
    near = f"{first}.{{0,{NEAR}}}{second}|{second}.{{0,{NEAR}}}{first}"
    return Q(search_text__contains=first) & Q(search_text__contains=second) & Q(search_text__regex=near)
