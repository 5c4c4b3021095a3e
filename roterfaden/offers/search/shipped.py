"""The words that are shipped as data: synonyms and needs (``vocabulary/synonyms.yaml``), topics and conditions."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from roterfaden.base.languages import FREQUENT_LANGUAGES, language_name
from roterfaden.offers.models import GermanLevel
from roterfaden.offers.search.words import SHORTEST_STEM, stem_of, stems, terms
from roterfaden.offers.shipped import TOPICS

VOCABULARY = TOPICS.parent
ASKED_IN = ("de", "en", "ar", "uk", "tr")
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """Words that narrow instead of naming a thing: the filters one of which has to fit, and how that is called."""

    facets: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Shipped:
    """Everything by phrase: words without their endings, in their order."""

    topics: dict[Phrase, tuple[str, ...]]
    topic_names: dict[str, str]
    conditions: dict[Phrase, Condition]
    synonyms: dict[str, tuple[str, ...]]
    fillers: frozenset[str]
    known: frozenset[str]

    @cached_property
    def longest(self) -> int:
        """The words of the longest phrase."""
        return max(map(len, (*self.topics, *self.conditions)))

    def called(self, topic: str) -> list[Phrase]:
        """The words by which offers speak of a topic: its German name, taken apart at "und"."""
        return [tuple(map(stem_of, self._telling(terms(one)))) for one in _named(self.topic_names[topic])]

    def touched_by(self, word: str) -> list[str]:
        """The topics with a word that begins or ends this compound: "Nebenkostenabrechnung" is about Nebenkosten."""
        found = [
            topic
            for said, topics in self.topics.items()
            if len(said) == 1 and len(said[0]) > SHORTEST_STEM and (word.startswith(said[0]) or word.endswith(said[0]))
            for topic in topics
        ]
        return list(dict.fromkeys(found))

    def words_about(self, topic: str) -> list[Phrase]:
        """Every phrase that stands for a topic, without the words that say nothing."""
        return [self._telling(said) for said, topics in self.topics.items() if topic in topics]

    def _telling(self, words: Sequence[str]) -> Phrase:
        return tuple(word for word in words if word not in self.fillers) or tuple(words)


def _named(name: str) -> list[str]:
    """What a name names: "Ferien und Freizeit für Kinder" two things."""
    return re.split(r", | und ", name.split(" für ")[0])


def phrase(text: str) -> Phrase:
    """A text as it is compared: the shortest stem of each word."""
    return tuple(min(stems(word), key=len) for word in terms(text))


@cache
def shipped() -> Shipped:
    """The files, read once."""
    families, synonyms, conditions = map(_read, ("topics", "synonyms", "conditions"))
    topics = _topics(families, synonyms["themen"])
    names = {topic["key"]: topic["name"] for family in families for topic in family["themen"]}
    narrowing = _conditions(conditions["bedingungen"])
    groups = _synonyms(synonyms["gruppen"])
    known = {word for texts in (*_said(families, synonyms, conditions),) for word in terms(texts)}
    fillers = frozenset(word for line in conditions["fuellwoerter"] for word in terms(line))
    return Shipped(topics, names, narrowing, groups, fillers, frozenset(known))


def _read(name: str) -> Any:
    return yaml.safe_load((Path(VOCABULARY) / f"{name}.yaml").read_text(encoding="utf-8"))


def _topics(families: Any, elsewhere: Any) -> dict[Phrase, tuple[str, ...]]:
    found: dict[Phrase, list[str]] = defaultdict(list)
    for family in families:
        for topic in family["themen"]:
            said = [topic["name"], *_named(topic["name"]), *topic.get("woerter", [])]
            said += [word for words in elsewhere.get(topic["key"], {}).values() for word in words]
            for one in map(phrase, said):
                if one and topic["key"] not in found[one]:
                    found[one].append(topic["key"])
    return {one: tuple(keys) for one, keys in found.items()}


def _conditions(told: Any) -> dict[Phrase, Condition]:
    found: dict[Phrase, Condition] = {}
    for one in told:
        condition = Condition((one["filter"],), one["name"])
        found.update({phrase(word): condition for words in one["woerter"] for word in words})
    for level in GermanLevel.values:
        found[phrase(level)] = Condition((f"niveau:{level}",), level)
    return _languages() | found


def _languages() -> dict[Phrase, Condition]:
    """Names of languages, "auf Arabisch" and "Arabisch"; German is what everything is in, so it narrows nothing."""
    found: dict[Phrase, Condition] = {}
    for code in FREQUENT_LANGUAGES:
        names = [language_name(code).split(" (")[0]]
        names += [Locale(asked).languages.get(code, "") for asked in ASKED_IN]
        condition = Condition((f"sprache:{code}",), f"auf {language_name(code)}")
        for name in names if code != "de" else ():
            for said in (name, f"auf {name}"):
                if phrase(said):
                    found.setdefault(phrase(said), condition)
    return found


def _synonyms(groups: list[list[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        stemmed = [phrase(word)[0] for word in group]
        for stem in stemmed:
            found[stem] += [other for other in stemmed if other != stem and other not in found[stem]]
    return {stem: tuple(others) for stem, others in found.items()}


def _said(families: Any, synonyms: Any, conditions: Any) -> list[str]:
    """Every text of the files, so that what is typed wrong is read as one of them as well."""
    said = [word for family in families for topic in family["themen"] for word in (topic["name"], *topic["woerter"])]
    said += [word for topic in synonyms["themen"].values() for words in topic.values() for word in words]
    said += [word for group in synonyms["gruppen"] for word in group]
    said += [word for one in conditions["bedingungen"] for words in one["woerter"] for word in words]
    return [*said, *conditions["fuellwoerter"]]
