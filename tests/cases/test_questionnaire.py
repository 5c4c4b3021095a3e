"""The assessment's template: read, answered, counted and shown; and the template that is shipped."""

import copy
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from roterfaden.cases.questionnaire import (
    Consequence,
    Kind,
    Question,
    Questionnaire,
    QuestionnaireError,
    Section,
    clean_answers,
    display,
    outline,
    parse,
    progress,
    shipped,
    shipped_document,
)
from roterfaden.cases.questionnaire import editing as edits
from roterfaden.cases.questionnaire.checking import faults
from roterfaden.cases.questionnaire.editing import Document, Place

DOCUMENT: dict[str, Any] = {
    "key": "probe",
    "version": 1,
    "title": "Probe",
    "sections": [
        {
            "key": "wohnen",
            "title": "Wohnen",
            "why": "Damit  wir\nhelfen können.",
            "field_of_action": "wohnen",
            "questions": [
                {"key": "suche", "kind": "yes_no", "label": "Suchen Sie?"},
                {
                    "key": "form",
                    "kind": "choice",
                    "label": "Was?",
                    "options": [{"haus": "Haus"}, {"wohnung": "Wohnung"}],
                    "shown_if": {"question": "suche", "any_of": [True]},
                },
                {
                    "key": "garten",
                    "kind": "yes_no",
                    "label": "Mit Garten?",
                    "shown_if": {"question": "form", "any_of": ["haus"]},
                },
                {
                    "key": "schwierig",
                    "kind": "choices",
                    "label": "Was ist schwierig?",
                    "options": [{"eng": "zu eng"}, {"laut": "zu laut"}, {"teuer": "zu teuer"}],
                },
                {
                    "key": "bis",
                    "kind": "date",
                    "label": "Bis wann?",
                    "shown_if": {"question": "schwierig", "any_of": ["eng", "teuer"]},
                },
                {"key": "zimmer", "kind": "number", "label": "Wie viele?", "unit": "Zimmer"},
                {"key": "gefallen", "kind": "scale_0_10", "label": "Wie gut?"},
                {"key": "deutsch", "kind": "language_level", "label": "Deutsch?"},
                {"key": "ort", "kind": "text", "label": "Wo?", "required": True},
                {"key": "mehr", "kind": "long_text", "label": "Was noch?"},
            ],
        }
    ],
}
SECTION = parse(DOCUMENT).sections[0]


def question(key: str) -> Question:
    return next(question for question in SECTION.questions if question.key == key)


def cleaned(**raw: Any) -> dict[str, Any]:
    answers, errors = clean_answers(SECTION, {"ort": "Mitte", **raw})
    assert not errors
    return {key: value for key, value in answers.items() if key != "ort"}


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    *way, last = path
    place: Any = document
    for step in way:
        place = place[step]
    place[last] = value
    return document


# Reading the template


def test_a_template_is_read_with_its_conditions_and_order() -> None:
    assert SECTION.why == "Damit wir helfen können."
    assert SECTION.field_of_action == "wohnen"
    assert not SECTION.sensitive
    assert [option.key for option in question("form").options] == ["haus", "wohnung"]
    assert parse(DOCUMENT).section("wohnen") is not None


def test_a_section_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        parse(DOCUMENT).section("fehlt")


Q: list[str | int] = ["sections", 0, "questions"]


