"""What goes along when another law or another organisation is responsible."""

from dataclasses import dataclass
from datetime import date

from roterfaden.cases.documents.content.common import Paper, Party


@dataclass(frozen=True)
class ChecklistStepContent:
    """A step of a checklist; ``key`` finds its translation, an own step has none."""

    key: str
    text: str
    who: str
    due: date
    state: str


@dataclass(frozen=True)
class ToldOffice:
    """The new office: its answer, and what it was told in exact words. ``basis`` is a norm; empty: a consent."""

    recipient: str
    state: str
    contact: str
    handed_on: date
    basis: str
    kinds: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class ChecklistContent(Paper):
    """The checklist of a change of the Rechtskreis: the steps, and apart what becomes possible."""

    case_manager: Party
    as_of: date
    change: str
    area_from: str
    area_to: str
    changes_on: date
    steps: tuple[ChecklistStepContent, ...]
    rights: tuple[ChecklistStepContent, ...]
    told: ToldOffice | None = None


@dataclass(frozen=True)
class HandedPart:
    """What goes along: its kinds of data, what of them, and the wording where the paper itself hands it over."""

    kinds: tuple[str, ...]
    detail: str
    text: str = ""


@dataclass(frozen=True)
class HandOverContent(Paper):
    """A hand-over to another organisation. ``basis`` is a norm, or empty for the person's consent."""

    case_manager: Party
    as_of: date
    recipient: str
    handed_on: date
    basis: str
    parts: tuple[HandedPart, ...]
