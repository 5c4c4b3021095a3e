"""Where a file holds free text and names of others: read here by Python, counted by PostgreSQL from the same list."""

from django.db import models

from roterfaden.cases.models import (
    ActionGoal,
    AfterTalk,
    Appointment,
    AreaAcceptance,
    AssessmentSection,
    Attachment,
    CaseTask,
    CaseTransfer,
    ChecklistStep,
    Conference,
    ConferenceDecision,
    ConferenceInvitee,
    Consent,
    ContactNote,
    CounterStatement,
    Disclosure,
    EmergencyAccess,
    Evaluation,
    FollowUp,
    FrameGoal,
    GoalAgreement,
    GoalRating,
    GuidingGoal,
    HandOver,
    HomeCare,
    LegalAreaChange,
    Measure,
    Mediation,
    MediationParty,
    MediationStep,
    NetworkContact,
    OwnActivity,
    OwnView,
    Problem,
    Referral,
    Relation,
    Relative,
    SecondLook,
)

Columns = tuple[tuple[type[models.Model], tuple[str, ...]], ...]

TEXTS: Columns = (
    (AssessmentSection, ("answers",)),
    (ContactNote, ("text",)),
    (NetworkContact, ("note",)),
    (GuidingGoal, ("own_words", "german")),
    (FrameGoal, ("title", "own_words", "explanation")),
    (
        ActionGoal,
        ("title", "own_words", "scale_much_less", "scale_less", "scale_expected", "scale_more", "scale_much_more"),
    ),
    (Measure, ("title", "note", "missing", "compromise")),
    (OwnActivity, ("text",)),
    (Referral, ("message", "reason")),
    (FollowUp, ("question", "note", "reason")),
    (Appointment, ("place", "about", "bring", "reason")),
    (CaseTask, ("title",)),
    (Conference, ("purpose", "text", "place", "reason")),
    (ConferenceDecision, ("text",)),
    (Evaluation, ("client_view", "learned", "procedure_note", "communication_note", "time_note")),
    (GoalRating, ("note",)),
    (Relation, ("described",)),
    (Mediation, ("subject", "agreement", "reason")),
    (MediationParty, ("view",)),
    (MediationStep, ("text",)),
    (HomeCare, ("way_in",)),
    (Problem, ("text", "has_to_act", "solution")),
    (SecondLook, ("words", "answer", "kept_reason")),
    (GoalAgreement, ("note",)),
    (HandOver, ("note", "answer")),
    (CaseTransfer, ("note", "answer")),
    (LegalAreaChange, ("reason",)),
    (AreaAcceptance, ("reason",)),
    (ChecklistStep, ("reason",)),
    (EmergencyAccess, ("reason", "review")),
    (CounterStatement, ("text",)),
    (OwnView, ("words",)),
    (AfterTalk, ("news",)),
    (Attachment, ("title",)),
)
"""Free text by table; withdrawn rows count, too. The concern of the first talk comes besides: it carries no case."""

OTHERS: Columns = (
    (NetworkContact, ("label",)),
    (ContactNote, ("with_whom",)),
    (ConferenceInvitee, ("name", "recipient_described")),
    (ConferenceDecision, ("owner_described",)),
    (Consent, ("interpreted_by", "witness", "recipient_described")),
    (Disclosure, ("recipient_described",)),
    (AreaAcceptance, ("reach", "contact_person")),
    (Measure, ("responsible",)),
    (MediationParty, ("label",)),
)
"""Where somebody else may be named: a neighbour, an interpreter, whoever was invited."""

FAMILY: Columns = ((Relative, ("name",)),)
"""Where nothing but a name is asked for; without one stands what somebody is to the person."""

LEFT_OUT = frozenset({
    # Why something was undone, and what a log says of it.
    "withdrawn_reason", "replaced_reason", "AfterTalk.reason", "TimelineEntry.text", "TimelineEntry.reason",
    # Copies of what stands above, in whole or in part.
    "content", "snapshot", "listed", "package", "Disclosure.text", "CounterStatement.label", "Conference.agenda",
    # Out of a catalogue, about papers and norms, or no words at all.
    "Level.about", "Level.label", "SecondLook.about", "SecondLook.label", "ChecklistStep.text", "purpose_detail",
    "norm", "norm_citation", "norm_reason", "Consent.paper_number", "Consent.withdrawn_note",
    "ConferenceInvitee.email", "AreaAcceptance.contact_phone", "AreaAcceptance.their_reference",
    "token_hash", "code_hash",
})  # fmt: skip
"""Columns of text below a case that the check does not read, by ``field`` or ``Model.field``."""
