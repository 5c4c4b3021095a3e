"""The network map: who is there for the person, and how near.

Four fields around the person, the nearer the more important: the VIP card of Herwig-Lempp ("Die VIP-Karte", 2007).
Positions are computed, not dragged, so that the same entries give the same picture on page and paper and nobody needs
a mouse. The picture never stands alone: the page lists the same entries as text.

Coordinates are whole numbers (a German template would write 12,5), the person at 0,0, y downwards. Distance is measured
in ellipses, because labels are wider than high. On a phone the map is a picture of its own, twice as high as wide: the
wide one would have to be pushed about or read with a glass.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import acos, cos, hypot, pi, sin

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


class MapField(TextChoices):
    """The four fields of the VIP card."""

    FAMILY = "family", gettext_lazy("Familie")
    FRIENDS = "friends", gettext_lazy("Freundschaft und Nachbarschaft")
    WORK_SCHOOL = "work_school", gettext_lazy("Arbeit und Schule")
    PROFESSIONALS = "professionals", gettext_lazy("Fachleute")


class Tone(TextChoices):
    """How a relation feels to the person."""

    SUPPORTIVE = "supportive", gettext_lazy("stärkt mich")
    MIXED = "mixed", gettext_lazy("mal so, mal so")
    STRESSFUL = "stressful", gettext_lazy("belastet mich")


NEAREST, FARTHEST = 1, 5


@dataclass(frozen=True)
class Neighbour:
    """The next place nearer or farther, for a button."""

    closeness: int
    way: str
    word: str
    icon: str


def neighbours(closeness: int) -> list[Neighbour]:
    """Where an entry can go by one step."""
    near = Neighbour(closeness - 1, "nearer", _("näher"), "arrow-up")
    far = Neighbour(closeness + 1, "farther", _("ferner"), "arrow-down")
    return [step for step in (near, far) if NEAREST <= step.closeness <= FARTHEST]


CLOSENESS = {
    1: gettext_lazy("sehr nah"),
    2: gettext_lazy("nah"),
    3: gettext_lazy("mittel"),
    4: gettext_lazy("eher fern"),
    5: gettext_lazy("fern"),
}
# Towards which corner a field lies.
QUADRANTS = {
    MapField.FAMILY: (-1, -1),
    MapField.FRIENDS: (1, -1),
    MapField.WORK_SCHOOL: (-1, 1),
    MapField.PROFESSIONALS: (1, 1),
}

CENTRE_RADIUS = 44
GAP = 8
LINE_HEIGHT, TEXT_SIZE, MARK_WIDTH, PADDING = 18, 15, 20, 10
TITLE_STRIP, MARGIN = 44, 16
ANGLES = 24
GOLDEN_RATIO = 0.618


@dataclass(frozen=True)
class Shape:
    """How the plane is laid out. ``half_width``: no further to either side, whoever is there; rings are cut off."""

    name: str
    wider_than_high: float
    ring_step: int
    widest_line: int
    first_ring: int = 58
    half_width: int | None = None

    def angles(self, radius: int, width: int) -> list[float]:
        """Directions for a label of this width on an ellipse, from 0 (sideways) to a right angle (up or down)."""
        if self.half_width is None:
            return [step / ANGLES * pi / 2 for step in range(ANGLES + 1)]
        reach = self.wider_than_high * radius
        nearest, farthest = width // 2 + GAP, self.half_width - MARGIN - width // 2
        return [acos(x / reach) for x in range(nearest, farthest, 6) if x <= reach]


WIDE = Shape("wide", wider_than_high=1.4, ring_step=52, widest_line=168)
NARROW = Shape("narrow", wider_than_high=1, ring_step=62, widest_line=130, half_width=200)


@dataclass(frozen=True)
class MapEntry:
    """Someone on the map; ``closeness`` 1 is next to the person, 5 at the rim. Raises ``ValueError`` outside."""

    key: str
    label: str
    field: MapField
    closeness: int
    tone: Tone = Tone.SUPPORTIVE
    note: str = ""

    def __post_init__(self) -> None:
        if self.closeness not in CLOSENESS:
            raise ValueError(f"closeness lies between {NEAREST} and {FARTHEST}, not at {self.closeness!r}")


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle and its size."""

    x: int
    y: int
    width: int
    height: int

    @property
    def left(self) -> int:
        """The left edge."""
        return self.x - self.width // 2

    @property
    def top(self) -> int:
        """The upper edge."""
        return self.y - self.height // 2

    @property
    def right(self) -> int:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The lower edge."""
        return self.top + self.height

    def overlaps(self, other: "Box", gap: int = 0) -> bool:
        """Whether less than ``gap`` lies between the two boxes."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )


