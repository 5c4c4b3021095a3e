"""The dated catalogue of norms on which a disclosure without consent may rest: a hint for staff, no legal advice.

What is unsure ships switched off; :func:`norm` then refuses it, and the page says so.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from roterfaden.cases.models import LegalArea

__all__ = ["Catalogue", "Norm", "catalogue"]

SHEET = Path(__file__).parent / "rechtsgrundlagen.yaml"


@dataclass(frozen=True)
class Norm:
    """One norm: where it stands, when it applies, for whom, and whether it may be chosen."""

    key: str
    citation: str
    applies: str
    legal_areas: tuple[str, ...]
    source: str
    as_of: str
    is_active: bool
    for_immigration_authority: bool = False
    for_special_kinds: bool = False
    open_question: str = ""

    @property
    def area_labels(self) -> list[str]:
        """The legal areas in words."""
        return [str(LegalArea(area).label) for area in self.legal_areas]

    def fits(self, *, legal_area: str, immigration_authority: bool) -> bool:
        """Whether it can be chosen for a person of this legal area and this recipient."""
        area_fits = not self.legal_areas or legal_area in self.legal_areas
        return self.is_active and area_fits and immigration_authority == self.for_immigration_authority


@dataclass(frozen=True)
class Catalogue:
    """All norms, and when and by whom they were last looked through."""

    reviewed_on: date
    reviewed_by: str
    norms: tuple[Norm, ...]

    def named(self, key: str) -> Norm | None:
        """The norm of that name, active or not."""
        return next((norm for norm in self.norms if norm.key == key), None)

    def fitting(self, *, legal_area: str, immigration_authority: bool) -> list[Norm]:
        """The norms that can be chosen."""
        return [
            norm for norm in self.norms if norm.fits(legal_area=legal_area, immigration_authority=immigration_authority)
        ]


@cache
def catalogue() -> Catalogue:
    """The catalogue as delivered."""
    sheet: dict[str, Any] = yaml.safe_load(SHEET.read_text(encoding="utf-8"))
    return Catalogue(sheet["geprueft_am"], sheet["geprueft_von"], tuple(map(_norm, sheet["vorschriften"])))


def _norm(entry: dict[str, Any]) -> Norm:
    return Norm(
        key=entry["key"],
        citation=entry["fundstelle"],
        applies=entry["wann"].strip(),
        legal_areas=tuple(entry["rechtskreise"]),
        source=entry["quelle"],
        as_of=str(entry["stand"]),
        is_active=entry["aktiv"],
        for_immigration_authority=entry.get("auslaenderbehoerde", False),
        for_special_kinds=entry.get("besondere_daten", False),
        open_question=entry.get("offen", ""),
    )
