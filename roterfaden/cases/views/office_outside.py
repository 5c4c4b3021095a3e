"""An office answers without an account whether it takes over. First the code, then exactly what was told, one answer.

Whatever is not open (any more) answers as if it had never been.
"""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from roterfaden.accounts.lockout import tries_too_often
from roterfaden.base.acting import done, status_of
from roterfaden.cases.actions.answers import AnsweredMeanwhile, WrongCode
from roterfaden.cases.actions.area_acceptance import (
    OfficeAsked,
    accept_by_link,
    acceptance_link_is_open,
    enter_acceptance_link,
)
from roterfaden.cases.actions.link_keys import LinkKey
from roterfaden.cases.forms.answers import CodeForm
from roterfaden.cases.forms.area_acceptance import OfficeLinkAnswerForm
from roterfaden.cases.views.answers import ask_for_code, gone, say_wrong


def office(request: HttpRequest, letter: str) -> HttpResponse:
    """Ask for the code; with the right one show what was told, and take the answer."""
    key = LinkKey(letter)
    if request.method == "POST" and tries_too_often(request, "answer_link"):
        return render(request, "answers/too_often.html", status=429)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return ask_for_code(request, form) if acceptance_link_is_open(key) else gone(request)
    code: str = form.cleaned_data["code"]
    on_request: Any = request
    page = on_request.resolver_match.view_name
    match enter_acceptance_link(key, code, request=on_request.request_id, page=page):
        case OfficeAsked() as asked:
            return _answer(request, asked, key, code)
        case WrongCode(left) if left:
            return say_wrong(request, form, left)
        case _:
            return gone(request)


def _answer(request: HttpRequest, asked: OfficeAsked, key: LinkKey, code: str) -> HttpResponse:
    data = request.POST if "seen" in request.POST else None
    form = OfficeLinkAnswerForm(data, revision=asked.revision, initial={"code": code})
    if form.is_valid():
        try:
            answered = done(form, partial(accept_by_link, key, code, **form.answer))
        except AnsweredMeanwhile:
            return gone(request)  # an answer by another way has used the link up as well
        if answered:
            return redirect("answers:thanks")
    return render(request, "answers/office.html", {"asked": asked, "form": form}, status=status_of(form))