@dataclass(frozen=True)
class Placed:
    """An entry at its place, its label in at most two lines that fit into the box."""

    entry: MapEntry
    lines: tuple[str, ...]
    box: Box
    shape: Shape = WIDE

    @property
    def distance(self) -> float:
        """How far from the person, in the ellipses of the map."""
        return hypot(self.box.x / self.shape.wider_than_high, self.box.y)

    @property
    def direction(self) -> str:
        """``rtl`` for a label that begins in a right-to-left script: then an ellipsis stands at its left."""
        strong = (unicodedata.bidirectional(character) for character in self.entry.label)
        return "rtl" if next((d for d in strong if d in ("L", "R", "AL")), "L") in ("R", "AL") else "ltr"

    @property
    def in_words(self) -> str:
        """The entry as one hears it."""
        return f"{self.entry.label}, {CLOSENESS[self.entry.closeness]}, {Tone(self.entry.tone).label}"

    @property
    def text_x(self) -> int:
        """The middle of the text, right of the mark."""
        return self.box.x + MARK_WIDTH // 2

    @property
    def mark_x(self) -> int:
        """The middle of the mark for the tone."""
        return self.box.left + PADDING + MARK_WIDTH // 2 - 3

    @property
    def placed_lines(self) -> list[tuple[int, str]]:
        """Each line with the height of its baseline."""
        first = self.box.y - (len(self.lines) - 1) * LINE_HEIGHT // 2 + TEXT_SIZE // 3
        return [(first + index * LINE_HEIGHT, line) for index, line in enumerate(self.lines)]


def layout(entries: Iterable[MapEntry], shape: Shape = WIDE) -> list[Placed]:
    """A place for every entry: in its field, nearer ones nearer, no two labels touching. Same entries, same places.

    Rings widen where a field is crowded, so the map grows rather than becoming unreadable.
    """
    return _placed_and_rings(entries, shape)[0]


def _placed_and_rings(entries: Iterable[MapEntry], shape: Shape) -> tuple[list[Placed], list[int]]:
    waiting = sorted(entries, key=lambda entry: (entry.closeness, entry.field, entry.label.casefold(), entry.key))
    placed: list[Placed] = []
    rings: list[int] = []
    inner = shape.first_ring
    for closeness in CLOSENESS:
        outer = inner + shape.ring_step
        for entry in (entry for entry in waiting if entry.closeness == closeness):
            # Multiples of the golden ratio fall far from their neighbours, so lines to the centre fan out.
            wish = (0.5 + GOLDEN_RATIO * sum(spot.entry.field == entry.field for spot in placed)) % 1
            spot = _place(entry, wish, inner, placed, shape)
            placed.append(spot)
            outer = max(outer, int(spot.distance) + GAP)
        rings.append(outer)
        inner = outer
    return placed, rings


def _place(entry: MapEntry, wish: float, inner: int, placed: list[Placed], shape: Shape) -> Placed:
    """The free place nearest to the middle of the ring and to the wished direction (0 sideways, 1 up or down)."""
    lines = _wrapped(entry.label, shape.widest_line)
    width = MARK_WIDTH + 2 * PADDING + max(map(_text_width, lines))
    height = LINE_HEIGHT * len(lines) + PADDING
    boxes = [other.box for other in placed]
    for x, y in _candidates(wish, inner, width, shape):
        sideways, down = QUADRANTS[entry.field]
        box = Box(sideways * x, down * y, width, height)
        in_field = x >= width // 2 + GAP and y >= height // 2 + GAP
        if in_field and _clear_of_centre(box) and not any(box.overlaps(other, GAP) for other in boxes):
            return Placed(entry, lines, box, shape)
    raise AssertionError("the candidates never end")


def _candidates(wish: float, inner: int, width: int, shape: Shape) -> Iterator[tuple[int, int]]:
    """Ever farther points of a field, seen as the lower right one; inside the ring those near the wish come first."""

    def angles(radius: int) -> list[float]:
        return sorted(shape.angles(radius, width), key=lambda angle: abs(angle - wish * pi / 2))

    middle = inner + shape.ring_step // 2
    inside = sorted(range(inner + 4, inner + shape.ring_step, 6), key=lambda radius: abs(radius - middle))
    spots = [(radius, angle) for radius in inside for angle in angles(radius)]
    spots.sort(key=lambda spot: abs(spot[0] - middle) + 90 * abs(spot[1] - wish * pi / 2))
    yield from (_point(radius, angle, inner, shape) for radius, angle in spots)
    for radius in count(inner + shape.ring_step, 6):
        yield from (_point(radius, angle, inner, shape) for angle in angles(radius))


def _point(radius: int, angle: float, inner: int, shape: Shape) -> tuple[int, int]:
    x, y = round(shape.wider_than_high * radius * cos(angle)), round(radius * sin(angle))
    # Rounding must not move an entry into the nearer ring.
    return (x, y) if hypot(x / shape.wider_than_high, y) > inner else (x + 1, y + 1)


def _clear_of_centre(box: Box) -> bool:
    nearest_x = max(abs(box.x) - box.width / 2, 0)
    nearest_y = max(abs(box.y) - box.height / 2, 0)
    return hypot(nearest_x, nearest_y) >= CENTRE_RADIUS + GAP


