"""One story while it is being told: the person, their case, the clock and the voice."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.cases.actions import intake as intakes
from roterfaden.cases.actions import monitoring, people
from roterfaden.cases.models import Case, Client, Intake, Interpreting, Way
from roterfaden.demo.stories.casting import Part
from roterfaden.demo.stories.days import StoryClock, moment_on
from roterfaden.demo.stories.directory import Directory
from roterfaden.demo.stories.material import Allgemein, Geschichte, Notiz
from roterfaden.demo.stories.people import Person
from roterfaden.demo.stories.reading import Text
from roterfaden.demo.stories.schedule import Dates
from roterfaden.demo.stories.wording import Deck, Voice

_INTERPRETING = {Interpreting.INTERPRETER: 6, Interpreting.PHONE: 2, Interpreting.COMPANION: 1.5}


@dataclass
class Scene:
    """A person, who talks with them, and the means of telling; also for talks without a case."""

    person: Person
    by: User
    clock: StoryClock
    voice: Voice
    deck: Deck
    directory: Directory
    client: Client = field(init=False)
    said: set[str] = field(init=False, default_factory=set)

    @property
    def dice(self) -> random.Random:
        """The one source of chance."""
        return self.deck.dice

    def say(self, text: Text | None) -> str:
        """A text said for this person."""
        return self.voice.say(text)

    def say_once(self, text: Text, otherwise: Text) -> str:
        """A text this person has not heard yet, if there is one left; else one of those that always fit."""
        for source in (text, text, text, otherwise, otherwise):
            said = self.say(source)
            if said not in self.said:
                break
        self.said.add(said)
        return said

    def arrive(self, day: date) -> None:
        """The person is entered in the first talk."""
        self.clock.at = moment_on(day, self.dice.uniform(0, 0.85))
        self.client = people.register_client(by=self.by, id=self.person.id, **self.person.details)

    def interpreting(self) -> Interpreting:
        """Who helped to understand each other this time."""
        if not self.person.needs_interpreter:
            return Interpreting.NONE
        return self.deck.weighed(_INTERPRETING)

    def start_intake(self, *, way: str, urgency: str, concern: str, fields: list[str]) -> Intake:
        """Begin the first talk."""
        self.clock.pass_minutes(5)
        helped = self.interpreting()
        return intakes.start_intake(
            self.client.pk,
            by=self.by,
            way=Way(way),
            urgency=urgency,
            concern=concern,
            concern_language="de",
            talk_language=self.person.language if helped != Interpreting.NONE else "de",
            interpreting=helped,
            fields_of_action=[self.directory.field_of_action(key) for key in fields],
        )


@dataclass
class Tale(Scene):
    """A story with its case."""

    part: Part
    dates: Dates
    common: Allgemein
    case: Case = field(init=False)

    @property
    def story(self) -> Geschichte:
        """What is told."""
        return self.part.story

    def go_to(self, day: date, hour: float | None = None) -> None:
        """Let it become this day, at some working hour."""
        self.clock.go_to(moment_on(day, self.dice.uniform(0, 0.9) if hour is None else hour))

    def write_note(self, note: Notiz) -> None:
        """Write a contact note now."""
        way = note.weg or self.dice.choice([Way.OFFICE, Way.OFFICE, Way.PHONE])
        talked = note.kontakt and way != Way.MESSAGE
        monitoring.write_note(
            self.case,
            by=self.by,
            text=self.say(note.text),
            way=Way(way),
            with_whom=self.say(note.mit)[:160],
            interpreting=self.interpreting() if talked else Interpreting.NONE,
            is_contact=note.kontakt,
            at=self.clock.at,
        )

    def refresh(self) -> Case:
        """The case as the database holds it now."""
        self.case = Case.objects.select_related("client", "lead", "intake").get(pk=self.case.pk)
        return self.case


def words_of(deck: Deck, person: Person, *variants: tuple[str, Mapping[str, list[dict[str, str]]]]) -> dict[str, str]:
    """All words a person's texts may use: about the person, and one entry of each group of variants."""
    words: dict[str, Any] = person.words()
    for name, groups in variants:
        for group, entries in groups.items():
            words |= deck.draw(f"{name}-{group}", entries)
    return words
