"""What stands in the documents of a case: plain values, no models, so that a document can be made and tested alone.

Languages are BCP 47 codes ("uk"). Texts are as people typed them. An empty string means: nothing was entered.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Letterhead:
    """The head of the municipality's paper; ``short_url`` is the city's own address for people."""

    municipality: str
    unit: str
    address_lines: tuple[str, ...]
    short_url: str


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
class GoalAgreementContent:
    """A goal agreement as it is signed; ``short_url`` leads to it and becomes the QR code."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    number: int
    agreed_on: date
    guiding_goal: str
    guiding_goal_own_words: str | None
    guiding_goal_language: str
    frame_goals: tuple[FrameGoalContent, ...]
    note: str = ""
    next_review: date | None = None
    short_url: str = ""


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
class HelpPlanContent:
    """A help plan as it stands on a day."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    version_on: date
    guiding_goal: str
    goals: tuple[PlannedGoalContent, ...]
    shared_steps: tuple[SharedStepContent, ...] = ()
    participants: tuple[Party, ...] = ()
    next_review: date | None = None
    short_url: str = ""
    guiding_goal_own_words: str | None = None
    guiding_goal_language: str = ""


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
class ReadersContent:
    """Who has read a person's file: the own team, and everybody else apart."""

    letterhead: Letterhead
    person: Person
    reference: str
    as_of: date
    team: tuple[ReaderContent, ...]
    others: tuple[ReaderContent, ...]
    short_url: str = ""


@dataclass(frozen=True)
class ConsentContent:
    """A consent to sign or to withdraw. ``told`` is exactly what is passed on, if it is known already."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
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
    short_url: str = ""


@dataclass(frozen=True)
class Meeting:
    """When and where people meet; ``time`` as on a clock: 14:00."""

    kind: str
    purpose: str
    day: date
    time: str
    minutes: int
    way_label: str
    place: str


@dataclass(frozen=True)
class ConferenceInvitationContent:
    """The invitation to a Hilfeplankonferenz for the person herself: with whom, where, about what."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    meeting: Meeting
    agenda: tuple[str, ...]
    participants: tuple[Party, ...]
    phone: str = ""
    short_url: str = ""


@dataclass(frozen=True)
class AppointmentContent:
    """An appointment for the person to take home; ``address``: how they want to be spoken to."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    address: str
    day: date
    time: str
    minutes: int
    way_label: str
    place: str
    subject: str
    bring: tuple[str, ...]
    with_interpreter: bool
    by_phone: bool
    phone: str = ""
    short_url: str = ""


@dataclass(frozen=True)
class Attended:
    """Somebody who was invited, and whether they came."""

    name: str
    office: str
    came: str


@dataclass(frozen=True)
class Decided:
    """Who does what until when."""

    text: str
    who: str
    due: date


@dataclass(frozen=True)
class ConferenceMinutesContent:
    """Minutes for the file, as they were closed."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    number: int
    meeting: Meeting
    agenda: tuple[str, ...]
    text: str
    attendance: tuple[Attended, ...]
    decisions: tuple[Decided, ...]
    short_url: str = ""


@dataclass(frozen=True)
class ConferenceSignaturesContent:
    """The list in which everybody signs that they were there."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    meeting: Meeting
    participants: tuple[Party, ...]
    short_url: str = ""


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
class ChecklistContent:
    """The checklist of a change of the Rechtskreis: the steps, and apart what becomes possible."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    change: str
    area_from: str
    area_to: str
    changes_on: date
    steps: tuple[ChecklistStepContent, ...]
    rights: tuple[ChecklistStepContent, ...]
    told: ToldOffice | None = None
    short_url: str = ""


@dataclass(frozen=True)
class HandedPart:
    """What goes along: its kinds of data, what of them, and the wording where the paper itself hands it over."""

    kinds: tuple[str, ...]
    detail: str
    text: str = ""


@dataclass(frozen=True)
class HandOverContent:
    """A hand-over to another organisation. ``basis`` is a norm, or empty for the person's consent."""

    letterhead: Letterhead
    person: Person
    case_manager: Party
    reference: str
    as_of: date
    recipient: str
    handed_on: date
    basis: str
    parts: tuple[HandedPart, ...]
    short_url: str = ""


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
class ClosingReportContent:
    """The closing report for the file, as of a day; before the end ``closed_on`` is ``None``: a draft."""

    person: Person
    case_manager: Party
    reference: str
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
    letterhead: Letterhead = Letterhead("", "", (), "")
    short_url: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ViewContent:
    """Somebody at the table of a Konfliktklärung, and how they see it."""

    kind_label: str
    name: str
    view: str


@dataclass(frozen=True)
class PromisedContent:
    """Who does what until when."""

    text: str
    who: str
    due: date


@dataclass(frozen=True)
class MediationContent:
    """The protocol of a Konfliktklärung, which everybody at the table signs."""

    letterhead: Letterhead
    person: Person
    mediator: Party
    reference: str
    as_of: date
    subject: str
    talked_on: date
    views: tuple[ViewContent, ...]
    agreement: str
    steps: tuple[PromisedContent, ...]
    look_again_on: date | None = None
    short_url: str = ""
