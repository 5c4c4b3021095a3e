"""Goal agreement and help plan: accessible, complete in each language, true to what was typed."""

import io
import itertools
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, cast

import page
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from roterfaden.cases.documents import (
    LANGUAGES,
    fixed_texts,
    goal_agreement_pdf,
    help_plan_pdf,
    paper_language,
    paper_languages,
    readers_pdf,
)
from roterfaden.cases.documents.content import (
    ActionGoalContent,
    FrameGoalContent,
    GoalAgreementContent,
    HelpPlanContent,
    Letterhead,
    MeasureContent,
    OwnActivityContent,
    Party,
    Person,
    PlannedGoalContent,
    ReaderContent,
    ReadersContent,
    ScaleStep,
    SharedStepContent,
    WayOfReading,
)
from roterfaden.cases.models.plan import MeasureKind, ReferralState, StepState
from roterfaden.logbook.models import ReadKind
from tests.printed import text_of, words_of

LONG_WORD = "Aufenthaltsgestattungsverlängerung"
PERSONS = {
    None: Person("Amina Yusuf Warsame", date(1988, 4, 3), "so"),
    "en": Person("Oluwaseun Adébáyò-Ọládélé", date(1990, 12, 31), "en"),
    "ar": Person("عبد الرحمن محمد عبد الكريم أبو الحسن الحسيني الدمشقي", date(1979, 1, 1), "ar"),
    "uk": Person("Владислава-Олександра Миколаївна Переяславська-Хмельницька", date(1995, 8, 24), "uk"),
    "tr": Person("Ayşegül Çağla Işıkoğlu-Gündoğdu", date(2001, 2, 28), "tr"),
    "bg": Person("Десислава Хаджиангелова-Щерева", date(1984, 6, 1), "bg"),
    "de-simple": Person("Jean-Friedrich Größmann", date(1970, 7, 7), "de-simple"),
    "fa": Person("سید محمدرضا حسینی‌نژاد", date(1993, 3, 21), "prs"),
    "fr": Person("Anne-Zoë Nguessan-L'Hôte", date(1999, 9, 9), "fr"),
    "ku": Person("Şêrîn Xelîl Çelebî", date(1986, 11, 30), "kmr"),
    "pl": Person("Świętosława Brzęczyszczykiewicz", date(1974, 2, 3), "pl"),
    "ro": Person("Ștefănița Țurcanu", date(1991, 12, 1), "ro"),
    "ru": Person("Ёлкина Екатерина Объездчикова", date(1968, 5, 9), "ru"),
}
OWN_WORDS = {
    None: "Waxaan rabaa inaan gurigeyga ku noolaado.",
    "en": "I want to stand on my own feet.",
    "ar": "أريد أن أقف على قدمي من جديد",
    "uk": "Я хочу стояти на власних ногах.",
    "tr": "Kendi ayaklarımın üzerinde durmak istiyorum.",
    "bg": "Искам да стоя на собствените си крака.",
    "de-simple": "Ich will alles selbst können.",
    "fa": "می‌خواهم روی پای خودم بایستم",
    "fr": "Je veux me débrouiller toute seule.",
    "ku": "Ez dixwazim li ser lingên xwe bisekinim.",
    "pl": "Chcę stanąć na własnych nogach.",
    "ro": "Vreau să stau pe picioarele mele.",
    "ru": "Хочу встать на ноги.",
}
VERSIONS = (None, *LANGUAGES)
HEAD = Letterhead("Stadt Musterstadt", "Fachdienst Integration", ("Rathausplatz 1",), "stadt.example")
CASE_MANAGER = Party("Katharina Müller-Lüdenscheidt", "Case Managerin")
SCALE = tuple(ScaleStep(value, f"Woran wir Stufe {value} merken") for value in range(-2, 3))


def goal_agreement(language: str | None = None) -> GoalAgreementContent:
    small = ActionGoalContent("Ich bewerbe mich", OWN_WORDS[language], date(2026, 6, 30), SCALE, "sehr wichtig")
    bare = ActionGoalContent(f"Ich kläre die {LONG_WORD}", None, None, (), "")
    return GoalAgreementContent(
        letterhead=HEAD,
        person=PERSONS[language],
        case_manager=CASE_MANAGER,
        reference="RF-2026-0142",
        number=2,
        agreed_on=date(2026, 3, 12),
        guiding_goal="Ich möchte auf eigenen Füßen stehen.",
        guiding_goal_own_words=OWN_WORDS[language],
        guiding_goal_language=PERSONS[language].language,
        frame_goals=(
            FrameGoalContent(
                "Wohnen",
                "Ich wohne in einer eigenen Wohnung",
                (small, bare),
                OWN_WORDS[language],
                PERSONS[language].language,
            ),
            FrameGoalContent("Arbeiten", "Ich arbeite in meinem Beruf", (small,)),
        ),
        note="Termine bitte vormittags.",
        next_review=date(2026, 9, 14),
        short_url="stadt.example/z/7k4m",
    )


