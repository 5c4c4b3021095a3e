"""What pages with forms and acts share: trying an act, saying why it was not possible, and the status of the answer."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roterfaden.base.badges import Text, Tone
from roterfaden.base.edits import SeenForm
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast

Result = TypeVar("Result")


def attempt(form: forms.BaseForm, act: Callable[[], Result]) -> Result | None:
    """Run ``act`` if the form is valid; ``None`` if it was not possible.

    A broken rule becomes an error of the form, an edit conflict is shown with both versions. ``EditConflict`` is
    raised on for a form that is no :class:`~roterfaden.base.edits.SeenForm`.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except RuleBroken as error:
        form.add_error(None, error.message)
    except EditConflict as error:
        if not isinstance(form, SeenForm):
            raise
        form.show_conflict(error)
    return None


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Like :func:`attempt`, when only matters whether it was possible."""
    return attempt(form, act) is not None


def status_of(*of_page: Any) -> int:
    """Of a page with these forms or form sets: 409 for an edit conflict, 422 for errors, else 200."""
    if any(getattr(form, "conflict", None) for form in of_page):
        return 409
    return 422 if any(form.is_bound and not form.is_valid() for form in of_page) else 200


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **more: Any) -> HttpResponse:
    """The page with a form, and ``more`` for its template."""
    return render(request, template, {"form": form, **more}, status=status_of(form))


def do(
    request: HttpRequest, back: str, act: Callable[[], object], *, said: Text, undo: str = "", refused: str = ""
) -> HttpResponse:
    """Run an act of one click and go ``back``: with its confirmation, or with the reason why it was not possible.

    ``refused``: where one goes then, if what is missing stands on another page. One click has no form that could show
    both versions of an edit conflict: whoever was slower reads it as such a reason.
    """
    try:
        act()
    except RuleBroken as error:
        reason: Text = error.message
    except EditConflict as error:
        reason = _("{conflict} Nichts wurde geändert.").format(conflict=error)
    else:
        toast(request, said, undo=undo)
        return redirect(back)
    toast(request, reason, tone=Tone.DANGER)
    return redirect(refused or back)
