"""A course as a picture: one line per stretch, its values written at its points, breaks between agreements marked.

Drawn by us, so that page and paper show the same without a script. The picture never stands alone: a sentence above it
says what changed, a table beside it holds every value.

Coordinates are whole numbers (a German template would write 12,5), y downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.goal_course import AS_EXPECTED, Course, Nearness, Point, Stretch

WIDTH, HEIGHT = 400, 212
LEFT, RIGHT, TOP, BOTTOM = 20, 116, 30, 48
MARGIN = 6
LABEL_GAP = 30
BREAK_GAP = 96
LABEL_WIDTH, LABEL_HEIGHT = 24, 16
STEEP = 0.5
LOWEST_T, HIGHEST_T = 30, 60


@dataclass(frozen=True)
class Mark:
    """A point with its value; ``label_y`` is 0 where the value stands in the table only."""

    x: int
    y: int
    value: int
    label_y: int


@dataclass(frozen=True)
class Line:
    """One stretch."""

    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Level:
    """A horizontal line with its meaning written at its end."""

    y: int
    label: str
    note: str = ""


@dataclass(frozen=True)
class Word:
    """A word on the axis of time, or beside a break."""

    x: int
    label: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """What the template draws."""

    name: str
    title: str
    description: str
    levels: tuple[Level, ...]
    lines: tuple[Line, ...]
    breaks: tuple[Word, ...]
    days: tuple[Word, ...]

    width, height = WIDTH, HEIGHT
    top, bottom = TOP, HEIGHT - BOTTOM
    left, right = LEFT - MARGIN, WIDTH - RIGHT + MARGIN

    @property
    def baseline(self) -> int:
        """Where the days are written."""
        return self.bottom + 40


@dataclass(frozen=True)
class _Plane:
    """Where a day and a value lie."""

    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> int:
        span = (self.last - self.first).days
        share = (day - self.first).days / span if span else 0
        return round(LEFT + share * (WIDTH - LEFT - RIGHT))

    def y(self, value: float) -> int:
        return round(HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM))


def course_chart(course: Course) -> Chart:
    """T values over time, with the line of what was expected."""
    values = [point.value for point in course.points]
    plane = _plane(course.points, min(LOWEST_T, *values), max(HIGHEST_T, *values))
    expected = Level(plane.y(AS_EXPECTED), str(AS_EXPECTED), _("wie erwartet"))
    return _chart(course.key, course.sentence, course.stretches, plane, (expected,))


def nearness_chart(nearness: Nearness) -> Chart:
    """The person's own ratings, between the two words of the scale."""
    plane = _plane(nearness.points, 0, 10)
    levels = (Level(plane.y(0), "0", _("ganz fern")), Level(plane.y(10), "10", _("angekommen")))
    return _chart("naehe", nearness.sentence, (Stretch(nearness.points),), plane, levels)


def _plane(points: Sequence[Point], low: float, high: float) -> _Plane:
    days = [point.day for point in points]
    return _Plane(min(days), max(days), low, high)


def _chart(name: str, title: str, stretches: Sequence[Stretch], plane: _Plane, levels: tuple[Level, ...]) -> Chart:
    points = [point for stretch in stretches for point in stretch.points]
    return Chart(
        name=name,
        title=title,
        description=", ".join(f"{date_format(point.day, 'j. F Y')}: {point.shown}" for point in points),
        levels=levels,
        lines=_apart([_line(stretch.points, plane) for stretch in stretches]),
        breaks=_breaks(stretches, plane),
        days=_days(plane),
    )


def _line(points: Sequence[Point], plane: _Plane) -> Line:
    places = [(plane.x(point.day), plane.y(point.value)) for point in points]
    shown = _labelled([x for x, _y in places])
    marks = tuple(
        Mark(x, y, point.shown, _label_y(y, at, places) if at in shown else 0)
        for at, (point, (x, y)) in enumerate(zip(points, places, strict=True))
    )
    return Line("M" + "L".join(f"{x} {y}" for x, y in places), marks)


def _labelled(xs: list[int]) -> set[int]:
    """The first and the last point, and those between that leave room for a number."""
    last = len(xs) - 1
    shown = {last}
    before = None
    for at, x in enumerate(xs[:-1]):
        if (before is None or x - before >= LABEL_GAP) and xs[last] - x >= LABEL_GAP:
            shown.add(at)
            before = x
    return shown


def _label_y(y: int, at: int, places: list[tuple[int, int]]) -> int:
    """Above the point, below it where a steep line leads upwards from it."""
    x = places[at][0]
    beside = [places[other] for other in (at - 1, at + 1) if 0 <= other < len(places)]
    rises = [(y - other_y) / max(abs(x - other_x), 1) for other_x, other_y in beside]
    return y + 20 if max(rises, default=0) > max([STEEP, *(-rise for rise in rises)]) else y - 10


def _apart(lines: list[Line]) -> tuple[Line, ...]:
    """Two numbers at a break that would stand on each other: only the later one is written."""
    for at, (line, following) in enumerate(pairwise(lines)):
        last, first = line.marks[-1], following.marks[0]
        if first.x - last.x < LABEL_WIDTH and abs(first.label_y - last.label_y) < LABEL_HEIGHT:
            lines[at] = replace(line, marks=(*line.marks[:-1], replace(last, label_y=0)))
    return tuple(lines)


def _breaks(stretches: Sequence[Stretch], plane: _Plane) -> tuple[Word, ...]:
    """Where an agreement follows another; named where there is room, every one stands in the table."""
    found: list[Word] = []
    for stretch in stretches[1:]:
        x = plane.x(stretch.points[0].day)
        named = not found or x - found[-1].x >= BREAK_GAP
        middle = (WIDTH - RIGHT + LEFT) // 2
        found.append(Word(x, _("neu vereinbart") if named else "", "start" if x < middle else "end"))
    return tuple(found)


def _days(plane: _Plane) -> tuple[Word, ...]:
    first = Word(LEFT - MARGIN, date_format(plane.first, "j. M Y"), "start")
    if plane.first == plane.last:
        return (first,)
    return first, Word(plane.x(plane.last) + MARGIN, date_format(plane.last, "j. M Y"), "end")
