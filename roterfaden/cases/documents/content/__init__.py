"""What stands in the documents of a case: plain values, no models, so that a document can be made and tested alone.

Languages are BCP 47 codes ("uk"). Texts are as people typed them. An empty string means: nothing was entered.
"""

from roterfaden.cases.documents.content.common import Letterhead, Paper, Party, Person
from roterfaden.cases.documents.content.end import (
    ClosingReportContent,
    Help,
    Judged,
    OpenMatter,
    ReachedFrame,
    ReachedGoal,
    ReferralOutcome,
    SaidAboutIt,
    Station,
    ViewContent,
)
from roterfaden.cases.documents.content.goals import (
    ActionGoalContent,
    FrameGoalContent,
    GoalAgreementContent,
    HelpPlanContent,
    MeasureContent,
    OwnActivityContent,
    PlannedGoalContent,
    ScaleStep,
    SharedStepContent,
)
from roterfaden.cases.documents.content.handing_on import (
    ChecklistContent,
    ChecklistStepContent,
    HandedPart,
    HandOverContent,
    ToldOffice,
)
from roterfaden.cases.documents.content.meetings import (
    AppointmentContent,
    Attended,
    ConferenceInvitationContent,
    ConferenceMinutesContent,
    ConferenceSignaturesContent,
    MediationContent,
    Meeting,
    Promised,
)
from roterfaden.cases.documents.content.rights import ConsentContent, ReaderContent, ReadersContent, WayOfReading

__all__ = [
    "ActionGoalContent",
    "AppointmentContent",
    "Attended",
    "ChecklistContent",
    "ChecklistStepContent",
    "ClosingReportContent",
    "ConferenceInvitationContent",
    "ConferenceMinutesContent",
    "ConferenceSignaturesContent",
    "ConsentContent",
    "FrameGoalContent",
    "GoalAgreementContent",
    "HandOverContent",
    "HandedPart",
    "Help",
    "HelpPlanContent",
    "Judged",
    "Letterhead",
    "MeasureContent",
    "MediationContent",
    "Meeting",
    "OpenMatter",
    "OwnActivityContent",
    "Paper",
    "Party",
    "Person",
    "PlannedGoalContent",
    "Promised",
    "ReachedFrame",
    "ReachedGoal",
    "ReaderContent",
    "ReadersContent",
    "ReferralOutcome",
    "SaidAboutIt",
    "ScaleStep",
    "SharedStepContent",
    "Station",
    "ToldOffice",
    "ViewContent",
    "WayOfReading",
]
