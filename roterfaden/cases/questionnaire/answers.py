"""Answers: read from a form, counted, and shown.

A published template never changes, but :func:`display` also copes with answers to options that are gone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.cases.questionnaire.values import LANGUAGE_LEVELS, Kind, Question, Questionnaire, Section

Value = str | bool | int | float | list[str]
Answers = dict[str, Value]

LONGEST_LINE, LONGEST_TEXT = 200, 5000
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


@dataclass(frozen=True)
class SectionProgress:
    """How many of a section's questions, as far as they are asked, have an answer."""

    section: Section
    answered: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is open."""
        return self.answered == self.total


def progress(questionnaire: Questionnaire, answers: Mapping[str, Mapping[str, Any]]) -> list[SectionProgress]:
    """For each section how much is answered; ``answers`` holds the result of :func:`clean_answers` by section."""
    return [_progress_of(section, answers.get(section.key, {})) for section in questionnaire.sections]


def _progress_of(section: Section, answers: Mapping[str, Any]) -> SectionProgress:
    asked = section.shown(answers)
    return SectionProgress(section, sum(question.key in answers for question in asked), len(asked))


def display(question: Question, value: Value | None) -> str:
    """An answer as one reads it in German; empty for no answer."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(value, list):
        return ", ".join(map(question.label_of, value))
    match question.kind:
        case Kind.CHOICE | Kind.LEVEL:
            return question.label_of(str(value))
        case Kind.DATE:
            return ".".join(reversed(str(value).split("-")))
        case Kind.NUMBER:
            return f"{_german_number(value)} {question.unit}".strip()
        case Kind.SCALE_0_10:
            return _("%(value)s von 10") % {"value": value}
        case Kind.LANGUAGE_LEVEL if value == "A0":
            return _("A0 (noch keine Kenntnisse)")
    return str(value)


def _german_number(value: Value) -> str:
    # Four digits stay together: years are numbers too.
    grouped = f"{value:,}" if isinstance(value, int | float) and abs(value) >= 10_000 else str(value)
    return grouped.translate(str.maketrans(",.", ".,"))


def clean_answers(section: Section, raw: Mapping[str, Any]) -> tuple[Answers, dict[str, str]]:
    """Read one section's input: the answers to keep and, by question, what is wrong.

    ``raw`` is a form's input (also a ``QueryDict``) or stored answers. Left out are empty answers, unknown keys and the
    answers to questions that are not asked. A faulty answer is not kept, all others are.
    """
    answers: Answers = {}
    errors: dict[str, str] = {}
    for question in section.questions:
        if not question.is_shown(answers):
            continue
        try:
            value = _read(question, _given(raw, question))
        except _UnreadableError as fault:
            errors[question.key] = str(fault)
            continue
        if value is not None:
            answers[question.key] = value
        elif question.required:
            errors[question.key] = _("Diese Angabe wird gebraucht.")
    return answers, errors


class _UnreadableError(Exception):
    """An answer that cannot be kept; its text tells the writer what to do."""


def _given(raw: Mapping[str, Any], question: Question) -> Any:
    getlist = getattr(raw, "getlist", None)
    return getlist(question.key) if getlist and question.kind is Kind.CHOICES else raw.get(question.key)


def _read(question: Question, given: Any) -> Value | None:
    if question.kind is Kind.CHOICES:
        return _read_choices(question, given)
    if question.kind is Kind.YES_NO:
        return _read_yes_no(given)
    text = "" if given is None else str(given).replace("\r\n", "\n").replace("\x00", "").strip()
    return _READERS[question.kind](question, text) if text else None


def _read_choices(question: Question, given: Any) -> list[str] | None:
    chosen = {given} if isinstance(given, str) else set(given if isinstance(given, list | tuple) else ())
    chosen.discard("")
    known = [option.key for option in question.options if option.key in chosen]
    if len(known) < len(chosen):
        raise _UnreadableError(_("Diese Auswahl gibt es nicht. Bitte wählen Sie neu."))
    return known or None


def _read_yes_no(given: Any) -> bool | None:
    if given is None or given == "":
        return None
    if isinstance(given, bool):
        return given
    if str(given) not in _YES_NO:
        raise _UnreadableError(_("Bitte wählen Sie Ja oder Nein."))
    return _YES_NO[str(given)]


def _read_text(question: Question, text: str) -> str:
    longest = LONGEST_LINE if question.kind is Kind.TEXT else LONGEST_TEXT
    if len(text) > longest:
        raise _UnreadableError(
            _("Der Text hat %(length)d Zeichen, Platz ist für %(longest)d. Bitte kürzen Sie ihn.")
            % {"length": len(text), "longest": longest}
        )
    return " ".join(text.split()) if question.kind is Kind.TEXT else text


def _read_choice(question: Question, text: str) -> str:
    if text not in {option.key for option in question.options}:
        raise _UnreadableError(_("Diese Auswahl gibt es nicht. Bitte wählen Sie neu."))
    return text


def _read_date(question: Question, text: str) -> str:
    for style in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text.replace(" ", ""), style).date()
        except ValueError:
            continue
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return day.isoformat()
    raise _UnreadableError(_("Bitte schreiben Sie das Datum so: 31.12.2026."))


def _read_number(question: Question, text: str) -> int | float:
    # As Germans write it: 1.200 is twelve hundred, 2,5 two and a half; 2.5 can only be meant as the latter.
    plain = re.sub(r"\.(?=\d{3}(\D|$))", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,3})?", plain, re.ASCII):
        raise _UnreadableError(_("Bitte schreiben Sie eine Zahl, zum Beispiel 3 oder 2,5."))
    number = float(plain)
    return int(number) if number.is_integer() else number


def _read_scale(question: Question, text: str) -> int:
    if text not in set(map(str, range(11))):
        raise _UnreadableError(_("Bitte wählen Sie eine Zahl von 0 bis 10."))
    return int(text)


def _read_level(question: Question, text: str) -> str:
    if text not in LANGUAGE_LEVELS:
        raise _UnreadableError(_("Bitte wählen Sie eine Stufe von A0 bis C2."))
    return text


_YES_NO = {"ja": True, "true": True, "True": True, "1": True, "nein": False, "false": False, "False": False, "0": False}
_READERS: dict[Kind, Callable[[Question, str], Value]] = {
    Kind.TEXT: _read_text,
    Kind.LONG_TEXT: _read_text,
    Kind.CHOICE: _read_choice,
    Kind.LEVEL: _read_choice,
    Kind.DATE: _read_date,
    Kind.NUMBER: _read_number,
    Kind.SCALE_0_10: _read_scale,
    Kind.LANGUAGE_LEVEL: _read_level,
}
