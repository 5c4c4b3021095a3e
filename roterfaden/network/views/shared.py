"""What the pages of this module share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from roterfaden.base.badges import Text, Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.network.forms.directory import EditForm

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

ROWS = 25


def me(request: HttpRequest) -> "User":
    """The person at the keyboard; these pages need sign-in, so there is one."""
    return cast("User", request.user)


def one_page(request: HttpRequest, found: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the address asks for."""
    return Paginator(found, ROWS).get_page(request.GET.get("seite"))


def tried(form: forms.BaseForm, act: Callable[[], Any]) -> Any:
    """What the act returns, or None: then a broken rule stands at the form, or both versions of an edit conflict."""
    if not form.is_valid():
        return None
    try:
        return act()
    except RuleBroken as error:
        form.add_error(None, error.message)
    except EditConflict as conflict:
        if not isinstance(form, EditForm):
            raise
        form.show_both(conflict)
    return None


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **more: Any) -> HttpResponse:
    """The page with a form: 409 with an edit conflict, 422 with errors, else 200."""
    status = 409 if getattr(form, "versions", None) else 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **more}, status=status)


def done(request: HttpRequest, act: Callable[[], object], *, said: Text, back: str, undo: str = "") -> HttpResponse:
    """An act of one click: back with its confirmation, or with the reason why it was not possible."""
    try:
        act()
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
    else:
        toast(request, said, undo=undo)
    return redirect(back)
