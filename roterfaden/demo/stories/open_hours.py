"""Short advice at open hours, in Kitas and at the telephone: counted, nobody named."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.actions.queue import clear_queue, enter_queue
from roterfaden.cases.models import Advice, AdviceLength, WaitFigure, Waiting, WaitState, Way
from roterfaden.concept.models import FieldOfAction
from roterfaden.demo.stories.casting import case_managers
from roterfaden.demo.stories.days import working_day
from roterfaden.demo.stories.directory import Directory
from roterfaden.demo.stories.wording import Deck
from roterfaden.network.models import Place, PlaceKind

_DAYS = 300
_ASKED = {
    "wohnen": ("Wohngeld, Antrag erklärt", "Mieterhöhung, an die Mietberatung verwiesen", "Nebenkosten verstehen"),
    "arbeiten": ("Lebenslauf durchgesehen", "Anerkennung des Abschlusses, wohin", "Arbeitserlaubnis, was gilt"),
    "bildung": ("Kita-Navigator gezeigt", "Anmeldung in der Schule", "Welcher Sprachkurs passt"),
    "sport": ("Verein für die Tochter gesucht",),
    "sozialraeume": ("Brief der Behörde erklärt", "Zuständige Stelle genannt", "Kontoeröffnung"),
    "dialog": ("Nachbarschaftscafé empfohlen",),
}
_WAYS = {Way.OPEN_HOUR: 9, Way.PHONE: 4, Way.NURSERY: 4, Way.OFFICE: 2}
_LANGUAGES = {"de": 8, "ar": 7, "uk": 5, "tr": 4, "fa": 3, "ro": 2, "": 2}
_LENGTHS = {AdviceLength.FIVE: 5, AdviceLength.QUARTER: 8, AdviceLength.HALF: 3, AdviceLength.HOUR: 1}


_WAITING: tuple[tuple[int, dict[str, Any]], ...] = (
    (41, {"word": "Sonne", "language": "ar", "needs_interpreter": True, "way": Way.OPEN_HOUR}),
    (26, {"language": "uk", "way": Way.OPEN_HOUR}),
    (12, {"word": "Mira", "language": "ro", "way": Way.NURSERY}),
    (5, {"language": "de", "way": Way.PHONE}),
)
"""Since how many minutes somebody waits, and what they said."""
_WAITS = 160


def fill_queue(today: date) -> int:
    """Let a few wait right now, unless the queue of this day has begun; says how many."""
    clear_queue(today)
    staff = case_managers(today)
    if Waiting.objects.exists():
        return 0
    office = next(iter(staff[0].organisations_as(Role.CASE_MANAGER)))
    places = list(Place.objects.filter(kind=PlaceKind.DISTRICT_OFFICE).order_by("key")[:2])
    topics = [*FieldOfAction.objects.filter(key__in=_ASKED).order_by("key"), None]
    for number, (minutes, said) in enumerate(_WAITING):
        at = places[number % len(places)] if places and said["way"] == Way.OPEN_HOUR else None
        topic = topics[number % len(topics)]
        waiting = enter_queue(by=staff[0], organisation=office, place=at, field_of_action=topic, **said)
        Waiting.objects.filter(pk=waiting.pk).update(came_at=waiting.came_at - timedelta(minutes=minutes))
    return len(_WAITING)


def _wait_at_open_hours(office: UUID, today: date) -> None:
    """How long people waited in the last three months, longest around ten."""
    dice = Random(_WAITS)
    figures = []
    for _number in range(_WAITS):
        hour = dice.choice((8, 9, 9, 10, 10, 10, 11, 14, 15))
        figures.append(
            WaitFigure(
                organisation_id=office,
                came_on=working_day(today - timedelta(days=dice.randrange(1, 85)), back=True),
                hour=hour,
                minutes=max(0, round(dice.gauss(24 if hour == 10 else 12, 6))),
                outcome=dice.choice((WaitState.SERVED,) * 9 + (WaitState.GONE,)),
            )
        )
    WaitFigure.objects.bulk_create(figures)


def hold_open_hours(staff: Sequence[User], directory: Directory, deck: Deck, today: date, *, each: int) -> int:
    """So many for each of ``staff`` over the last ten months; says how many there are now."""
    _wait_at_open_hours(next(iter(staff[0].organisations_as(Role.CASE_MANAGER))), today)
    places = list(Place.objects.filter(kind=PlaceKind.DISTRICT_OFFICE).order_by("key"))
    known = [key for key in _ASKED if key in directory.fields]
    told = []
    for worker in staff:
        for _number in range(each):
            field = deck.draw("Handlungsfeld einer Kurzberatung", known)
            way = deck.weighed(_WAYS)
            advice = Advice.objects.create(
                given_by=worker,
                given_on=working_day(today - timedelta(days=deck.dice.randrange(_DAYS))),
                way=way,
                place=deck.dice.choice(places) if places and way == Way.OPEN_HOUR else None,
                district=deck.dice.choice(directory.districts) if deck.chance(0.8) and directory.districts else None,
                language=deck.weighed(_LANGUAGES),
                length=deck.weighed(_LENGTHS),
                note=deck.draw(field, _ASKED[field]),
            )
            advice.fields_of_action.add(directory.fields[field])
            told.append(advice)
    return len(told)
