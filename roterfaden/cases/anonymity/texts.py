"""Where a file holds free text and names of others: read here by Python, counted by PostgreSQL from the same list."""

from django.db import models

from roterfaden.cases.models import (
    ActionGoal,
    AfterTalk,
    AssessmentSection,
    Attachment,
    CaseTask,
    Conference,
    ConferenceDecision,
    ConferenceInvitee,
    Consent,
    ContactNote,
    Evaluation,
    FollowUp,
    FrameGoal,
    GoalRating,
    GuidingGoal,
    HomeCare,
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
    (ActionGoal, ("title", "own_words")),
    (Measure, ("title", "note", "missing", "compromise")),
    (OwnActivity, ("text",)),
    (Referral, ("message", "reason")),
    (FollowUp, ("question", "note")),
    (CaseTask, ("title",)),
    (Conference, ("purpose", "text")),
    (ConferenceDecision, ("text",)),
    (Evaluation, ("client_view", "learned", "procedure_note", "communication_note", "time_note")),
    (GoalRating, ("note",)),
    (Relation, ("described",)),
    (Mediation, ("subject", "agreement")),
    (MediationParty, ("view",)),
    (MediationStep, ("text",)),
    (HomeCare, ("way_in",)),
    (Problem, ("text", "has_to_act", "solution")),
    (SecondLook, ("words", "kept_reason")),
    (OwnView, ("words",)),
    (AfterTalk, ("news",)),
    (Attachment, ("title",)),
)
"""Free text by table; withdrawn rows count, too. The concern of the first talk comes besides: it carries no case."""

OTHERS: Columns = (
    (NetworkContact, ("label",)),
    (ContactNote, ("with_whom",)),
    (ConferenceInvitee, ("name",)),
    (ConferenceDecision, ("owner_described",)),
    (Consent, ("interpreted_by", "witness")),
    (Measure, ("responsible",)),
    (Relative, ("name",)),
    (MediationParty, ("label",)),
)
"""Where somebody else may be named: a neighbour, an interpreter, whoever was invited."""

LEFT_OUT = frozenset({
    # Why something was undone, and what a log says of it.
    "withdrawn_reason", "reason", "answer", "replaced_reason", "TimelineEntry.text", "EmergencyAccess.review",
    # Copies of what stands above, in whole or in part.
    "content", "snapshot", "listed", "package", "Disclosure.text", "CounterStatement.label", "CounterStatement.text",
    # About the work, or out of a catalogue.
    "Level.about", "Level.label", "SecondLook.about", "SecondLook.label",
    "ActionGoal.scale_much_less", "ActionGoal.scale_less", "ActionGoal.scale_expected", "ActionGoal.scale_more",
    "ActionGoal.scale_much_more", "GoalAgreement.note", "HandOver.note", "CaseTransfer.note", "ChecklistStep.text",
    "Conference.agenda", "Conference.place", "ConferenceInvitee.email", "recipient_described", "purpose_detail",
    "norm", "norm_citation", "norm_reason", "Consent.paper_number", "Consent.withdrawn_note", "token_hash", "code_hash",
})  # fmt: skip
"""Columns of text below a case that the check does not read, by ``field`` or ``Model.field``."""
