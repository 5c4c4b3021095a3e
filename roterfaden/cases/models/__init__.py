"""Tables of the single-case level, one file per station of the case."""

from roterfaden.base.residence import ResidenceTitle
from roterfaden.cases.models.advice import Advice, AdviceLength
from roterfaden.cases.models.after_talk import AfterTalk, AfterTalkState, Holds
from roterfaden.cases.models.answer_links import LinkEnd
from roterfaden.cases.models.appointments import Appointment, AppointmentState
from roterfaden.cases.models.area_acceptance import AcceptanceLink, AcceptanceState, AnswerWay, AreaAcceptance
from roterfaden.cases.models.area_change import (
    AreaChangeState,
    ChecklistState,
    ChecklistStep,
    LegalAreaChange,
    StepWho,
)
from roterfaden.cases.models.assessment import Assessment, AssessmentSection, NetworkContact
from roterfaden.cases.models.assessment_templates import AssessmentTemplate, TemplateState
from roterfaden.cases.models.attachments import Attachment, AttachmentKind
from roterfaden.cases.models.case import Case, CaseMember, CloseReason, Part, Phase, Scope
from roterfaden.cases.models.caseload import CaseloadRule
from roterfaden.cases.models.conference_results import ConferenceDecision, ConferenceMinutes
from roterfaden.cases.models.conference_windows import Colleague, Invitation
from roterfaden.cases.models.conferences import (
    Attendance,
    Conference,
    ConferenceInvitee,
    ConferenceKind,
    ConferenceState,
    MeetingWay,
)
from roterfaden.cases.models.consents import Consent, ConsentState, GivenHow, WithdrawnHow
from roterfaden.cases.models.disclosures import ClosedWhy, Disclosure
from roterfaden.cases.models.entrusting import Basis, CaseAccess, EmergencyAccess, LeaveCover
from roterfaden.cases.models.evaluation import Evaluation, GoalRating
from roterfaden.cases.models.examples import ExampleState, GoalExample
from roterfaden.cases.models.gaps import Gap
from roterfaden.cases.models.goals import ActionGoal, FrameGoal, GoalAgreement, GoalState, GuidingGoal, SelfRating
from roterfaden.cases.models.handing_over import HandOver, HandOverState, OfferedCase
from roterfaden.cases.models.household import (
    Custody,
    Household,
    HouseholdMember,
    Parting,
    Relation,
    RelationKind,
    Relative,
)
from roterfaden.cases.models.intake import Decision, Intake, IntakeCriterion, Interpreting, Urgency, Way
from roterfaden.cases.models.intensity import Intensity
from roterfaden.cases.models.levels import Level, LookAppointment, LookState, SecondLook
from roterfaden.cases.models.mediation import Mediation, MediationParty, MediationState, MediationStep, PartyKind
from roterfaden.cases.models.merging import ClientMerge, MergeableClient, ProbableDouble
from roterfaden.cases.models.monitoring import CaseTask, ContactNote, FollowUp, FollowUpResult, FollowUpState
from roterfaden.cases.models.own_view import GivenBy, OwnView, ViewLink
from roterfaden.cases.models.passing_on import DataKind, PassingPurpose
from roterfaden.cases.models.people import Client, Gender, LegalArea
from roterfaden.cases.models.plan import Measure, MeasureKind, OwnActivity, Referral, ReferralState, StepState
from roterfaden.cases.models.queue import WaitFigure, Waiting, WaitState
from roterfaden.cases.models.reassigning import (
    AssignableCase,
    ReassignedCase,
    ReassignedFigure,
    Reassignment,
    ReassignReason,
)
from roterfaden.cases.models.referral_links import ReferralLink
from roterfaden.cases.models.reports import PersonAsked, ReportDraft, ReportRule, ReportState, ReviewedReport
from roterfaden.cases.models.safeguards import CounterStatement, Safeguard, SafeguardKind
from roterfaden.cases.models.sharing import HouseholdLink, LinkState, ReceivedStep, SharedStep
from roterfaden.cases.models.timeline import Act, TimelineEntry
from roterfaden.cases.models.transfers import CaseTransfer, ReceivingSeat
from roterfaden.cases.models.visits import (
    HomeCare,
    HomeVisit,
    Problem,
    ProblemKind,
    ProblemState,
    VisitState,
)
from roterfaden.cases.models.windows import (
    AdviceField,
    AdviceFigure,
    CarriedCase,
    FindableClient,
    Overdue,
    OverdueFigure,
    OverseenClient,
    ReceivedReferral,
)
from roterfaden.cases.models.worklists import SavedList, WeeklyOverview

