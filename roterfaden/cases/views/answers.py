"""A provider answers a referral without an account. First the code, then exactly what was told, then one answer."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from roterfaden.base.acting import done, status_of
from roterfaden.cases.actions.answers import AnsweredMeanwhile, Entered, answer_by_link, enter_link, link_is_open
from roterfaden.cases.actions.link_keys import LinkKey
from roterfaden.cases.forms.answers import LinkAnswerForm, typed
from roterfaden.cases.views.answer_links import behind_code, gone


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code; with the right one show what was told, and take the answer."""
    return behind_code(request, token, is_open=link_is_open, enter=enter_link, show=_answer)


def thanks(request: HttpRequest) -> HttpResponse:
    """The answer has arrived; nothing here says which."""
    return render(request, "answers/thanks.html")


def _answer(request: HttpRequest, entered: Entered, key: LinkKey, code: str) -> HttpResponse:
    if "state" not in request.POST and "seen" not in request.POST:
        return _show(request, entered, _form(entered, code))
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
