"""The person's own view, for the team: ask for it, on paper or by a link, take it down, take it back."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import own_views
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.actions.link_keys import NewLink
from roterfaden.cases.closing_report import report_of
from roterfaden.cases.document_content import letterhead
from roterfaden.cases.documents import paper_language, paper_languages
from roterfaden.cases.documents.closing import closing_texts
from roterfaden.cases.documents.closing import own_view_pdf as sheet
from roterfaden.cases.forms.own_view import AskForm, PaperForm, reading
from roterfaden.cases.models import Case, GivenBy, OwnView
from roterfaden.cases.views.answer_links import link_shown
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.logbook.models import ReadKind


def own_view_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the person may say how it was: with a link, on this device, on paper."""
    case = find_case(request, pk)
    form = AskForm(request.POST or None, initial={"language": _language(case)})
    if form.is_valid():
        way, language = GivenBy(form.cleaned_data["way"]), form.cleaned_data["language"]
        made = attempt(form, partial(own_views.make_view_link, case, by=request.user, language=language, way=way))
        if made:
            return _show_link(request, case, made) if way == GivenBy.LINK else _hand_over_device(request, made)
    context = frame(
        case,
        tab="evaluation",
        link=case.view_links.visible_to(user_of(request)).first(),
        languages=paper_languages(case.client.language),
    )
    return form_page(request, "cases/own_view_ask.html", form, **context)


def _show_link(request: HttpRequest, case: Case, made: NewLink) -> HttpResponse:
    """The one page on which link and code stand."""
    context = frame(case, tab="evaluation", **link_shown(request, made, "answers:own_view"))
    return render(request, "cases/own_view_link.html", context)


def _hand_over_device(request: HttpRequest, made: NewLink) -> HttpResponse:
    """The session ends first: whoever holds the device now reaches the questions and nothing else."""
    logout(request)
    language = made.link.language
    context = {"texts": closing_texts(language), "reading": reading(language), "made": made}
    response = render(request, "answers/own_view_begin.html", context)
    response["Clear-Site-Data"] = '"cache"'
    return response


def own_view_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet to tick, in German or beside the person's language."""
    case = find_case(request, pk, overview=True, kind=ReadKind.PRINTED)
    language = language_of(request)
    paper = sheet(replace(report_of(case, user_of(request)), letterhead=letterhead()), language)
    tell_document_made(case, by=request.user, text=titled(_("Blatt für die Sicht der Person"), language))
    return inline(paper, _("meine-sicht"), language)


def own_view_enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take down what stands on the sheet."""
    case = find_case(request, pk)
    form = PaperForm(request.POST or None, initial={"language": _language(case)})
    if form.is_valid():
        entered = attempt(form, partial(own_views.enter_own_view, case, by=request.user, **form.cleaned_data))
        if entered:
            undo = reverse("cases:own_view_withdraw", args=[case.pk, entered.pk])
            toast(request, _("Die Sicht der Person ist festgehalten."), undo=undo)
            return redirect(_there(case.pk))
    return form_page(request, "cases/own_view_enter.html", form, **frame(case, tab="evaluation"))


@require_POST
def own_view_withdraw(request: HttpRequest, pk: UUID, view: UUID) -> HttpResponse:
    """Take an answer back."""
    found = _find(request, pk, view)
    undo = reverse("cases:own_view_restore", args=[pk, found.pk])
    act = partial(own_views.withdraw_own_view, found, by=request.user)
    return do(request, _there(pk), act, said=_("Die Sicht der Person ist zurückgenommen."), undo=undo)


@require_POST
def own_view_restore(request: HttpRequest, pk: UUID, view: UUID) -> HttpResponse:
    """Bring an answer back."""
    act = partial(own_views.restore_own_view, _find(request, pk, view), by=request.user)
    return do(request, _there(pk), act, said=_("Die Sicht der Person steht wieder da."))


@require_POST
def own_view_link_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The link leads nowhere from now on."""
    case = find_case(request, pk)
    act = partial(own_views.withdraw_view_link, case, by=request.user)
    return do(request, reverse("cases:own_view_ask", args=[pk]), act, said=_("Der Link ist zurückgezogen."))


def _find(request: HttpRequest, pk: UUID, view: UUID) -> OwnView:
    found: OwnView = get_object_or_404(find_case(request, pk).own_views.visible_to(user_of(request)), pk=view)
    return found


def _there(case: UUID) -> str:
    return reverse("cases:evaluation", args=[case]) + "#sicht"


def _language(case: Case) -> str:
    return paper_language(case.client.language) or "de"
