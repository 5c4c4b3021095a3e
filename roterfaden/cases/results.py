"""What an evaluation says about the goals: the T value of each frame goal and of all together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roterfaden.cases.gas import Scored, t_value
from roterfaden.cases.models import ActionGoal, Evaluation, FrameGoal


@dataclass(frozen=True)
class GoalResult:
    """An action goal with the level reached; ``level`` is ``None`` while it is not rated."""

    goal: ActionGoal
    level: int | None
    note: str

    @property
    def step(self) -> str:
        """The level as it is written everywhere: +2, 0, −1; a dash while nothing is rated."""
        return "–" if self.level is None else "0" if self.level == 0 else f"{self.level:+d}".replace("-", "−")

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
    """Read the ratings of an evaluation. Three queries."""
    ratings = {rating.action_goal_id: rating for rating in evaluation.ratings.all()}
    frames = evaluation.case.frame_goals.current().select_related("field_of_action").prefetch_related("action_goals")
    results = []
    for frame in frames:
        goals = [goal for goal in frame.action_goals.all() if not goal.is_withdrawn and goal.agreed_in_id]
        lines = [
            GoalResult(goal, rating.level if rating else None, rating.note if rating else "")
            for goal in goals
            for rating in [ratings.get(goal.pk)]
        ]
        if lines:
            results.append(FrameResult(frame, lines))
    return Result(results)


def _t(lines: Iterable[GoalResult]) -> float | None:
    return t_value([Scored(line.level, line.goal.weight) for line in lines if line.level is not None])
