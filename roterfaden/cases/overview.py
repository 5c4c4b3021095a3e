"""One person's goals and help plan on one page, gathered with a fixed number of queries whatever their size."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from roterfaden.accounts.models import User
from roterfaden.accounts.ready import ReadyObjects
from roterfaden.cases.echoes import Answer, answers_for_measures
from roterfaden.cases.family import household_in_words
from roterfaden.cases.goal_course import Course, progress
from roterfaden.cases.models import (
    ActionGoal,
    Appointment,
    Case,
    CaseTask,
    ChecklistStep,
    Conference,
    Consent,
    FollowUp,
    FrameGoal,
    GoalState,
    GuidingGoal,
    HomeCare,
    LegalAreaChange,
    Measure,
    OwnActivity,
    Part,
    Problem,
    ReceivedStep,
    Referral,
    SharedStep,
    StepState,
)
from roterfaden.cases.models.area_acceptance import AcceptanceLine
from roterfaden.cases.models.plan import IS_ASKED
from roterfaden.offers.models import Offer

Row = TypeVar("Row")

MANY = 50
"""More tasks or follow-ups than anybody has; what is due must not be left out for want of room."""


@dataclass(frozen=True)
class MeasureLine:
    """A measure with its referrals, newest first, and what became of needs like those it left."""

    measure: Measure
    referrals: list[Referral]
    answers: list[Answer]

    @property
    def referral(self) -> Referral | None:
        """The referral that counts now: the newest one to the offer which the measure names today."""
        return next((one for one in self.referrals if one.offer_id == self.measure.offer_id), None)

    @property
    def tried(self) -> list[Referral]:
        """Referrals to other offers, before the measure was steered anew."""
        return [one for one in self.referrals if one.offer_id != self.measure.offer_id]

    @property
    def can_be_referred(self) -> bool:
        """Whether the offer can be asked for (again): not while it is, even if one may not read that."""
        free = not self.measure.asked  # type: ignore[attr-defined]
        return self.measure.kind == "offer" and free and (self.referral is None or self.referral.state in {"done"})

    @property
    def needs_steering(self) -> bool:
        """Whether the referral failed and something else has to be found."""
        return self.referral is not None and self.referral.state in {"declined", "ended_early"}


@dataclass(frozen=True)
class GoalLine:
    """An action goal with what others do and what the person does."""

    goal: ActionGoal
    measures: list[MeasureLine]
    own_activities: list[OwnActivity]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been planned for the goal yet."""
        return not self.measures and not self.own_activities


@dataclass(frozen=True)
class FrameLine:
    """A frame goal with its action goals, and how it went so far."""

    frame: FrameGoal
    goals: list[GoalLine]
    course: Course | None = None


@dataclass(frozen=True)
class TeamLine:
    """A colleague and their part in the team."""

    name: str
    part: Part


@dataclass(frozen=True)
class Overview:
    """Everything the page "Ziele und Hilfeplan" shows of a case."""

    guiding_goal: GuidingGoal | None
    ratings: list[int]
    frames: list[FrameLine]
    follow_ups: list[FollowUp]
    appointments: list[Appointment]
    conferences: list[Conference]
    tasks: list[CaseTask]
    ending_consents: list[Consent]
    area_change: LegalAreaChange | None
    area_acceptance: AcceptanceLine | None
    checklist_steps: list[ChecklistStep]
    home_care: HomeCare | None
    problems: list[Problem]
    team: list[TeamLine]
    household: str = ""
    received: Sequence[ReceivedStep] = ()

    @property
    def goals(self) -> list[GoalLine]:
        """All action goals."""
        return [goal for frame in self.frames for goal in frame.goals]

    @property
    def measures(self) -> list[MeasureLine]:
        """All measures."""
        return [line for goal in self.goals for line in goal.measures]

    @property
    def providers(self) -> list[Offer]:
        """Offers whose providers are at work for the person now, each once."""
        running = [line.measure.offer for line in self.measures if line.referral and line.referral.is_running]
        return list({offer.pk: offer for offer in running if offer}.values())

    @property
    def achieved(self) -> int:
        """How many action goals are reached."""
        return sum(line.goal.state == GoalState.ACHIEVED for line in self.goals)

    @property
    def steps_done(self) -> int:
        """How many steps, of others and own, are done."""
        return sum(state == StepState.DONE for state in self._step_states())

    @property
    def steps(self) -> int:
        """How many steps the plan has."""
        return len(list(self._step_states()))

    def _step_states(self) -> Iterable[str]:
        for line in self.goals:
            yield from (measure.measure.state for measure in line.measures)
            yield from (activity.state for activity in line.own_activities)


