"""Removing invented persons. Only the demo may: nothing of a real person is ever deleted this way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.db import models, transaction

from roterfaden.accounts.models import Notice
from roterfaden.cases.actions.attachments import destroy_attachments
from roterfaden.cases.models import (
    ActionGoal,
    Assessment,
    AssessmentSection,
    Attachment,
    Case,
    CaseMember,
    CaseTask,
    Client,
    Consent,
    ContactNote,
    Disclosure,
    EmergencyAccess,
    Evaluation,
    FollowUp,
    FrameGoal,
    GoalAgreement,
    GoalRating,
    GuidingGoal,
    Intake,
    LeaveCover,
    Measure,
    NetworkContact,
    OwnActivity,
    Referral,
    SelfRating,
    TimelineEntry,
)
from roterfaden.logbook.models import ReadEntry
from roterfaden.logbook.removal import remove

RUN = "Demo: erfundene Personen"

# What hangs on a case, in an order in which nothing is missed by what is still there; with the way to the client.
_ON_A_CASE: tuple[tuple[type[models.Model], str], ...] = (
    (TimelineEntry, "case"),
    (GoalRating, "case"),
    (Evaluation, "case"),
    (FollowUp, "case"),
    (ContactNote, "case"),
    (CaseTask, "case"),
    (Referral, "case"),
    (Disclosure, "case"),
    (Consent, "case"),
    (Measure, "case"),
    (OwnActivity, "case"),
    (SelfRating, "case"),
    (ActionGoal, "case"),
    (FrameGoal, "case"),
    (GuidingGoal, "case"),
    (GoalAgreement, "case"),
    (NetworkContact, "case"),
    (AssessmentSection, "case"),
    (Assessment, "case"),
    (EmergencyAccess, "case"),
    (CaseMember, "case"),
)


@transaction.atomic
def forget_persons(ids: Sequence[UUID]) -> int:
    """Delete these persons, if they are invented, with all that hangs on them and its history; how many there were."""
    persons = Client.objects.filter(pk__in=ids, is_synthetic=True)
    cases = Case.objects.filter(client__in=persons)
    invented = list(persons.values_list("pk", flat=True))
    kept = (
        "cases.TimelineEntry:timeline_is_append_only",
        "cases.Disclosure:disclosure_is_kept",
        "cases.Consent:consent_is_kept",
    )
    with pgtrigger.ignore(*kept):
        destroy_attachments(Attachment.objects.filter(case__in=cases).values_list("pk", flat=True))
        for model, way in _ON_A_CASE:
            _delete(model._base_manager.filter(**{f"{way}__in": cases}))
    _delete(cases)
    talks = Intake.objects.filter(client__in=persons)
    Intake.fields_of_action.through._base_manager.filter(intake__in=talks).delete()
    fields: Any = apps.get_model("cases", "IntakeFieldEvent")
    talk_ids = list(talks.values_list("pk", flat=True))
    remove(fields, fields.objects.filter(intake_id__in=talk_ids).values_list("pgh_id", flat=True), run=RUN)
    _delete(talks)
    _delete(persons)
    read = ReadEntry.objects.filter(client_id__in=invented).values_list("pk", flat=True)
    remove(ReadEntry, read, run=RUN)
    return len(invented)


@transaction.atomic
def forget_arrangements() -> None:
    """Delete what invented colleagues arranged among themselves, and what they were told about it."""
    _delete(LeaveCover.objects.filter(absent__is_synthetic=True, cover__is_synthetic=True))
    Notice.objects.filter(user__is_synthetic=True).delete()


def _delete(rows: models.QuerySet[models.Model]) -> None:
    """Delete the rows and their history without asking each row; callers have removed what hangs on them."""
    keys = list(rows.values_list("pk", flat=True))
    rows.model._base_manager.filter(pk__in=keys)._raw_delete(rows.db)
    history = getattr(rows.model, "events", None)
    if history is not None:
        events = history.rel.related_model
        told = events._base_manager.filter(pgh_obj_id__in=keys).values_list("pgh_id", flat=True)
        remove(events, told, run=RUN)
