"""Properties of the check: somebody rare is always caught, however it is told, and nobody ordinary is stopped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roterfaden.base.names import fold
from roterfaden.cases.actions import assessment, monitoring
from roterfaden.cases.anonymity.checking import check
from roterfaden.cases.anonymity.facets import facets_of
from roterfaden.cases.anonymity.identifiers import named_outright
from roterfaden.cases.anonymity.known import KnownCase, known_case
from roterfaden.cases.anonymity.wording import MONTHS, is_ordinary
from roterfaden.cases.models import Case, Client, Gender, ResidenceTitle
from tests.base.test_names import ONE_NAME
from tests.factories import AssessmentTemplateFactory, CaseFactory, CaseManagerFactory, ClientFactory, DistrictFactory

K = 5
PERSONS = 20
TODAY = timezone.localdate()
OFTEN = settings(max_examples=120)


@dataclass(frozen=True, kw_only=True)
class Person:
    """What is true of somebody in the town."""

    country: str
    language: str
    gender: Gender
    children: int
    age: int
    work: str
    title: ResidenceTitle
    note: str
    district: str


COUNTRIES = {
    "SY": ("Die Person kommt aus Syrien.", "So geht es vielen syrischen Familien.", "Sie floh aus Syrien."),
    "UA": ("Die Person kommt aus der Ukraine.", "Das ukrainische Zeugnis gilt hier nicht."),
    "ER": ("Nach der Flucht aus Eritrea ist vieles neu.", "Als Eritreerin oder Eritreer wartet man lange."),
    "AF": ("In Afghanistan war das anders.", "Afghanische Papiere erkennt hier niemand an."),
}
LANGUAGES = {
    "ar": ("Es gibt wenig Sprachmittlung für Arabisch.", "Das Formular gibt es nicht auf Arabisch."),
    "uk": ("Die Beratung spricht kein Ukrainisch.", "Gebraucht wird Übersetzung ins Ukrainische."),
    "ti": ("Für Tigrinya gibt es keine Sprachmittlung.", "Wer Tigrinya spricht, wartet."),
}
GENDERS = {
    Gender.FEMALE: ("Die Frau wartet seit Monaten.", "Eine alleinstehende Mutter hat es schwer."),
    Gender.MALE: ("Der Vater sorgt allein für alles.", "Einem Mann traut man das nicht zu."),
}
WORK = {"Zahnärztin": 1, "Friseurin": 5, "Schweißer": 9, "": 11}
TITLES = {ResidenceTitle.TOLERATED: "Mit einer Duldung findet man keine Arbeit.", ResidenceTitle.RECOGNISED: ""}
NOTES = {"Gehörlos seit der Geburt.": "Weil sie gehörlos ist, versteht sie das Amt nicht.", "": ""}
NUMBERS = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")


Phrase = tuple[str, Callable[[Person], bool]]


def phrases(person: Person) -> Iterator[list[Phrase]]:
    """For each fact of the person the ways to tell it, and of whom that is true."""
    yield [(text, lambda one: one.country == person.country) for text in COUNTRIES[person.country]]
    yield [(text, lambda one: one.language == person.language) for text in LANGUAGES[person.language]]
    yield [(text, lambda one: one.gender == person.gender) for text in GENDERS[person.gender]]
    yield [
        (text.format(age=person.age), lambda one: one.age == person.age)
        for text in ("Die Person ist {age} Jahre alt.", "Im Alter von {age} Jahren fängt man neu an.",
                     "Mit {age} Jahren lernt man langsamer.", "Als {age}-Jähriger bleibt man allein.",
                     "Die Person, {age} Jahre, wartet schon lange.", "Die Person ({age}) wartet schon lange.")
    ]  # fmt: skip
    yield list(_of_children(person))
    yield [(f"Das Angebot im {person.district} ist zu klein.", lambda one: one.district == person.district)]
    if person.work:
        told = (f"Früher hat sie als {person.work} gearbeitet.", f"Gelernt ist gelernt: {person.work} bleibt man.",
                f"Die Person, {person.work}, findet keine Arbeit.")  # fmt: skip
        yield [(text, lambda one: one.work == person.work) for text in told]
    if TITLES[person.title]:
        yield [(TITLES[person.title], lambda one: one.title == person.title)]
    if person.note:
        yield [(NOTES[person.note], lambda one: one.note == person.note)]


def _of_children(person: Person) -> Iterator[Phrase]:
    count, word = person.children, NUMBERS[person.children]
    if count >= 2:
        for text in (f"Sie hat {word} Kinder.", f"Mit {count} kleinen Kindern ist das nicht möglich."):
            yield text, lambda one: one.children == count
        yield f"Das Heft ist für {word} Töchter gedacht.", lambda one: one.children >= count
    else:
        yield "Ein Kind geht in die Kita.", lambda one: True


@pytest.fixture
def town(db: None) -> list[tuple[Case, Person]]:
    """Persons who share much and some who share little; the same ones each time."""
    AssessmentTemplateFactory()
    lead, districts = CaseManagerFactory(), [DistrictFactory(name="Nordquartier"), DistrictFactory(name="Südhang")]
    made = []
    for number in range(PERSONS):
        person = Person(
            country=("SY", "SY", "UA", "SY", "AF", "UA", "ER")[number % 7],
            language=("ar", "ar", "uk", "ar", "ar", "uk", "ti")[number % 7],
            gender=Gender.MALE if number % 4 == 1 else Gender.FEMALE,
            children=(1, 2, 2, 3, 2, 1, 5, 2, 9)[number % 9],
            age=(34, 34, 41, 34, 29, 41)[number % 6] if number else 88,
            work=next((work for work, most in WORK.items() if number % 12 <= most), ""),
            title=ResidenceTitle.TOLERATED if number % 6 == 5 else ResidenceTitle.RECOGNISED,
            note="Gehörlos seit der Geburt." if number in (3, 17) else "",
            district=districts[number % 5 == 4].name,
        )
        made.append((_enter(person, lead, districts), person))
    return made


def _enter(person: Person, lead: Any, districts: list[Any]) -> Case:
    client = ClientFactory(
        created_by=lead, country_of_origin=person.country, language=person.language, gender=person.gender,
        birth_date=TODAY - timedelta(days=round((person.age + 0.5) * 365.25)), residence_title=person.title,
        district=next(one for one in districts if one.name == person.district),
    )  # fmt: skip
    case = CaseFactory(lead=lead, client=client)
    begun = assessment.start_assessment(case, by=lead)
    assessment.save_section(begun, "familie", {"kinder": person.children}, by=lead, seen=0)
    if person.work:
        assessment.save_section(begun, "arbeit", {"erfahrung": f"war {person.work}"}, by=lead, seen=0)
    if person.note:
        monitoring.write_note(case, by=lead, text=person.note)
    return case


def test_who_shares_a_text_with_too_few_is_caught_and_nobody_else(town: list[tuple[Case, Person]]) -> None:
    """The check says something exactly if fewer than k persons are like what the text tells: counted by hand here."""
    others = [person for _case, person in town]
    known: dict[Any, Any] = {}

    @OFTEN
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        case, person = data.draw(st.sampled_from(town))
        ways = data.draw(st.lists(st.sampled_from(list(phrases(person))), min_size=1, max_size=4, unique_by=id))
        told = [data.draw(st.sampled_from(way)) for way in ways]
        if case.pk not in known:
            read = known_case(Case.objects.get(pk=case.pk), case.lead)
            known[case.pk] = read, facets_of(read)
        read, facets = known[case.pk]
        text = " ".join(words for words, _true_of in told)
        alike = sum(all(true_of(one) for _words, true_of in told) for one in others)
        found = check(read, facets, dict.fromkeys(facets, ""), {"text": text})
        assert bool(found) == (alike < K), (text, alike, [one.message for one in found])

    holds()


# Names, days and numbers need no caseload: they must go in every spelling --------------------------------------------

SENTENCES = (
    "{} wartet seit Monaten.", "Gestern hat Frau {} angerufen.", "Die Familie {} sucht eine Wohnung.", "Es geht um {}.",
    "Danach kam ({}) noch einmal.", "Alle sagen „{}“ zu ihr.", "Wer hilft {}, wenn die Kita schließt?",
)  # fmt: skip
SPELLINGS = [line.split() for line in ONE_NAME]


def of(**client: Any) -> KnownCase:
    person = Client(**client)
    names = f"{person.given_name} {person.family_name} {person.other_names}"
    return KnownCase(person, names, "", (), None, None, (), (), (), (), (), (), frozenset(), TODAY)


def must_go(text: str, known: KnownCase) -> bool:
    return any(finding.is_hard for finding in named_outright("text", text, known))


@settings(max_examples=250)
@given(st.sampled_from(SPELLINGS), st.sampled_from(SENTENCES), st.data())
def test_a_name_is_found_in_every_spelling_and_script(line: list[str], sentence: str, data: st.DataObject) -> None:
    entered, told = data.draw(st.sampled_from(line)), data.draw(st.sampled_from(line))
    form = data.draw(st.sampled_from([str, str.upper, lambda name: f"{name}s" if name.isascii() else name]))
    assume(fold(told) and not is_ordinary(told))
    text = sentence.format(form(told))
    assert must_go(text, of(given_name="Ada", family_name=entered)), (entered, text)


@OFTEN
@given(st.dates(date(1930, 1, 1), date(2015, 12, 31)), st.data())
def test_a_birthday_is_found_however_it_is_written(born: date, data: st.DataObject) -> None:
    day, name, year = born.day, MONTHS[born.month - 1], born.year
    forms = (
        f"{day}.{born.month}.{year}", f"{born:%d.%m.%Y}", f"{day}.{born.month}.{year % 100:02}", f"{born:%Y-%m-%d}",
        f"{day}/{born.month}/{year}", f"{day}. {name} {year}", f"{day}. {name}", f"{name} {year}",
        f"{day}.{born.month}.", f"Jahrgang {year}", f"geboren {year}", f"geb. {born:%d.%m.%Y}",
    )  # fmt: skip
    text = f"Die Person ({data.draw(st.sampled_from(forms))}) wartet."
    assert must_go(text, of(given_name="Ada", family_name="Beispiel", birth_date=born)), text


@settings(max_examples=60)
@given(st.from_regex(r"(0|\+49 ?|0049 ?)(15|16|17)[0-9] ?[/-]? ?[0-9]{3} ?[0-9]{2} ?[0-9]{2,3}", fullmatch=True))
def test_a_telephone_number_is_found_however_it_is_written(number: str) -> None:
    assert must_go(f"Bitte unter {number} anrufen.", of(given_name="Ada", family_name="Beispiel")), number
