"""Read an assessment template from its document, and tell plainly what is wrong with one.

A municipality may write its own template, so every fault is told in German with its place, as in
``sections[2].questions[0].kind``. Sections, questions and options are lists in the document, never mappings:
PostgreSQL's ``jsonb`` does not keep the order of keys. An option is written ``- key: Label``, a level with what follows
from it ``- key: {label: …, task: …, days: …, second_look: …}``.

:func:`parse` is strict, :func:`outline` takes what is there: a draft may be unfinished. What a draft still lacks is
told by ``checking.py``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.core.validators import slug_re

from roterfaden.cases.questionnaire.values import (
    CONDITIONAL_ON,
    MOST_DAYS,
    WITH_OPTIONS,
    Condition,
    Consequence,
    Kind,
    Option,
    Question,
    Questionnaire,
    Section,
    Side,
    Translation,
    one_line,
)

DIRECTORY = Path(__file__).parents[1] / "questionnaires"

_SECTION_FIELDS = {"key", "title", "why", "field_of_action", "sensitive", "questions"}
_QUESTION_FIELDS = {"key", "kind", "label", "help", "options", "required", "shown_if", "unit", "side"}
_LEVEL_FIELDS = {"label", "task", "days", "second_look"}


class QuestionnaireError(ValueError):
    """A fault in a template, with its place (``sections[2].questions[0].kind``) and what is wrong there."""

    def __init__(self, path: str, fault: str) -> None:
        """Name place and fault."""
        super().__init__(f"{path or 'Vorlage'}: {fault}")
        self.path, self.fault = path, fault


@dataclass(frozen=True)
class _At:
    """A part of the document and its place, so that a fault can be told where it is."""

    path: str
    content: Any

    def fail(self, fault: str) -> QuestionnaireError:
        return QuestionnaireError(self.path, fault)

    def mapping(self, allowed: set[str]) -> Mapping[str, Any]:
        if not isinstance(self.content, Mapping):
            raise self.fail("Hier werden Angaben der Form „name: Wert“ erwartet.")
        for name in self.content:
            if name not in allowed:
                raise self.fail(f"Die Angabe „{name}“ gibt es hier nicht. Möglich sind: {', '.join(sorted(allowed))}.")
        return self.content

    def part(self, name: str, default: Any = None) -> "_At":
        return _At(f"{self.path}.{name}".lstrip("."), self.content.get(name, default))

    def items(self) -> list["_At"]:
        if not isinstance(self.content, Sequence) or isinstance(self.content, str) or not self.content:
            raise self.fail("Hier wird eine Liste mit mindestens einem Eintrag erwartet.")
        return [_At(f"{self.path}[{index}]", item) for index, item in enumerate(self.content)]

    def text(self, *, needed: bool = True) -> str:
        if self.content is None and not needed:
            return ""
        if not isinstance(self.content, str) or not self.content.strip():
            raise self.fail("Hier fehlt ein Text.")
        return one_line(self.content)

    def key(self) -> str:
        if not isinstance(self.content, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", self.content):
            raise self.fail(
                f"„{self.content}“ ist kein Schlüssel. Er besteht aus kleinen Buchstaben, Ziffern und _ und beginnt mit"
                " einem Buchstaben."
            )
        return self.content

    def slug(self) -> str:
        """The key of an entry elsewhere, which may look as a Django slug may."""
        if not isinstance(self.content, str) or not slug_re.fullmatch(self.content):
            raise self.fail(f"„{self.content}“ ist kein Schlüssel.")
        return self.content

    def flag(self) -> bool:
        if not isinstance(self.content, bool):
            raise self.fail("Hier steht true oder false.")
        return self.content


def parse(document: Mapping[str, Any]) -> Questionnaire:
    """The template of a document; raises :class:`QuestionnaireError` at the first fault."""
    whole = _At("", document)
    whole.mapping({"key", "version", "title", "sections", "translations"})
    version = whole.part("version")
    if not isinstance(version.content, int) or isinstance(version.content, bool) or version.content < 1:
        raise version.fail("Hier wird eine ganze Zahl ab 1 erwartet.")
    sections = tuple(map(_section, whole.part("sections").items()))
    _refuse_twice(whole.part("sections"), [section.key for section in sections])
    translations = _translations(document.get("translations", {}))
    return Questionnaire(whole.part("key").key(), version.content, whole.part("title").text(), sections, translations)


def outline(document: Mapping[str, Any]) -> Questionnaire:
    """The template of a draft, as far as it has come; its parts are there, but may be empty or not fit together."""
    return Questionnaire(
        document["key"],
        document.get("version"),
        document["title"],
        tuple(map(_outlined_section, document["sections"])),
        _translations(document.get("translations", {})),
    )


def _outlined_section(told: Mapping[str, Any]) -> Section:
    return Section(
        key=told["key"],
        title=one_line(told["title"]),
        why=one_line(told["why"]),
        questions=tuple(map(_outlined_question, told["questions"])),
        field_of_action=told.get("field_of_action"),
        sensitive=told.get("sensitive", False),
    )


def _outlined_question(told: Mapping[str, Any]) -> Question:
    condition = told.get("shown_if")
    return Question(
        key=told["key"],
        kind=Kind(told["kind"]),
        label=one_line(told["label"]),
        help=one_line(told.get("help") or ""),
        options=tuple(_outlined_option(*one) for option in told.get("options", ()) for one in option.items()),
        required=told.get("required", False),
        shown_if=Condition(condition["question"], tuple(condition["any_of"])) if condition else None,
        unit=one_line(told.get("unit") or ""),
        side=Side(told["side"]) if told.get("side") else None,
    )


def _outlined_option(key: str, told: Any) -> Option:
    if isinstance(told, str):
        return Option(key, one_line(told))
    follows = Consequence(one_line(told.get("task") or ""), told.get("days"), told.get("second_look", False))
    return Option(key, one_line(told["label"]), follows)


def _translations(told: Mapping[str, Any]) -> dict[str, dict[str, Translation]]:
    return {
        language: {place: Translation(words["text"], words["of"]) for place, words in places.items()}
        for language, places in told.items()
    }


@lru_cache(maxsize=8)
def shipped(name: str) -> Questionnaire:
    """A template that comes with the program, by its file's name without ``.yaml``."""
    return parse(shipped_document(name))


