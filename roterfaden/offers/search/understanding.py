"""Reading one line: "Deutschkurs B1 abends mit Kinderbetreuung in Hüls" names a thing and four conditions."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from roterfaden.base.letters import words as letters_of
from roterfaden.offers.search.shipped import Condition, shipped
from roterfaden.offers.search.vocabulary import Meaning, Vocabulary
from roterfaden.offers.search.words import stem_of, stems, terms

# A query is a few words; more would only cost time. A line of 70,000 letters would keep the server busy for minutes.
MOST_WORDS = 8
LONGEST_QUERY = 300
SHORTEST_NAME = 4
# "Leute" is not "heute" misspelt.
SHORTEST_MISSPELT = 6


@dataclass(frozen=True)
class Understood:
    """A condition in a line: what it narrows by, the words that said so, and the line without them."""

    facets: tuple[str, ...]
    name: str
    typed: str
    without: str
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class Query:
    """A line as it is understood: words all of which an offer should have, and conditions it should meet."""

    text: str
    words: tuple[Meaning, ...] = ()
    conditions: tuple[Understood, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for by words."""
        return not self.words and not self.conditions


@dataclass(frozen=True)
class _Token:
    written: str
    term: str

    @property
    def stem(self) -> str:
        return min(stems(self.term), key=len)


def understand(
    text: str, vocabulary: Vocabulary, districts: Iterable[tuple[str, str]] = (), *, corrected: bool = False
) -> Query:
    """Read a line. ``districts`` are key and name; ``corrected`` takes every word for misspelt."""
    text = text[:LONGEST_QUERY]
    tokens = _tokens(text)
    known = shipped()
    named = _districts(districts)
    words: list[Meaning] = []
    conditions: list[Understood] = []
    spare: list[Meaning] = []
    at = 0
    while at < len(tokens):
        length, condition, topics = _longest(tokens[at:], vocabulary, named)
        here = tokens[at : at + length]
        if condition:
            meant = tuple(vocabulary.meaning(token.term) for token in here if token.term not in known.fillers)
            without = _without(tokens, at, length)
            typed = _as_written(here)
            conditions.append(Understood(condition.facets, condition.name, typed, without, meant))
        elif topics and length > 1:
            words.append(_phrase(here, topics, vocabulary))
        elif here[0].term in known.fillers or len(here[0].term) < 2:
            spare.append(replace(vocabulary.meaning(here[0].term), written=here[0].written))
        else:
            words.append(_word(here[0], vocabulary, corrected))
        at += length
    chosen = words if words or conditions else spare
    once = {word.typed: word for word in chosen}
    return Query(text, tuple(once.values())[:MOST_WORDS], tuple({one.facets: one for one in conditions}.values()))


def _tokens(text: str) -> list[_Token]:
    written = {one.casefold(): one for one in re.findall(r"\w+", text)}
    return [_Token(written.get(one, one), term[0]) for one in letters_of(text) if (term := terms(one))]


def _longest(
    tokens: list[_Token], vocabulary: Vocabulary, named: dict[str, Condition]
) -> tuple[int, Condition | None, tuple[str, ...]]:
    """How many of the next words belong together, and the condition or the topics they stand for."""
    known = shipped()
    for length in range(min(known.longest, len(tokens)), 0, -1):
        stemmed = tuple(token.stem for token in tokens[:length])
        if condition := known.conditions.get(stemmed):
            return length, condition, ()
        if topics := known.topics.get(stemmed):
            return length, None, topics
    first = tokens[0].term
    if district := named.get(first):
        return 1, district, ()
    if len(first) >= SHORTEST_MISSPELT and not vocabulary.forms_of(first) and not vocabulary.begins(stem_of(first)):
        for near in vocabulary.meaning(first).corrections:
            if condition := known.conditions.get((min(stems(near), key=len),)) or named.get(near):
                return 1, condition, ()
    return 1, None, ()


def _districts(districts: Iterable[tuple[str, str]]) -> dict[str, Condition]:
    """Districts by the word with which their names begin: "Hüls" means every part of it."""
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, name in districts:
        first = next(iter(terms(name)), "")
        if len(first) >= SHORTEST_NAME:
            named[first].append((key, name))
    return {
        word: Condition(
            tuple(f"quartier:{key}" for key, _name in found),
            gettext("in {districts}").format(districts=gettext(" oder ").join(name for _key, name in found)),
        )
        for word, found in named.items()
    }


def _word(token: _Token, vocabulary: Vocabulary, corrected: bool) -> Meaning:
    meaning = vocabulary.meaning(token.term, corrected=corrected)
    return _with_synonyms(replace(meaning, written=token.written), [token.term, *meaning.corrections])


def _with_synonyms(meaning: Meaning, words: list[str]) -> Meaning:
    known = shipped()
    synonyms: list[str] = []
    topics: list[str] = []
    for word in words:
        for stem in stems(word):
            synonyms += known.synonyms.get(stem, ())
            topics += known.topics.get((stem,), ())
    return _about(replace(meaning, synonyms=tuple(dict.fromkeys(synonyms))), topics)


def _phrase(tokens: list[_Token], topics: tuple[str, ...], vocabulary: Vocabulary) -> Meaning:
    """Several words with one meaning: "Brief verstehen"."""
    telling = [token for token in tokens if token.term not in shipped().fillers] or tokens
    typed = " ".join(token.term for token in tokens)
    parts = (tuple(stem_of(token.term) for token in telling),)
    return _about(Meaning(typed, (), written=_as_written(tokens), parts=parts), topics)


def _about(meaning: Meaning, topics: Iterable[str]) -> Meaning:
    once = tuple(dict.fromkeys(topics))
    named = tuple(called for topic in once for called in shipped().called(topic) if (meaning.typed,) != called)
    return replace(meaning, topics=once, related=named)


def loosely(meaning: Meaning) -> Meaning:
    """The word with the topics it touches and all their words."""
    known = shipped()
    about = meaning.topics or tuple(topic for word in meaning.same[:1] for topic in known.touched_by(word))
    words = tuple(dict.fromkeys(said for topic in about for said in known.words_about(topic)))
    return replace(meaning, about=about, loosely=words)


def _without(tokens: list[_Token], at: int, length: int) -> str:
    """The line without these words and without the "in" or "mit" before them."""
    start = at
    while start and tokens[start - 1].term in shipped().fillers:
        start -= 1
    return _as_written((*tokens[:start], *tokens[at + length :]))


def _as_written(tokens: Iterable[_Token]) -> str:
    return " ".join(token.written for token in tokens)
