"""Goal Attainment Scaling: how far the goals that were agreed have been reached, as one figure.

Each action goal is scored on a five-level scale written down beforehand, 0 being what was expected. The T-value gathers
the scores of a frame goal's action goals: 50 means reached as expected on the whole, one standard deviation is 10.

Sources: Kiresuk & Sherman 1968 (Community Mental Health Journal 4:443-453); weights and practice from Turner-Stokes
2009 (Clinical Rehabilitation 23:362-370), whose printed formulas are wrong: here stands the one of its erratum.

The scale is ordinal and each person's own. A T-value shows one person's way over time; it ranks nobody, neither people
nor staff.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOWEST, EXPECTED, HIGHEST = -2, 0, 2
SCALE: dict[int, str | Promise] = {
    -2: _("deutlich weniger als erwartet"),
    -1: _("etwas weniger als erwartet"),
    0: _("wie erwartet"),
    1: _("etwas mehr als erwartet"),
    2: _("deutlich mehr als erwartet"),
}


@dataclass(frozen=True)
class Scored:
    """One action goal's level (−2…+2, 0 = as expected) and its weight (above 0); raises ``ValueError`` outside."""

    level: int
    weight: int | Decimal = 1

    def __post_init__(self) -> None:
        """Refuse what no conversation can have agreed."""
        if self.level not in SCALE:
            raise ValueError(f"a level lies between {LOWEST} and {HIGHEST}, not at {self.level!r}")
        if not self.weight > 0:
            raise ValueError(f"a weight is greater than 0, not {self.weight!r}")


def weight(importance: int, difficulty: int) -> int:
    """A goal's weight: how important it is to the person times how hard it is, each from 1 to 3.

    Turner-Stokes starts at 0; a goal that counts for nothing is not agreed here. Raises ``ValueError`` outside 1 to 3.
    """
    for factor in (importance, difficulty):
        if factor not in (1, 2, 3):
            raise ValueError(f"importance and difficulty lie between 1 and 3, not at {factor!r}")
    return importance * difficulty


def t_value(scored: Iterable[Scored], rho: float = 0.3) -> float | None:
    """T = 50 + 10·Σwx / √((1−ρ)·Σw² + ρ·(Σw)²), unrounded; None when nothing was scored.

    ``rho`` is the correlation expected between goals, 0 to 1; 0.3 is in general use. Raises ``ValueError`` outside.
    """
    if not 0 <= rho <= 1:
        raise ValueError(f"rho lies between 0 and 1, not at {rho!r}")
    goals = [(goal.level, float(goal.weight)) for goal in scored]
    if not goals:
        return None
    attained = sum(level * weight for level, weight in goals)
    squares = sum(weight**2 for _level, weight in goals)
    total = sum(weight for _level, weight in goals)
    return 50 + 10 * attained / sqrt((1 - rho) * squares + rho * total**2)
