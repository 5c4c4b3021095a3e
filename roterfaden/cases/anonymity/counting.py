"""How many persons share what a report tells: asked of PostgreSQL, which answers "enough" or "fewer", never who.

``rf.shared_by_enough`` looks at everybody who has a file in the municipality, also in files that are closed to the
writer. It gives out one bit for each combination, and the threshold is not the caller's to choose.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection

from roterfaden.cases.models.reports import PROPOSED

_ASK = f"""
    select rf.shared_by_enough(%s, %s::bigint[]), coalesce((select least_shared from cases_reportrule), {PROPOSED})
"""
MOST_CONDITIONS = 60
"""A combination is a number of 63 bits, one for each condition."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Something that may be true of a person; what is left empty is not asked."""

    born_from: date | None = None
    born_until: date | None = None
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    gender: str = ""
    legal_area: str = ""
    residence: str = ""
    field: str = ""
    people: tuple[int, int] | None = None
    children: tuple[int, int] | None = None
    word: str = ""

    def asked(self) -> dict[str, object]:
        """As the database reads it."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, ())}


Combination = Sequence[Condition]


@dataclass(frozen=True)
class Answer:
    """For each combination whether enough persons share it, and how many are enough."""

    enough: list[bool]
    threshold: int


def ask(combinations: Iterable[Combination]) -> Answer:
    """For each combination, whether at least as many persons share all of it as the rule wants.

    One query for up to :data:`MOST_CONDITIONS` different conditions. Raises ``ValueError`` for more in one combination.
    """
    wanted = [list(dict.fromkeys(combination)) for combination in combinations]
    places = {condition: place for place, condition in enumerate(dict.fromkeys(c for one in wanted for c in one))}
    if len(places) > MOST_CONDITIONS:
        if len(wanted) == 1:
            raise ValueError(f"{len(places)} conditions at once")
        first, second = ask(wanted[: len(wanted) // 2]), ask(wanted[len(wanted) // 2 :])
        return Answer(first.enough + second.enough, first.threshold)
    asked = json.dumps([condition.asked() for condition in places], default=str)
    numbers = [sum(1 << places[condition] for condition in combination) for combination in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [asked, numbers])
        enough, threshold = cursor.fetchone()
    return Answer(enough or [], threshold)


def are_enough(combinations: Iterable[Combination]) -> list[bool]:
    """Like :func:`ask`, without the threshold; no query when nothing is asked."""
    wanted = list(combinations)
    return ask(wanted).enough if wanted else []
