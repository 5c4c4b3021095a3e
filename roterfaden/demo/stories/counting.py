"""Needs of the past year: what the stories left, and beside it invented ones, so that there are enough to tell."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.actions.gaps import count_quarter
from roterfaden.cases.models import Client
from roterfaden.cases.target_groups import suggested_group
from roterfaden.concept.models import TargetGroup
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.demo.stories.directory import Directory
from roterfaden.needs.actions import is_counted, record_outcome
from roterfaden.needs.models import NeedKind, Outcome, OutcomeState
from roterfaden.needs.protection import FEWEST, NO_GROUP, Unmet
from roterfaden.needs.quarters import MONTHS, quarter_after, quarter_before, quarter_of
from roterfaden.network.models import Seat

_QUARTERS = 4
_MEANS = (9, 5, 7, 2, 1, 4, 2)
"""How many needs of a field arise in a district in a quarter, in the order of the fields."""
_KINDS = (
    (NeedKind.NOTHING_FITS, NeedKind.DECLINED),
    (NeedKind.NOTHING_FITS,),
    (NeedKind.DECLINED, NeedKind.NO_ANSWER),
    (NeedKind.DECLINED, NeedKind.ENDED_EARLY),
)
_GROUPS = ("asylverfahren-duldung", "familien", "frauen", "gefluechtete", "leistungsbezug", "neuzugewanderte")
_ANSWERS = (
    (
        0,
        True,
        OutcomeState.WORKING,
        "Mit den Wohnungsunternehmen vereinbart: ab Januar eine feste Ansprechperson.",
        "",
    ),
    (0, False, OutcomeState.SOLVED, "Die Sprechstunde ist jetzt auch am Nachmittag, mit Anmeldung.", "Wohn"),
    (2, True, OutcomeState.SEEN, "Das Thema steht auf der Tagesordnung der nächsten Stadtteilkonferenz.", ""),
    (
        1,
        False,
        OutcomeState.DECLINED,
        "Für einen eigenen Kurs reicht das Geld nicht. Nächstes Jahr wieder.",
        "",
    ),
)
"""Which field, in one district or everywhere, what is said, and the word by which an offer is found that exists now."""


def group_of(client: Client) -> TargetGroup | None:
    """The target group to which needs of a person are counted."""
    suggested = suggested_group(client.pk)
    return TargetGroup.objects.get(pk=suggested) if suggested else None


def count_past_quarters(seed: int, clock: StoryClock, directory: Directory, today: date) -> None:
    """Count the last quarters, each when it was over, and answer some needs; what has been counted stays."""
    chance = random.Random(f"needs-{seed}")
    quarter = quarter_of(today)
    for _number in range(_QUARTERS):
        quarter = quarter_before(quarter)
    while quarter < quarter_of(today):
        clock.at = moment_on(working_day(quarter_after(quarter) + timedelta(days=1)), 0)
        if not is_counted(quarter):
            count_quarter(quarter, beside=_invented(chance, directory, quarter))
        quarter = quarter_after(quarter)
    _answer(clock, directory, today)


def _invented(chance: random.Random, directory: Directory, quarter: date) -> Iterator[Unmet]:
    groups = [*TargetGroup.objects.filter(key__in=_GROUPS).order_by("key").values_list("key", flat=True), NO_GROUP]
    for field, mean in zip(directory.fields, _MEANS, strict=False):
        for district in directory.districts:
            kinds, some = chance.choice(_KINDS), [chance.choice(groups), chance.choice(groups)]
            months = [date(quarter.year, quarter.month + chance.randrange(MONTHS), 1) for _each in some]
            size = max(0, round(chance.gauss(mean, 3)))
            # Halves, where they are large enough, so that figures are told in shares.
            halves = 2 if size >= 2 * FEWEST else 1
            for place in range(size):
                half = place % halves
                yield Unmet(kinds[half % len(kinds)], field, some[half], district.key, months[half])


@transaction.atomic
def _answer(clock: StoryClock, directory: Directory, today: date) -> None:
    by = head_of_unit(today)
    fields = list(directory.fields.values())
    if by is None or Outcome.objects.exists():
        return
    for days, (number, everywhere, state, text, word) in enumerate(_ANSWERS, start=3):
        if number < len(fields):
            clock.at = moment_on(working_day(today - timedelta(days=4 * days), back=True), 0.4)
            place = None if everywhere else directory.districts[0]
            offer = directory.offer(word) if word else None
            record_outcome(fields[number], place, by=by, seen=0, state=state, text=text, offer=offer)


def head_of_unit(today: date) -> User | None:
    """Who has headed the unit longest; nobody in a town without one."""
    seats = Seat.objects.current(today).filter(role=Role.HEAD_OF_UNIT, user__is_synthetic=True)
    seat = seats.select_related("user").order_by("starts_on", "user__email").first()
    return seat.user if seat else None