def _wrapped(label: str, widest: int) -> tuple[str, ...]:
    """The label in one or two lines; what does not fit ends in an ellipsis (the list beside the map has it whole)."""
    words = label.split() or ["–"]
    first = 1
    while first < len(words) and _text_width(" ".join(words[: first + 1])) <= widest:
        first += 1
    return tuple(_shortened(" ".join(line), widest) for line in (words[:first], words[first:]) if line)


def _shortened(text: str, widest: int) -> str:
    if _text_width(text) <= widest:
        return text
    while text and _text_width(text + "…") > widest:
        text = text[:-1]
    return text.rstrip() + "…"


def _text_width(text: str) -> int:
    """A generous estimate in map units; the server knows no font, and too wide a box does no harm."""
    return round(sum(map(_character_width, text)) * TEXT_SIZE) + 4


def _character_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.05
    if character in "iljtfrI.,:;'|!()-– ":
        return 0.36
    return 0.92 if character in "mwMW@%…" else 0.68 if character.isupper() else 0.58


# The picture


@dataclass(frozen=True)
class FieldTitle:
    """The name of a field in its corner, with how many are there."""

    x: int
    y: int
    anchor: str
    label: str


@dataclass(frozen=True)
class Picture:
    """All the template needs to draw the map."""

    title: str
    description: str
    centre: tuple[str, ...]
    placed: list[Placed]
    rings: list[tuple[int, int]]
    fields: list[FieldTitle]
    left: int
    top: int
    right: int
    bottom: int
    shape: Shape

    @property
    def view_box(self) -> str:
        """The part of the plane that is shown."""
        return f"{self.left} {self.top} {self.right - self.left} {self.bottom - self.top}"

    @property
    def centre_radius(self) -> int:
        """The size of the person's disc."""
        return CENTRE_RADIUS

    @property
    def axes(self) -> str:
        """The path of the lines between the fields."""
        return f"M{self.left} 0H{self.right}M0 {self.top + TITLE_STRIP}V{self.bottom - TITLE_STRIP}"

    @property
    def tones(self) -> list[Tone]:
        """The legend."""
        return list(Tone)


def svg_models(entries: list[MapEntry], *, centre: str = "") -> list[Picture]:
    """The wide picture and the one for a phone; the page shows the one that can be read there."""
    return [svg_model(entries, centre=centre, shape=shape) for shape in (WIDE, NARROW)]


def svg_model(entries: Iterable[MapEntry], *, centre: str = "", shape: Shape = WIDE) -> Picture:
    """The picture of the entries around ``centre``, the person's short name ("Ich" if empty)."""
    placed, rings = _placed_and_rings(entries, shape)
    boxes = [spot.box for spot in placed]
    # A crowded field widens its own side only; the rings, wider all around, are cut off where nobody is.
    high = shape.first_ring + FARTHEST * shape.ring_step
    wide = round(high * shape.wider_than_high) if shape.half_width is None else shape.half_width - MARGIN
    left = min([-wide, *(box.left for box in boxes)]) - MARGIN
    right = max([wide, *(box.right for box in boxes)]) + MARGIN
    top = min([-high, *(box.top for box in boxes)]) - MARGIN - TITLE_STRIP
    bottom = max([high, *(box.bottom for box in boxes)]) + MARGIN + TITLE_STRIP
    return Picture(
        title=_("Netzwerkkarte"),
        description=describe(spot.entry for spot in placed),
        centre=_centre_lines(centre or _("Ich")),
        placed=placed,
        rings=[(round(ring * shape.wider_than_high), ring) for ring in rings],
        fields=[_field_title(field, left, top, right, bottom) for field in MapField],
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        shape=shape,
    )


def describe(entries: Iterable[MapEntry]) -> str:
    """The map in words, field by field, the nearest first: for those who hear it."""
    entries = sorted(entries, key=lambda entry: (entry.closeness, entry.label.casefold(), entry.key))
    if not entries:
        return _("Noch niemand eingetragen.")
    parts = []
    for field in MapField:
        named = [
            f"{entry.label} ({CLOSENESS[entry.closeness]}, {Tone(entry.tone).label})"
            for entry in entries
            if entry.field == field
        ]
        if named:
            parts.append(f"{field.label}: {', '.join(named)}.")
    number = ngettext("%(number)d Eintrag.", "%(number)d Einträge.", len(entries)) % {"number": len(entries)}
    return " ".join([number, *parts])


def _field_title(field: MapField, left: int, top: int, right: int, bottom: int) -> FieldTitle:
    sideways, down = QUADRANTS[field]
    y = bottom - MARGIN if down > 0 else top + MARGIN + TEXT_SIZE
    x, anchor = (right - MARGIN, "end") if sideways > 0 else (left + MARGIN, "start")
    return FieldTitle(x, y, anchor, str(field.label))


def _centre_lines(name: str) -> tuple[str, ...]:
    # The disc holds about nine letters; a given name mostly does.
    words = name.split()[:2]
    return tuple(word if len(word) <= 10 else word[:9] + "…" for word in words)
