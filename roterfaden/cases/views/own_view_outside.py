"""Saying without an account how it was. First the code, then a few questions, then thanks; all in one's own language.

Whatever is not open (any more) answers as if it had never been, in the language of the browser.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation.trans_real import parse_accept_lang_header

from roterfaden.accounts.lockout import tries_too_often
from roterfaden.base.acting import status_of
from roterfaden.cases.actions.answers import WrongCode
from roterfaden.cases.actions.link_keys import LinkKey
from roterfaden.cases.actions.own_views import Asked, enter_view_link, view_by_link, view_link_language
from roterfaden.cases.documents import paper_language
from roterfaden.cases.documents.closing import LANGUAGES_AND_GERMAN, closing_texts
from roterfaden.cases.forms.own_view import SheetCodeForm, SheetForm, reading
from roterfaden.cases.models.own_view import QUESTIONS


def own_view(request: HttpRequest, sheet: str) -> HttpResponse:
    """Ask for the code; with the right one show the questions, and take the answers."""
    key = LinkKey(sheet)
    if request.method == "POST" and tries_too_often(request, "answer_link"):
        return _page(request, "answers/own_view_too_often.html", _of_browser(request), status=429)
    language = view_link_language(key)
    if language is None:
        return _gone(request)
    texts = closing_texts(language)
    form = SheetCodeForm(request.POST if request.method == "POST" else None, texts=texts)
    if form.is_valid():
        match enter_view_link(key, form.cleaned_data["code"]):
            case Asked() as asked:
                return _questions(request, key, form.cleaned_data["code"], asked)
            case WrongCode(left) if left:
                form.add_error("code", texts["code_wrong"])
            case _:
                return _gone(request)
    return _page(request, "answers/own_view_code.html", language, status=status_of(form), form=form)


def own_view_thanks(request: HttpRequest, language: str) -> HttpResponse:
    """The answer has arrived; nothing here says which."""
    if language not in LANGUAGES_AND_GERMAN:
        raise Http404
    return _page(request, "answers/own_view_thanks.html", language)


def _questions(request: HttpRequest, key: LinkKey, code: str, asked: Asked) -> HttpResponse:
    texts = closing_texts(asked.language)
    answered = any(name in request.POST for name in (*QUESTIONS, "words"))
    data = request.POST if answered else None
    form = SheetForm(data, texts=texts, language=reading(asked.language)["lang"], initial={"code": code})
    if form.is_valid():
        if not view_by_link(key, code, **form.said):
            return _gone(request)  # somebody was faster
        return redirect("answers:own_view_thanks", asked.language)
    return _page(request, "answers/own_view.html", asked.language, status=status_of(form), form=form, asked=asked)


def _gone(request: HttpRequest) -> HttpResponse:
    return _page(request, "answers/own_view_gone.html", _of_browser(request), status=404)


def _of_browser(request: HttpRequest) -> str:
    """The first of our languages that the browser asks for."""
    wanted = (code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")))
    for code in wanted:
        if code.split("-")[0] == "de":
            break
        if language := paper_language(code):
            return language
    return "de"


def _page(request: HttpRequest, template: str, language: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"texts": closing_texts(language), "reading": reading(language), **more}
    return render(request, template, context, status=status)
