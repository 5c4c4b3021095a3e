"""Answering without an account. First the code, then exactly what was told, then one answer.

Whatever is not open (any more) answers as if it had never been: the same page for a link that expired, was used, tried
too often, taken back or never made, for a consent withdrawn and a referral ended.
"""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from roterfaden.accounts.lockout import tries_too_often
from roterfaden.base.acting import done, status_of
from roterfaden.cases.actions.answers import (
    AnsweredMeanwhile,
    Entered,
    WrongCode,
    answer_by_link,
    enter_link,
    link_is_open,
)
from roterfaden.cases.actions.link_keys import LinkKey
from roterfaden.cases.forms.answers import CodeForm, LinkAnswerForm, typed


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; with the right one show what was told, and take the answer."""
    key = LinkKey(token)
    if request.method == "POST" and tries_too_often(request, "answer_link"):
        return render(request, "answers/too_often.html", status=429)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask_for_code(request, form) if link_is_open(key) else gone(request)
    code: str = form.cleaned_data["code"]
    match _enter(request, key, code):
        case Entered() as entered if "state" in request.POST or "seen" in request.POST:
            return _take_answer(request, entered, key, code)
        case Entered() as entered:
            return _show(request, entered, _form(entered, code))
        case WrongCode(left) if left:
            return say_wrong(request, form, left)
        case _:
            return gone(request)


def thanks(request: HttpRequest) -> HttpResponse:
    """The answer has arrived; nothing here says which."""
    return render(request, "answers/thanks.html")


def _enter(request: HttpRequest, key: LinkKey, code: str) -> Entered | WrongCode | None:
    on_request: Any = request
    return enter_link(key, code, request=on_request.request_id, page=on_request.resolver_match.view_name)


def _take_answer(request: HttpRequest, entered: Entered, key: LinkKey, code: str) -> HttpResponse:
    if request.POST.get("seen") != str(entered.revision):
        return _show(request, entered, _form(entered, code, **typed(request.POST)), conflict=True)
    form = LinkAnswerForm(request.POST, state=entered.state, revision=entered.revision)
    if form.is_valid():
        try:
            answered = done(form, partial(answer_by_link, entered, key, code, **form.answer))
        except AnsweredMeanwhile:
            return gone(request)  # an answer by another way has used the link up as well
        if answered:
            return redirect("answers:thanks")
    return _show(request, entered, form)


def _form(entered: Entered, code: str, **initial: str) -> LinkAnswerForm:
    return LinkAnswerForm(state=entered.state, revision=entered.revision, initial={"code": code, **initial})


def _show(request: HttpRequest, entered: Entered, form: LinkAnswerForm, *, conflict: bool = False) -> HttpResponse:
    context = {"entered": entered, "form": form, "conflict": conflict}
    return render(request, "answers/answer.html", context, status=409 if conflict else status_of(form))


def say_wrong(request: HttpRequest, form: CodeForm, left: int) -> HttpResponse:
    """Ask for the code again, with how often one may still try."""
    words = ngettext(
        "Der Code stimmt nicht. Sie haben noch {n} Versuch.",
        "Der Code stimmt nicht. Sie haben noch {n} Versuche.",
        left,
    )
    form.add_error("code", words.format(n=left))
    return ask_for_code(request, form)


def ask_for_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """The page on which one enters the code."""
    return render(request, "answers/code.html", {"form": form}, status=status_of(form))


def gone(request: HttpRequest) -> HttpResponse:
    """There is nothing (any more), and nobody learns whether there ever was."""
    return render(request, "answers/gone.html", status=404)
