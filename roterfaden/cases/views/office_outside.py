"""An office answers without an account whether it takes over: first the code, then what was told, then one answer."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from roterfaden.base.acting import done, status_of
from roterfaden.cases.actions.answers import AnsweredMeanwhile
from roterfaden.cases.actions.area_acceptance import (
    OfficeAsked,
    accept_by_link,
    acceptance_link_is_open,
    enter_acceptance_link,
)
from roterfaden.cases.actions.link_keys import LinkKey
from roterfaden.cases.forms.area_acceptance import OfficeLinkAnswerForm
from roterfaden.cases.views.answer_links import behind_code, gone


def office(request: HttpRequest, letter: str) -> HttpResponse:
    """Ask for the code; with the right one show what was told, and take the answer."""
    return behind_code(request, letter, is_open=acceptance_link_is_open, enter=enter_acceptance_link, show=_answer)


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