def help_plan(language: str | None = None) -> HelpPlanContent:
    measures = (
        MeasureContent(
            "Hilfe bei der Wohnungssuche", "Angebot eines Trägers", "Wohnraumlotsen", "Caritas", "Jana Öztürk",
            date(2026, 4, 15), "läuft", "Jeden Dienstag um 10 Uhr.",
        ),
        MeasureContent(LONG_WORD, "", None, None, "Ausländerwesen", None, "geplant"),
    )  # fmt: skip
    own = (OwnActivityContent("Ich sammle meine Unterlagen", date(2026, 3, 31), "erledigt"),)
    frame = ("Wohnen", "Ich wohne in einer eigenen Wohnung")
    return HelpPlanContent(
        letterhead=HEAD,
        person=PERSONS[language],
        case_manager=CASE_MANAGER,
        reference="RF-2026-0142",
        version_on=date(2026, 3, 12),
        guiding_goal="Ich möchte auf eigenen Füßen stehen.",
        goals=(
            PlannedGoalContent(
                *frame, "Ich bewerbe mich auf Wohnungen", date(2026, 6, 30), measures, own, OWN_WORDS[language]
            ),
            PlannedGoalContent(*frame, "Ich kenne meine Rechte", None, (), (), is_shared=True),
        ),
        shared_steps=(
            SharedStepContent("Kita-Platz für Jusuf suchen", "Olena", "Hanna Beispiel", date(2026, 5, 1), "läuft"),
        ),
        participants=(CASE_MANAGER, Party("Jana Öztürk", "Wohnraumlotsin")),
        next_review=date(2026, 9, 14),
        short_url="stadt.example/h/p2x9",
        guiding_goal_own_words=OWN_WORDS[language],
        guiding_goal_language=PERSONS[language].language,
    )


def readers(language: str | None = None) -> ReadersContent:
    ways = (
        WayOfReading("Akte geöffnet", "Fallarbeit", 14, date(2026, 1, 2), date(2026, 3, 1)),
        WayOfReading("in einer Liste oder Suche gesehen", "Fallarbeit", 1, date(2026, 1, 2), date(2026, 1, 2)),
    )
    team = (ReaderContent(CASE_MANAGER.name, "Stadt Musterstadt", ways),)
    others = (ReaderContent("Jana Öztürk", "", ways[1:]),)
    return ReadersContent(
        letterhead=HEAD,
        person=PERSONS[language],
        reference="RF-2026-0142",
        as_of=date(2026, 3, 12),
        team=team,
        others=others,
    )


@cache
def both(language: str | None) -> tuple[bytes, bytes]:
    return goal_agreement_pdf(goal_agreement(language), language), help_plan_pdf(help_plan(language), language)


@cache
def who_has_read(language: str | None) -> tuple[bytes, bytes]:
    """The paper with readers and without any."""
    full = readers(language)
    return readers_pdf(full, language), readers_pdf(replace(full, team=(), others=()), language)


@cache
def bare(language: str | None) -> tuple[bytes, bytes]:
    """Both papers with every part empty that may be empty."""
    every: Any = {
        "letterhead": Letterhead("Stadt Musterstadt", "", (), ""),
        "person": Person("A", None, "de"),
        "reference": "",
    }
    agreement = GoalAgreementContent(Party("B", ""), 1, date(2026, 3, 12), "", None, "de", (), **every)
    plan = HelpPlanContent(Party("B", ""), date(2026, 3, 12), "", (), **every)
    return goal_agreement_pdf(agreement, language), help_plan_pdf(plan, language)


@cache
@dataclass(frozen=True)
class Part:
    """An element of the structure tree, as a screen reader meets it."""

    kind: str
    title: str
    alternative: str
    language: str


