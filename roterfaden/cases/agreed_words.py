"""The wording of a goal agreement as plain values: as it stands today, or as it was kept with an agreement.

Page and paper read the same values, so that nobody signs something else than what was shown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Text
from roterfaden.cases.actions.goals import fingerprint, goal_wording, wording
from roterfaden.cases.gas import weight
from roterfaden.cases.models import ActionGoal, Case, GoalAgreement, GuidingGoal

IMPORTANCE = [(1, _("weniger wichtig")), (2, _("wichtig")), (3, _("sehr wichtig"))]
DIFFICULTY = [(1, _("gut zu schaffen")), (2, _("braucht Kraft und Ausdauer")), (3, _("sehr schwer"))]
STEP_NAMES = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}


@dataclass(frozen=True)
class AgreedGoal:
    """An action goal as agreed; ``scale`` runs from −2 to +2, ``weight`` from 1 to 9."""

    id: UUID
    title: str
    own_words: str
    language: str
    due_on: date | None
    importance: Text
    difficulty: Text
    weight: int
    scale: list[tuple[int, str]]
    baseline: int

    @property
    def steps(self) -> list[tuple[str, str, bool, bool]]:
        """The scale from the best step down: sign, text, whether it was agreed, whether the person stood there."""
        return [
            (STEP_NAMES[step], text, step == 0, step == self.baseline)
            for step, text in sorted(self.scale, reverse=True)
        ]


@dataclass(frozen=True)
class AgreedFrame:
    """A frame goal as agreed."""

    field_of_action: str
    title: str
    own_words: str
    language: str
    explanation: str
    goals: list[AgreedGoal]


@dataclass(frozen=True)
class AgreedWords:
    """All three levels of an agreement; ``german`` may be empty when the own words are German.

    By its ``fingerprint`` the wording is known again.
    """

    own_words: str
    language: str
    german: str
    frames: list[AgreedFrame]
    fingerprint: str

    @property
    def in_german(self) -> str:
        """The Mottoziel in German."""
        return self.german or self.own_words


def words_of(agreement: GoalAgreement) -> AgreedWords:
    """The wording kept with an agreement; later changes of the goals do not touch it."""
    return _read(agreement.content)


def goals_of(agreement: GoalAgreement) -> dict[UUID, AgreedGoal]:
    """The action goals of an agreement by their key, with the scale and weight that were agreed then."""
    return {goal.id: goal for goal in goals_in(agreement.content)}


def goals_in(content: dict[str, Any]) -> list[AgreedGoal]:
    """The action goals in the wording kept with an agreement."""
    return [goal for frame in _read(content).frames for goal in frame.goals]


def words_today(case: Case) -> AgreedWords:
    """What would be agreed today, even if it is not complete yet (three queries)."""
    return _read(wording(case, GuidingGoal.objects.filter(case=case).first()))


def words_of_goal(goal: ActionGoal) -> AgreedGoal:
    """One action goal as it reads now."""
    return _goal(goal_wording(goal))


def _read(content: dict[str, Any]) -> AgreedWords:
    """Agreements of before do not say in which language a goal's own words are: then it is not known."""
    guiding = content["guiding_goal"]
    frames = [
        AgreedFrame(
            frame["field_of_action"],
            frame["title"],
            frame.get("own_words", ""),
            frame.get("language", ""),
            frame["explanation"],
            [_goal(goal) for goal in frame["action_goals"]],
        )
        for frame in content["frame_goals"]
    ]
    words = guiding["own_words"], guiding["language"], guiding["german"]
    return AgreedWords(*words, frames, fingerprint(content))


def _goal(goal: dict[str, Any]) -> AgreedGoal:
    return AgreedGoal(
        id=UUID(goal["id"]),
        title=goal["title"],
        own_words=goal["own_words"],
        language=goal.get("language", ""),
        due_on=date.fromisoformat(goal["due_on"]) if goal["due_on"] else None,
        importance=dict(IMPORTANCE)[goal["importance"]],
        difficulty=dict(DIFFICULTY)[goal["difficulty"]],
        weight=weight(goal["importance"], goal["difficulty"]),
        scale=[(int(step), text) for step, text in goal["scale"]],
        baseline=goal["baseline"],
    )
