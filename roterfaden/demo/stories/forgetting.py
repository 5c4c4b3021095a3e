"""Removing invented persons. Only the demo may: nothing of a real person is ever deleted this way."""

from collections.abc import Sequence
from uuid import UUID

import pgtrigger
from django.db import models, transaction

from roterfaden.cases.models import (
    ActionGoal,
    Assessment,
    AssessmentSection,
    Case,
    CaseMember,
    CaseTask,
    Client,
    Consent,
    ContactNote,
    Disclosure,
    Evaluation,
    FollowUp,
    FrameGoal,
    GoalAgreement,
    GoalRating,
    GuidingGoal,
    Intake,
    Measure,
    NetworkContact,
    OwnActivity,
    Referral,
    SelfRating,
    TimelineEntry,
)

# What hangs on a case, in an order in which nothing is missed by what is still there; with the way to the client.
_ON_A_CASE: tuple[tuple[type[models.Model], str], ...] = (
    (TimelineEntry, "case"),
    (GoalRating, "evaluation__case"),
    (Evaluation, "case"),
    (FollowUp, "case"),
    (ContactNote, "case"),
    (CaseTask, "case"),
    (Referral, "measure__action_goal__frame_goal__case"),
    (Disclosure, "case"),
    (Consent, "case"),
    (Measure, "action_goal__frame_goal__case"),
    (OwnActivity, "action_goal__frame_goal__case"),
    (SelfRating, "guiding_goal__case"),
    (ActionGoal, "frame_goal__case"),
    (FrameGoal, "case"),
    (GuidingGoal, "case"),
    (GoalAgreement, "case"),
    (NetworkContact, "case"),
    (AssessmentSection, "assessment__case"),
    (Assessment, "case"),
    (CaseMember, "case"),
)


@transaction.atomic
def forget_persons(ids: Sequence[UUID]) -> int:
    """Delete these persons, if they are invented, with all that hangs on them and its history; how many there were."""
    persons = Client.objects.filter(pk__in=ids, is_synthetic=True)
    cases = Case.objects.filter(client__in=persons)
    count = persons.count()
    kept = (
        "cases.TimelineEntry:timeline_is_append_only",
        "cases.Disclosure:disclosure_is_kept",
        "cases.Consent:consent_is_kept",
    )
    with pgtrigger.ignore(*kept):
        for model, way in _ON_A_CASE:
            _delete(model._base_manager.filter(**{f"{way}__in": cases}))
    _delete(cases)
    talks = Intake.objects.filter(client__in=persons)
    Intake.fields_of_action.through._base_manager.filter(intake__in=talks).delete()
    _delete(talks)
    _delete(persons)
    return count


def _delete(rows: models.QuerySet[models.Model]) -> None:
    """Delete the rows and their history without asking each row; callers have removed what hangs on them."""
    keys = list(rows.values_list("pk", flat=True))
    history = getattr(rows.model, "events", None)
    if history is not None:
        events = history.rel.related_model._base_manager
        events.filter(pgh_obj_id__in=keys)._raw_delete(events.db)
    rows.model._base_manager.filter(pk__in=keys)._raw_delete(rows.db)
