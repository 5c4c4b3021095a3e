"""When the stations of a story were reached."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from roterfaden.demo.stories.casting import Chapter, Part
from roterfaden.demo.stories.days import working_day

_BEFORE = {
    Chapter.ASSESSMENT: 0,
    Chapter.AGREEMENT: 1,
    Chapter.PLANNING: 2,
    Chapter.STEERING: 3,
    Chapter.EVALUATION: 4,
    Chapter.CLOSED: 5,
    Chapter.BROKEN_OFF: 3,
    Chapter.REOPENED: 5,
}


@dataclass(frozen=True)
class Dates:
    """The days of the stations; None for what has not happened yet. ``last`` is the last day anything happened."""

    opened: date
    sat_down: date
    assessed: date | None
    agreed: date | None
    planned: date | None
    evaluated: date | None
    closed: date | None
    reopened: date | None
    last: date


def schedule(part: Part, today: date, dice: random.Random) -> Dates:
    """The stations up to the part's chapter; nothing later than yesterday."""
    last = working_day(today - timedelta(days=1), back=True)

    def after(day: date, least: int, most: int) -> date:
        # A long closure (Christmas) may push a day beyond the end: then it happened on the last day.
        return min(working_day(day + timedelta(days=dice.randint(least, most))), last)

    sat_down = after(part.opened_on, 2, 8)
    assessed = after(sat_down, 3, 10)
    agreed = after(assessed, 5, 13)
    planned = after(agreed, 2, 10)
    evaluated = _end(part, planned, last, dice)
    closed = after(evaluated, 2, 9)
    reached = _BEFORE[part.chapter]
    ends = part.chapter in {Chapter.CLOSED, Chapter.REOPENED, Chapter.BROKEN_OFF}
    return Dates(
        opened=min(part.opened_on, last),
        sat_down=sat_down,
        assessed=assessed if reached >= 1 else None,
        agreed=agreed if reached >= 2 else None,
        planned=planned if reached >= 3 else None,
        evaluated=evaluated if reached >= 4 else None,
        closed=closed if ends else None,
        reopened=working_day(last - timedelta(days=dice.randint(10, 48)), back=True)
        if part.chapter is Chapter.REOPENED
        else None,
        last=last,
    )


def _end(part: Part, planned: date, last: date, dice: random.Random) -> date:
    """The day of the evaluation (or, where contact broke off, of the end without one)."""
    room = (last - planned).days
    match part.chapter:
        case Chapter.EVALUATION:
            days = room - dice.randint(1, 9)
        case Chapter.BROKEN_OFF:
            days = dice.randint(25, 150)
        case _:
            # When the slowest goal is reached, one looks back soon.
            days = round(part.story.longest_days * dice.uniform(1.0, 1.3)) + dice.randint(10, 35)
    if part.chapter is Chapter.REOPENED:
        days = min(days, room - 110)
    return working_day(planned + timedelta(days=max(1, min(days, room - 14 if room > 20 else room))), back=True)
