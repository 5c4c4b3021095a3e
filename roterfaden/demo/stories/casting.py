"""Who comes when, with which story, how far it has come, and who of the staff accompanies."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.models import CloseReason
from roterfaden.demo.stories.days import working_day
from roterfaden.demo.stories.material import Geschichte
from roterfaden.demo.stories.wording import Deck
from roterfaden.network.models import Seat


class NotReady(Exception):
    """Something is missing before stories can be told; the text says what to do."""


class Chapter(StrEnum):
    """How far a story has come today."""

    ASSESSMENT = "assessment"
    AGREEMENT = "agreement"
    PLANNING = "planning"
    STEERING = "steering"
    EVALUATION = "evaluation"
    CLOSED = "closed"
    BROKEN_OFF = "broken_off"
    REOPENED = "reopened"


# Of hundred cases, and how many days ago they began (at least, at most).
SHARES: Mapping[Chapter, tuple[int, int, int]] = {
    Chapter.STEERING: (40, 54, 460),
    Chapter.CLOSED: (22, 290, 715),
    Chapter.ASSESSMENT: (10, 2, 26),
    Chapter.AGREEMENT: (8, 24, 62),
    Chapter.PLANNING: (7, 38, 84),
    Chapter.EVALUATION: (5, 210, 600),
    Chapter.BROKEN_OFF: (4, 120, 700),
    Chapter.REOPENED: (4, 380, 700),
}
# Fewer cases than this cannot hold every chapter.
FEWEST = len(Chapter)


@dataclass(frozen=True)
class Part:
    """A person's part before the person is invented: number, story, chapter, days and staff."""

    number: int
    story: Geschichte
    chapter: Chapter
    opened_on: date
    lead: User
    deputy: User | None
    end_reason: CloseReason | None = None


def case_managers(today: date) -> list[User]:
    """The demo's case managers, of the organisation that has most of them: there the stories are told.

    Raises :class:`NotReady` if the municipality has not been loaded.
    """
    seats = Seat.objects.current(today).filter(role=Role.CASE_MANAGER, user__is_synthetic=True, user__is_active=True)
    known = list(seats.select_related("user").order_by("starts_on", "user__email"))
    home = Counter(seat.organisation_id for seat in known).most_common(1)
    users = {seat.user_id: seat.user for seat in known if seat.organisation_id == home[0][0]}
    if not users:
        raise NotReady(
            "Es gibt noch keine Kolleginnen und Kollegen. "
            "Bitte laden Sie zuerst die Kommune: load_municipality demo/marl"
        )
    return list(users.values())


def cast(count: int, stories: list[Geschichte], staff: list[User], deck: Deck, today: date) -> list[Part]:
    """All parts in the order in which the persons first come. ``count`` cases, every chapter at least once."""
    roles = [
        _role(number, chapter, stories, staff, deck, today)
        for number, chapter in enumerate(_chapters(count, deck.dice))
    ]
    return sorted(roles, key=lambda role: (role.opened_on, role.number))


def _chapters(count: int, dice: random.Random) -> Iterator[Chapter]:
    wanted = {chapter: max(1, round(count * share / 100)) for chapter, (share, _least, _most) in SHARES.items()}
    wanted[Chapter.STEERING] += count - sum(wanted.values())
    rest = [chapter for chapter, number in wanted.items() for _each in range(number - 1)]
    dice.shuffle(rest)
    yield from [*wanted, *rest][:count]


def _role(number: int, chapter: Chapter, stories: list[Geschichte], staff: list[User], deck: Deck, today: date) -> Part:
    weighed = [story for story in stories for _each in range(story.anteil)]
    story = deck.draw("story", weighed)
    # One of each first, all with the same case manager: whoever signs in as them sees everything.
    lead = staff[0] if number < len(Chapter) else deck.draw(f"lead-{chapter}", staff)
    others = [user for user in staff if user.pk != lead.pk]
    with_deputy = bool(others) and deck.chance(0.35)
    return Part(
        number=number,
        story=story,
        chapter=chapter,
        opened_on=working_day(today - timedelta(days=_days_ago(chapter, story, deck.dice)), back=True),
        lead=lead,
        deputy=deck.draw(f"deputy-{lead.pk}", others) if with_deputy else None,
        end_reason=_reason(chapter, deck),
    )


def _days_ago(chapter: Chapter, story: Geschichte, dice: random.Random) -> int:
    """When the case began. What is still open began as long ago as its goals take; what ended, any time before."""
    _share, least, most = SHARES[chapter]
    if chapter is Chapter.STEERING:
        most = min(most, max(130, story.longest_days + 100))
    if chapter is Chapter.EVALUATION:
        least = round(story.longest_days * dice.uniform(1.0, 1.3)) + 55
        most = least + 30
    return dice.randint(least, most)


def _reason(chapter: Chapter, deck: Deck) -> CloseReason | None:
    endings = {
        Chapter.CLOSED: [
            CloseReason.GOALS_REACHED,
            CloseReason.ENOUGH,
            CloseReason.GOALS_REACHED,
            CloseReason.HANDED_OVER,
            CloseReason.ENOUGH,
        ],
        Chapter.REOPENED: [CloseReason.ENOUGH, CloseReason.GOALS_REACHED],
        Chapter.BROKEN_OFF: [CloseReason.MOVED, CloseReason.NO_CONTACT, CloseReason.WISH],
    }
    return deck.draw(f"reason-{chapter}", endings[chapter]) if chapter in endings else None
