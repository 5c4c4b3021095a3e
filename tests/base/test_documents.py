"""Documents: content stays text, only our fonts, accessible or refused."""

import io
import re
from datetime import date
from pathlib import Path
from typing import cast

import page
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from roterfaden.base.documents import DocumentError, qr_code, render_pdf
from roterfaden.base.documents.glyphs import printable

TEMPLATE = """
#let content = json(bytes(sys.inputs.content))
#set document(title: "Probe")
#set text(lang: "de", font: ("Fira Sans", "Vazirmatn"))
= Probe
#content.text
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "probe.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def text_of(pdf: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)


def fonts() -> tuple[str, ...]:
    return tuple(str(directory) for directory in settings.FONT_DIRECTORIES)


@pytest.mark.parametrize(
    "typed",
    [
        '#import "x"',
        "$x$ \\ *bold* _it_ `raw`",
        "= Überschrift",
        '#read("/etc/passwd")',
        "] #panic() [",
        '"}); #eval("1")',
        "<label> @ref // kein Kommentar",
        "https://example.org/?a=1&b=2",
    ],
)
def test_what_looks_like_code_is_printed_as_it_was_typed(template: Path, typed: str) -> None:
    assert typed in text_of(render_pdf(template, {"text": typed}))


def test_a_document_is_accessible_by_an_independent_validator(template: Path) -> None:
    report = page.validate_pdf_bytes(render_pdf(template, {"text": "Guten Tag"}), profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]


def test_dates_reach_the_template_in_iso_form(template: Path) -> None:
    assert "2026-03-12" in text_of(render_pdf(template, {"text": date(2026, 3, 12)}))


def test_only_our_own_fonts_are_embedded(template: Path) -> None:
    (sheet,) = PdfReader(io.BytesIO(render_pdf(template, {"text": "Guten Tag, مرحبا"}))).pages
    resources = cast(DictionaryObject, sheet["/Resources"])
    used = [str(font.get_object()["/BaseFont"]) for font in cast(DictionaryObject, resources["/Font"]).values()]
    assert {re.sub(r".*\+|-.*", "", name) for name in used} == {"FiraSans", "Vazirmatn"}


def test_a_template_that_fails_says_what_typst_says(tmp_path: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#nothing-of-this-name", encoding="utf-8")
    with pytest.raises(DocumentError, match="nothing-of-this-name"):
        render_pdf(broken, {})


def test_a_document_without_a_title_is_refused(tmp_path: Path) -> None:
    untitled = tmp_path / "untitled.typ"
    untitled.write_text("Text", encoding="utf-8")
    with pytest.raises(DocumentError, match="title"):
        render_pdf(untitled, {})


def test_letters_no_font_has_are_written_in_latin() -> None:
    assert printable("ሰላም", fonts()) == "selam"


def test_names_of_europe_and_the_arabic_script_stay_as_they_are() -> None:
    names = "Łódź Ğülşen İpek Ґалаґан Їжакевич Đỗ Nguyễn Ọládélé Þór ẞ عبد الرحمن گلپری می\u200cخواهم ١٢"
    assert printable(names, fonts()) == names


def test_controls_of_direction_cannot_turn_a_text_around() -> None:
    assert printable("Betrag \u202e001\u202c Euro\x00\x07", fonts()) == "Betrag 001 Euro"


@hypothesis_settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_no_typed_text_can_stop_a_document(template: Path, typed: str) -> None:
    assert render_pdf(template, {"text": typed}).startswith(b"%PDF")


def test_a_qr_code_opens_an_address_without_scheme() -> None:
    assert qr_code("stadt.example/z/7k4m") == qr_code("https://stadt.example/z/7k4m")
    assert qr_code("stadt.example/z/7k4m").startswith("<svg")
