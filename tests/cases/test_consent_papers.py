"""The consent form and its withdrawal: accessible, complete in each language, true to what is allowed."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import page
import pytest

from roterfaden.cases.documents import LANGUAGES, consent_pdf, consent_texts, fixed_texts, withdrawal_pdf
from roterfaden.cases.documents.content import ConsentContent, Letterhead, Party, Person
from roterfaden.cases.models import DataKind, PassingPurpose
from tests.printed import text_of, words_of

VERSIONS = (None, *LANGUAGES)


def content(**values: Any) -> ConsentContent:
    filled = ConsentContent(
        letterhead=Letterhead("Stadt Musterstadt", "Fachdienst Integration", ("Rathausplatz 1",), ""),
        person=Person("Samira Haddad", date(1991, 5, 4), "ar"),
        case_manager=Party("Leyla Demir", "Case Management"),
        reference="RF-2026-0142",
        as_of=date(2026, 3, 12),
        recipient="Wohnhilfe Musterstadt e. V.",
        purpose_label=str(PassingPurpose.HOUSING.label),
        purpose_detail="eine Wohnung mit Aufzug",
        kinds=tuple(str(kind.label) for kind in DataKind.ordinary()),
        special_kinds=tuple(str(kind.label) for kind in DataKind.special()),
        valid_until=date(2026, 9, 14),
        single_act=True,
        to_authority=True,
        told="Name: Samira Haddad\nبيت هادئ",
        given_on=date(2026, 3, 10),
    )
    return replace(filled, **values)


@cache
def papers(language: str | None) -> tuple[bytes, bytes]:
    return consent_pdf(content(), language), withdrawal_pdf(content(), language)


@pytest.mark.parametrize("language", VERSIONS)
def test_both_papers_pass_pdf_ua_by_an_independent_validator(language: str | None) -> None:
    for pdf in papers(language):
        report = page.validate_pdf_bytes(pdf, profile="ua1")
        assert report.is_compliant, [failure.message for failure in report.failures]


def test_bare_papers_pass_too() -> None:
    bare = content(
        person=Person("A", None, "de"), purpose_detail="", special_kinds=(), single_act=False, to_authority=False,
        told="", given_on=None, letterhead=Letterhead("", "", (), ""),
    )  # fmt: skip
    for make in (consent_pdf, withdrawal_pdf):
        assert page.is_pdf_compliant_bytes(make(bare), profile="ua1")


@pytest.mark.parametrize("language", VERSIONS)
def test_every_fixed_text_can_be_read_from_the_papers(language: str | None) -> None:
    found = words_of("\n".join(map(text_of, papers(language))))
    texts = {key: text for key, text in consent_texts(language or "de").items() if key != "terms"}
    missing = {key: words_of(text) - found for key, text in texts.items() if words_of(text) - found}
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_person_reads_kinds_and_purpose_in_their_language_and_the_words_that_go(language: str) -> None:
    terms = consent_texts(language)["terms"]
    found = words_of(text_of(papers(language)[0]))
    for word in (DataKind.CONTACT, DataKind.HEALTH, PassingPurpose.HOUSING):
        assert words_of(terms[str(word.label)]) <= found
    assert words_of("Samira Haddad Wohnhilfe eine Wohnung mit Aufzug بيت هادئ") <= found


def test_the_paper_says_that_it_is_voluntary_can_be_withdrawn_and_that_refusing_has_no_consequences() -> None:
    text = re.sub(r"\s+", " ", text_of(papers(None)[0]))
    for sentence in ("Ihre Erlaubnis ist freiwillig", "jederzeit zurücknehmen", "keine Folgen", "14.09.2026"):
        assert sentence in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_exactly_the_keys_and_placeholders_of_the_german(language: str) -> None:
    german, translated = consent_texts("de"), consent_texts(language)
    assert list(translated) == list(german)
    assert list(translated["terms"]) == list(german["terms"])
    assert all([*translated["terms"].values(), *translated.values()])
    for key in german.keys() - {"terms"}:
        assert set(re.findall(r"\{\w+\}", translated[key])) == set(re.findall(r"\{\w+\}", german[key])), key
    assert not set(german) & set(fixed_texts("de")) - {"terms", "person", "birth_date", "case_manager"}


def test_arabic_texts_have_no_vowel_signs() -> None:
    texts = consent_texts("ar")
    letters = "".join([*texts["terms"].values(), *(text for text in texts.values() if isinstance(text, str))])
    assert not [letter for letter in letters if unicodedata.category(letter) == "Mn"]


@pytest.mark.parametrize("choices", [DataKind, PassingPurpose])
def test_every_kind_and_purpose_has_a_translation(choices: Any) -> None:
    assert {str(label) for label in choices.labels} <= set(consent_texts("de")["terms"])
