"""The papers of the end: the report for the file, the letter for the person, the sheet for their own view."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from roterfaden.base.documents import render_pdf
from roterfaden.cases.documents import HERE, LANGUAGES, paper_of
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


@cache
def closing_texts(language: str) -> Mapping[str, Any]:
    """Return the fixed texts of letter, sheet and questions in a language; page and paper say the same."""
    where = HERE / "texts" / "closing" / f"{language}.yaml"
    texts: dict[str, Any] = yaml.safe_load(where.read_text(encoding="utf-8"))
    return texts


@cache
def _report_texts(_language: str) -> Mapping[str, Any]:
    texts: dict[str, Any] = yaml.safe_load((HERE / "texts" / "closing_report.yaml").read_text(encoding="utf-8"))
    return texts