__all__ = [
    "AcceptanceLink",
    "AcceptanceState",
    "Act",
    "ActionGoal",
    "Advice",
    "AdviceField",
    "AdviceFigure",
    "AdviceLength",
    "AfterTalk",
    "AfterTalkState",
    "AnswerWay",
    "Appointment",
    "AppointmentState",
    "AreaAcceptance",
    "AreaChangeState",
    "Assessment",
    "AssessmentSection",
    "AssessmentTemplate",
    "AssignableCase",
    "Attachment",
    "AttachmentKind",
    "Attendance",
    "Basis",
    "CarriedCase",
    "Case",
    "CaseAccess",
    "CaseMember",
    "CaseTask",
    "CaseTransfer",
    "CaseloadRule",
    "ChecklistState",
    "ChecklistStep",
    "Client",
    "ClientMerge",
    "CloseReason",
    "ClosedWhy",
    "Colleague",
    "Conference",
    "ConferenceDecision",
    "ConferenceInvitee",
    "ConferenceKind",
    "ConferenceMinutes",
    "ConferenceState",
    "Consent",
    "ConsentState",
    "ContactNote",
    "CounterStatement",
    "Custody",
    "DataKind",
    "Decision",
    "Disclosure",
    "EmergencyAccess",
    "Evaluation",
    "ExampleState",
    "FindableClient",
    "FollowUp",
    "FollowUpResult",
    "FollowUpState",
    "FrameGoal",
    "Gap",
    "Gender",
    "GivenBy",
    "GivenHow",
    "GoalAgreement",
    "GoalExample",
    "GoalRating",
    "GoalState",
    "GuidingGoal",
    "HandOver",
    "HandOverState",
    "Holds",
    "HomeCare",
    "HomeVisit",
    "Household",
    "HouseholdLink",
    "HouseholdMember",
    "Intake",
    "IntakeCriterion",
    "Intensity",
    "Interpreting",
    "Invitation",
    "LeaveCover",
    "LegalArea",
    "LegalAreaChange",
    "Level",
    "LinkEnd",
    "LinkState",
    "LookAppointment",
    "LookState",
    "Measure",
    "MeasureKind",
    "Mediation",
    "MediationParty",
    "MediationState",
    "MediationStep",
    "MeetingWay",
    "MergeableClient",
    "NetworkContact",
    "OfferedCase",
    "Overdue",
    "OverdueFigure",
    "OverseenClient",
    "OwnActivity",
    "OwnView",
    "Part",
    "Parting",
    "PartyKind",
    "PassingPurpose",
    "PersonAsked",
    "Phase",
    "ProbableDouble",
    "Problem",
    "ProblemKind",
    "ProblemState",
    "ReassignReason",
    "ReassignedCase",
    "ReassignedFigure",
    "Reassignment",
    "ReceivedReferral",
    "ReceivedStep",
    "ReceivingSeat",
    "Referral",
    "ReferralLink",
    "ReferralState",
    "Relation",
    "RelationKind",
    "Relative",
    "ReportDraft",
    "ReportRule",
    "ReportState",
    "ResidenceTitle",
    "ReviewedReport",
    "Safeguard",
    "SafeguardKind",
    "SavedList",
    "Scope",
    "SecondLook",
    "SelfRating",
    "SharedStep",
    "StepState",
    "StepWho",
    "TemplateState",
    "TimelineEntry",
    "Urgency",
    "ViewLink",
    "VisitState",
    "WaitFigure",
    "WaitState",
    "Waiting",
    "Way",
    "WeeklyOverview",
    "WithdrawnHow",
]
