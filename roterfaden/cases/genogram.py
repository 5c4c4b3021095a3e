"""The genogram: a family in generations, drawn from its relations; the page lists the same as sentences.

Symbols as everywhere in social work (McGoldrick, Gerson, Petry: "Genogramme in der Familienberatung"): a square for
men, a circle for women, a diamond where neither is said; the person whose file it is has a double outline; a cross
through who has died. Couples stand side by side: a line for a marriage, a dashed one for a partnership, one stroke
through it when they live apart, two when they are divorced. Children stand below, with the age in the symbol. Filled is
who lives in the household.

Places are computed, so the same family gives the same picture on page and paper. Coordinates are whole numbers.
"""

import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from statistics import fmean
from uuid import UUID

from django.utils.translation import gettext as _

from roterfaden.cases.models import Custody, Gender, Parting, Relation, RelationKind
from roterfaden.cases.models.household import COUPLES

PITCH, ROW = 132, 168
HALF = 24
MARGIN = 28
LINE = 17
LETTERS = 15
BAR = 92
STEP = 9
ABOVE = 14
BESIDE = 22


@dataclass(frozen=True)
class Figure:
    """Somebody of the family as the picture needs them."""

    key: UUID
    name: str
    gender: str = Gender.NOT_STATED
    age: int | None = None
    is_self: bool = False
    lives_here: bool = False
    has_died: bool = False


@dataclass(frozen=True)
class Spot:
    """Where a figure stands."""

    figure: Figure
    x: int
    y: int

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The name under the symbol in one or two lines, each with its height."""
        return [(self.y + HALF + LINE * number, line) for number, line in enumerate(_wrapped(self.figure.name), 1)]

    @property
    def direction(self) -> str:
        """Which way the name is read."""
        strong = (unicodedata.bidirectional(letter) for letter in self.figure.name)
        return next(("rtl" if kind in ("R", "AL") else "ltr" for kind in strong if kind in ("L", "R", "AL")), "ltr")

    @property
    def age_y(self) -> int:
        """The base line of the age."""
        return self.y + 5

    @property
    def outlines(self) -> list[str]:
        """The symbol as paths; the person's own has a second one inside."""
        sizes = [HALF, HALF - 5] if self.figure.is_self else [HALF]
        return [_outline(self.figure.gender, self.x, self.y, size) for size in sizes]

    @property
    def cross(self) -> str:
        """Through the symbol of who has died."""
        return _cross(self.x, self.y, HALF - 6) if self.figure.has_died else ""


@dataclass(frozen=True)
class Stroke:
    """A line between figures; ``kind`` says how it is drawn."""

    kind: str
    path: str


@dataclass(frozen=True)
class Sign:
    """One entry of the legend."""

    kind: str
    path: str
    words: str
    is_line: bool = False


@dataclass(frozen=True)
class Genogram:
    """All the template needs to draw the picture; ``description`` says the same to those who hear it."""

    spots: list[Spot]
    strokes: list[Stroke]
    description: str

    @cached_property
    def view_box(self) -> str:
        """The part of the plane that is shown."""
        left = min(spot.x for spot in self.spots) - PITCH // 2 - MARGIN // 2
        top = min(spot.y for spot in self.spots) - HALF - MARGIN
        right = max(spot.x for spot in self.spots) + PITCH // 2 + MARGIN // 2
        bottom = max(spot.y for spot in self.spots) + HALF + 2 * LINE + MARGIN
        return f"{left} {top} {right - left} {bottom - top}"

    @property
    def width(self) -> int:
        """How wide the picture is at its own size: a small family is not blown up."""
        return int(self.view_box.split()[2])

    @property
    def height(self) -> int:
        """How high it is at its own size."""
        return int(self.view_box.split()[3])

    @property
    def legend(self) -> list[Sign]:
        """What the symbols mean, as far as they occur."""
        known = {spot.figure.gender for spot in self.spots}
        words = {
            Gender.FEMALE: _("Frau"),
            Gender.MALE: _("Mann"),
            Gender.DIVERSE: _("divers"),
            Gender.NOT_STATED: _("ohne Angabe"),
        }
        signs = [Sign(gender, _outline(gender, 0, 0, 7), word) for gender, word in words.items() if gender in known]
        signs.append(Sign("here", _outline(Gender.MALE, 0, 0, 7), _("lebt im Haushalt")))
        if any(spot.figure.has_died for spot in self.spots):
            signs.append(Sign("cross", _cross(0, 0, 6), _("verstorben"), is_line=True))
        return [*signs, *self._lines]

    @property
    def _lines(self) -> list[Sign]:
        drawn = {stroke.kind for stroke in self.strokes}
        words = {
            "married": _("Ehe"),
            "partners": _("Partnerschaft"),
            "separated": _("getrennt"),
            "divorced": _("geschieden"),
            "siblings": _("Geschwister"),
            "other": _("andere Beziehung"),
        }
        paths = {"separated": _strokes_through(0, 0, 1), "divorced": _strokes_through(0, 0, 2)}
        return [
            Sign(kind, paths.get(kind, "M-9 0H9"), word, is_line=True) for kind, word in words.items() if kind in drawn
        ]


