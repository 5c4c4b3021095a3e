"""Offers whose meaning is known, and questions to them: the measure of the search.

What an offer is about and under which conditions it takes place is decided when it is built, from ``judged/*.yaml``;
a question says which topic and conditions it means. So what is relevant follows from meaning alone and from nothing
that a search engine says. The tests ask a few hundred offers, ``benchmarks/search`` a hundred thousand.
"""

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

JUDGED = Path(__file__).parent / "judged"
LEVELS = ("A1", "A2", "B1", "B2", "C1")
TIMES = ("vormittags", "nachmittags", "abends")
DISTRICTS = {"brassert": "Brassert", "hamm": "Hamm", "huels-sued": "Hüls-Süd", "polsum": "Polsum", "sinsen": "Sinsen"}
SPOKEN = ("ar", "uk", "tr", "fa", "ru", "ro", "en", "fr")
ONLY_FOR = ("women", "men", "girls", "boys")
COURSES = "deutsch-kurs"
HOURS = {"vormittags": (9, 11), "nachmittags": (14, 16), "abends": (18, 20)}


@dataclass(frozen=True)
class Meant:
    """An offer by its meaning. ``marks`` are conditions as the filters name them; ``is_tagged``: it names its topic."""

    topic: str
    title: str
    description: str
    marks: frozenset[str]
    translations: dict[str, tuple[str, str]] = field(default_factory=dict)
    is_tagged: bool = True

    def value(self, name: str) -> str:
        """The one value of a filter, or nothing."""
        return next((mark.partition(":")[2] for mark in sorted(self.marks) if mark.startswith(f"{name}:")), "")


@dataclass(frozen=True)
class Question:
    """What somebody types, and what it means."""

    text: str
    language: str
    topics: frozenset[str]
    marks: frozenset[str] = frozenset()
    is_misspelt: bool = False

    def is_answered_by(self, offer: Meant) -> bool:
        """Whether this offer is what was asked for."""
        return offer.topic in self.topics and self.marks <= offer.marks


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((JUDGED / f"{name}.yaml").read_text(encoding="utf-8"))


def questions() -> list[Question]:
    """All questions of the files."""
    asked = [
        Question(str(text), language, frozenset({topic}))
        for topic, told in _read("topics").items()
        for language, texts in told["fragen"].items()
        for text in texts
    ]
    told = _read("conditions")
    asked += [_question(one) for one in told["bedingungen"]]
    asked += [_question(one, is_misspelt=True) for one in told["tippfehler"]]
    return asked


def _question(told: dict[str, Any], *, is_misspelt: bool = False) -> Question:
    topics = frozenset({told["thema"], *told.get("auch", ())})
    return Question(told["frage"], "", topics, frozenset(told.get("merkmale", ())), is_misspelt)


def topics() -> list[str]:
    """The keys of all topics."""
    return list(_read("topics"))


def translations(topic: str) -> dict[str, tuple[str, str]]:
    """Title and text of a topic's offers by language."""
    return {language: (title, text) for language, (title, text) in _read("topics")[topic]["andere"].items()}


def few() -> list[Meant]:
    """Every text once, and for each question with conditions two offers that answer it and two that nearly do."""
    dice = random.Random(5)
    made = [_offer(topic, number, dice) for topic, told in _read("topics").items() for number in _numbers(told)]
    for question in questions():
        if question.marks:
            topic = next(iter(question.topics))
            made += [_offer(topic, number, dice, question.marks) for number in range(2)]
            dropped = frozenset(sorted(question.marks)[1:])
            made += [_offer(topic, number, dice, dropped) for number in range(2)]
    return made


def many(number: int) -> Iterator[Meant]:
    """As many as one wants: topics, texts and conditions by lot, the same at every run."""
    dice = random.Random(11)
    every = topics()
    for count in range(number):
        topic = every[count % len(every)]
        yield _offer(topic, dice.randrange(len(_read("topics")[topic]["angebote"])), dice)


def _numbers(told: dict[str, Any]) -> range:
    return range(len(told["angebote"]))


def _offer(topic: str, number: int, dice: random.Random, marks: Collection[str] = ()) -> Meant:
    told = _read("topics")[topic]
    title, description = told["angebote"][number % len(told["angebote"])]
    kept = _marks(topic, dice, frozenset(marks))
    level = next((mark.partition(":")[2] for mark in kept if mark.startswith("niveau:")), "")
    if level and dice.random() < 0.5:
        title = f"{title} {level}"
    return Meant(topic, title, description, kept, translations(topic), is_tagged=bool(marks) or dice.random() < 0.85)


def _marks(topic: str, dice: random.Random, wanted: frozenset[str]) -> frozenset[str]:
    """Conditions by lot, and those that are wanted."""
    marks = {f"quartier:{dice.choice(list(DISTRICTS))}", f"zeit:{dice.choice(TIMES)}"}
    if topic == COURSES:
        marks.add(f"niveau:{dice.choice(LEVELS)}")
    chances = {
        "kinder:on": 0.2, "kostenlos:on": 0.4, "frei:on": 0.2, "weg:walk_in": 0.2, "zeit:wochenende": 0.1,
        f"fuer:{dice.choice(ONLY_FOR)}": 0.15, f"sprache:{dice.choice(SPOKEN)}": 0.5,
    }  # fmt: skip
    marks |= {mark for mark, chance in chances.items() if dice.random() < chance}
    names = {mark.partition(":")[0] for mark in wanted}
    if wanted and wanted != {"zeit:wochenende"}:
        marks = {mark for mark in marks if mark.partition(":")[0] not in names}
    return frozenset(marks | wanted)
