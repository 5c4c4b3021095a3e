"""What a template consists of: sections, questions, options, conditions. Values without behaviour of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The form of an answer. Stored as text, text, key, list of keys, bool, ISO date, number, 0 to 10, CEFR level."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    SCALE_0_10 = "scale_0_10"
    LANGUAGE_LEVEL = "language_level"


LANGUAGE_LEVELS = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    key: str
    label: str


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

    def is_shown(self, answers: Mapping[str, Any]) -> bool:
        """Whether this question is asked, given the answers to the earlier ones of its section."""
        return self.shown_if is None or self.shown_if.holds(answers)

    def label_of(self, option: str) -> str:
        """The option's label; the bare key where this version of the template does not know it."""
        return next((known.label for known in self.options if known.key == option), option)


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
class Questionnaire:
    """One version of a template."""

    key: str
    version: int
    title: str
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        """The section of that key; raises ``KeyError`` when there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)