def overview_of(case: Case, user: User) -> Overview:
    """Gather for ``user`` the overview of a case found by ``Case.objects.for_overview(user)``.

    Seven queries, however much there is.
    """
    return Overview(
        guiding_goal=getattr(case, "guiding_goal", None),
        ratings=case.self_ratings,  # type: ignore[attr-defined]
        frames=_with_course(case, frames_of(case, user)),
        # Closing a case calls off what was planned.
        follow_ups=_FOLLOW_UPS.of(case.pk) if case.is_open else [],
        appointments=appointments_of(case),
        conferences=[Conference.read(each) for each in case.conferences_shown],  # type: ignore[attr-defined]
        tasks=_TASKS.of(case.pk),
        team=_team(case),
        ending_consents=[Consent.read(each) for each in case.ending_consents],  # type: ignore[attr-defined]
        area_change=_area_change(case),
        area_acceptance=_area_acceptance(case),
        checklist_steps=[ChecklistStep.read(each) for each in case.checklist_steps],  # type: ignore[attr-defined]
        home_care=HomeCare.read(case.visited) if case.visited else None,  # type: ignore[attr-defined]
        problems=[Problem.read(each) for each in case.problems_shown],  # type: ignore[attr-defined]
        household=household_in_words(case.household_now) if case.has_household else "",  # type: ignore[attr-defined]
        received=[ReceivedStep.read(each) for each in case.received_steps],  # type: ignore[attr-defined]
    )


def appointments_of(case: Case) -> list[Appointment]:
    """What is planned with the person, the earliest first, of a case that came ``for_overview`` (no query)."""
    return [Appointment.read(each) for each in case.appointments_shown]  # type: ignore[attr-defined]


def _area_change(case: Case) -> LegalAreaChange | None:
    change = case.area_change  # type: ignore[attr-defined]
    return LegalAreaChange.read(change) if change else None


def _area_acceptance(case: Case) -> AcceptanceLine | None:
    line = case.area_acceptance  # type: ignore[attr-defined]
    return AcceptanceLine(**line) if line else None


def _team(case: Case) -> list[TeamLine]:
    lines = [TeamLine(member["name"], Part(member["part"])) for member in case.team]  # type: ignore[attr-defined]
    return sorted(lines, key=lambda line: line.part != Part.LEAD)


def frames_of(case: Case, user: User) -> list[FrameLine]:
    """The goals with what was planned for them, as ``user`` may read it. Five queries.

    All are asked for by the case, not by the rows found before: questions of one shape are planned once.
    """
    goals = _by("frame_goal_id", _GOALS.of(case.pk))
    measures, activities = _measures(case, user), _by("action_goal_id", _ACTIVITIES.of(case.pk))
    return [
        FrameLine(frame, [GoalLine(goal, measures[goal.pk], activities[goal.pk]) for goal in goals[frame.pk]])
        for frame in _FRAMES.of(case.pk)
    ]


def _with_course(case: Case, lines: list[FrameLine]) -> list[FrameLine]:
    courses = progress(case, {goal.goal.pk: line.frame for line in lines for goal in line.goals}).frames
    return [replace(line, course=courses.get(line.frame.pk)) for line in lines]


def _measures(case: Case, user: User) -> defaultdict[UUID, list[MeasureLine]]:
    found = _MEASURES.of(case.pk, user)
    referrals = _by("measure_id", _REFERRALS.of(case.pk, user) if found else [])
    lines: defaultdict[UUID, list[MeasureLine]] = defaultdict(list)
    for measure in found:
        answers = Answer.read(measure.answers)  # type: ignore[attr-defined]
        lines[measure.action_goal_id].append(MeasureLine(measure, referrals[measure.pk], answers))
    return lines


def _by(key: str, rows: Iterable[Row]) -> defaultdict[UUID, list[Row]]:
    grouped: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, key)].append(row)
    return grouped


def _find_frames(_user: Any, case: UUID) -> QuerySet[FrameGoal]:
    return FrameGoal.objects.current().filter(case=case).select_related("field_of_action")


def _find_goals(_user: Any, case: UUID) -> QuerySet[ActionGoal]:
    shared = Exists(SharedStep.objects.running().filter(action_goal=OuterRef("pk")))
    return ActionGoal.objects.current().filter(case=case).annotate(is_shared=shared).order_by("position", "id")


def _find_measures(user: Any, case: UUID) -> QuerySet[Measure]:
    shared = Exists(SharedStep.objects.running().filter(measure=OuterRef("pk")))
    measures = Measure.objects.current().filter(case=case)
    measures = measures.annotate(asked=IS_ASKED, is_shared=shared, **answers_for_measures(user))
    return measures.select_related("offer", "offer__organisation").order_by("action_goal_id", "position", "id")


def _find_referrals(user: Any, case: UUID) -> QuerySet[Referral]:
    sent = Referral.objects.visible_to(user).filter(case=case)
    return sent.select_related("offer__organisation", "disclosure__consent").order_by("-sent_at", "id")


def _find_activities(_user: Any, case: UUID) -> QuerySet[OwnActivity]:
    return OwnActivity.objects.current().filter(case=case).order_by("position", "id")


def _find_follow_ups(_user: Any, case: UUID) -> QuerySet[FollowUp]:
    return FollowUp.objects.planned().filter(case=case).select_related("owner")[:MANY]


def _find_tasks(_user: Any, case: UUID) -> QuerySet[CaseTask]:
    return CaseTask.objects.open().filter(case=case).select_related("owner")[:MANY]


_FRAMES, _GOALS = ReadyObjects(_find_frames), ReadyObjects(_find_goals)
_ACTIVITIES = ReadyObjects(_find_activities)
_MEASURES, _REFERRALS = ReadyObjects(_find_measures), ReadyObjects(_find_referrals)
_FOLLOW_UPS, _TASKS = ReadyObjects(_find_follow_ups), ReadyObjects(_find_tasks)
