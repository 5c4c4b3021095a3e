"""What a review or an evaluation says about the goals, and the T value of each frame goal and of all together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases.agreed_words import STEP_NAMES, AgreedGoal, goals_of, words_of_goal
from roterfaden.cases.gas import Scored, t_value
from roterfaden.cases.goal_course import progress_of
from roterfaden.cases.models import (
    ActionGoal,
    Evaluation,
    FollowUp,
    FollowUpState,
    FrameGoal,
    GoalAgreement,
    GoalRating,
)


@dataclass(frozen=True)
class GoalResult:
    """An action goal as it was agreed, with the level reached; ``level`` is ``None`` while it is not rated."""

    goal: AgreedGoal
    level: int | None
    note: str
    before: int | None = None
    """The level found the last time, or where it began."""

    @property
    def step(self) -> str:
        """The level as it is written everywhere: +2, 0, −1; a dash while nothing is rated."""
        return "–" if self.level is None else STEP_NAMES[self.level]

    @property
    def reached_text(self) -> str:
        """The text of the step that was reached."""
        return "" if self.level is None else dict(self.goal.scale)[self.level]


@dataclass(frozen=True)
class FrameResult:
    """A frame goal with its rated action goals and T value (50 = as expected); ``None`` while nothing is rated."""

    frame: FrameGoal
    goals: list[GoalResult]

    @property
    def anchor(self) -> str:
        """The place of this frame goal on the page."""
        return f"rahmenziel-{self.frame.pk}"

    @property
    def value(self) -> float | None:
        """The T value of the rated action goals."""
        return _t(self.goals)

    @property
    def baseline(self) -> float | None:
        """Where it began: the T value of the same goals' starting points."""
        return t_value([Scored(line.goal.baseline, line.goal.weight) for line in self.goals if line.level is not None])


@dataclass(frozen=True)
class Result:
    """The whole evaluation."""

    frames: list[FrameResult]

    @property
    def in_words(self) -> str:
        """What the T value says: 50 is as expected, ten points are one standard deviation."""
        value = self.value
        if value is None:
            return ""
        if abs(value - 50) < 0.5:
            return _("genau wie erwartet (50)")
        return _("mehr als erwartet (50)") if value > 50 else _("weniger als erwartet (50)")

    @property
    def baseline(self) -> float | None:
        """Where it began, over all rated action goals."""
        rated = (line for frame in self.frames for line in frame.goals if line.level is not None)
        return t_value([Scored(line.goal.baseline, line.goal.weight) for line in rated])

    @property
    def value(self) -> float | None:
        """The T value over all rated action goals."""
        return _t(line for frame in self.frames for line in frame.goals)


def result_of(evaluation: Evaluation) -> Result:
    """Read an evaluation against the agreement it belongs to. Three queries.

    A draft shows the goals in force today; what was rated on the scales of an earlier agreement has to be rated anew.
    A completed one keeps the goals and scales it was completed with.
    """
    ratings = {rating.action_goal_id: rating for rating in evaluation.ratings.select_related("agreement")}
    frames = evaluation.case.frame_goals.current().select_related("field_of_action").prefetch_related("action_goals")
    results = [FrameResult(frame, lines) for frame in frames if (lines := list(_lines(evaluation, frame, ratings)))]
    return Result(results)


def _lines(evaluation: Evaluation, frame: FrameGoal, ratings: dict[UUID, GoalRating]) -> Iterator[GoalResult]:
    for goal in frame.action_goals.all():
        rating = ratings.get(goal.pk)
        if goal.is_withdrawn:
            continue
        if evaluation.completed_at is None:
            yield from _today(goal, rating)
        elif rating is not None:
            yield as_rated(goal, rating)


def review_of(follow_up: FollowUp, user: User) -> list[GoalResult]:
    """The agreed goals that a review rates, the one it is about or else all, with what ``user`` may see of them.

    Once it is held: what was rated, in the words of then. At most five queries.
    """
    noted = GoalRating.objects.visible_to(user).filter(follow_up=follow_up).select_related("agreement", "action_goal")
    ratings = {rating.action_goal_id: rating for rating in noted.order_by("action_goal__position", "pk")}
    if follow_up.state == FollowUpState.HELD:
        return [as_rated(rating.action_goal, rating) for rating in ratings.values()]
    goals = ActionGoal.objects.visible_to(user).standing()
    about = Q(pk=follow_up.action_goal_id) if follow_up.action_goal_id else Q(case=follow_up.case_id)
    levels = {standing.goal.id: standing.level for standing in progress_of(follow_up.case).standings}
    return [
        replace(line, before=levels.get(line.goal.id))
        for goal in goals.filter(about).order_by("frame_goal__position", "position", "id")
        for line in _today(goal, ratings.get(goal.pk))
    ]


def _today(goal: ActionGoal, rating: GoalRating | None) -> Iterator[GoalResult]:
    if rating is not None and rating.agreement_id == goal.agreed_in_id:
        yield GoalResult(words_of_goal(goal), rating.level, rating.note)
    elif goal.agreed_in_id is not None:
        yield GoalResult(words_of_goal(goal), None, "")


def as_rated(goal: ActionGoal, rating: GoalRating) -> GoalResult:
    """What was found, in the words of the agreement whose scale it was read from (``rating`` with ``agreement``)."""
    return GoalResult(_as_agreed(goal, rating.agreement), rating.level, rating.note)


def _as_agreed(goal: ActionGoal, agreement: GoalAgreement | None) -> AgreedGoal:
    kept = goals_of(agreement) if agreement is not None else {}
    return kept.get(goal.pk) or words_of_goal(goal)


def _t(lines: Iterable[GoalResult]) -> float | None:
    return t_value([Scored(line.level, line.goal.weight) for line in lines if line.level is not None])
