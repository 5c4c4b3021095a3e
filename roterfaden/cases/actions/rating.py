"""Rating goals on their scales, at a review or in an evaluation, and the person's own rating of the Mottoziel."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import ActionGoal, Evaluation, FollowUp, GoalRating, GuidingGoal, SelfRating

Ratings = Mapping[UUID, tuple[int, str]]
"""Action goal → (level −2…+2, remark)."""


def rate_goals(occasion: FollowUp | Evaluation, ratings: Ratings) -> None:
    """Keep the levels with the agreement whose scale they were read from.

    Raises ``RuleBroken`` for a goal that is not agreed: its scale may still change.
    """
    agreed = ActionGoal.objects.current().filter(
        case=occasion.case, pk__in=ratings, agreed_in__isnull=False, frame_goal__withdrawn_at__isnull=True
    )
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
    if follow_up.self_rating is not None and guiding is not None:
        value = {"value": follow_up.self_rating, "rated_on": follow_up.held_on}
        SelfRating.objects.update_or_create(guiding_goal=guiding, follow_up=follow_up, defaults=value)
