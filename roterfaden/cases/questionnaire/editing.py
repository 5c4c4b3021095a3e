"""Edits of a draft: pure functions from document to document, one for each thing one can do in the editor.

What has been there keeps its key, so that answers of different versions can stand side by side; a new part gets one
from its words. A part is named by its :class:`Place`. Each edit raises ``KeyError`` for a part that is not there.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from roterfaden.cases.questionnaire.values import WITH_OPTIONS, Consequence, Kind, one_line

Document = dict[str, Any]
Part = dict[str, Any]

LONGEST_KEY = 40
RESERVED = {"seen", "overview", "in"}
"""Names that the form of a section needs for itself."""
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Place:
    """A section, a question in it, or an answer to choose from in that."""

    section: str
    question: str = ""
    option: str = ""


def part_at(document: Document, place: Place) -> Part:
    """The section or question at a place."""
    section = _named(document["sections"], place.section)
    return _named(section["questions"], place.question) if place.question else section


def add_section(document: Document, **wording: Any) -> Document:
    """A new section at the end."""
    edited = deepcopy(document)
    key = new_key(wording["title"], (section["key"] for section in edited["sections"]))
    edited["sections"].append({"key": key, **_told(wording), "questions": []})
    return edited


def change_section(document: Document, place: Place, **wording: Any) -> Document:
    """Other words or another protection for a section."""
    return _changed(document, place, wording)


def add_question(document: Document, place: Place, *, options: Iterable[str] = (), **wording: Any) -> Document:
    """A new question at the end of a section, with its answers to choose from."""
    edited = deepcopy(document)
    questions = part_at(edited, place)["questions"]
    key = new_key(wording["label"], [*(question["key"] for question in questions), *RESERVED])
    question: Part = {"key": key, **_told(wording)}
    if Kind(wording["kind"]) in WITH_OPTIONS:
        question["options"] = _options({}, {}, options)
    if question["kind"] != Kind.NUMBER:
        question.pop("unit", None)
    questions.append(question)
    return edited


def change_question(
    document: Document, place: Place, *, labels: Mapping[str, str], options: Iterable[str] = (), **wording: Any
) -> Document:
    """Other words for a question: ``labels`` for the answers that are there, ``options`` for new ones behind them.

    What was set for one kind goes with it: what follows from a level, the unit of a number, the answers of a choice.
    """
    edited = _changed(document, place, wording)
    question = part_at(edited, place)
    kind = Kind(question["kind"])
    if kind in WITH_OPTIONS:
        known = {key: told for option in question.get("options", ()) for key, told in option.items()}
        if kind is not Kind.LEVEL:
            known = {key: _label(told) for key, told in known.items()}
        question["options"] = _options(known, labels, options)
    else:
        question.pop("options", None)
    if kind is not Kind.NUMBER:
        question.pop("unit", None)
    return edited


def set_condition(document: Document, place: Place, *, question: str, any_of: list[str | bool]) -> Document:
    """Ask only after certain answers to another question; without one, ask always."""
    edited = deepcopy(document)
    part = part_at(edited, place)
    part.pop("shown_if", None)
    if question:
        part["shown_if"] = {"question": question, "any_of": any_of}
    return edited


def set_consequence(document: Document, place: Place, consequence: Consequence) -> Document:
    """What follows from one level; from other answers nothing does."""
    edited = deepcopy(document)
    if part_at(edited, place)["kind"] != Kind.LEVEL:
        raise KeyError(place.option)
    options, index = _row(edited, place)
    option = options[index]
    told: Part = {"label": _label(option[place.option])}
    if task := one_line(consequence.task):
        told["task"] = task
    if consequence.days is not None:
        told["days"] = consequence.days
    if consequence.second_look:
        told["second_look"] = True
    option[place.option] = told
    return edited


def move(document: Document, place: Place, by: int) -> Document:
    """One step up (-1) or down (+1) among its neighbours; at the end of the list it stays."""
    edited = deepcopy(document)
    row, index = _row(edited, place)
    row.insert(min(max(index + by, 0), len(row) - 1), row.pop(index))
    return edited


def remove(document: Document, place: Place) -> Document:
    """Without this part."""
    edited = deepcopy(document)
    row, index = _row(edited, place)
    del row[index]
    return edited


def add_language(document: Document, language: str) -> Document:
    """Begin a translation."""
    edited = deepcopy(document)
    edited.setdefault("translations", {}).setdefault(language, {})
    return edited


def remove_language(document: Document, language: str) -> Document:
    """Without this translation."""
    edited = deepcopy(document)
    del edited["translations"][language]
    return edited


def translate(document: Document, language: str, words: Mapping[str, tuple[str, str]]) -> Document:
    """Keep what was translated: by place the text and the German words it stands for; an empty text is none."""
    edited = deepcopy(document)
    told = edited["translations"][language]
    for place, (text, german) in words.items():
        told.pop(place, None)
        if text:
            told[place] = {"text": text, "of": german}
    return edited


def new_key(words: str, taken: Iterable[str]) -> str:
    """A key that says what it is about and is not taken."""
    spelled = re.sub(r"[^a-z0-9]+", "_", words.lower().translate(_SPELLED)).strip("_")
    key = (spelled if spelled[:1].isalpha() else f"x_{spelled}")[:LONGEST_KEY].strip("_")
    known = set(taken)
    number = 2
    unique = key
    while unique in known:
        unique, number = f"{key}_{number}", number + 1
    return unique


def _named(parts: list[Part], key: str) -> Part:
    found = next((part for part in parts if part["key"] == key), None)
    if found is None:
        raise KeyError(key)
    return found


def _changed(document: Document, place: Place, wording: Mapping[str, Any]) -> Document:
    edited = deepcopy(document)
    part = part_at(edited, place)
    for name, value in wording.items():
        part.pop(name, None)
        part.update(_told({name: value}))
    return edited


def _told(wording: Mapping[str, Any]) -> Part:
    """Without what is empty, but for the words that every part needs."""
    written = {name: one_line(value) if isinstance(value, str) else value for name, value in wording.items()}
    return {name: value for name, value in written.items() if value or name in {"title", "why", "label"}}


def _options_at(document: Document, place: Place) -> list[Part]:
    options: list[Part] = part_at(document, place).get("options", [])
    return options


def _options(known: Mapping[str, Any], labels: Mapping[str, str], new: Iterable[str]) -> list[Part]:
    kept: list[Part] = [{key: _relabelled(told, labels.get(key, _label(told)))} for key, told in known.items()]
    taken = set(known)
    for label in new:
        key = new_key(label, taken)
        taken.add(key)
        kept.append({key: label})
    return kept


def _label(told: Any) -> str:
    return str(told if isinstance(told, str) else told["label"])


def _relabelled(told: Any, label: str) -> Any:
    return label if isinstance(told, str) else {**told, "label": label}


def _row(document: Document, place: Place) -> tuple[list[Part], int]:
    """The list in which a part stands, and where."""
    if place.option:
        options = _options_at(document, place)
        return options, _index([next(iter(option)) for option in options], place.option)
    if place.question:
        questions = part_at(document, Place(place.section))["questions"]
        return questions, _index([question["key"] for question in questions], place.question)
    sections = document["sections"]
    return sections, _index([section["key"] for section in sections], place.section)


def _index(keys: list[str], key: str) -> int:
    if key not in keys:
        raise KeyError(key)
    return keys.index(key)
