"""Tables of the single-case level, one file per station of the case."""

from roterfaden.cases.models.assessment import Assessment, AssessmentSection, AssessmentTemplate, NetworkContact
from roterfaden.cases.models.case import Act, Case, CaseMember, CloseReason, Part, Phase, TimelineEntry
from roterfaden.cases.models.evaluation import Evaluation, GoalRating
from roterfaden.cases.models.goals import ActionGoal, FrameGoal, GoalAgreement, GoalState, GuidingGoal, SelfRating
from roterfaden.cases.models.intake import Decision, Intake, IntakeCriterion, Interpreting, Urgency, Way
from roterfaden.cases.models.monitoring import CaseTask, ContactNote, FollowUp, FollowUpResult, FollowUpState
from roterfaden.cases.models.people import Client, Gender, LegalArea, ResidenceTitle
from roterfaden.cases.models.plan import Measure, MeasureKind, OwnActivity, Referral, ReferralState, StepState
from roterfaden.cases.models.safeguards import CounterStatement, Safeguard, SafeguardKind

__all__ = [
    "Act",
    "ActionGoal",
    "Assessment",
    "AssessmentSection",
    "AssessmentTemplate",
    "Case",
    "CaseMember",
    "CaseTask",
    "Client",
    "CloseReason",
    "ContactNote",
    "CounterStatement",
    "Decision",
    "Evaluation",
    "FollowUp",
    "FollowUpResult",
    "FollowUpState",
    "FrameGoal",
    "Gender",
    "GoalAgreement",
    "GoalRating",
    "GoalState",
    "GuidingGoal",
    "Intake",
    "IntakeCriterion",
    "Interpreting",
    "LegalArea",
    "Measure",
    "MeasureKind",
    "NetworkContact",
    "OwnActivity",
    "Part",
    "Phase",
    "Referral",
    "ReferralState",
    "ResidenceTitle",
    "Safeguard",
    "SafeguardKind",
    "SelfRating",
    "StepState",
    "TimelineEntry",
    "Urgency",
    "Way",
]
