"""What every paper has: whose it is, who sends it, who takes part, and the paper itself."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Letterhead:
    """The head of the municipality's paper; ``short_url`` is the city's own address for people."""

    municipality: str
    unit: str
    address_lines: tuple[str, ...]
    short_url: str


NO_LETTERHEAD = Letterhead("", "", (), "")


@dataclass(frozen=True)
class Person:
    """The person whose paper this is."""

    name: str
    birth_date: date | None
    language: str


@dataclass(frozen=True)
class Party:
    """Somebody who takes part, with the function they do it in."""

    name: str
    function: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every paper of a case says; ``short_url`` leads to what it is about and becomes the QR code."""

    letterhead: Letterhead
    person: Person
    reference: str
    short_url: str = ""
