"""The check of an anonymous report: what names the person, and what too few share, in facts and in text."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from babel import Locale
from django.apps import apps
from django.db import ProgrammingError
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone

from roterfaden.base.access import Purpose
from roterfaden.base.dates import full_years
from roterfaden.base.rowlevel.serving import serving
from roterfaden.cases.actions import assessment, monitoring
from roterfaden.cases.anonymity.checking import check
from roterfaden.cases.anonymity.counting import Condition, are_enough
from roterfaden.cases.anonymity.facets import facets_of, proposed
from roterfaden.cases.anonymity.identifiers import Finding
from roterfaden.cases.anonymity.known import known_case
from roterfaden.cases.anonymity.regions import regions
from roterfaden.cases.anonymity.texts import FAMILY, LEFT_OUT, OTHERS, TEXTS
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import Case, Client, Gender, LegalArea, ReportDraft, ReportRule
from roterfaden.cases.network_map import MapField
from roterfaden.network.models import District, OrganisationKind
from tests.factories import (
    AssessmentTemplateFactory,
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    DistrictFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    OrganisationFactory,
    PlaceFactory,
    add_relative,
)

pytestmark = pytest.mark.django_db
K = 5
TODAY = timezone.localdate()
THIRTY_FIVE = TODAY - timedelta(days=round(35.5 * 365.25))


@dataclass(frozen=True)
class Town:
    """A caseload of ordinary persons: enough of them share everything told of them."""

    lead: Any
    districts: list[District]

    def person(self, *, children: int = 2, people: int = 4, work: str = "Lagerarbeiter", **traits: Any) -> Case:
        """One more, ordinary except for what is said."""
        usual = {
            "birth_date": THIRTY_FIVE, "country_of_origin": "SY", "language": "ar", "gender": Gender.FEMALE,
            "legal_area": LegalArea.SGB_II, "district": self.districts[0],
        }  # fmt: skip
        client = ClientFactory(created_by=self.lead, **{**usual, **traits})
        case = CaseFactory(lead=self.lead, client=client, fields_of_action=[FieldOfActionFactory()])
        begun = assessment.start_assessment(case, by=self.lead)
        answers = {"personen": people, "kinder": children}
        assessment.save_section(begun, "familie", answers, by=self.lead, seen=0)
        assessment.save_section(begun, "arbeit", {"erfahrung": work}, by=self.lead, seen=0)
        return case


@pytest.fixture
def town() -> Town:
    AssessmentTemplateFactory()
    lead = CaseManagerFactory(name="Hanna Beispiel")
    made = Town(lead, [DistrictFactory(name="Nordquartier"), DistrictFactory(name="Hafenviertel")])
    for number in range(6):
        made.person(given_name=f"Nuriya{number}", family_name="Alsaleh", district=made.districts[number == 5])
    return made


def findings(case: Case, *texts: str, **facts: str) -> list[Finding]:
    """What the check says to these words, and to the facts as they are chosen."""
    known = known_case(Case.objects.get(pk=case.pk), case.lead)
    facets = facets_of(known)
    labels = {name: facts.get(name, "") for name in facets}
    return check(known, facets, labels, {f"part{at}": text for at, text in enumerate(texts)})


# What names somebody --------------------------------------------------------------------------------------------------


NAMED = (
    "Frau Schewtschenko fragt nach.", "SCHEWTSCHENKO fragt.", "Shevchenko wartet.", "Schewtschenkos Antrag",
    "Шевченко чекає.", "olena schewtschenko wartet", "Die Familie Ševčenko wartet.", "Olenas Kinder", "Оле́на",
    "Erreichbar: 0177 1234567", "+49 (177) 123 45 67 anrufen", "Mail an o.sch@example.org",
    "am 3. September 1987 geboren", "03.09.1987", "3.9.87", "1987-09-03", "geboren im September 1987",
    "Sie ist Jahrgang 1987.", "Am 3. September wird gefeiert.", "seit dem 14.2.2023 hier",
    "wohnt in der Lindenstraße 12", "in der Lindenstraße", "im Haus Sonnenhof", "45772",
    "Akte 2026-00012", "Nachbarin Krause hilft", "Kollege Dombrowski vom Bau", "Hanna Beispiel sagt",
    "bei der Beratungsstelle Mirjam",
)  # fmt: skip
ORDINARY = (
    "Die Person wartet seit Monaten auf einen Platz im Sprachkurs. Die Kita hat abgesagt.",
    "Nur das Jobcenter und die Ausländerbehörde antworten. Die Schwester hilft beim Lesen.",
    "Es fehlen Wohnungen für Familien. Was können wir gemeinsam mit den Vermietern tun?",
    "Nach der Anerkennung dauerte der Wechsel ins SGB II drei Monate; so lange fehlte das Geld für die Miete.",
)


def test_what_names_the_person_has_to_go(town: Town) -> None:
    OrganisationFactory(name="Beratungsstelle Mirjam", is_sensitive=True, kind=OrganisationKind.CLUB)
    case = town.person(
        given_name="Olena", family_name="Schewtschenko", other_names="Олена Шевченко", phone="0177 1234567",
        birth_date=date(1987, 9, 3), arrived_on=date(2023, 2, 14), street="Lindenstraße 12", postal_code="45772",
        accommodation=PlaceFactory(name="Haus Sonnenhof"),
    )  # fmt: skip
    for label in ("Frau Krause", "Kollege Dombrowski", "Schwester"):
        assessment.add_network_contact(case, by=town.lead, label=label, field=MapField.FRIENDS)
    found = {finding.passage.field for finding in findings(case, *NAMED) if finding.is_hard}
    assert [text for at, text in enumerate(NAMED) if f"part{at}" not in found] == []
    assert [one.passage.words for one in findings(case, "Olena Schewtschenko wartet.")] == ["Olena Schewtschenko"]


def test_names_of_the_family_have_to_go_and_words_for_kin_may_stay(town: Town) -> None:
    case = town.person()
    names = ("Andrei", "Viktor", "Valentin", "Маряна", "Peter Beck", "Hoffmann")
    for name in (*names, "", "Großmutter", "Babysitterin"):
        described = name if name == "Babysitterin" else ""
        add_relative(case, Kinship.OTHER if described else Kinship.PARENT, name=name, described=described)
    texts = (
        "Andrei wartet mit.",
        "Wann kann Viktors Kurs beginnen?",
        "für Valentin",
        "Marjana",
        "Herr Beck",
        "Hofmann",
    )
    hard = {finding.passage.field for finding in findings(case, *texts) if finding.is_hard}
    assert [text for at, text in enumerate(texts) if f"part{at}" not in hard] == []
    kin = "Ein Elternteil ist krank, die Großmutter hilft, eine Babysitterin gibt es nicht."
    assert not any(finding.is_hard for finding in findings(case, kin))


def test_every_column_of_text_below_a_case_is_read_or_left_out_on_purpose() -> None:
    read = {(model, field) for model, fields in (*TEXTS, *OTHERS, *FAMILY) for field in fields}
    for model in apps.get_app_config("cases").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if model is ReportDraft or not model._meta.managed or "case" not in names or hasattr(model, "pgh_obj"):
            continue
        for field in model._meta.concrete_fields:
            is_long = isinstance(field, TextField | JSONField) or (isinstance(field, CharField) and not field.choices)
            if is_long and (field.max_length or 999) >= 60 and (model, field.name) not in read:
                assert {field.name, f"{model.__name__}.{field.name}"} & LEFT_OUT, (model, field.name)


def test_ordinary_words_pass(town: Town) -> None:
    case = town.person(given_name="Nur", family_name="Kanaan")
    OrganisationFactory(name="Jobcenter", kind=OrganisationKind.OFFICE)
    assessment.add_network_contact(case, by=town.lead, label="Schwester", field=MapField.FAMILY)
    assert findings(case, *ORDINARY) == []


# What few share -------------------------------------------------------------------------------------------------------

RARE: dict[str, tuple[dict[str, Any], str]] = {
    "country": ({"country_of_origin": "ER"}, "Die Person kommt aus Eritrea. Vieles ist neu."),
    "nationality": ({"country_of_origin": "ER"}, "Als Eritreerin kennt sie hier niemanden."),
    "children": ({"children": 5, "people": 7}, "Mit fünf Kindern findet niemand eine Wohnung."),
    "sons and daughters": ({"children": 5, "people": 7}, "Sie hat drei Söhne und zwei Töchter."),
    "household": ({"children": 5, "people": 7}, "Sie leben zu siebt in zwei Zimmern."),
    "profession": ({"work": "war zu Hause Zahnärztin"}, "Früher hat sie als Zahnärztin gearbeitet."),
    "age": ({"birth_date": date(1931, 5, 5)}, f"Die Person ist {full_years(date(1931, 5, 5), TODAY)} Jahre alt."),
    "language": ({"language": "ti"}, "Für Tigrinya gibt es keine Sprachmittlung."),
    "gender": ({"gender": Gender.MALE}, "Der Vater sorgt allein für alles."),
}  # fmt: skip


def test_a_rare_person_is_caught_in_the_text_until_enough_are_like_them(town: Town) -> None:
    for what, (traits, text) in RARE.items():
        case = town.person(**traits)
        found = findings(case, text)
        assert found, what
        assert all(f"weniger als {K}" in finding.message and finding.proposal for finding in found), what
    for what in ("profession", "household"):
        traits, text = RARE[what]
        alike = [town.person(**traits) for _each in range(K)]
        assert findings(alike[0], text) == [], what


def test_illness_faith_and_people_are_counted_by_the_files_that_tell_them(town: Town) -> None:
    case = town.person()
    for word in ("HIV-positiv", "an Demenz erkrankt", "alkoholkrank", "drusisch", "koptisch", "taub", "tscherkessisch"):
        assert [one.is_hard for one in findings(case, f"Die Person ist {word} und wartet.")] == [False], word
    assert findings(case, "Die Person sucht eine Wohnung, Tauben stören. Im Archiv liegt nichts.") == []
    assert findings(case, "Dementsprechend ging das Jahr hindurch nichts, das Amt dementierte.") == []


def test_two_facts_that_each_are_common_may_be_rare_together(town: Town) -> None:
    for _each in range(K - 1):
        town.person(country_of_origin="ER", language="ti")
        town.person(children=3, people=5)
    case = town.person(country_of_origin="ER", language="ti", children=3, people=5)
    (found,) = findings(case, "Mit drei Kindern und aus Eritrea ist es schwer.")
    assert found.message.startswith("„drei Kindern“ und „aus Eritrea“") or "„Eritrea“" in found.message
    assert not found.is_hard


def test_a_rare_word_of_the_file_is_a_hint(town: Town) -> None:
    case = town.person()
    monitoring.write_note(case, by=town.lead, text="Arbeitet bei Stahlwerke Kruppnau in der Kantine.")
    (found,) = findings(case, "Bei den Stahlwerken hat es geklappt; Kruppnau war geduldig.")
    assert found.passage.words == "Kruppnau"


def test_a_long_report_is_read_to_its_end(town: Town) -> None:
    common = " ".join(f"Stichwort{chr(letter)}" for letter in range(ord("a"), ord("z") + 1))
    case = town.person()
    for each in [case, *(town.person() for _each in range(K))]:
        monitoring.write_note(each, by=town.lead, text=f"Es geht um {common}.")
    monitoring.write_note(case, by=town.lead, text="Arbeitet bei den Stahlwerken Kruppnau.")
    assert [one.passage.words for one in findings(case, f"Es ging um {common} und um Kruppnau.")] == ["Kruppnau"]
    countries = " ".join(f"Aus {name} nicht." for name in list(Locale("de").territories.values()) if name.isalpha())
    assert findings(case, countries)


def test_exact_dates_ages_of_children_and_names_of_places_are_hints(town: Town) -> None:
    case = town.person()
    OrganisationFactory(name="Kulturverein Lindenhof", kind=OrganisationKind.CLUB)
    for text in ("Am 3.4.2025 kam die Absage.", "Ein 4-jähriges Kind wartet mit.", "Der Kulturverein Lindenhof half."):
        (found,) = findings(case, text)
        assert not found.is_hard


# Facts in general words -----------------------------------------------------------------------------------------------

UNLIKE: dict[str, dict[str, Any]] = {
    "country": {"country_of_origin": "ER"},
    "children": {"children": 9, "people": 11},
    "age": {"birth_date": date(1931, 5, 5)},
    "legal area": {"legal_area": LegalArea.ASYLBLG},
    "gender": {"gender": Gender.MALE},
}
FIELD = {
    "country": "origin",
    "children": "household",
    "age": "age_band",
    "legal area": "legal_area",
    "gender": "gender",
}


def test_a_rare_fact_is_never_proposed_and_cannot_be_chosen(town: Town) -> None:
    for what, traits in UNLIKE.items():
        case = town.person(**traits)
        facets = facets_of(known_case(case, town.lead))
        finest = facets[FIELD[what]][0]
        assert proposed(facets).get(FIELD[what]) != finest.label
        (found,) = findings(case, **{FIELD[what]: finest.label})
        assert found.is_hard


def test_what_is_proposed_is_always_shared_by_enough(town: Town) -> None:
    cases = [town.person(**traits) for traits in UNLIKE.values()]
    for case in [*cases, town.person()]:
        facets = facets_of(known_case(case, town.lead))
        labels = proposed(facets)
        told = [word.condition for name, words in facets.items() for word in words if labels.get(name) == word.label]
        assert are_enough([told]) == [True]
        assert findings(case, **labels) == []


def test_an_ordinary_person_may_be_told_finely(town: Town) -> None:
    labels = proposed(facets_of(known_case(town.person(), town.lead)))
    assert (labels["origin"], labels["age_band"], labels["gender"]) == ("Westasien", "30 bis 39 Jahre", "weiblich")
    assert labels["household"] == "mit einem oder zwei Kindern"


def test_districts_with_few_persons_are_told_together(town: Town) -> None:
    third = DistrictFactory(name="Waldsiedlung")
    for _each in range(3):
        town.person(district=third)
    few, many = town.person(district=town.districts[1]), town.person()
    assert facets_of(known_case(few, town.lead))["district_group"][0].label == "Hafenviertel oder Waldsiedlung"
    assert facets_of(known_case(many, town.lead))["district_group"][0].label == "Nordquartier"


def test_every_country_lies_in_one_region_and_one_larger_one() -> None:
    known = frozenset().union(*regions().values())
    counts = {code: sum(code in codes for codes in regions().values()) for code in known}
    assert set(counts.values()) == {2}
    assert {"SY", "UA", "ER", "XK", "TW", "TR"} <= known


# The database answers enough or fewer, and no more --------------------------------------------------------------------


def test_the_threshold_is_the_decided_one(town: Town) -> None:
    asked = [[Condition(countries=("SY",))]]
    assert are_enough(asked) == [True]
    ReportRule.objects.create(
        least_shared=7, source="Datenschutz", changed_by=HeadOfUnitFactory(), changed_at=timezone.now()
    )
    assert are_enough(asked) == [False]


def test_a_person_with_files_at_two_offices_counts_once(town: Town) -> None:
    asked = [[Condition(countries=("ER",))]]
    for number in range(K):
        town.person(country_of_origin="ER", given_name="Semhar", family_name=f"Tesfay{max(number, 1)}")
    assert are_enough(asked) == [False]
    town.person(country_of_origin="ER", given_name="Semhar", family_name="Tesfay")
    assert are_enough(asked) == [True]


def test_a_person_whose_birthday_nobody_knows_counts_once_as_well(town: Town) -> None:
    for _office in range(K):
        town.person(country_of_origin="ER", given_name="Semhar", family_name="Tesfay", birth_date=None)
    assert are_enough([[Condition(countries=("ER",))]]) == [False]


def test_only_case_managers_at_work_may_ask(town: Town) -> None:
    asked = [[Condition(countries=("SY",))]]
    with serving(CaseManagerFactory().pk, Purpose.CASE_WORK):
        assert are_enough(asked) == [True]  # files of others are counted, too
        assert not Client.objects.exists()
    for user, purpose in ((HeadOfUnitFactory(), Purpose.STEERING), (town.lead, Purpose.DIRECTORY)):
        with pytest.raises(ProgrammingError, match="permission denied"), serving(user.pk, purpose):
            are_enough(asked)


def test_more_conditions_than_fit_are_asked_in_turns(town: Town) -> None:
    asked = [[Condition(children=(number, number))] for number in range(70)]
    assert [at for at, enough in enumerate(are_enough(asked)) if enough] == [2]
