"""The papers of the end: the report for the file, the letter for the person, the sheet for their own view."""

from collections.abc import Mapping
from typing import Any

from roterfaden.base.documents import render_pdf
from roterfaden.cases.documents import HERE, LANGUAGES, paper_of, texts_in
from roterfaden.cases.documents.content import ClosingReportContent

LANGUAGES_AND_GERMAN = {"de": "Deutsch", **LANGUAGES}


def closing_report_pdf(content: ClosingReportContent) -> bytes:
    """Return the report for the file as PDF/UA-1, in German. Raises DocumentError when typst refuses the content."""
    return render_pdf(HERE / "closing_report.typ", paper_of("closing_report", content, None, _report_texts))


def closing_letter_pdf(content: ClosingReportContent, language: str | None = None) -> bytes:
    """Return the letter for the person as PDF/UA-1: what they reached, what stays open; nothing the office judges.

    Raises ValueError for a language without fixed texts and DocumentError when typst refuses the content.
    """
    return render_pdf(HERE / "closing_letter.typ", paper_of("closing", content, language, closing_texts))


def own_view_pdf(content: ClosingReportContent, language: str | None = None) -> bytes:
    """Return the sheet on which the person says how it was for them, to tick; raises like the letter.

    Beside its reference it names nobody: it may lie on a table.
    """
    paper = paper_of("sheet", content, language, closing_texts)
    return render_pdf(HERE / "own_view.typ", {**paper, "about": ""})


def closing_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of letter, sheet and questions in a language; page and paper say the same."""
    return texts_in(HERE / "texts" / "closing", language)


def _report_texts(language: str) -> Mapping[str, Any]:
    return texts_in(HERE / "texts" / "closing_report", language)
