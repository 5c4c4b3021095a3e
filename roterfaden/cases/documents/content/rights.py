"""What the person allows, and who has read their file."""

from dataclasses import dataclass
from datetime import date

from roterfaden.cases.documents.content.common import Paper, Party


@dataclass(frozen=True)
class WayOfReading:
    """How somebody saw the data, what for, how often, from the first to the last day."""

    label: str
    purpose: str
    count: int
    first: date
    last: date


@dataclass(frozen=True)
class ReaderContent:
    """Somebody who saw the data, with the office they worked at."""

    name: str
    office: str
    ways: tuple[WayOfReading, ...]


@dataclass(frozen=True)
class ReadersContent(Paper):
    """Who has read a person's file: the own team, and everybody else apart."""

    as_of: date
    team: tuple[ReaderContent, ...]
    others: tuple[ReaderContent, ...]


@dataclass(frozen=True)
class ConsentContent(Paper):
    """A consent to sign or to withdraw. ``told`` is exactly what is passed on, if it is known already."""

    case_manager: Party
    as_of: date
    recipient: str
    purpose_label: str
    purpose_detail: str
    kinds: tuple[str, ...]
    special_kinds: tuple[str, ...]
    valid_until: date
    single_act: bool = False
    to_authority: bool = False
    told: str = ""
    given_on: date | None = None
    interpreted_by: str = ""
