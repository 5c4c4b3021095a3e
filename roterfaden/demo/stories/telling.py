"""Telling all stories: who comes when, act by act, each at its time."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from unittest import mock

from django.db import connection, transaction
from django.utils import translation

from roterfaden.accounts.models import User
from roterfaden.cases.actions import intake
from roterfaden.cases.models import Case, Client, Urgency
from roterfaden.demo.stories.appointing import meet
from roterfaden.demo.stories.assessing import appoint, ask_anew
from roterfaden.demo.stories.caseload import accompany_as_needed
from roterfaden.demo.stories.casting import FEWEST, Chapter, NotReady, Part, case_managers, cast
from roterfaden.demo.stories.claiming import claim_rights
from roterfaden.demo.stories.conferring import confer
from roterfaden.demo.stories.counting import count_past_quarters, head_of_unit
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.demo.stories.directory import Directory
from roterfaden.demo.stories.ending import close, evaluate, has_end, take_up_again
from roterfaden.demo.stories.entrusting import entrust
from roterfaden.demo.stories.examples import keep_examples
from roterfaden.demo.stories.forgetting import forget_arrangements, forget_persons
from roterfaden.demo.stories.home_visits import visit_homes
from roterfaden.demo.stories.living_together import TOGETHER, live_together
from roterfaden.demo.stories.material import Material, material
from roterfaden.demo.stories.open_hours import fill_queue, hold_open_hours
from roterfaden.demo.stories.opening import assess, find_goals, first_talk, make_plan
from roterfaden.demo.stories.papers import bring_papers
from roterfaden.demo.stories.people import Registry, person_id
from roterfaden.demo.stories.reporting import report
from roterfaden.demo.stories.schedule import schedule
from roterfaden.demo.stories.steering import accompany
from roterfaden.demo.stories.tale import Scene, Tale, words_of
from roterfaden.demo.stories.twice import enter_twice
from roterfaden.demo.stories.wording import Deck, Voice

# No seed tells of more persons; their identifiers are looked for when stories are removed.
MOST_PERSONS = 3000
_ADVICE_SHARE, _OPEN_SHARE = 0.29, 0.043
_TWICE = 2
_TWO_YEARS = 715


@dataclass(frozen=True)
class Told:
    """How much was told."""

    cases: int
    advice: int
    open_talks: int


def already_told(seed: int) -> bool:
    """Whether the persons of this seed are in the database."""
    return Client.objects.filter(pk=person_id(seed, 0)).exists()


def forget_stories(seed: int) -> int:
    """Remove the persons of this seed with everything that hangs on them; how many there were."""
    forget_arrangements()
    return forget_persons([person_id(seed, number) for number in range(MOST_PERSONS)])


def tell_stories(*, seed: int, cases: int, today: date) -> Told:
    """Let persons come over two years until ``today``; each story is one transaction, what fails is removed again.

    Raises :class:`NotReady` when the municipality has not been loaded, ``MaterialError`` for a fault in a story file.
    """
    narrator = Narrator(seed, today)
    advice, open_talks = round(cases * _ADVICE_SHARE), max(1, round(cases * _OPEN_SHARE))
    if cases < FEWEST or cases + advice + open_talks > MOST_PERSONS:
        raise NotReady(f"Möglich sind {FEWEST} bis {round(MOST_PERSONS / 1.4)} Fälle.")
    try:
        with translation.override("de"), narrator.clock.ticking(), _without_savepoints():
            head = head_of_unit(today)
            appoint(narrator.staff, head)
            told = narrator.tell_cases(cases)
            narrator.tell_advice(cases, advice)
            narrator.tell_open_talks(cases + advice, open_talks)
            going_on = [case for case in told if case.is_open]
            entrust(narrator.staff, narrator.clock, today, going_on)
            confer(narrator.staff, narrator.clock, today, going_on)
            keep_examples(narrator.staff, narrator.clock, narrator.directory, today, head)
            report(narrator.staff, narrator.clock, today, going_on)
            meet(narrator.staff, narrator.clock, today, going_on)
            visit_homes(narrator.staff, narrator.clock, today, going_on)
            hold_open_hours(narrator.staff, narrator.directory, narrator.deck, today, each=max(2, cases // 10))
            count_past_quarters(seed, narrator.clock, narrator.directory, today)
            own = [case for case in going_on if case.lead_id == narrator.staff[0].pk]
            ask_anew(narrator.clock, today, own, head)
            claim_rights(narrator.clock, today, own)
            keys = [person_id(seed, MOST_PERSONS - number) for number in range(1, _TWICE + 1)]
            enter_twice(narrator.clock, today, own, keys=keys)
            pair = [person_id(seed, MOST_PERSONS - _TWICE - number) for number in range(1, TOGETHER + 1)]
            live_together(narrator.staff, narrator.clock, narrator.directory, today, keys=pair)
        fill_queue(today)
    except BaseException:
        forget_stories(seed)
        raise
    return Told(cases, advice, open_talks)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Acts inside a story need no savepoints: if one fails, nothing is kept. Saves a third of all statements."""
    with mock.patch.object(connection.features, "uses_savepoints", False):
        yield


