"""States of case management as icon, word and colour."""

from roterfaden.base.badges import Badge, Tone
from roterfaden.cases.models import (
    ActionGoal,
    Case,
    FollowUp,
    FollowUpResult,
    FollowUpState,
    GoalState,
    Measure,
    MeasureKind,
    OwnActivity,
    Phase,
    Referral,
    ReferralState,
    StepState,
    Urgency,
)

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
RESULTS: dict[str, tuple[Tone, str]] = {
    FollowUpResult.ON_TRACK: (Tone.SUCCESS, "check"),
    FollowUpResult.ADJUST: (Tone.WARNING, "autorenew"),
    FollowUpResult.STALLED: (Tone.DANGER, "pause"),
    FollowUpResult.ACHIEVED: (Tone.SUCCESS, "star"),
}
URGENCIES: dict[str, tuple[Tone, str]] = {
    Urgency.NORMAL: (Tone.NEUTRAL, "circle"),
    Urgency.SOON: (Tone.WARNING, "clock"),
    Urgency.ACUTE: (Tone.DANGER, "danger"),
}

Shown = Case | ActionGoal | Measure | OwnActivity | Referral | FollowUp


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
        case Referral():
            return _sign(ReferralState(record.state), REFERRALS)
        case FollowUp() if record.state == FollowUpState.HELD:
            return _sign(FollowUpResult(record.result), RESULTS)
        case FollowUp():
            return Badge(FollowUpState(record.state).label, Tone.NEUTRAL, "calendar")


def urgency_sign(urgency: str) -> Badge:
    """How soon help is needed, as a sign."""
    return _sign(Urgency(urgency), URGENCIES)


def _sign(
    state: Phase | GoalState | StepState | ReferralState | FollowUpResult | Urgency, signs: dict[str, tuple[Tone, str]]
) -> Badge:
    tone, icon = signs[state]
    return Badge(state.label, tone, icon)
