"""States of case management as icon, word and colour."""

from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.cases.models import (
    ActionGoal,
    AfterTalk,
    AfterTalkState,
    Appointment,
    AppointmentState,
    Case,
    Conference,
    ConferenceState,
    Consent,
    ConsentState,
    Disclosure,
    FollowUp,
    FollowUpResult,
    FollowUpState,
    GoalState,
    HomeVisit,
    Invitation,
    LookState,
    Measure,
    MeasureKind,
    OwnActivity,
    Phase,
    ReceivedReferral,
    ReceivedStep,
    Referral,
    ReferralState,
    SecondLook,
    StepState,
    Urgency,
    VisitState,
)
from roterfaden.cases.worklist import Light, light_of

PHASES: dict[str, tuple[Tone, str]] = {
    Phase.ASSESSMENT: (Tone.INFO, "search"),
    Phase.AGREEMENT: (Tone.INFO, "target"),
    Phase.PLANNING: (Tone.INFO, "checklist"),
    Phase.STEERING: (Tone.SUCCESS, "thread"),
    Phase.EVALUATION: (Tone.INFO, "chart"),
    Phase.CLOSED: (Tone.NEUTRAL, "lock"),
}
GOALS: dict[str, tuple[Tone, str]] = {
    GoalState.OPEN: (Tone.NEUTRAL, "circle"),
    GoalState.ACHIEVED: (Tone.SUCCESS, "check"),
    GoalState.DROPPED: (Tone.NEUTRAL, "close"),
}
STEPS: dict[str, tuple[Tone, str]] = {
    StepState.PLANNED: (Tone.NEUTRAL, "circle"),
    StepState.RUNNING: (Tone.INFO, "half-circle"),
    StepState.DONE: (Tone.SUCCESS, "check"),
}
REFERRALS: dict[str, tuple[Tone, str]] = {
    ReferralState.SENT: (Tone.INFO, "clock"),
    ReferralState.ACCEPTED: (Tone.SUCCESS, "check"),
    ReferralState.DECLINED: (Tone.WARNING, "close"),
    ReferralState.STARTED: (Tone.SUCCESS, "half-circle"),
    ReferralState.DONE: (Tone.SUCCESS, "check"),
    ReferralState.ENDED_EARLY: (Tone.WARNING, "close"),
}
CONSENTS: dict[str, tuple[Tone, str]] = {
    ConsentState.RUNNING: (Tone.SUCCESS, "check"),
    ConsentState.LATER: (Tone.INFO, "clock"),
    ConsentState.USED: (Tone.NEUTRAL, "lock"),
    ConsentState.EXPIRED: (Tone.NEUTRAL, "history"),
    ConsentState.WITHDRAWN: (Tone.DANGER, "close"),
}
RESULTS: dict[str, tuple[Tone, str]] = {
    FollowUpResult.ON_TRACK: (Tone.SUCCESS, "check"),
    FollowUpResult.ADJUST: (Tone.WARNING, "autorenew"),
    FollowUpResult.STALLED: (Tone.DANGER, "pause"),
    FollowUpResult.ACHIEVED: (Tone.SUCCESS, "star"),
}
CONFERENCES: dict[str, tuple[Tone, str]] = {
    ConferenceState.PLANNED: (Tone.NEUTRAL, "circle"),
    ConferenceState.PROPOSED: (Tone.INFO, "clock"),
    ConferenceState.FIXED: (Tone.SUCCESS, "calendar"),
    ConferenceState.HELD: (Tone.WARNING, "note"),
    ConferenceState.CLOSED: (Tone.NEUTRAL, "lock"),
    ConferenceState.CANCELLED: (Tone.NEUTRAL, "close"),
}
AFTER_TALKS: dict[str, tuple[Tone, str]] = {
    AfterTalkState.PLANNED: (Tone.NEUTRAL, "calendar"),
    AfterTalkState.REACHED: (Tone.SUCCESS, "check"),
    AfterTalkState.UNREACHED: (Tone.WARNING, "close"),
    AfterTalkState.CANCELLED: (Tone.NEUTRAL, "close"),
}
APPOINTMENTS: dict[str, tuple[Tone, str]] = {
    AppointmentState.PLANNED: (Tone.NEUTRAL, "calendar"),
    AppointmentState.KEPT: (Tone.SUCCESS, "check"),
    AppointmentState.MISSED: (Tone.WARNING, "close"),
    AppointmentState.EXCUSED: (Tone.NEUTRAL, "close"),
    AppointmentState.CANCELLED: (Tone.NEUTRAL, "close"),
}
VISITS: dict[str, tuple[Tone, str]] = {
    VisitState.PLANNED: (Tone.NEUTRAL, "calendar"),
    VisitState.MET: (Tone.SUCCESS, "check"),
    VisitState.ABSENT: (Tone.WARNING, "close"),
    VisitState.CANCELLED: (Tone.NEUTRAL, "close"),
}
LOOKS: dict[str, tuple[Tone, str]] = {
    LookState.ASKED: (Tone.WARNING, "clock"),
    LookState.AGREES: (Tone.SUCCESS, "check"),
    LookState.DIFFERS: (Tone.WARNING, "warning"),
    LookState.WITHDRAWN: (Tone.NEUTRAL, "undo"),
}
URGENCIES: dict[str, tuple[Tone, str]] = {
    Urgency.NORMAL: (Tone.NEUTRAL, "circle"),
    Urgency.SOON: (Tone.WARNING, "clock"),
    Urgency.ACUTE: (Tone.DANGER, "danger"),
}

