"""The written material of the stories: complete, speakable, respectful."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

from roterfaden.base.languages import FREQUENT_LANGUAGES
from roterfaden.cases.models import CloseReason, IntakeCriterion, LegalArea, ResidenceTitle, Urgency, Way
from roterfaden.cases.network_map import MapField, Tone
from roterfaden.cases.questionnaire import Kind, shipped
from roterfaden.demo.stories.material import Geschichte, Handlungsziel, Material, material
from roterfaden.demo.stories.reading import MaterialError, Text, text_of
from roterfaden.demo.stories.wording import Deck, Voice

PERSON = {"name": "Frau Haddad", "namen": "Frau Haddad", "vorname": "Samira", "familienname": "Haddad", "niveau": "A2"}
# Words with which colleagues would label people instead of describing what is.
LABELS = re.compile(
    r"\b(der Fall|dieser Fall|Asylant\w*|Flüchtlingswelle|Wirtschaftsflüchtling\w*|Ausländerkind\w*|Problemfamilie\w*|"
    r"bildungsfern\w*|sozial schwach\w*|Sozialschmarotzer\w*|Analphabet\w*|renitent|beratungsresistent|unkooperativ|"
    r"illegal\w*|Zigeuner\w*|Schwarzafrikan\w*|behindert\w* Kind)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def known() -> Material:
    return material()


def leaves(text: Text) -> Iterator[str]:
    if text.one_of or text.parts:
        for part in (*text.one_of, *text.parts):
            yield from leaves(part)
    else:
        yield text.plain


def texts(entry: Any) -> Iterator[Text]:
    """Every text that hangs on an entry."""
    if isinstance(entry, Text):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from texts(value)
    elif isinstance(entry, list | tuple):
        for value in entry:
            yield from texts(value)
    elif dataclasses.is_dataclass(entry):
        for field in dataclasses.fields(entry):
            yield from texts(getattr(entry, field.name))


def sayings(known: Material) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every text of every story with the words it may use, for each entry of the story's variants."""
    common = {key: value for group in known.allgemein.varianten.values() for key, value in group[0].items()}
    for entry in [*known.geschichten, *known.beratungen, known.allgemein]:
        groups = list(entry.varianten.values())
        for number in range(max(map(len, groups), default=1)):
            words = PERSON | common | {k: v for group in groups for k, v in group[number % len(group)].items()}
            for text in texts(entry):
                yield from ((getattr(entry, "key", "allgemein"), leaf, words) for leaf in leaves(text))


def goals(story: Geschichte) -> list[Handlungsziel]:
    return [goal for frame in story.rahmenziele for goal in frame.handlungsziele]


def test_every_text_can_be_said_for_a_woman_and_for_a_man(known: Material) -> None:
    for key, leaf, words in sayings(known):
        for female in (True, False):
            said = Voice(Deck(None), words, female=female).fill(leaf)  # type: ignore[arg-type]
            assert not re.search(r"[{}\[\]|]", said), f"{key}: {said}"
            assert "  " not in said


def test_no_text_labels_people(known: Material) -> None:
    found = [(key, leaf) for key, leaf, _words in sayings(known) if LABELS.search(leaf)]
    assert not found


def test_there_are_fourteen_kinds_of_stories_or_more(known: Material) -> None:
    assert len(known.geschichten) >= 14
    assert [story.key for story in known.geschichten] == sorted(story.key for story in known.geschichten)


def test_every_group_of_variants_gives_the_same_words(known: Material) -> None:
    for entry in [*known.geschichten, *known.beratungen, known.allgemein]:
        for name, group in entry.varianten.items():
            assert len({frozenset(words) for words in group}) == 1, f"{getattr(entry, 'key', '')}: {name}"


