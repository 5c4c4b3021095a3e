"""What stands in a brochure: plain values, no models, so that one can be made and tested alone."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models
from django.utils.translation import gettext_lazy as _

TEXTS = Path(__file__).parent / "texts"
GERMAN = "de"
LANGUAGES = ("de", "de-simple", "en", "ar", "uk", "tr", "ro", "bg", "fa", "ru", "fr", "kmr", "pl")
"""For which all fixed words are there."""


class Format(models.TextChoices):
    """On what it is printed."""

    A4 = "a4", _("Heft A4")
    A5 = "a5", _("Heft A5")
    LARGE = "gross", _("Großdruck A4")
    FLYER = "flyer", _("Faltblatt A4 mit QR-Codes")


class Order(models.TextChoices):
    """Under which headings offers stand."""

    TOPIC = "thema", _("nach Themen")
    DISTRICT = "quartier", _("nach Quartieren")
    PROVIDER = "anbieter", _("nach Anbietern")
    NONE = "abc", _("nach Titel, ohne Überschriften")


@dataclass(frozen=True)
class Layout:
    """Paper, size of the letters in points (DIN 1450: at least 9, large print 14), and whether it is a flyer."""

    paper: str
    size: float
    is_flyer: bool = False


LAYOUTS = {
    Format.A4: Layout("a4", 11),
    Format.A5: Layout("a5", 9.5),
    Format.LARGE: Layout("a4", 16),
    Format.FLYER: Layout("a4", 9.5, is_flyer=True),
}


@dataclass(frozen=True)
class Letterhead:
    """Who hands it out."""

    municipality: str
    unit: str
    address_lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One fact with its label."""

    label: str
    value: str


@dataclass(frozen=True)
class EntryText:
    """An offer in one language. ``spoken`` is the language its text is really in: German where nobody translated it."""

    title: str
    spoken: str
    description: str
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Entry:
    """An offer; ``short_url`` leads to its page, ``code`` is its QR code as SVG.

    With ``keep`` it moves to the next page rather than being divided: only for what surely fits on one.
    """

    number: int
    keep: bool
    provider: str
    short_url: str
    code: str
    texts: dict[str, EntryText]


@dataclass(frozen=True)
class Group:
    """Entries under a heading per language, or without one."""

    name: dict[str, str] | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Provider:
    """Whoever offers something, with the numbers of the entries."""

    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Brochure:
    """All of it."""

    languages: tuple[str, ...]
    layout: Layout
    title: dict[str, str]
    as_of: date
    letterhead: Letterhead
    words: dict[str, dict[str, Any]]
    groups: tuple[Group, ...]
    providers: tuple[Provider, ...]


@lru_cache
def words(language: str) -> dict[str, Any]:
    """The fixed words of a language. Raises ``FileNotFoundError`` for one that is not offered."""
    found: dict[str, Any] = yaml.safe_load((TEXTS / f"{language}.yaml").read_text(encoding="utf-8"))
    return found
