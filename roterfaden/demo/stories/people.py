"""Inventing a person whose name, languages, papers and years fit together."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from roterfaden.cases.models import Gender, LegalArea, ResidenceTitle
from roterfaden.demo.stories.directory import Directory
from roterfaden.demo.stories.material import Land, Material, Namen, Weg, Wer
from roterfaden.demo.stories.wording import Deck

_NAMESPACE = UUID("6f0d6b0e-6f74-5be5-9c0f-726f74657266")
# Of this share the language level alone decides that somebody interprets.
_NEEDS_INTERPRETER = {"A0": 1.0, "A1": 1.0, "A2": 0.6, "B1": 0.1}
# Landlines which the Bundesnetzagentur keeps free for films and books (Mitteilung 148/2021, Amtsblatt 7/2021): nobody
# is ever called by mistake. One prefix with a thousand numbers each.
_PHONES = ("0221 4710", "030 23125", "040 66969", "069 90009", "089 99998")


def person_id(seed: int, number: int) -> UUID:
    """The identifier of a story's person: the same for the same seed, so that they are found again."""
    return uuid5(_NAMESPACE, f"{seed}/{number}")


@dataclass(frozen=True)
class Person:
    """A person as the stories know them; ``details`` are the fields of ``Client``."""

    id: UUID
    details: dict[str, Any]
    way: Weg
    level: str

    @property
    def female(self) -> bool:
        """Whether the texts say "sie"."""
        return bool(self.details["gender"] == Gender.FEMALE)

    @property
    def language(self) -> str:
        """The language they feel at home in."""
        return str(self.details["language"])

    @property
    def needs_interpreter(self) -> bool:
        """Whether somebody has to interpret."""
        return bool(self.details["needs_interpreter"])

    @property
    def legal_area(self) -> str:
        """Which law their livelihood is paid from."""
        return str(self.details["legal_area"])

    def words(self) -> dict[str, str]:
        """Words about the person for the texts."""
        family = self.details["family_name"]
        return {
            "vorname": self.details["given_name"],
            "familienname": family,
            "name": f"{'Frau' if self.female else 'Herr'} {family}",
            "namen": f"{'Frau' if self.female else 'Herrn'} {family}",
            "niveau": self.level,
        }


class Registry:
    """Invents persons, none of them twice."""

    def __init__(self, seed: int, known: Material, deck: Deck, directory: Directory, today: date) -> None:
        self.seed, self.known, self.deck, self.directory, self.today = seed, known, deck, directory, today
        self.dice: random.Random = deck.dice
        self.names: set[tuple[str, str]] = set()

    def invent(self, number: int, who: Wer, first_talk: date) -> Person:
        """The person with this number, as a story wants them, on the day of the first talk."""
        country = self.known.laender[self.deck.weighed(who.herkunft)]
        way = self.known.wege[self.deck.weighed(_ways(country, who))]
        female = self.deck.chance(0.5) if who.geschlecht == "beide" else who.geschlecht == "weiblich"
        level = self.deck.draw(f"level-{who.deutsch}", who.deutsch)
        born = first_talk - timedelta(days=round(365.25 * self.dice.uniform(who.alter[0], who.alter[1] + 0.9)))
        details = {
            **self._name(self.known.namen[country.namen], female, born.year),
            **self._papers(way, who, first_talk, born),
            **self._home(way, who),
            "gender": Gender.FEMALE if female else Gender.MALE,
            "birth_date": born,
            "language": self.deck.weighed(country.sprachen),
            "country_of_origin": country.land,
            "phone": self._phone(number),
            "is_synthetic": True,
        }
        knows_german = details["language"] == "de" or level == "-"
        share = 0.0 if knows_german else _NEEDS_INTERPRETER.get(level, 0.0)
        details["needs_interpreter"] = self.deck.chance(share)
        return Person(person_id(self.seed, number), details, way, level)

    def _name(self, names: Namen, female: bool, born: int) -> dict[str, str]:
        older = names.frauen_aelter if female else names.maenner_aelter
        given = older if older and born < 1968 else names.frauen if female else names.maenner
        for _attempt in range(60):
            first = self.deck.draw(f"given-{names.key}-{female}-{born < 1968}", given)
            last = self.deck.draw(f"family-{names.key}", names.familie)
            (first_latin, first_own), (last_latin, last_own) = _spellings(first, female), _spellings(last, female)
            # Eritrean or Somali family names are given names of fathers: nobody is called Yonas Yonas.
            if first_latin != last_latin and (first_latin, last_latin) not in self.names:
                break
        self.names.add((first_latin, last_latin))
        own = f"{first_own} {last_own}" if first_own and last_own else ""
        return {"given_name": first_latin, "family_name": last_latin, "other_names": own}

    def _papers(self, way: Weg, who: Wer, first_talk: date, born: date) -> dict[str, Any]:
        areas = {
            area: share for area, share in way.rechtskreis.items() if not who.rechtskreis or area in who.rechtskreis
        }
        return {
            "residence_title": ResidenceTitle(way.aufenthalt),
            "legal_area": LegalArea(self.deck.weighed(areas or way.rechtskreis)),
            "arrived_on": max(self._arrival(way, first_talk), born) if way.jahre or way.ankunft else None,
            "residence_until": self._end_of_paper(way),
        }

    def _arrival(self, way: Weg, first_talk: date) -> date:
        if way.ankunft:
            earliest, latest = map(date.fromisoformat, way.ankunft)
            latest = min(latest, first_talk - timedelta(days=10))
            return earliest + timedelta(days=self.dice.randrange(max(1, (latest - earliest).days)))
        return first_talk - timedelta(days=round(365.25 * self.dice.uniform(*way.jahre)))

    def _end_of_paper(self, way: Weg) -> date | None:
        if way.gilt_bis and date.fromisoformat(way.gilt_bis) > self.today:
            return date.fromisoformat(way.gilt_bis)
        if not way.gilt:
            return None
        return self.today + timedelta(days=round(30.4 * self.dice.uniform(*way.gilt)))

    def _home(self, way: Weg, who: Wer) -> dict[str, Any]:
        shared = who.unterkunft == "ja" or (who.unterkunft != "nein" and self.deck.chance(way.unterkunft))
        places = self.directory.accommodations if shared and way.unterkunft else []
        place = self.deck.draw("accommodation", places) if places else None
        districts = self.directory.districts
        district = place.district if place else self.deck.draw("district", districts) if districts else None
        return {"accommodation": place, "district": district}

    def _phone(self, number: int) -> str:
        # Every twelfth person has none of their own.
        if number % 12 == 7:
            return ""
        step = number * 37 % 1000
        return f"{_PHONES[number // 1000 % len(_PHONES)]}{step:03d}"


def _ways(country: Land, who: Wer) -> dict[str, float]:
    fitting = {way: share for way, share in country.wege.items() if not who.wege or way in who.wege}
    return fitting or country.wege


def _spellings(written: str, female: bool) -> tuple[str, str]:
    latin, _bar, own = written.partition("|")
    return _form(latin, female), _form(own, female)


def _form(name: str, female: bool) -> str:
    for_man, slash, for_woman = name.strip().partition("/")
    return for_woman if slash and female else for_man
