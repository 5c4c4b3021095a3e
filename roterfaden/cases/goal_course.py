"""The course of a case's goals: what each review found, as T values over time, and the person's own rating.

Every agreement begins a stretch of its own. Scales and weights may differ from one agreement to the next, so a stretch
starts with where the person stood when it was agreed, and no line leads from one to the other. Within a stretch all
its goals count at every point: one that was not rated that day keeps its last level, or else where it began. Goals
that were taken back do not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.agreed_words import STEP_NAMES, AgreedGoal, goals_in
from roterfaden.cases.gas import Scored, t_value
from roterfaden.cases.models import ActionGoal, Case, FrameGoal, SelfRating

AS_EXPECTED = 50


@dataclass(frozen=True)
class Point:
    """A day and the value of that day; ``occasion`` says where it comes from, ``rating`` what can be put right."""

    day: date
    value: float
    occasion: str
    rating: UUID | None = None

    @property
    def shown(self) -> int:
        """The value as one reads it."""
        return round(self.value)


@dataclass(frozen=True)
class Stretch:
    """The points under one agreement; the first one is where it began."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Standing:
    """Where an action goal stands: the level last found, in the words of its scale."""

    goal: AgreedGoal
    level: int
    rated: bool

    @property
    def step(self) -> str:
        """The level as it is written everywhere."""
        return STEP_NAMES[self.level]

    @property
    def text(self) -> str:
        """What the scale says about it."""
        return dict(self.goal.scale)[self.level]


@dataclass(frozen=True)
class Course:
    """How T values went over time, of one frame goal or of all together (then ``frame`` is ``None``)."""

    stretches: tuple[Stretch, ...]
    frame: FrameGoal | None = None
    standings: tuple[Standing, ...] = ()

    @property
    def key(self) -> str:
        """Names its place on the page."""
        return f"verlauf-{self.frame.pk}" if self.frame else "verlauf-alle"

    @property
    def points(self) -> list[Point]:
        """All points in their order."""
        return [point for stretch in self.stretches for point in stretch.points]

    @property
    def is_reviewed(self) -> bool:
        """Whether something has been rated since it was agreed."""
        return len(self.points) > len(self.stretches)

    @property
    def sentence(self) -> str:
        """What changed since the agreement in force, in one sentence."""
        what = self.frame.field_of_action.short_title if self.frame else _("Alle Ziele zusammen")
        points = self.stretches[-1].points
        last = points[-1].shown
        is_renewed, day = len(self.stretches) > 1, date_format(points[0].day, "j. F Y")
        if len(points) == 1:
            begun = _("neu vereinbart am {day}, Stand {value}, seither nicht überprüft")
            change = (begun if is_renewed else _("am Anfang {value}, noch nicht überprüft")).format(day=day, value=last)
            return f"{what}: {change}"
        change = f"{_way(points)}, {_judged(last)}"
        return (
            f"{what}: {_('seit der Neufassung vom {day}').format(day=day)} {change}"
            if is_renewed
            else f"{what}: {change}"
        )


def _way(points: Sequence[Point]) -> str:
    first, last = points[0].shown, points[-1].shown
    if first != last:
        return _("von {first} auf {last}").format(first=first, last=last)
    stayed = all(point.shown == last for point in points)
    return (_("unverändert bei {last}") if stayed else _("wieder bei {last} wie am Anfang")).format(last=last)


def _judged(value: int) -> str:
    if value == AS_EXPECTED:
        return _("wie erwartet erreicht")
    return _("mehr als erwartet erreicht") if value > AS_EXPECTED else _("noch weniger als erwartet")


@dataclass(frozen=True)
class Progress:
    """Everything there is to say about how the goals of a case went; ``whole`` is ``None`` before they are agreed."""

    whole: Course | None
    frames: dict[UUID, Course]

    @property
    def standings(self) -> list[Standing]:
        """Where every action goal stands."""
        return [standing for course in self.frames.values() for standing in course.standings]


@dataclass
class _Running:
    """The levels under one agreement as they change from review to review."""

    goals: dict[UUID, AgreedGoal]
    levels: dict[UUID, int] = field(default_factory=dict)
    rated: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.levels = {key: goal.baseline for key, goal in self.goals.items()}

    def value(self, of: Iterable[UUID]) -> float | None:
        return t_value([Scored(self.levels[key], self.goals[key].weight) for key in of])