def shipped_document(name: str) -> dict[str, Any]:
    """The document of a template that comes with the program, as it is stored in the database."""
    document: dict[str, Any] = yaml.safe_load((DIRECTORY / f"{name}.yaml").read_text(encoding="utf-8"))
    return document


def _section(at: _At) -> Section:
    at.mapping(_SECTION_FIELDS)
    questions: list[Question] = []
    for item in at.part("questions").items():
        questions.append(_question(item, questions))
    _refuse_twice(at.part("questions"), [question.key for question in questions])
    field = at.part("field_of_action")
    return Section(
        key=at.part("key").key(),
        title=at.part("title").text(),
        why=at.part("why").text(),
        questions=tuple(questions),
        field_of_action=None if field.content is None else field.slug(),
        sensitive=at.part("sensitive", False).flag(),
    )


def _question(at: _At, earlier: list[Question]) -> Question:
    at.mapping(_QUESTION_FIELDS)
    kind = _kind(at.part("kind"))
    unit = at.part("unit")
    if unit.content is not None and kind is not Kind.NUMBER:
        raise unit.fail("Eine Einheit gibt es nur bei Zahlen (kind: number).")
    return Question(
        key=at.part("key").key(),
        kind=kind,
        label=at.part("label").text(),
        help=at.part("help").text(needed=False),
        options=_options(at.part("options"), kind),
        required=at.part("required", False).flag(),
        shown_if=_condition(at.part("shown_if"), earlier),
        unit=unit.text(needed=False),
        side=_side(at.part("side")),
    )


def _side(at: _At) -> Side | None:
    if at.content is not None and at.content not in set(Side):
        raise at.fail(f"Hier steht {' oder '.join(Side)}.")
    return Side(at.content) if at.content else None


def _kind(at: _At) -> Kind:
    try:
        return Kind(at.content)
    except ValueError:
        raise at.fail(f"Die Art „{at.content}“ gibt es nicht. Möglich sind: {', '.join(Kind)}.") from None


def _options(at: _At, kind: Kind) -> tuple[Option, ...]:
    if kind not in WITH_OPTIONS:
        if at.content is not None:
            raise at.fail("Antworten zur Auswahl gibt es nur bei choice, choices und level.")
        return ()
    options = tuple(map(_level if kind is Kind.LEVEL else _option, at.items()))
    _refuse_twice(at, [option.key for option in options])
    if len(options) < 2:
        raise at.fail("Zur Auswahl gehören mindestens zwei Antworten.")
    return options


def _option(at: _At) -> Option:
    if not isinstance(at.content, Mapping) or len(at.content) != 1:
        raise at.fail("Eine Antwort schreibt man „- schluessel: Text“.")
    [(key, label)] = at.content.items()
    return Option(_At(at.path, key).key(), _At(at.path, label).text())


def _level(at: _At) -> Option:
    told = next(iter(at.content.values()), None) if isinstance(at.content, Mapping) else None
    if not isinstance(told, Mapping):
        return _option(at)
    [key] = at.content
    words = _At(f"{at.path}.{key}", told)
    words.mapping(_LEVEL_FIELDS)
    days = words.part("days")
    if days.content is not None and (type(days.content) is not int or not 0 <= days.content <= MOST_DAYS):
        raise days.fail(f"Hier wird eine ganze Zahl von 0 bis {MOST_DAYS} erwartet.")
    if days.content is not None and not told.get("task"):
        raise days.fail("Eine Frist braucht eine Aufgabe (task).")
    follows = Consequence(words.part("task").text(needed=False), days.content, words.part("second_look", False).flag())
    return Option(_At(at.path, key).key(), words.part("label").text(), follows)


def _condition(at: _At, earlier: list[Question]) -> Condition | None:
    if at.content is None:
        return None
    at.mapping({"question", "any_of"})
    asked = at.part("question")
    question = next((question for question in earlier if question.key == asked.content), None)
    if question is None:
        raise asked.fail(f"Vor dieser Frage steht in diesem Abschnitt keine mit dem Schlüssel „{asked.content}“.")
    if question.kind not in CONDITIONAL_ON:
        raise asked.fail("Eine Frage kann nur von choice, choices, level oder yes_no abhängen.")
    return Condition(question.key, tuple(_awaited(item, question) for item in at.part("any_of").items()))


def _awaited(at: _At, question: Question) -> str | bool:
    possible: set[str | bool] = {option.key for option in question.options} or {True, False}
    if not isinstance(at.content, str | bool) or at.content not in possible:
        raise at.fail(f"„{at.content}“ ist keine Antwort auf die Frage „{question.key}“.")
    return at.content


def _refuse_twice(at: _At, keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise at.fail(f"Der Schlüssel „{key}“ kommt zweimal vor.")
