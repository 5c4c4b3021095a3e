"""When something may be deleted: a pure function of what there is and of the rules.

The same rule is worded a second time in SQL (``candidates``), which finds whose time has come. Nobody is deleted unless
both say so; ``tests/retention/test_clock.py`` compares them.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


class Rule(Protocol):
    """What the clock needs of a rule."""

    kind: str
    legal_area: str
    months: int
    from_year_end: bool
    state: str


@dataclass(frozen=True)
class Record:
    """A record of a person; ``started`` is the day its clock began to run, ``None`` while it is in use."""

    kind: str
    started: date | None


@dataclass(frozen=True)
class Due:
    """From which day on, by which rule and because of which kind of record."""

    on: date
    rule: Rule
    kind: str


def in_months(day: date, months: int) -> date:
    """``months`` later; the end of a shorter month where there is no such day, as PostgreSQL counts."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(rule: Rule, started: date) -> date:
    """The first day on which ``rule`` does not keep the record any more."""
    return in_months(date(started.year, 12, 31) if rule.from_year_end else started, rule.months)


def due(records: Sequence[Record], rules: Iterable[Rule], legal_areas: frozenset[str]) -> Due | None:
    """When a person with these records may be deleted; ``None``: not foreseeable, so never by itself.

    ``legal_areas``: every one the person ever had. Of several rules the longest wins, of several records the last. A
    record in use, one without a rule, or one for which a rule is still unchecked keeps the person.
    """
    rules = list(rules)
    ends = [_end_of_record(record, rules, legal_areas) for record in records]
    known = [end for end in ends if end is not None]
    if not ends or len(known) < len(ends):
        return None
    return max(known, key=lambda end: end.on)


def _end_of_record(record: Record, rules: list[Rule], legal_areas: frozenset[str]) -> Due | None:
    applicable = [
        rule
        for rule in rules
        if rule.kind == record.kind
        and rule.state != "set_aside"
        and (not rule.legal_area or rule.legal_area in legal_areas)
    ]
    if record.started is None or not applicable or any(rule.state == "unchecked" for rule in applicable):
        return None
    on, rule = max(((end_of(rule, record.started), rule) for rule in applicable), key=lambda pair: pair[0])
    return Due(on, rule, record.kind)


def earliest(on: date, told_on: date | None, notice_weeks: int) -> date | None:
    """The day of deletion at the earliest: nobody is deleted before the notice has stood for its weeks."""
    return None if told_on is None else max(on, told_on + timedelta(weeks=notice_weeks))