def progress_of(case: Case) -> Progress:
    """Gather the course of all goals. Two queries."""
    goals = ActionGoal.objects.standing().filter(case=case)
    frames = {goal.pk: goal.frame_goal for goal in goals.select_related("frame_goal__field_of_action")}
    return progress(Case.objects.with_goal_course().get(pk=case.pk), frames)


def progress(case: Any, frames: Mapping[UUID, FrameGoal]) -> Progress:
    """The course of the goals of a case found ``with_goal_course``; ``frames``: action goal → its frame goal."""
    found = sorted(map(_Found.read, case.goal_levels), key=lambda one: (one.day, one.is_evaluation))
    stretches: defaultdict[UUID | None, list[Stretch]] = defaultdict(list)
    standings: defaultdict[UUID, list[Standing]] = defaultdict(list)
    for agreement in case.agreed_goals:
        goals = {goal.id: goal for goal in goals_in(agreement["content"]) if goal.id in frames}
        running = _Running(goals)
        of_agreement = [one for one in found if one.agreement == UUID(agreement["id"]) and one.goal in goals]
        for group, points in _points(agreement, running, frames, of_agreement).items():
            stretches[group].append(Stretch(tuple(points)))
        if agreement["until"] is None:
            for key, goal in goals.items():
                standings[frames[key].pk].append(Standing(goal, running.levels[key], key in running.rated))
    whole = stretches.pop(None, [])
    return Progress(
        whole=Course(tuple(whole)) if whole else None,
        frames={
            frame.pk: Course(tuple(stretches[frame.pk]), frame, tuple(standings[frame.pk]))
            for frame in sorted(set(frames.values()), key=lambda each: (each.position, each.pk))
            if stretches[frame.pk]
        },
    )


@dataclass(frozen=True)
class _Found:
    """A level that a review or an evaluation found."""

    goal: UUID
    agreement: UUID
    level: int
    day: date
    is_evaluation: bool

    @classmethod
    def read(cls, line: dict[str, Any]) -> "_Found":
        """Out of ``GoalRating.objects.as_json``."""
        day = date.fromisoformat(line["day"])
        return cls(UUID(line["goal"]), UUID(line["agreement"]), line["level"], day, line["evaluation"] is not None)


def _points(
    agreement: dict[str, Any], running: _Running, frames: Mapping[UUID, FrameGoal], found: list[_Found]
) -> dict[UUID | None, list[Point]]:
    """The points under one agreement for each of its frame goals, and under ``None`` for all together."""
    members: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
    for key in running.goals:
        members[None].append(key)
        members[frames[key].pk].append(key)
    points: defaultdict[UUID | None, list[Point]] = defaultdict(list)
    for day, occasion, touched in _days(agreement, running, found):
        for group, keys in members.items():
            value = running.value(keys)
            if value is not None and (not touched or not touched.isdisjoint(keys)):
                points[group].append(Point(day, value, occasion))
    return points


def _days(agreement: dict[str, Any], running: _Running, found: list[_Found]) -> Iterator[tuple[date, str, set[UUID]]]:
    """The day of the agreement, then each day on which something was rated, with what was; ``running`` goes along."""
    agreed_on = date.fromisoformat(agreement["agreed_on"])
    yield agreed_on, _("Zielvereinbarung {number}").format(number=agreement["name"]), set()
    for day, of_day in groupby(found, key=lambda one: one.day):
        today = list(of_day)
        running.levels.update({one.goal: one.level for one in today})
        touched = {one.goal for one in today}
        running.rated |= touched
        # A review may have been held before the goals were agreed; the stretch begins with the agreement all the same.
        yield max(day, agreed_on), _("Auswertung") if today[-1].is_evaluation else _("Überprüfung"), touched


@dataclass(frozen=True)
class Nearness:
    """How near the person felt to the Mottoziel, from 0 to 10, each time it was asked."""

    points: tuple[Point, ...]

    @property
    def sentence(self) -> str:
        """What changed, in one sentence."""
        if len(self.points) == 1:
            return _("Nähe zum Mottoziel: {value} von 10, einmal gefragt").format(value=self.points[0].shown)
        return _("Nähe zum Mottoziel: {way} (0 bis 10)").format(way=_way(self.points))


def nearness_of(case: Case) -> Nearness | None:
    """The person's own ratings of the Mottoziel; ``None`` if they were never asked. One query."""
    found = SelfRating.objects.counted().filter(case=case).order_by("rated_on", "created_at")
    points = tuple(
        Point(rating.rated_on, rating.value, _("Überprüfung") if rating.follow_up_id else _("Gespräch"), rating.pk)
        for rating in found
    )
    return Nearness(points) if points else None