def parts_of(pdf: bytes) -> Iterator[Part]:
    """The elements of the structure tree in reading order."""
    root = cast(DictionaryObject, PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"])
    waiting: list[Any] = [root["/K"]]
    while waiting:
        part = waiting.pop().get_object()
        if isinstance(part, list):
            waiting.extend(reversed(part))
        elif isinstance(part, DictionaryObject) and "/S" in part:
            yield Part(*(str(part.get(key, "")) for key in ("/S", "/T", "/Alt", "/Lang")))
            waiting.append(part.get("/K", DictionaryObject()))


@pytest.mark.parametrize("language", VERSIONS)
def test_every_paper_passes_pdf_ua_by_an_independent_validator(language: str | None) -> None:
    for pdf in (*both(language), *bare(language), *who_has_read(language)):
        report = page.validate_pdf_bytes(pdf, profile="ua1")
        assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("language", VERSIONS)
def test_every_fixed_text_of_the_language_can_be_read_from_the_papers(language: str | None) -> None:
    found = words_of("\n".join(text_of(pdf) for pdf in (*both(language), *bare(language), *who_has_read(language))))
    texts = {key: text for key, text in fixed_texts(language or "de").items() if isinstance(text, str)}
    del texts["qr_alt"]
    if language is None:
        del texts["translation_note"]
    if language == "de-simple":
        del texts["signs_interpreter"]
    missing = {key: words_of(text) - found for key, text in texts.items() if words_of(text) - found}
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_german_stands_beside_every_translation(language: str) -> None:
    german = fixed_texts("de")
    expected = ("goal_agreement", "goal_agreement_signing", "step_0"), ("help_plan", "by_others", "help_plan_signing")
    for pdf, keys in zip(both(language), expected, strict=True):
        assert words_of(" ".join(german[key] for key in keys)) <= words_of(text_of(pdf))


@pytest.mark.parametrize("language", VERSIONS)
def test_names_own_words_and_dates_stand_as_they_were_typed(language: str | None) -> None:
    text = text_of(both(language)[0])
    typed = f"{PERSONS[language].name} {OWN_WORDS[language]} {CASE_MANAGER.name}"
    assert words_of(typed) <= words_of(text)
    assert words_of(OWN_WORDS[language] or "") <= words_of(text_of(both(language)[1]))
    for value in ("12.03.2026", "30.06.2026", "14.09.2026", "RF-2026-0142", "−2", "+2"):
        assert value in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_our_lists_are_translated_and_unknown_words_stay(language: str) -> None:
    plan = help_plan(language)
    strange = replace(plan.goals[0], own_activities=(OwnActivityContent("x", None, "liegt beim Amt"),))
    found = words_of(text_of(help_plan_pdf(replace(plan, goals=(strange,)), language)))
    terms = fixed_texts(language)["terms"]
    assert words_of("liegt beim Amt " + terms["läuft"] + " " + terms["Angebot eines Trägers"]) <= found


def test_the_long_word_is_divided_and_not_cut() -> None:
    joined = re.sub("[-\u00ad]?\n", "", text_of(help_plan_pdf(help_plan())))
    assert LONG_WORD in joined


@pytest.mark.parametrize("typed", ['#import "x"', "$x$ \\ *bold*", "= keine Überschrift", "] #panic() ["])
def test_typed_text_is_never_read_as_code(typed: str) -> None:
    agreement = replace(goal_agreement(), note=typed, guiding_goal=typed)
    assert text_of(goal_agreement_pdf(agreement)).count(typed) == 2


def test_a_word_in_a_script_without_font_does_not_stop_the_paper() -> None:
    agreement = replace(goal_agreement(), guiding_goal_own_words="ሰላም 😊", guiding_goal_language="ti")
    assert "selam" in text_of(goal_agreement_pdf(agreement))


@pytest.mark.parametrize("language", VERSIONS)
def test_a_paper_says_its_language_and_title(language: str | None) -> None:
    reader = PdfReader(io.BytesIO(both(language)[0]))
    assert str(reader.root_object["/Lang"]) == "de"
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Zielvereinbarung")
    assert PERSONS[language].name in str(reader.metadata.title)


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"de-simple"}))
def test_translations_are_marked_with_their_language(language: str) -> None:
    for pdf in both(language):
        assert language in {part.language for part in parts_of(pdf)}


@pytest.mark.parametrize("language", VERSIONS)
def test_headings_and_tables_are_tagged_in_order(language: str | None) -> None:
    for pdf in both(language):
        kinds = [part.kind for part in parts_of(pdf)]
        levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert kinds.count("/THead") == kinds.count("/Table") > 0
        assert "/TH" in kinds


