"""Checklists of a change of the Rechtskreis, as they are delivered: a hint for staff, no legal advice.

What is unsure is switched off, or stands as a question to the office; :func:`templates` tells which is which.
``schritte.yaml`` holds the steps, each with its source, the other files one change each. A template that was used never
changes: copy the file with the next number. The steps in other languages: ``cases/documents/texts/area_change``.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from roterfaden.cases.models import LegalArea, StepWho

__all__ = ["Step", "Template", "steps", "template", "templates"]

HERE = Path(__file__).parent
STEPS = "schritte.yaml"


@dataclass(frozen=True)
class Step:
    """What is to do, who does it, how many days after the day of the change (before it: negative), and the source."""

    key: str
    text: str
    who: StepWho
    days: int
    source: str
    is_right: bool

    def due_on(self, changes_on: date) -> date:
        """Until when."""
        return changes_on + timedelta(days=self.days)


@dataclass(frozen=True)
class Template:
    """One change: from where to where, its steps, its source, and what has to be asked at the office."""

    key: str
    version: int
    title: str
    area_from: LegalArea
    area_to: LegalArea
    when: str
    source: str
    as_of: str
    checked_by: str
    is_active: bool
    questions: tuple[str, ...]
    steps: tuple[Step, ...]

    def fits(self, area: str) -> bool:
        """Whether it can begin for a person of this legal area; one that is not known yet hinders nothing."""
        return self.is_active and area in (self.area_from, LegalArea.UNCLEAR)


@cache
def steps() -> dict[str, Step]:
    """All steps by their key."""
    sheet: dict[str, Any] = _read(HERE / STEPS)
    return {entry["key"]: _step(entry) for entry in sheet["schritte"]}


@cache
def templates() -> tuple[Template, ...]:
    """The newest version of every template, by the name of its file."""
    newest: dict[str, Template] = {}
    for path in sorted(HERE.glob("*.yaml")):
        if path.name != STEPS:
            found = _template(_read(path))
            if found.key not in newest or found.version > newest[found.key].version:
                newest[found.key] = found
    return tuple(newest.values())


def template(key: str) -> Template | None:
    """The newest version of a template."""
    return next((one for one in templates() if one.key == key), None)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _step(entry: dict[str, Any]) -> Step:
    return Step(
        key=entry["key"],
        text=" ".join(entry["text"].split()),
        who=StepWho(entry["wer"]),
        days=entry["tage"],
        source=entry["quelle"],
        is_right=entry.get("recht", False),
    )


def _template(sheet: dict[str, Any]) -> Template:
    known = steps()
    return Template(
        key=sheet["key"],
        version=sheet["version"],
        title=sheet["titel"],
        area_from=LegalArea(sheet["von"]),
        area_to=LegalArea(sheet["nach"]),
        when=" ".join(sheet["wann"].split()),
        source=" ".join(sheet["quelle"].split()),
        as_of=str(sheet["stand"]),
        checked_by=sheet["geprueft_von"],
        is_active=sheet["aktiv"],
        questions=tuple(" ".join(question.split()) for question in sheet.get("fragen", [])),
        steps=tuple(known[key] for key in sheet["schritte"]),
    )