def test_every_goal_has_five_steps_that_fit_into_the_form(known: Material) -> None:
    for story in known.geschichten:
        assert len([goal for frame in story.rahmenziele if not frame.selten for goal in frame.handlungsziele]) >= 2
        assert len(goals(story)) <= 6
        for goal in goals(story):
            assert len(goal.skala) == 5, story.key
            assert goal.schritte
            assert goal.selbst
            assert 1 <= goal.wichtig <= 3
            assert 1 <= goal.schwer <= 3


def test_every_step_is_an_offer_help_or_a_gap(known: Material) -> None:
    for story in known.geschichten:
        for goal in goals(story):
            for step in goal.schritte:
                assert step.angebot or step.hilfe or step.fehlt, story.key
                assert not (step.angebot and step.hilfe), story.key
                assert bool(step.absage) <= bool(step.dann or step.fehlt), (
                    f"{story.key}: nach der Absage geht nichts weiter"
                )


def test_words_of_the_files_are_words_of_the_program(known: Material) -> None:
    for story in known.geschichten:
        assert set(story.aufnahme.weg) <= set(Way.values)
        assert set(story.aufnahme.gruende) <= set(IntakeCriterion.values)
        assert set(story.aufnahme.dringlichkeit) <= set(Urgency.values)
        assert set(story.abschluss) <= set(CloseReason.values)
        assert {contact.bereich for contact in story.netzwerk} <= set(MapField.values)
        assert {contact.gefuehl for contact in story.netzwerk} <= set(Tone.values)
        assert len(story.netzwerk) >= 3
        assert set(story.wer.wege) <= set(known.wege), story.key
        for country in story.wer.herkunft:
            assert set(known.laender[country].wege) & set(story.wer.wege), f"{story.key}: {country} passt zu keinem Weg"
    for way in known.wege.values():
        assert way.aufenthalt in ResidenceTitle.values
        assert set(way.rechtskreis) <= set(LegalArea.values)


def test_papers_and_livelihood_fit_each_other(known: Material) -> None:
    for way in known.wege.values():
        if way.aufenthalt in {ResidenceTitle.IN_PROCEDURE, ResidenceTitle.TOLERATED}:
            assert set(way.rechtskreis) == {LegalArea.ASYLBLG}
        if way.unterkunft:
            assert set(way.rechtskreis) == {LegalArea.ASYLBLG}, "Unterkunft gibt es nur mit AsylbLG"
    assert set(known.laender["UA"].wege) == {"schutz_24", "schutz_24_alter"}
    assert all(way.startswith("eu") for country in ("RO", "BG", "PL") for way in known.laender[country].wege)


def test_the_assessment_answers_fit_the_questionnaire(known: Material) -> None:
    questions = {(s.key, q.key): q for s in shipped("bestandsaufnahme-2").sections for q in s.questions}
    for story in known.geschichten:
        for section, told in story.bestandsaufnahme.items():
            for key, text in told.items():
                question = questions[section, key]
                if question.kind in {Kind.CHOICE, Kind.CHOICES}:
                    options = {option.key for option in question.options}
                    assert set(leaves(text)) - {""} <= options, f"{story.key}: {section}.{key}"


def test_guiding_goals_exist_in_german_and_in_languages_people_speak(known: Material) -> None:
    for story in known.geschichten:
        assert len(story.mottoziel) >= 2
        for saying in story.mottoziel:
            assert saying["de"]
            assert set(saying) <= set(FREQUENT_LANGUAGES)


def test_countries_know_their_names_and_ways(known: Material) -> None:
    for country in known.laender.values():
        names = known.namen[country.namen]
        assert min(len(names.frauen), len(names.maenner), len(names.familie)) >= 4
        assert set(country.wege) <= set(known.wege)
        assert set(country.sprachen) <= set(FREQUENT_LANGUAGES)


def test_a_text_that_is_no_text_is_refused_with_its_place() -> None:
    with pytest.raises(MaterialError, match=r"story\.yaml\.anliegen\[2\]"):
        text_of(["gut", {"falsch": "x"}], "story.yaml.anliegen")