@pytest.mark.parametrize(
    ("path", "value", "place", "word"),
    [
        (["version"], 0, "version", "ganze Zahl"),
        (["version"], "1", "version", "ganze Zahl"),
        (["title"], "", "title", "Text"),
        (["key"], "Große Probe", "key", "Schlüssel"),
        (["farbe"], "rot", "Vorlage", "farbe"),
        (["sections"], [], "sections", "Liste"),
        (["sections"], {"wohnen": {}}, "sections", "Liste"),
        (["sections", 0], "Wohnen", "sections[0]", "Angaben"),
        (["sections", 0, "why"], None, "sections[0].why", "Text"),
        (["sections", 0, "sensitive"], "ja", "sections[0].sensitive", "true oder false"),
        (["sections", 0, "field_of_action"], "Wohnen!", "sections[0].field_of_action", "Schlüssel"),
        ([*Q, 0, "kind"], "ja_nein", "sections[0].questions[0].kind", "ja_nein"),
        ([*Q, 0, "label"], 3, "sections[0].questions[0].label", "Text"),
        ([*Q, 0, "options"], [{"a": "A"}], "sections[0].questions[0].options", "Auswahl"),
        ([*Q, 0, "unit"], "m²", "sections[0].questions[0].unit", "Einheit"),
        ([*Q, 0, "pflicht"], True, "sections[0].questions[0]", "pflicht"),
        ([*Q, 1, "options"], None, "sections[0].questions[1].options", "Liste"),
        ([*Q, 1, "options"], [{"haus": "Haus"}], "sections[0].questions[1].options", "zwei"),
        ([*Q, 1, "options", 0], "Haus", "sections[0].questions[1].options[0]", "schluessel"),
        ([*Q, 1, "options", 0], {False: "Nein"}, "sections[0].questions[1].options[0]", "Schlüssel"),
        ([*Q, 1, "options", 1], {"haus": "Haus"}, "sections[0].questions[1].options", "zweimal"),
        ([*Q, 9, "key"], "suche", "sections[0].questions", "zweimal"),
        ([*Q, 1, "shown_if"], "suche", "sections[0].questions[1].shown_if", "Angaben"),
        ([*Q, 1, "shown_if", "question"], "ort", "sections[0].questions[1].shown_if.question", "Vor dieser Frage"),
        ([*Q, 1, "shown_if", "any_of"], ["ja"], "sections[0].questions[1].shown_if.any_of[0]", "keine Antwort"),
        (
            [*Q, 9, "shown_if"],
            {"question": "ort", "any_of": ["x"]},
            "sections[0].questions[9].shown_if.question",
            "choice",
        ),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_place(path: list[str | int], value: Any, place: str, word: str) -> None:
    with pytest.raises(QuestionnaireError) as caught:
        parse(changed(path, value))
    assert str(caught.value).startswith(f"{place}: ")
    assert word in caught.value.fault


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_whatever_is_read_as_template_is_one_or_a_told_fault(document: Any) -> None:
    with pytest.raises(QuestionnaireError):
        parse(document)


# Editing a draft

WORDS = st.sampled_from(["Haus", "Wohnung", "3 Zimmer", " Haus ", "Weit\nweg", "", " "])
TASKS = st.sampled_from(["Anrufen", "", " "])
SLUGS = st.sampled_from(["", "wohnen", "arbeit-2"])


def edited(document: Document, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Document:
    """One edit of something that is there."""
    draft = outline(document)
    sections = [Place(section.key) for section in draft.sections]
    questions = [Place(section.key, one.key) for section in draft.sections for one in section.questions]
    options = [
        Place(section.key, one.key, option.key)
        for section in draft.sections
        for one in section.questions
        for option in one.options
    ]

    def words_of_a_section() -> dict[str, Any]:
        said = {"title": WORDS, "why": WORDS, "field_of_action": SLUGS, "sensitive": st.booleans()}
        return {name: draw(value) for name, value in said.items()}

    def words_of_a_question() -> dict[str, Any]:
        said = {"label": WORDS, "help": WORDS, "unit": st.just("") | WORDS, "kind": st.sampled_from(Kind)}
        return {**{name: draw(value) for name, value in said.items()}, "options": draw(st.lists(WORDS, max_size=3))}

    def change_a_question() -> Document:
        place = draw(st.sampled_from(questions))
        labels = {
            one.option: draw(WORDS) for one in options if (one.section, one.question) == (place.section, place.question)
        }
        return edits.change_question(document, place, labels=labels, **words_of_a_question())

    def set_a_condition() -> Document:
        place = draw(st.sampled_from(questions))
        known = [one.question for one in questions if one.section == place.section]
        answers = st.booleans() | st.sampled_from([one.option for one in options] or [True])
        any_of = draw(st.lists(answers, max_size=2))
        return edits.set_condition(document, place, question=draw(st.sampled_from(["", *known])), any_of=any_of)

    def set_a_consequence() -> Document:
        days = draw(st.none() | st.sampled_from([-1, 0, 365, 366]))
        follows = Consequence(draw(TASKS), days, draw(st.booleans()))
        return edits.set_consequence(document, draw(st.sampled_from(options)), follows)

    def translate() -> Document:
        begun = edits.add_language(document, "ar")
        told = {place: (draw(st.sampled_from(["بيت", "بيت", ""])), german) for place, german in draft.texts().items()}
        return edits.translate(begun, "ar", told)

    acts: list[Callable[[], Document]] = [lambda: edits.add_section(document, **words_of_a_section())]
    if sections:
        acts += [
            lambda: edits.change_section(document, draw(st.sampled_from(sections)), **words_of_a_section()),
            lambda: edits.add_question(document, draw(st.sampled_from(sections)), **words_of_a_question()),
            lambda: edits.move(
                document, draw(st.sampled_from(sections + questions + options)), draw(st.integers(-2, 2))
            ),
            lambda: edits.remove(document, draw(st.sampled_from(sections + questions + options))),
            translate,
        ]
    if questions:
        acts += [change_a_question, set_a_condition]
    if options:
        acts += [set_a_consequence]
    if draft.translations:
        acts += [partial(edits.remove_language, document, "ar")]
    try:
        return draw(st.sampled_from(acts))()
    except KeyError:  # from an answer that is no level nothing follows
        return document


def test_what_is_edited_until_it_has_no_fault_is_read_as_it_was_outlined() -> None:
    whole = []

    @settings(max_examples=150)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        document: Document = copy.deepcopy(DOCUMENT)
        for _edit in range(data.draw(st.integers(1, 6))):
            document = edited(document, data.draw)
            draft = outline(document)
            if not faults(draft):
                whole.append(parse(document))
                assert whole[-1] == draft

    holds()
    assert len(whole) > 50


# Reading answers


@pytest.mark.parametrize(
    ("key", "given_value", "kept"),
    [
        ("suche", "ja", True),
        ("suche", "nein", False),
        ("suche", True, True),
        ("suche", "False", False),
        ("schwierig", ["teuer", "eng"], ["eng", "teuer"]),
        ("schwierig", "laut", ["laut"]),
        ("zimmer", "3", 3),
        ("zimmer", "2,5", 2.5),
        ("zimmer", "2.5", 2.5),
        ("zimmer", "1.200", 1200),
        ("zimmer", 2.5, 2.5),
        ("gefallen", "0", 0),
        ("gefallen", 10, 10),
        ("deutsch", "B1", "B1"),
        ("mehr", "  eins\r\nzwei\x00 ", "eins\nzwei"),
    ],
)
def test_an_answer_is_kept_in_its_form(key: str, given_value: Any, kept: Any) -> None:
    assert cleaned(**{key: given_value}) == {key: kept}


@pytest.mark.parametrize("written", ["2026-12-31", "31.12.2026", "31. 12. 2026"])
def test_a_date_is_kept_as_iso_date(written: str) -> None:
    assert cleaned(schwierig=["eng"], bis=written)["bis"] == "2026-12-31"


@pytest.mark.parametrize("empty", ["", "  ", None, [], [""]])
@pytest.mark.parametrize("key", ["suche", "schwierig", "zimmer", "gefallen", "deutsch", "mehr"])
def test_an_empty_answer_is_no_answer(key: str, empty: Any) -> None:
    if not isinstance(empty, list) or key == "schwierig":
        assert cleaned(**{key: empty.strip() if isinstance(empty, str) else empty}) == {}


@pytest.mark.parametrize(
    ("raw", "key", "word"),
    [
        ({"suche": "vielleicht"}, "suche", "Ja oder Nein"),
        ({"suche": True, "form": "zelt"}, "form", "wählen"),
        ({"schwierig": ["eng", "x"]}, "schwierig", "wählen"),
        ({"schwierig": ["eng"], "bis": "31.2.2026"}, "bis", "31.12.2026"),
        ({"schwierig": ["eng"], "bis": "1.1.0026"}, "bis", "31.12.2026"),
        ({"zimmer": "drei"}, "zimmer", "Zahl"),
        ({"zimmer": "-1"}, "zimmer", "Zahl"),
        ({"gefallen": "11"}, "gefallen", "0 bis 10"),
        ({"gefallen": "2,5"}, "gefallen", "0 bis 10"),
        ({"deutsch": "C3"}, "deutsch", "A0 bis C2"),
        ({"mehr": "x" * 5001}, "mehr", "5001"),
        ({"ort": "x" * 201}, "ort", "kürzen"),
        ({"ort": " "}, "ort", "gebraucht"),
    ],
)
def test_a_faulty_answer_is_told_at_its_question_and_not_kept(raw: dict[str, Any], key: str, word: str) -> None:
    answers, errors = clean_answers(SECTION, {"ort": "Mitte", **raw})
    assert list(errors) == [key]
    assert word in errors[key]
    assert key not in answers


def test_one_fault_does_not_lose_the_other_answers() -> None:
    answers, errors = clean_answers(SECTION, {"zimmer": "drei", "ort": "Mitte", "mehr": "ja"})
    assert answers == {"ort": "Mitte", "mehr": "ja"}
    assert list(errors) == ["zimmer"]


def test_answers_to_questions_that_are_not_asked_are_not_kept() -> None:
    assert cleaned(suche="nein", form="haus", garten="ja") == {"suche": False}
    assert cleaned(suche="ja", form="wohnung", garten="ja") == {"suche": True, "form": "wohnung"}
    assert cleaned(schwierig=["laut"], bis="2026-12-31") == {"schwierig": ["laut"]}


def test_unknown_input_is_left_out() -> None:
    assert cleaned(csrfmiddlewaretoken="x", rechnung="1") == {}


def test_a_posted_form_is_read_with_all_its_choices() -> None:
    posted = QueryDict("ort=Mitte&schwierig=teuer&schwierig=eng&suche=ja&form=haus")
    answers, errors = clean_answers(SECTION, posted)
    assert not errors
    assert answers == {"ort": "Mitte", "schwierig": ["eng", "teuer"], "suche": True, "form": "haus"}


raw_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()),
    st.sampled_from(["ja", "nein", "haus", "wohnung", "eng", "3", "2,5", "B1", "2026-01-02"]),
    st.lists(st.sampled_from(["eng", "laut", "teuer"])),
)  # fmt: skip
forms = st.fixed_dictionaries({}, optional={question.key: raw_values for question in SECTION.questions})


@given(forms)
def test_what_is_kept_can_be_stored_and_is_read_back_unchanged(raw: dict[str, Any]) -> None:
    answers, errors = clean_answers(SECTION, raw)
    assert set(answers).isdisjoint(errors)
    stored = json.loads(json.dumps(answers, allow_nan=False))
    assert clean_answers(SECTION, stored)[0] == answers


@given(forms)
def test_every_kept_answer_belongs_to_a_question_that_is_asked_and_can_be_shown(raw: dict[str, Any]) -> None:
    answers, _errors = clean_answers(SECTION, raw)
    asked = {question.key: question for question in SECTION.shown(answers)}
    assert set(answers) <= set(asked)
    assert all(display(asked[key], value) for key, value in answers.items())


# Showing and counting


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("suche", True, "ja"),
        ("suche", False, "nein"),
        ("form", "haus", "Haus"),
        ("form", "zelt", "zelt"),
        ("schwierig", ["eng", "teuer"], "zu eng, zu teuer"),
        ("bis", "2026-12-31", "31.12.2026"),
        ("zimmer", 3, "3 Zimmer"),
        ("zimmer", 2.5, "2,5 Zimmer"),
        ("zimmer", 2026, "2026 Zimmer"),
        ("zimmer", 12000, "12.000 Zimmer"),
        ("gefallen", 0, "0 von 10"),
        ("deutsch", "B1", "B1"),
        ("deutsch", "A0", "A0 (noch keine Kenntnisse)"),
        ("mehr", "eins\nzwei", "eins\nzwei"),
        ("mehr", None, ""),
    ],
)
def test_an_answer_is_shown_as_one_reads_it(key: str, value: Any, shown: str) -> None:
    assert display(question(key), value) == shown