def test_the_qr_code_has_an_alternative_text() -> None:
    (figure,) = [part for part in parts_of(goal_agreement_pdf(goal_agreement())) if part.kind == "/Figure"]
    assert figure.alternative == "QR-Code zur Adresse stadt.example/z/7k4m"


def test_a_paper_without_address_has_no_qr_code() -> None:
    pdf = goal_agreement_pdf(replace(goal_agreement(), short_url=""))
    assert "/Figure" not in {part.kind for part in parts_of(pdf)}


def test_pages_are_counted_in_both_languages() -> None:
    agreement, _ = both("uk")
    text, pages = text_of(agreement), len(PdfReader(io.BytesIO(agreement)).pages)
    assert f"Seite 1 von {pages}" in text
    assert f"Сторінка {pages} з {pages}" in text


def test_a_person_who_speaks_german_needs_no_line_for_an_interpreter() -> None:
    german = replace(goal_agreement(), person=Person("Erika Muster", None, "de"))
    assert "Dolmetscher" not in text_of(goal_agreement_pdf(german))
    assert "Dolmetscher" in text_of(goal_agreement_pdf(goal_agreement()))


def test_goals_of_one_frame_goal_stand_under_one_heading() -> None:
    titles = [part.title for part in parts_of(help_plan_pdf(help_plan())) if part.kind == "/H2"]
    assert titles.count("Ich wohne in einer eigenen Wohnung") == 1


def test_own_activities_stand_apart_from_what_others_do() -> None:
    titles = [part.title for part in parts_of(help_plan_pdf(help_plan())) if part.kind == "/H4"]
    assert titles == ["Das machen andere für mich", "Das mache ich selbst"] * 2


def test_many_goals_run_over_several_accessible_pages() -> None:
    agreement = goal_agreement("ar")
    pdf = goal_agreement_pdf(replace(agreement, frame_goals=agreement.frame_goals * 8), "ar")
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 8
    assert page.is_pdf_compliant_bytes(pdf, profile="ua1")


def test_a_language_without_texts_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'nl'"):
        goal_agreement_pdf(goal_agreement(), "nl")


def test_who_reads_one_of_our_languages_by_another_name_gets_it() -> None:
    assert [paper_language(code) for code in ("kmr", "prs", "fa-AF", "uk", "de-simple", "de", "ckb", "so", "")] == [
        "ku", "fa", "fa", "uk", "de-simple", None, None, None, None,
    ]  # fmt: skip
    assert next(iter(paper_languages("kmr"))) == "ku"
    assert set(paper_languages("so")) == set(LANGUAGES)


def test_easy_language_is_german_nobody_interprets() -> None:
    simple = replace(goal_agreement(), person=PERSONS["de-simple"])
    assert "Dolmetscher" not in text_of(goal_agreement_pdf(simple, "de-simple"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_exactly_the_keys_and_placeholders_of_the_german(language: str) -> None:
    german, translated = fixed_texts("de"), fixed_texts(language)
    assert list(translated) == list(german)
    assert list(translated["terms"]) == list(german["terms"])
    assert all([*translated["terms"].values(), *translated.values()]), "no text is empty"
    for key in german.keys() - {"terms"}:
        assert set(re.findall(r"\{\w+\}", translated[key])) == set(re.findall(r"\{\w+\}", german[key])), key


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_arabic_script_has_no_vowel_signs(language: str) -> None:
    texts = fixed_texts(language)
    letters = "".join([*texts["terms"].values(), *(text for text in texts.values() if isinstance(text, str))])
    assert not [letter for letter in letters if unicodedata.category(letter) == "Mn"]


@pytest.mark.parametrize("choices", [MeasureKind, StepState, ReferralState, ReadKind])
def test_every_state_and_kind_of_the_models_has_a_translation(choices: Any) -> None:
    assert {str(label) for label in choices.labels} <= set(fixed_texts("de")["terms"])


def test_a_paper_is_made_while_one_waits(capsys: pytest.CaptureFixture[str]) -> None:
    makers: tuple[tuple[str, Callable[[str | None], bytes]], ...] = (
        ("goal agreement", lambda language: goal_agreement_pdf(goal_agreement(language), language)),
        ("help plan", lambda language: help_plan_pdf(help_plan(language), language)),
    )
    for name, make in makers:
        for language in VERSIONS:
            start = time.perf_counter()
            assert make(language)
            with capsys.disabled():
                print(f"\n{name} {language or 'de'}: {time.perf_counter() - start:.3f} s", end="")
