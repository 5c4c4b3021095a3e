"""Both ends of a link for an answer: shown once to whoever made it; opened with its code by whoever has no account.

Whatever is not open (any more) answers as if it had never been: the same page for a link that expired, was used, tried
too often, taken back or never made, for a consent withdrawn and a referral ended.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from roterfaden.accounts.lockout import tries_too_often
from roterfaden.base.acting import status_of
from roterfaden.cases.actions.answers import WrongCode
from roterfaden.cases.actions.link_keys import LinkKey, NewLink
from roterfaden.cases.forms.answers import CodeForm

Asked = TypeVar("Asked")


def link_shown(request: HttpRequest, made: NewLink, page: str) -> dict[str, Any]:
    """What stands on the one page that shows a link to ``page`` and its code: nothing keeps them."""
    address = request.build_absolute_uri(reverse(page, args=[made.key.token]))
    return {"link": made.link, "address": address, "code": f"{made.code[:3]} {made.code[3:]}"}


def behind_code(
    request: HttpRequest,
    token: str,
    *,
    is_open: Callable[[LinkKey], bool],
    enter: Callable[..., Asked | WrongCode | None],
    show: Callable[[HttpRequest, Asked, LinkKey, str], HttpResponse],
) -> HttpResponse:
    """Ask for the code; with the right one go on to ``show`` with what ``enter`` finds."""
    key = LinkKey(token)
    if request.method == "POST" and tries_too_often(request, "answer_link"):
        return render(request, "answers/too_often.html", status=429)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask_for_code(request, form) if is_open(key) else gone(request)
    code: str = form.cleaned_data["code"]
    on_request: Any = request
    found = enter(key, code, request=on_request.request_id, page=on_request.resolver_match.view_name)
    if isinstance(found, WrongCode) and found.left:
        return _say_wrong(request, form, found.left)
    if found is None or isinstance(found, WrongCode):
        return gone(request)
    return show(request, found, key, code)


def gone(request: HttpRequest) -> HttpResponse:
    """There is nothing (any more), and nobody learns whether there ever was."""
    return render(request, "answers/gone.html", status=404)


def _say_wrong(request: HttpRequest, form: CodeForm, left: int) -> HttpResponse:
    """Ask for the code again, with how often one may still try."""
    words = ngettext(
        "Der Code stimmt nicht. Sie haben noch {n} Versuch.",
        "Der Code stimmt nicht. Sie haben noch {n} Versuche.",
        left,
    )
    form.add_error("code", words.format(n=left))
    return _ask_for_code(request, form)


def _ask_for_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return render(request, "answers/code.html", {"form": form}, status=status_of(form))