def test_progress_counts_the_questions_that_are_asked() -> None:
    questionnaire = parse(DOCUMENT)
    [empty] = progress(questionnaire, {})
    assert (empty.answered, empty.total, empty.is_complete) == (0, 7, False)
    [some] = progress(questionnaire, {"wohnen": {"suche": True, "form": "haus", "ort": "Mitte"}})
    assert (some.answered, some.total) == (3, 9)
    assert some.section is questionnaire.sections[0]


# The template that is shipped


@pytest.fixture(scope="module")
def assessment() -> Questionnaire:
    return shipped("bestandsaufnahme-2")


def all_questions(questionnaire: Questionnaire) -> list[tuple[Section, Question]]:
    return [(section, question) for section in questionnaire.sections for question in section.questions]


def test_the_shipped_assessment_is_about_as_long_as_a_conversation_can_be(assessment: Questionnaire) -> None:
    assert (assessment.key, assessment.version) == ("bestandsaufnahme", 2)
    assert 12 <= len(assessment.sections) <= 14
    assert 55 <= len(all_questions(assessment)) <= 75


def test_the_shipped_assessment_covers_what_the_concept_names(assessment: Questionnaire) -> None:
    named = {"lebensweg", "staerken", "schweres", "hilfe", "wohnen", "arbeit", "bildung", "familie", "wuensche"}
    assert named <= {section.key for section in assessment.sections}


