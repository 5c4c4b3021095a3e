"""What a template consists of: sections, questions, options, conditions. Values without behaviour of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The form of an answer. Stored as text, text, key, keys, bool, ISO date, number, 0 to 10, CEFR level, key."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    SCALE_0_10 = "scale_0_10"
    LANGUAGE_LEVEL = "language_level"
    LEVEL = "level"


WITH_OPTIONS = (Kind.CHOICE, Kind.CHOICES, Kind.LEVEL)
CONDITIONAL_ON = (*WITH_OPTIONS, Kind.YES_NO)


class Side(StrEnum):
    """What an answer tells of, where strengths stand beside what is hard."""

    STRENGTH = "strength"
    DIFFICULTY = "difficulty"


MOST_DAYS = 365
"""The longest time in which something has to be done that follows from a level."""
LANGUAGE_LEVELS = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True)
class Consequence:
    """What follows from a level of risk or urgency: something to do within so many days, a second pair of eyes."""

    task: str = ""
    days: int | None = None
    second_look: bool = False

    def __bool__(self) -> bool:
        return bool(self.task) or self.second_look


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; only levels have consequences."""

    key: str
    label: str
    follows: Consequence = Consequence()


@dataclass(frozen=True)
class Condition:
    """Ask only if an earlier question of the same section was answered with one of these values."""

    question: str
    any_of: tuple[str | bool, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether ``answers`` fulfil the condition; a choice of several does with any of them."""
        given = answers.get(self.question)
        return any(value in self.any_of for value in (given if isinstance(given, list) else [given]))


@dataclass(frozen=True)
class Question:
    """One question, in the words in which a colleague asks it."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    shown_if: Condition | None = None
    unit: str = ""
    side: Side | None = None

    def is_shown(self, answers: Mapping[str, Any]) -> bool:
        """Whether this question is asked, given the answers to the earlier ones of its section."""
        return self.shown_if is None or self.shown_if.holds(answers)

    def label_of(self, option: str) -> str:
        """The option's label; the bare key where this version of the template does not know it."""
        return next((known.label for known in self.options if known.key == option), option)

    def follows_from(self, answer: Any) -> Consequence:
        """What follows from a level; from every other answer nothing."""
        if self.kind is not Kind.LEVEL:
            return Consequence()
        return next((option.follows for option in self.options if option.key == answer), Consequence())


@dataclass(frozen=True)
class Section:
    """Questions that belong together. ``sensitive`` ones hold special categories of data (Art. 9 DSGVO)."""

    key: str
    title: str
    why: str
    questions: tuple[Question, ...]
    field_of_action: str | None = None
    sensitive: bool = False

    def shown(self, answers: Mapping[str, Any]) -> list[Question]:
        """The questions asked, given the answers so far: a follow-up to a hidden question is hidden too."""
        asked: list[Question] = []
        seen: dict[str, Any] = {}
        for question in self.questions:
            if question.is_shown(seen):
                asked.append(question)
                seen[question.key] = answers.get(question.key)
        return asked


@dataclass(frozen=True)
class Translation:
    """A text in another language, and the German words that were translated: if these changed, it is outdated."""

    text: str
    of: str


Texts = dict[str, str]
"""Words by their place in the template, such as ``wohnen.title`` or ``wohnen.wohnform.options.ohne``."""


@dataclass(frozen=True)
class Questionnaire:
    """One version of a template. What a person reads or hears may be translated; help is for colleagues only."""

    key: str
    version: int | None
    title: str
    sections: tuple[Section, ...]
    translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)

    def section(self, key: str) -> Section:
        """The section of that key; raises ``KeyError`` when there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def texts(self) -> Texts:
        """All words that a translation needs, in the order of the page."""
        return {place: words for section in self.sections for place, words in texts_of(section)}

    def texts_in(self, language: str) -> Texts:
        """The words in another language, as far as they translate what is asked now."""
        told = self.translations.get(language, {})
        return {place: told[place].text for place, words in self.texts().items() if is_told(told.get(place), words)}


def one_line(text: str) -> str:
    """The words of a template, however they were broken into lines."""
    return " ".join(text.split())


def is_told(translation: Translation | None, german: str) -> bool:
    """Whether there is a translation of exactly these words."""
    return translation is not None and translation.of == german


def texts_of(section: Section) -> Iterator[tuple[str, str]]:
    """The words of one section that a translation needs, each with its place."""
    yield f"{section.key}.title", section.title
    yield f"{section.key}.why", section.why
    for question in section.questions:
        yield f"{section.key}.{question.key}.label", question.label
        if question.unit:
            yield f"{section.key}.{question.key}.unit", question.unit
        for option in question.options:
            yield f"{section.key}.{question.key}.options.{option.key}", option.label
