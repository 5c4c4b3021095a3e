"""What stands in the goal agreement and the help plan."""

from dataclasses import dataclass
from datetime import date

from roterfaden.cases.documents.content.common import Paper, Party


@dataclass(frozen=True)
class ScaleStep:
    """What can be seen when a step of the five-step scale is reached; 0 is what was agreed, -2 to +2."""

    value: int
    text: str


@dataclass(frozen=True)
class ActionGoalContent:
    """A small step; ``own_words`` are in ``language``, ``weight_label`` says how important it is."""

    title: str
    own_words: str | None
    due: date | None
    scale: tuple[ScaleStep, ...]
    weight_label: str
    language: str = ""


@dataclass(frozen=True)
class FrameGoalContent:
    """A goal in one field of action with the steps that lead to it."""

    field_of_action: str
    title: str
    action_goals: tuple[ActionGoalContent, ...]
    own_words: str | None = None
    language: str = ""


@dataclass(frozen=True)
class GoalAgreementContent(Paper):
    """A goal agreement as it is signed; ``short_url`` leads to it and becomes the QR code."""

    case_manager: Party
    number: int
    agreed_on: date
    guiding_goal: str
    guiding_goal_own_words: str | None
    guiding_goal_language: str
    frame_goals: tuple[FrameGoalContent, ...]
    note: str = ""
    next_review: date | None = None


@dataclass(frozen=True)
class MeasureContent:
    """What others do for the person: who, by when, with which offer."""

    title: str
    kind_label: str
    offer: str | None
    provider: str | None
    responsible: str
    due: date | None
    state_label: str
    note: str = ""
    is_shared: bool = False


@dataclass(frozen=True)
class SharedStepContent:
    """A step of somebody else in the household, which both follow; ``whose``: as this person calls them."""

    title: str
    whose: str
    responsible: str
    due: date | None
    state_label: str


@dataclass(frozen=True)
class OwnActivityContent:
    """What the person does themselves."""

    text: str
    due: date | None
    state_label: str


@dataclass(frozen=True)
class PlannedGoalContent:
    """An action goal of the help plan; goals of one frame goal follow each other."""

    field_of_action: str
    frame_goal: str
    action_goal: str
    due: date | None
    measures: tuple[MeasureContent, ...]
    own_activities: tuple[OwnActivityContent, ...]
    own_words: str | None = None
    language: str = ""
    frame_own_words: str | None = None
    frame_language: str = ""
    is_shared: bool = False


@dataclass(frozen=True)
class HelpPlanContent(Paper):
    """A help plan as it stands on a day."""

    case_manager: Party
    version_on: date
    guiding_goal: str
    goals: tuple[PlannedGoalContent, ...]
    shared_steps: tuple[SharedStepContent, ...] = ()
    participants: tuple[Party, ...] = ()
    next_review: date | None = None
    guiding_goal_own_words: str | None = None
    guiding_goal_language: str = ""