def test_only_the_section_on_health_is_sensitive_and_asks_first(assessment: Questionnaire) -> None:
    [health] = [section for section in assessment.sections if section.sensitive]
    first, *others = health.questions
    assert first.kind is Kind.YES_NO
    assert all(other.shown_if and other.shown_if.question == first.key for other in others)
    assert not any(question.required for question in health.questions)


def test_nothing_but_the_urgency_must_be_answered(assessment: Questionnaire) -> None:
    required = [f"{section.key}.{question.key}" for section, question in all_questions(assessment) if question.required]
    assert required == ["einschaetzung.dringlichkeit"]


def test_every_section_says_why_in_one_sentence_and_the_file_says_what_for(assessment: Questionnaire) -> None:
    assert all(section.why.endswith(".") and ". " not in section.why for section in assessment.sections)


def test_the_shipped_assessment_never_speaks_of_weaknesses_or_of_one_city(assessment: Questionnaire) -> None:
    words = json.dumps(shipped_document("bestandsaufnahme-2"), ensure_ascii=False).casefold()
    assert not any(word in words for word in ("schwäche", "defizit", "marl", "klient", "migrationshintergrund"))


def test_the_shipped_assessment_survives_storage_as_json(assessment: Questionnaire) -> None:
    stored = json.loads(json.dumps(shipped_document("bestandsaufnahme-2"), sort_keys=True))
    assert parse(stored) == assessment
