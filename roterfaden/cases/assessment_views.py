"""Assessments as one reads them: in words, several side by side, strengths beside what is hard.

Every assessment speaks with the words of its own version of the questionnaire. What was asked in the same place
(section and question by key) stands in one line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.cases.models import Assessment, NetworkContact
from roterfaden.cases.network_map import Tone as Feeling
from roterfaden.cases.questionnaire import Kind, Question, Section, Side, display

Stored = Mapping[str, Mapping[str, Any]]
"""Answers by section and question."""


def in_words(section: Section, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Questions that were answered, each with the answer as one reads it."""
    return [
        (question.label, display(question, answers[question.key]))
        for question in section.questions
        if question.key in answers
    ]


# Side by side ----------------------------------------------------------------------------------------------------


class Change(StrEnum):
    """What became of an answer since the assessment before."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    SAME = "same"

    @property
    def sign(self) -> Badge | None:
        """Icon and word; nothing where nothing changed."""
        return {
            Change.NEW: Badge(_("neu"), Tone.INFO, "add"),
            Change.CHANGED: Badge(_("geändert"), Tone.INFO, "autorenew"),
            Change.GONE: Badge(_("nicht mehr genannt"), Tone.NEUTRAL, "close"),
        }.get(self)


@dataclass(frozen=True)
class Filled:
    """An assessment with the answers that its reader may see."""

    assessment: Assessment
    stored: Stored

    @property
    def day(self) -> datetime:
        """When it was finished, or begun."""
        return self.assessment.completed_at or self.assessment.started_at

    def question(self, section: str, key: str) -> Question | None:
        """The question as it was put then; ``None`` if it was not."""
        for part in self.assessment.template.content.sections:
            if part.key == section:
                return next((question for question in part.questions if question.key == key), None)
        return None


@dataclass(frozen=True)
class Cell:
    """One answer at one time; ``asked_as`` are the words of then where they are others now."""

    filled: Filled
    text: str
    change: Change
    asked_as: str = ""
    was_asked: bool = True

    @property
    def sign(self) -> Badge | None:
        """What became of it, as icon and word."""
        return self.change.sign


@dataclass(frozen=True)
class Line:
    """One question over time; for a scale also by how much it went up or down."""

    label: str
    cells: list[Cell]
    difference: str = ""

    @property
    def has_changed(self) -> bool:
        """Whether any answer differs from the one before."""
        return any(cell.change is not Change.SAME for cell in self.cells)


@dataclass(frozen=True)
class Group:
    """The lines of one section."""

    title: str
    lines: list[Line]


def side_by_side(columns: list[Filled], *, only_changes: bool) -> list[Group]:
    """All answers, the oldest assessment first; sections and questions in the order of the newest one."""
    groups = []
    for key, title, questions in _sections(columns):
        lines = [line for question in questions if (line := _line(columns, key, question))]
        shown = [line for line in lines if line.has_changed or not only_changes]
        if shown:
            groups.append(Group(title, shown))
    return groups


def _sections(columns: list[Filled]) -> Iterable[tuple[str, str, list[Question]]]:
    """Each section once, with each of its questions once, in the words of the newest version that has it."""
    known: dict[str, tuple[str, dict[str, Question]]] = {}
    for filled in reversed(columns):
        for section in filled.assessment.template.content.sections:
            _title, questions = known.setdefault(section.key, (section.title, {}))
            for question in section.questions:
                questions.setdefault(question.key, question)
    return [(key, title, list(questions.values())) for key, (title, questions) in known.items()]


def _line(columns: list[Filled], section: str, question: Question) -> Line | None:
    cells: list[Cell] = []
    before: str | None = None
    for filled in columns:
        asked = filled.question(section, question.key)
        value = filled.stored.get(section, {}).get(question.key)
        text = display(asked, value) if asked else ""
        asked_as = asked.label if asked and asked.label != question.label else ""
        cells.append(Cell(filled, text, _change(before, text) if asked else Change.SAME, asked_as, asked is not None))
        # What was not asked has not changed: the next answer is compared with the last one that was given.
        before = text if asked else before
    if not any(cell.text for cell in cells):
        return None
    return Line(question.label, cells, _difference(columns, section, question))


def _change(before: str | None, text: str) -> Change:
    if before is None or before == text:
        return Change.SAME
    if not before:
        return Change.NEW
    return Change.CHANGED if text else Change.GONE


def _difference(columns: list[Filled], section: str, question: Question) -> str:
    """From the first to the last answer on a scale, such as "+3"."""
    if question.kind is not Kind.SCALE_0_10:
        return ""
    given = [filled.stored.get(section, {}).get(question.key) for filled in columns]
    numbers = [number for number in given if isinstance(number, int)]
    if len(numbers) < 2 or numbers[0] == numbers[-1]:
        return ""
    return f"{numbers[-1] - numbers[0]:+d}".replace("-", "−")


# Strengths beside what is hard -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Balance:
    """What strengthens and what is hard in one field, each as question and answer."""

    title: str
    strengths: list[tuple[str, str]]
    difficulties: list[tuple[str, str]]


def balances(filled: Filled, contacts: Iterable[NetworkContact]) -> list[Balance]:
    """Section by section what the questionnaire marks as the one or the other; at the end who is around the person."""
    found = [_balance(section, filled.stored) for section in filled.assessment.template.content.sections]
    return [one for one in [*found, _around(contacts)] if one.strengths or one.difficulties]


def _balance(section: Section, stored: Stored) -> Balance:
    answers = stored.get(section.key, {})
    told = {
        side: [
            (question.label, display(question, answers[question.key]))
            for question in section.questions
            if question.side is side and question.key in answers
        ]
        for side in Side
    }
    return Balance(section.title, told[Side.STRENGTH], told[Side.DIFFICULTY])


def _around(contacts: Iterable[NetworkContact]) -> Balance:
    known = [(contact.tone, contact.label, contact.note) for contact in contacts]
    return Balance(
        _("Menschen und Stellen"),
        [(label, note) for tone, label, note in known if tone == Feeling.SUPPORTIVE],
        [(label, note) for tone, label, note in known if tone == Feeling.STRESSFUL],
    )
