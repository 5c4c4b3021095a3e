"""Small counts are held back, and with them as many others that nobody can compute them from totals.

The Federal Employment Agency does not publish counts of 1 and 2 (Statistik der BA, statistische Geheimhaltung); what
tells of benefits and residence is held back below 5 here. A zero says of nobody anything and is shown. The rule knows
the sums that stand in the tables: it asks for every held-back cell whether the equations determine it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

SMALLEST = 3
SMALLEST_OF_DELICATE = 5

Cell = tuple[str, str, str]
"""Table, line, column."""


@dataclass(frozen=True)
class Sum:
    """The parts of a column and their total."""

    parts: tuple[Cell, ...]
    total: Cell

    @property
    def weights(self) -> dict[Cell, int]:
        """With which sign each cell stands in the equation, which comes to 0."""
        return {**dict.fromkeys(self.parts, 1), self.total: -1}

    def next_to_hide(self, values: Mapping[Cell, int], hidden: frozenset[Cell]) -> Cell | None:
        """The smallest part that still stands there and counts somebody, else a zero, and the total last."""
        shown = sorted((values[part], part) for part in self.parts if part not in hidden)
        candidates = [
            *(part for count, part in shown if count),
            *(part for count, part in shown if not count),
            self.total,
        ]
        return next((cell for cell in candidates if cell not in hidden), None)

    def is_safe(self, values: Mapping[Cell, int], hidden: frozenset[Cell], least: int) -> bool:
        """Whether what is held back here is more than one cell and together no small count."""
        held = [part for part in self.parts if part in hidden]
        if self.total in hidden:
            return True
        return not held or (len(held) > 1 and sum(values[part] for part in held) >= least)


@dataclass(frozen=True)
class Flow:
    """What ran before, what began, what ended, what runs now: before + began = ended + now."""

    before: Cell | None
    began: Cell
    ended: Cell
    now: Cell

    @property
    def weights(self) -> dict[Cell, int]:
        """With which sign each cell stands in the equation; ``before`` may be known from elsewhere."""
        known = {self.before: 1} if self.before else {}
        return known | {self.began: 1, self.ended: -1, self.now: -1}

    def next_to_hide(self, _values: Mapping[Cell, int], hidden: frozenset[Cell]) -> Cell | None:
        """First what began and ended: the stock says least about somebody and is held back last."""
        order = (self.began, self.ended, self.now, self.before)
        return next((cell for cell in order if cell and cell not in hidden), None)


Equation = Sum | Flow


def held_back(values: Mapping[Cell, int], least: Mapping[Cell, int], equations: Iterable[Equation]) -> frozenset[Cell]:
    """Which cells must not be shown. ``least``: from which count on a cell may be."""
    equations = list(equations)
    hidden = frozenset(cell for cell, count in values.items() if 0 < count < least[cell])
    while (more := _one_more(values, least, equations, hidden)) is not None:
        hidden |= {more}
    # A zero that was held back beside others and follows all the same says of nobody anything.
    return hidden - {cell for cell in determined(equations, hidden) if not values[cell]}


def _one_more(
    values: Mapping[Cell, int], least: Mapping[Cell, int], equations: list[Equation], hidden: frozenset[Cell]
) -> Cell | None:
    for each in equations:
        if isinstance(each, Sum) and not each.is_safe(values, hidden, max(least[part] for part in each.parts)):
            return each.next_to_hide(values, hidden)
    known = determined(equations, hidden)
    if not any(values[cell] for cell in known):
        return None
    # Beside what follows; if all of that is held back, beside anything held back: the way may be longer.
    totals = {each.total for each in equations if isinstance(each, Sum)}
    for named in ({cell for cell in known if values[cell]}, known, hidden):
        beside = (each.next_to_hide(values, hidden) for each in equations if named & each.weights.keys())
        # The totals are what a year is asked for first: they go last.
        if found := sorted((cell in totals, nth, cell) for nth, cell in enumerate(beside) if cell is not None):
            return found[0][2]
    return None


def determined(equations: Iterable[Equation], hidden: frozenset[Cell]) -> set[Cell]:
    """The held-back cells that follow from what is shown: those which every solution of the equations agrees on."""
    rows = [{cell: Fraction(weight) for cell, weight in each.weights.items() if cell in hidden} for each in equations]
    solved: list[dict[Cell, Fraction]] = []
    while rows:
        row = rows.pop()
        if not row:
            continue
        cell = min(row)
        row = {each: weight / row[cell] for each, weight in row.items()}
        rows = [_without(cell, other, row) for other in rows]
        solved = [_without(cell, other, row) for other in solved]
        solved.append(row)
    return {cell for row in solved if len(row) == 1 for cell in row}


def _without(cell: Cell, row: dict[Cell, Fraction], solved: dict[Cell, Fraction]) -> dict[Cell, Fraction]:
    """``row`` after ``cell`` is put in from its ``solved`` line."""
    times = row.get(cell)
    if not times:
        return row
    left = {
        each: row.get(each, Fraction(0)) - times * solved.get(each, Fraction(0)) for each in row.keys() | solved.keys()
    }
    return {each: weight for each, weight in left.items() if weight}