def genogram(figures: Sequence[Figure], relations: Sequence[Relation], sentences: Iterable[str]) -> Genogram | None:
    """The picture of a family; ``None`` while only the person is known. ``sentences`` say what it shows."""
    if len(figures) < 2:
        return None
    family = _Family(figures, relations)
    return Genogram([family.spots[each.key] for each in figures], family.strokes(), " ".join(sentences))


class _Family:
    """Finds everybody's place: first the generation, then the order in it, then the distance."""

    def __init__(self, figures: Sequence[Figure], relations: Sequence[Relation]) -> None:
        self.figures = {figure.key: figure for figure in figures}
        self.order = {figure.key: number for number, figure in enumerate(figures)}
        self.relations = [each for each in relations if each.one_id in self.figures and each.other_id in self.figures]
        self.parents: dict[UUID, list[UUID]] = {}
        for each in self._of(RelationKind.PARENT):
            self.parents.setdefault(each.other_id, []).append(each.one_id)
        self.couples = self._couples()
        self.spots = self._placed()

    def _of(self, kind: RelationKind) -> list[Relation]:
        return [each for each in self.relations if each.kind == kind]

    def _couples(self) -> dict[frozenset[UUID], str]:
        """Partners, and parents of one child who are none; with how the line between them is drawn."""
        kinds: dict[frozenset[UUID], str] = {}
        for parents in self.parents.values():
            kinds |= {frozenset(pair): "parents" for pair in combinations(parents, 2)}
        for kind, drawn in ((RelationKind.PARTNER, "partners"), (RelationKind.MARRIED, "married")):
            for each in self._of(kind):
                kinds[frozenset((each.one_id, each.other_id))] = drawn
        return kinds

    def _parted(self) -> dict[frozenset[UUID], str]:
        """Couples that are none any more, as far as they have not come together again."""
        of_couples = [each for each in self.relations if each.kind in COUPLES]
        together = {frozenset((each.one_id, each.other_id)) for each in of_couples if not each.is_past}
        past = {frozenset((each.one_id, each.other_id)): each.parting for each in of_couples}
        return {pair: how or Parting.SEPARATED for pair, how in past.items() if pair not in together}

    def _generations(self) -> dict[UUID, int]:
        """How far below the first person everybody stands. Blood and love count first, then who has custody."""
        near: dict[UUID, list[tuple[int, UUID, int]]] = defaultdict(list)
        for each in self.relations:
            weak = int(each.kind in (RelationKind.CUSTODY, RelationKind.OTHER))
            down = int(each.kind in (RelationKind.PARENT, RelationKind.CUSTODY))
            near[each.one_id].append((weak, each.other_id, down))
            near[each.other_id].append((weak, each.one_id, -down))
        found: dict[UUID, int] = {}
        for weakest in (0, 1):
            ahead = deque(found or [next(iter(self.figures))])
            while ahead:
                key = ahead.popleft()
                found.setdefault(key, 0)
                for weak, other, down in near[key]:
                    if weak <= weakest and other not in found:
                        found[other] = found[key] + down
                        ahead.append(other)
        return {key: found.get(key, 0) for key in self.figures}

    def _placed(self) -> dict[UUID, Spot]:
        generations = self._generations()
        rows: dict[int, list[list[UUID]]] = defaultdict(list)
        for group in self._side_by_side(generations):
            rows[generations[group[0]]].append(group)
        at: dict[UUID, float] = {}
        for generation in sorted(rows, key=lambda number: (abs(number), number)):
            self._spread(rows[generation], at)
        lowest = min(rows)
        return {key: Spot(self.figures[key], round(x), (generations[key] - lowest) * ROW) for key, x in at.items()}

    def _side_by_side(self, generations: Mapping[UUID, int]) -> list[list[UUID]]:
        """Who stands together: everybody alone, couples of one generation in a row, the one with two in the middle."""
        groups: dict[UUID, list[UUID]] = {key: [key] for key in self.figures}
        for pair in self.couples:
            one, other = sorted(pair, key=self.order.__getitem__)
            if generations[one] != generations[other] or groups[one] is groups[other]:
                continue
            left, right = groups[one], groups[other]
            joined = [*right, *left] if left[0] == one and len(left) > 1 else [*left, *right]
            if len(joined) == 2 and not self.figures[joined[0]].is_self and self._is_man(joined[1]):
                joined.reverse()
            groups |= dict.fromkeys(joined, joined)
        return list({id(group): group for group in groups.values()}.values())

    def _is_man(self, key: UUID) -> bool:
        return self.figures[key].gender == Gender.MALE

    def _spread(self, groups: list[list[UUID]], at: dict[UUID, float]) -> None:
        """Give the groups of one generation their places: as near as possible to their kin placed before."""
        wishes = {id(group): self._wish(group, at) for group in groups}
        groups.sort(key=lambda group: (wishes[id(group)], self._rank(group)))
        widths = [PITCH * len(group) for group in groups]
        for group, centre in zip(groups, _apart([wishes[id(group)] for group in groups], widths), strict=True):
            left = centre - PITCH * (len(group) - 1) / 2
            at |= {key: left + PITCH * number for number, key in enumerate(group)}

    def _wish(self, group: list[UUID], at: Mapping[UUID, float]) -> float:
        kin = [parent for key in group for parent in self.parents.get(key, ())]
        kin += [child for child, parents in self.parents.items() if set(parents) & set(group)]
        kin += [each.other_id for each in self.relations if each.one_id in group]
        kin += [each.one_id for each in self.relations if each.other_id in group]
        placed = [at[key] for key in kin if key in at]
        return fmean(placed) if placed else 0.0

    def _rank(self, group: list[UUID]) -> tuple[bool, int, int]:
        """The eldest first; who is not of the person's kin stands at the end."""
        tied = {each.other_id for each in self.relations} | {each.one_id for each in self.relations}
        ages = [self.figures[key].age or 0 for key in group]
        return not tied & set(group), -max(ages), self.order[group[0]]

    def strokes(self) -> list[Stroke]:
        """All lines."""
        return [*self._of_couples(), *self._of_children(), *self._of_siblings(), *self._of_others()]

    def _of_couples(self) -> list[Stroke]:
        strokes, parted = [], self._parted()
        for pair, kind in self.couples.items():
            one, other = sorted((self.spots[key] for key in pair), key=lambda spot: (spot.x, spot.y))
            height = (one.y + other.y) // 2
            if one.y != other.y:
                strokes.append(Stroke(kind, f"M{one.x} {one.y}L{other.x} {other.y}"))
            elif other.x - one.x <= PITCH:
                strokes.append(Stroke(kind, f"M{one.x + HALF} {one.y}H{other.x - HALF}"))
            else:
                strokes.append(Stroke(kind, f"M{one.x} {one.y - HALF}v-{ABOVE}H{other.x}v{ABOVE}"))
                height = one.y - HALF - ABOVE
            if how := parted.get(pair):
                # Beside the middle, where the line down to the children begins.
                middle = (one.x + other.x) // 2 + BESIDE
                strokes.append(Stroke(how, _strokes_through(middle, height, 1 + (how == Parting.DIVORCED))))
        return strokes

    def _of_children(self) -> list[Stroke]:
        """From the parents down to a bar, and from the bar to each child they have together."""
        together: dict[frozenset[UUID], list[Spot]] = defaultdict(list)
        for child, parents in self.parents.items():
            together[frozenset(parents[:2])].append(self.spots[child])
        strokes = []
        for number, (pair, children) in enumerate(together.items()):
            above = [self.spots[key] for key in pair]
            x, y = round(fmean(spot.x for spot in above)), max(spot.y for spot in above)
            start = y if len(above) > 1 else y + HALF
            bar = y + BAR + STEP * (number % 4)
            ends = [x, *(child.x for child in children)]
            path = f"M{x} {start}V{bar}M{min(ends)} {bar}H{max(ends)}"
            path += "".join(f"M{child.x} {bar}V{child.y - HALF}" for child in children)
            strokes.append(Stroke("children", path))
        return strokes

    def _of_siblings(self) -> list[Stroke]:
        """A bracket above brothers and sisters whose parents are not in the picture."""
        return [
            Stroke("siblings", f"M{one.x} {one.y - HALF}v-16H{other.x}V{other.y - HALF}")
            for each in self._of(RelationKind.SIBLING)
            if not {*self.parents.get(each.one_id, ())} & {*self.parents.get(each.other_id, ())}
            for one, other in [(self.spots[each.one_id], self.spots[each.other_id])]
        ]

    def _of_others(self) -> list[Stroke]:
        loose = [
            *self._of(RelationKind.OTHER),
            *(each for each in self._of(RelationKind.CUSTODY) if each.custody == Custody.GUARDIAN),
        ]
        ends = [(self.spots[each.one_id], self.spots[each.other_id]) for each in loose]
        return [Stroke("other", f"M{one.x} {one.y}L{other.x} {other.y}") for one, other in ends]


