"""What is told at the end of a case, and asked about it."""

from dataclasses import dataclass, field
from datetime import date

from roterfaden.cases.documents.content.common import NO_LETTERHEAD, Letterhead, Paper, Party
from roterfaden.cases.documents.content.goals import OwnActivityContent


@dataclass(frozen=True)
class OpenMatter:
    """Something that stays open after the end, and who takes it over; nobody named means: nobody yet."""

    what: str
    who: str


@dataclass(frozen=True)
class Station:
    """A day of the way: what happened, and why if a reason was given."""

    on: date
    label: str
    reason: str = ""


@dataclass(frozen=True)
class ReachedGoal:
    """How far an action goal was reached; ``level`` is a dash and ``reached`` empty where nobody looked."""

    title: str
    own_words: str
    level: str
    reached: str
    note: str
    state_label: str
    language: str = ""


@dataclass(frozen=True)
class ReachedFrame:
    """A frame goal with its T values (Goal Attainment Scaling, 50 is as expected); ``None`` where nothing is rated."""

    field_of_action: str
    title: str
    baseline: float | None
    value: float | None
    goals: tuple[ReachedGoal, ...]


@dataclass(frozen=True)
class ReferralOutcome:
    """To which offer the person was referred, and what became of it."""

    offer: str
    on: date
    state_label: str
    reason: str


@dataclass(frozen=True)
class Help:
    """What others did for an action goal."""

    goal: str
    title: str
    kind_label: str
    by_whom: str
    state_label: str
    referrals: tuple[ReferralOutcome, ...]


@dataclass(frozen=True)
class Judged:
    """One of procedure, communication and time, as the office sees it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class SaidAboutIt:
    """The person's own view, as they gave it."""

    on: date
    how: str
    language: str
    answers: tuple[tuple[str, str], ...]
    words: str


@dataclass(frozen=True)
class ClosingReportContent(Paper):
    """The closing report for the file, as of a day; before the end ``closed_on`` is ``None``: a draft.

    The page shows it without the head of the municipality's paper.
    """

    letterhead: Letterhead = field(default=NO_LETTERHEAD, kw_only=True)
    case_manager: Party
    as_of: date
    opened_on: date
    closed_on: date | None
    reason_label: str
    note: str
    stations: tuple[Station, ...]
    contacts: int
    guiding_goal: str
    guiding_goal_own_words: str
    guiding_goal_language: str
    baseline: float | None
    value: float | None
    frames: tuple[ReachedFrame, ...]
    helped: tuple[Help, ...]
    own_activities: tuple[OwnActivityContent, ...]
    evaluated_on: date | None
    with_person: bool
    judged: tuple[Judged, ...]
    client_view: str
    learned: str
    views: tuple[SaidAboutIt, ...]
    open_matters: tuple[OpenMatter, ...]
    talk_on: date | None
    phone: str = ""


@dataclass(frozen=True)
class ViewContent:
    """Somebody at the table of a Konfliktklärung, and how they see it."""

    kind_label: str
    name: str
    view: str
