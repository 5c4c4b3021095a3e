"""Rating goals on their scales, at a review or in an evaluation, and the person's own rating of the Mottoziel."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Evaluation,
    FollowUp,
    FollowUpState,
    GoalRating,
    GuidingGoal,
    SelfRating,
)

Ratings = Mapping[UUID, tuple[int, str]]
"""Action goal → (level −2…+2, remark)."""


def rate_goals(occasion: FollowUp | Evaluation, ratings: Ratings) -> None:
    """Keep the levels with the agreement whose scale they were read from.

    Raises ``RuleBroken`` for a goal that is not agreed: its scale may still change.
    """
    agreed = ActionGoal.objects.standing().filter(case=occasion.case, pk__in=ratings, agreed_in__isnull=False)
    scales = dict(agreed.values_list("pk", "agreed_in"))
    if len(scales) < len(ratings):
        raise RuleBroken(
            _("Die Ziele werden gerade neu gefasst. Einschätzen können Sie sie, wenn sie vereinbart sind.")
        )
    where = {"follow_up": occasion} if isinstance(occasion, FollowUp) else {"evaluation": occasion}
    for goal, (level, note) in ratings.items():
        wording = {"level": level, "note": note, "agreement_id": scales[goal]}
        GoalRating.objects.update_or_create(**where, action_goal_id=goal, defaults=wording)


def rate_at_review(follow_up: FollowUp) -> None:
    """Put the person's own rating of this review into the course of the Mottoziel, if there is one."""
    guiding = GuidingGoal.objects.filter(case=follow_up.case).first()
    if follow_up.self_rating is not None and follow_up.held_on is not None and guiding is not None:
        rated = SelfRating.objects.filter(guiding_goal=guiding, follow_up=follow_up).first()
        rating = rated or SelfRating(guiding_goal=guiding, follow_up=follow_up)
        keep_rating(rating, value=follow_up.self_rating, on=follow_up.held_on)


def keep_rating(rating: SelfRating, *, value: int, on: date) -> SelfRating:
    """Write a new rating, or a new value over an earlier one: it counts (again)."""
    current = rating if rating._state.adding else SelfRating.claim(rating.pk, None)
    current.value, current.rated_on = value, on
    current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = None, None, ""
    current.save()
    return current


@transaction.atomic
def correct_rating(rating: SelfRating, *, by: Any, seen: int, value: int) -> SelfRating:
    """Put right how near the person said they feel to the Mottoziel; the timeline tells what stood there."""
    case = locked_open(rating.case)
    current = SelfRating.claim(rating.pk, seen)
    before, current.value = current.value, value
    current.save()
    _note_at_review(current, value)
    text = _("{now}; vorher {before}").format(now=_in_words(current), before=before)
    tell(case, Act.SELF_RATING_CORRECTED, by=by, text=text, subject=current.pk)
    return current


@transaction.atomic
def withdraw_rating(rating: SelfRating, *, by: Any) -> SelfRating:
    """Take a rating out of the course of the Mottoziel; it can be restored."""
    case = locked_open(rating.case)
    current = withdraw(rating, by=by)
    _note_at_review(current, None)
    tell(case, Act.SELF_RATING_WITHDRAWN, by=by, text=_in_words(current), subject=current.pk)
    return current


@transaction.atomic
def restore_rating(rating: SelfRating, *, by: Any) -> SelfRating:
    """Bring a rating back."""
    case = locked_open(rating.case)
    current = restore(rating, by=by)
    _note_at_review(current, current.value)
    tell(case, Act.SELF_RATING_RESTORED, by=by, text=_in_words(current), subject=current.pk)
    return current


def _note_at_review(rating: SelfRating, value: int | None) -> None:
    """The record of the review says the same."""
    if rating.follow_up_id is None:
        return
    review = FollowUp.claim(rating.follow_up_id, None)
    if review.state != FollowUpState.HELD:
        raise RuleBroken(_("Die Überprüfung ist wieder offen. Halten Sie den Wert dort fest. Nichts wurde geändert."))
    review.self_rating = value
    review.save()


def _in_words(rating: SelfRating) -> str:
    return _("{value} von 10, {day}").format(value=rating.value, day=date_format(rating.rated_on, "j. F Y"))
