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
    GuidingGoal,
    Measure,
    NetworkContact,
    OwnActivity,
    OwnView,
    Referral,
)

Columns = tuple[tuple[type[models.Model], tuple[str, ...]], ...]

TEXTS: Columns = (
    (AssessmentSection, ("answers",)),
    (ContactNote, ("text",)),
    (NetworkContact, ("note",)),
    (GuidingGoal, ("own_words", "german")),
    (FrameGoal, ("title", "explanation")),
    (ActionGoal, ("title", "own_words")),
    (Measure, ("title", "note", "missing", "compromise")),
    (OwnActivity, ("text",)),
    (Referral, ("message", "reason")),
    (FollowUp, ("question", "note")),
    (CaseTask, ("title",)),
    (Conference, ("purpose", "text")),
    (ConferenceDecision, ("text",)),
    (Evaluation, ("client_view", "learned")),
    (OwnView, ("words",)),
    (AfterTalk, ("news",)),
    (Attachment, ("title",)),
)
"""Free text by table; withdrawn rows count, too. The concern of the first talk comes besides: it carries no case."""

NAMED: Columns = (
    (NetworkContact, ("label",)),
    (ContactNote, ("with_whom",)),
    (ConferenceInvitee, ("name",)),
    (ConferenceDecision, ("owner_described",)),
    (Consent, ("interpreted_by", "witness")),
    (Measure, ("responsible",)),
)
"""Where somebody else may be named: a neighbour, an interpreter, whoever was invited."""