LIGHTS: dict[str, tuple[Tone, str]] = {
    Light.RED: (Tone.DANGER, "warning"),
    Light.YELLOW: (Tone.WARNING, "visibility"),
    Light.GREEN: (Tone.SUCCESS, "check"),
}

Shown = (
    Case
    | ActionGoal
    | Measure
    | OwnActivity
    | Referral
    | ReceivedReferral
    | ReceivedStep
    | FollowUp
    | AfterTalk
    | Appointment
    | Consent
    | Disclosure
    | Conference
    | Invitation
    | HomeVisit
    | SecondLook
)


def sign_of(record: Shown) -> Badge:
    """The sign that says where ``record`` stands. Reads only loaded columns: costs no query."""
    match record:
        case Case():
            return _sign(Phase(record.phase), PHASES)
        case ActionGoal():
            return _sign(GoalState(record.state), GOALS)
        case Measure() if record.kind == MeasureKind.NO_OFFER:
            return Badge(MeasureKind.NO_OFFER.label, Tone.WARNING, "warning")
        case Measure() | OwnActivity():
            return _sign(StepState(record.state), STEPS)
        case ReceivedStep():
            return _sign(GoalState(record.state), GOALS) if record.is_goal else _sign(StepState(record.state), STEPS)
        case Consent():
            return _sign(record.state, CONSENTS)
        case Disclosure():
            return _access(record)
        case Referral() if record.has_expired:
            return Badge(_("ohne Antwort abgelaufen"), Tone.WARNING, "history")
        case Referral() if record.state == ReferralState.SENT and record.seen_at:
            return Badge(_("gelesen, noch ohne Antwort"), Tone.INFO, "visibility")
        case Referral() | ReceivedReferral():
            return _sign(ReferralState(record.state), REFERRALS)
        case Conference() | Invitation():
            return _sign(ConferenceState(record.state), CONFERENCES)
        case FollowUp() if record.state == FollowUpState.HELD:
            return _sign(FollowUpResult(record.result), RESULTS)
        case FollowUp():
            return Badge(FollowUpState(record.state).label, Tone.NEUTRAL, "calendar")
        case SecondLook():
            return _sign(LookState(record.state), LOOKS)
        case AfterTalk():
            return _sign(AfterTalkState(record.state), AFTER_TALKS)
        case Appointment():
            return _sign(AppointmentState(record.state), APPOINTMENTS)
        case HomeVisit():
            return _sign(VisitState(record.state), VISITS)


def _access(disclosure: Disclosure) -> Badge:
    """Whether the recipient can read here what went."""
    if disclosure.is_open:
        return Badge(_("dort lesbar"), Tone.INFO, "visibility")
    word = disclosure.get_closed_why_display() if disclosure.closed_at else _("dort nicht lesbar")
    return Badge(word, Tone.NEUTRAL, "visibility-off")


def urgency_sign(urgency: str) -> Badge:
    """How soon help is needed, as a sign."""
    return _sign(Urgency(urgency), URGENCIES)


def light_sign(case: Case) -> Badge:
    """Where a case that came with its facts stands by them, as a sign."""
    return _sign(light_of(case), LIGHTS)


def _sign(
    state: Light
    | Phase
    | GoalState
    | StepState
    | ReferralState
    | FollowUpResult
    | AfterTalkState
    | AppointmentState
    | Urgency
    | ConsentState
    | ConferenceState
    | VisitState
    | LookState,
    signs: dict[str, tuple[Tone, str]],
) -> Badge:
    tone, icon = signs[state]
    return Badge(state.label, tone, icon)
