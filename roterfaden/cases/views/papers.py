"""The papers of a case: all agreements and the help plan, in German or beside the person's language."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.document_content import agreement_content, plan_content
from roterfaden.cases.documents import (
    LANGUAGES,
    goal_agreement_pdf,
    help_plan_pdf,
    paper_languages,
    readers_pdf,
)
from roterfaden.cases.models import Case, GoalAgreement, OverseenClient
from roterfaden.cases.overview import overview_of
from roterfaden.cases.readers import readers_content
from roterfaden.cases.views.attachments import attachments_of
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note


def documents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All papers of the case: the files brought along, and what was made here."""
    case = find_case(request, pk)
    agreements = list(case.agreements.select_related("agreed_by"))
    files = attachments_of(request, case).select_related("uploaded_by")
    return render(
        request,
        "cases/documents.html",
        frame(
            case,
            agreements=agreements,
            languages=paper_languages(case.client.language),
            has_goals=_has_goals(case),
            files=[file for file in files if not file.is_withdrawn],
            withdrawn=[file for file in files if file.is_withdrawn],
        ),
    )


def _has_goals(case: Case) -> bool:
    return (
        case.frame_goals.current().filter(action_goals__withdrawn_at__isnull=True, action_goals__isnull=False).exists()
    )


def agreement_pdf(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A goal agreement to sign, as it was agreed."""
    case = find_case(request, pk, kind=ReadKind.PRINTED)
    found = get_object_or_404(GoalAgreement.objects.filter(case=case).select_related("agreed_by"), number=number)
    language = language_of(request)
    paper = goal_agreement_pdf(agreement_content(found, case), language)
    tell_document_made(case, by=request.user, text=titled(str(found), language), subject=found.pk)
    return inline(paper, _("zielvereinbarung-{number}").format(number=number), language)


def plan_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The help plan as it stands today."""
    case = find_case(request, pk, overview=True, kind=ReadKind.PRINTED)
    language = language_of(request)
    paper = help_plan_pdf(plan_content(case, overview_of(case, user_of(request))), language)
    tell_document_made(case, by=request.user, text=titled(_("Hilfeplan"), language))
    return inline(paper, _("hilfeplan"), language)


def readers_of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For the person: who has read my file? Made by their team."""
    case = find_case(request, pk, kind=ReadKind.PRINTED)
    language = language_of(request)
    paper = readers_pdf(readers_content(case.client, reference=case.reference, by=user_of(request)), language)
    tell_document_made(case, by=request.user, text=titled(_("Wer hat meine Akte gelesen?"), language))
    return inline(paper, _("wer-hat-gelesen"), language)


def readers_of_client(request: HttpRequest, client: UUID) -> HttpResponse:
    """The same paper, made by data protection: also for persons whose case has ended or who never had one."""
    person = get_object_or_404(OverseenClient.objects.visible_to(user_of(request)), pk=client)
    note(request, ReadKind.PRINTED, client=person.pk)
    language = language_of(request)
    content = readers_content(person, reference="", by=user_of(request))
    return inline(readers_pdf(content, language), _("wer-hat-gelesen"), language)


def language_of(request: HttpRequest) -> str | None:
    """The second language, if one is asked for. 404 for one without fixed texts."""
    language = request.GET.get("sprache", "")
    if language and language not in LANGUAGES:
        raise Http404
    return language or None


def titled(title: str, language: str | None) -> str:
    """What the timeline calls a paper."""
    return f"{title} ({_('Deutsch')} und {LANGUAGES[language]})" if language else title


def inline(paper: bytes, name: str, language: str | None) -> HttpResponse:
    """The PDF to look at. Its name names nobody, and no shared computer keeps it."""
    file_name = f"{name}-{language}.pdf" if language else f"{name}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{file_name}"', "Cache-Control": "no-store"}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)