class Narrator:
    """Holds what all stories share: chance, persons, the directory and the clock."""

    def __init__(self, seed: int, today: date, known: Material | None = None) -> None:
        self.known = known or material()
        self.today = today
        self.deck = Deck(random.Random(seed))
        self.directory = Directory()
        self.staff = case_managers(today)
        self.registry = Registry(seed, self.known, self.deck, self.directory, today)
        self.clock = StoryClock(moment_on(today, 0))
        if not self.directory.fields or not self.directory.offers:
            raise NotReady(
                "Es gibt noch keine Angebote. Bitte laden Sie zuerst die Kommune: load_municipality demo/marl"
            )

    def tell_cases(self, count: int) -> list[Case]:
        """The stories with a case."""
        parts = cast(count, self.known.geschichten, self.staff, self.deck, self.today)
        return [self.tell(part) for part in parts]

    @transaction.atomic
    def tell(self, part: Part) -> Case:
        """One story up to its chapter."""
        tale = self._tale(part)
        first_talk(tale)
        assess(tale)
        bring_papers(tale)
        if tale.dates.assessed:
            aims = find_goals(tale)
            make_plan(tale, aims)
            if tale.dates.planned:
                way = accompany(tale, aims, tale.dates.evaluated or tale.dates.closed or tale.dates.last)
                if has_end(part.chapter):
                    evaluate(tale, way)
        if tale.dates.closed:
            close(tale)
        if part.chapter is Chapter.REOPENED:
            take_up_again(tale)
        accompany_as_needed(tale)
        return tale.refresh()

    def _tale(self, part: Part) -> Tale:
        dates = schedule(part, self.today, self.deck.dice)
        person = self.registry.invent(part.number, part.story.wer, dates.opened)
        common = ("allgemein", self.known.allgemein.varianten)
        words = words_of(self.deck, person, common, (part.story.key, part.story.varianten))
        voice = Voice(self.deck, words, female=person.female)
        return Tale(person, part.lead, self.clock, voice, self.deck, self.directory, part, dates, self.known.allgemein)

    def tell_advice(self, first: int, count: int) -> None:
        """Talks which were enough."""
        for number, day in enumerate(self._days(count, 1, _TWO_YEARS), start=first):
            self._short_talk(number, day, decided=True)

    def tell_open_talks(self, first: int, count: int) -> None:
        """Talks of the last days in which nothing has been decided yet."""
        for number, day in enumerate(self._days(count, 1, 9), start=first):
            self._short_talk(number, day, decided=False)

    def _days(self, count: int, least: int, most: int) -> Iterator[date]:
        ago = sorted((self.deck.dice.randint(least, most) for _each in range(count)), reverse=True)
        return (working_day(self.today - timedelta(days=days), back=True) for days in ago)

    @transaction.atomic
    def _short_talk(self, number: int, day: date, *, decided: bool) -> None:
        told = self.deck.draw("advice", self.known.beratungen)
        spoken = self.deck.draw(f"advice-{told.key}", told.gespraeche)
        person = self.registry.invent(number, told.wer, day)
        words = words_of(self.deck, person, ("allgemein", self.known.allgemein.varianten), (told.key, told.varianten))
        voice = Voice(self.deck, words, female=person.female)
        by: User = self.deck.draw("advice-staff", self.staff)
        scene = Scene(person, by, self.clock, voice, self.deck, self.directory)
        scene.arrive(day)
        way = self.deck.draw(f"way-{told.key}", told.weg)
        talk = scene.start_intake(
            way=way, urgency=Urgency.NORMAL, concern=scene.say(spoken.anliegen), fields=told.felder
        )
        if decided:
            self.clock.pass_minutes(self.deck.dice.randint(12, 35))
            intake.decide_advice(talk, by=by, result=scene.say(spoken.ergebnis))
