"""The closing report as a page, as a paper for the file, and as a letter for the person."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.closing_report import report_of
from roterfaden.cases.document_content import letterhead
from roterfaden.cases.documents import paper_languages
from roterfaden.cases.documents.closing import closing_letter_pdf as letter
from roterfaden.cases.documents.closing import closing_report_pdf as report
from roterfaden.cases.documents.content import ClosingReportContent
from roterfaden.cases.models import Case, CloseReason
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.logbook.models import ReadKind


def closing_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the report; of an open case it is a draft."""
    case = find_case(request, pk, overview=True)
    context = frame(
        case,
        tab="documents",
        report=report_of(case, user_of(request)),
        languages=paper_languages(case.client.language),
        has_someone_to_write_to=case.close_reason != CloseReason.DECEASED,
    )
    return render(request, "cases/closing_report.html", context)


def closing_report_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report for the file."""
    case = find_case(request, pk, overview=True, kind=ReadKind.PRINTED)
    paper = report(_on_paper(case, request))
    tell_document_made(case, by=request.user, text=_("Abschlussbericht"))
    return inline(paper, _("abschlussbericht"), None)


def closing_letter_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The letter for the person, in German or beside their language; 404 when there is nobody to give it to."""
    case = find_case(request, pk, overview=True, kind=ReadKind.PRINTED)
    if case.close_reason == CloseReason.DECEASED:
        raise Http404
    language = language_of(request)
    paper = letter(_on_paper(case, request), language)
    tell_document_made(case, by=request.user, text=titled(_("Blatt zum Abschluss für die Person"), language))
    return inline(paper, _("abschluss"), language)


def _on_paper(case: Case, request: HttpRequest) -> ClosingReportContent:
    content = report_of(case, user_of(request))
    return replace(content, letterhead=letterhead(), phone=case.client.organisation.phone)