def _apart(wishes: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Centres as near to the (sorted) wishes as the widths allow: the least squares, by pooling adjacent violators."""
    offsets = [0.0]
    for before, after in pairwise(widths):
        offsets.append(offsets[-1] + (before + after) / 2)
    pools: list[list[float]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        pools.append([wish - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    levels = [fmean(pool) for pool in pools for _each in pool]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


def _strokes_through(x: int, y: int, number: int) -> str:
    """One or two short strokes across a line."""
    starts = [x - 4 - 3 * (number - 1) + 6 * each for each in range(number)]
    return "".join(f"M{start} {y + 8}l8 -16" for start in starts)


def _cross(x: int, y: int, half: int) -> str:
    return f"M{x - half} {y - half}l{2 * half} {2 * half}M{x + half} {y - half}l-{2 * half} {2 * half}"


def _outline(gender: str, x: int, y: int, half: int) -> str:
    if gender == Gender.MALE:
        return f"M{x - half} {y - half}h{2 * half}v{2 * half}h-{2 * half}z"
    if gender == Gender.FEMALE:
        return f"M{x - half} {y}a{half} {half} 0 1 0 {2 * half} 0a{half} {half} 0 1 0 -{2 * half} 0z"
    return f"M{x} {y - half}l{half} {half}l-{half} {half}l-{half} -{half}z"


def _wrapped(name: str) -> list[str]:
    """The name in one or two lines; what does not fit ends in an ellipsis (the list beside has it whole)."""
    words = name.split() or ["–"]
    first = 1
    while first < len(words) and len(" ".join(words[: first + 1])) <= LETTERS:
        first += 1
    lines = [" ".join(words[:first]), " ".join(words[first:])]
    return [line if len(line) <= LETTERS else line[: LETTERS - 1].rstrip() + "…" for line in lines if line]
