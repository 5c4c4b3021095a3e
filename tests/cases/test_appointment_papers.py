""" "Ihr Termin": accessible, complete in each language, the day in words, and on the person's page to print."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import page
import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.cases.actions import appointments as acts
from roterfaden.cases.appointment_paper import appointment_content
from roterfaden.cases.documents import LANGUAGES, appointment_pdf, appointment_texts
from roterfaden.cases.documents.content import AppointmentContent, Letterhead, Party, Person
from roterfaden.cases.forms.appointments import BRINGABLE, TALK
from roterfaden.cases.models import Phase, Way
from roterfaden.cases.models.appointments import MEETING_WAYS
from tests.factories import CaseFactory, CaseManagerFactory, add_appointment
from tests.printed import ZERO_WIDTH_NON_JOINER, text_of, words_of

VERSIONS = (None, *LANGUAGES)
NO_WORDS = {"terms", "weekdays", "months", "day_in_words"}


def content(**values: Any) -> AppointmentContent:
    filled = AppointmentContent(
        letterhead=Letterhead("Stadt Musterstadt", "Fachdienst Integration", ("Rathausplatz 1",), ""),
        person=Person("Samira Haddad", None, "ar"),
        case_manager=Party("Leyla Demir", "Case Management"),
        reference="RF-2026-0142",
        as_of=date(2026, 11, 30),
        address="Frau Haddad",
        day=date(2026, 12, 7),
        time="10:30",
        minutes=45,
        way_label=str(Way.OFFICE.label),
        place="Stadtteilbüro, Lipper Weg 12, 45770 Musterstadt",
        subject=TALK,
        bring=BRINGABLE,
        with_interpreter=True,
        by_phone=False,
        phone="02365 99-1234",
    )
    return replace(filled, **values)


def said(pdf: bytes) -> set[str]:
    """The words of a paper; a name in Latin letters stands close to the Arabic word before it."""
    return words_of(re.sub(r"(?<=[\u0600-\u06ff])(?=[A-Za-z])", " ", text_of(pdf)))


def wanted(text: str) -> set[str]:
    """The words of a text, but for those with joints of Persian, which no reader puts together again."""
    return words_of(" ".join(word for word in text.split() if ZERO_WIDTH_NON_JOINER not in word))


@cache
def papers(language: str | None) -> tuple[bytes, bytes]:
    by_phone = content(
        way_label=str(Way.PHONE.label), by_phone=True, place="", subject="Wie geht es der Katze?", bring=(),
        with_interpreter=False, phone="",
    )  # fmt: skip
    return appointment_pdf(content(), language), appointment_pdf(by_phone, language)


@pytest.mark.parametrize("language", VERSIONS)
def test_it_passes_pdf_ua_by_an_independent_validator(language: str | None) -> None:
    for pdf in papers(language):
        report = page.validate_pdf_bytes(pdf, profile="ua1")
        assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("language", VERSIONS)
def test_every_fixed_text_can_be_read_from_it(language: str | None) -> None:
    found = set[str]().union(*map(said, papers(language)))
    texts = {key: text for key, text in appointment_texts(language or "de").items() if key not in NO_WORDS}
    missing = {key: wanted(text) - found for key, text in texts.items() if wanted(text) - found}
    assert not missing


@pytest.mark.parametrize("language", VERSIONS)
def test_the_day_stands_there_in_words_and_all_the_rest_too(language: str | None) -> None:
    words, found = appointment_texts(language or "de"), said(papers(language)[0])
    assert wanted(f"{words['weekdays'][0]} {words['months'][11]}") <= found
    assert words_of("Montag 7 Dezember 2026 10:30 Leyla Demir Lipper Weg Frau Haddad") <= found
    assert wanted(" ".join(words["terms"][thing] for thing in (TALK, *BRINGABLE))) <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_complete(language: str) -> None:
    german, translated = appointment_texts("de"), appointment_texts(language)
    assert list(translated) == list(german)
    assert list(translated["terms"]) == list(german["terms"])
    assert (len(translated["weekdays"]), len(translated["months"])) == (7, 12)
    for key, text in german.items():
        if isinstance(text, str):
            placed = [sorted(re.findall(r"{\w+}", each[key])) for each in (german, translated)]
            assert placed[0] == placed[1], key


def test_arabic_texts_have_no_vowel_signs() -> None:
    texts = appointment_texts("ar")
    letters = "".join([*texts["terms"].values(), *(text for text in texts.values() if isinstance(text, str))])
    assert not [letter for letter in letters if unicodedata.category(letter) == "Mn"]


def test_whatever_the_form_offers_is_translated() -> None:
    known = appointment_texts("de")["terms"]
    assert {*map(str, (way.label for way in MEETING_WAYS)), TALK, *BRINGABLE} <= set(known)


def test_one_appointment_fits_on_one_sheet() -> None:
    for language in VERSIONS:
        pdf = appointment_pdf(content(bring=BRINGABLE[:2]), language)
        assert "1 von 1" in " ".join(text_of(pdf).split()), language


@pytest.mark.django_db
def test_it_is_made_from_the_appointment_and_told_on_the_timeline(signed_in: Callable[..., Client]) -> None:
    case = CaseFactory(phase=Phase.STEERING)
    case.client.form_of_address, case.client.language = "Frau Doktor", "ar"
    case.client.save()
    met = add_appointment(case, bring="Zeugnisse\nBrille", way=Way.PHONE, place="")
    made = appointment_content(met)
    assert (made.address, made.bring, made.by_phone) == ("Frau Doktor", ("Zeugnisse", "Brille"), True)
    browser, paper = signed_in(case.lead), reverse("cases:appointment_pdf", args=[case.pk, met.pk])
    on_page = browser.get(reverse("cases:appointment", args=[case.pk, met.pk])).content.decode()
    assert f"{paper}?sprache=ar" in on_page
    answer = browser.get(paper, {"sprache": "ar"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert case.client.family_name not in answer.headers["Content-Disposition"]
    assert case.timeline.filter(act="document_made", subject=met.pk, text="Ihr Termin (Deutsch und Arabisch)").exists()
    assert browser.get(paper, {"sprache": "xx"}).status_code == 404
    assert signed_in(CaseManagerFactory()).get(paper).status_code == 404
    acts.cancel_appointment(met, by=case.lead, reason="Krank.")
    assert browser.get(paper).status_code == 404
