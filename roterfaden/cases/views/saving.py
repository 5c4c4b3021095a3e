"""What the pages with forms share: trying an act, saying where it failed, going back to the right place of the case."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.base.toasts import toast
from roterfaden.cases.forms.seen import SeenForm
from roterfaden.cases.models import Case

Result = TypeVar("Result")


def me(request: HttpRequest) -> User:
    """Who is at the page: these pages let nobody in who has not signed in."""
    assert isinstance(request.user, User)
    return request.user


def attempt(form: forms.BaseForm, act: Callable[[], Result]) -> Result | None:
    """Run ``act`` for a valid form; ``None`` if it was not possible.

    A broken rule becomes an error of the form, an edit conflict is shown with both versions.
    """
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


def status_of(form: forms.BaseForm) -> int:
    """409 for a form with an edit conflict, 422 for one with errors, else 200."""
    if getattr(form, "conflict", None):
        return 409
    return 422 if form.is_bound and form.errors else 200


def case_url(case: Case, anchor: str = "") -> str:
    """The page of the case, at an anchor such as ``ziel-<uuid>``, ``rahmenziel-<uuid>`` or ``schritt-<uuid>``."""
    return reverse("cases:case", args=[case.pk]) + (f"#{anchor}" if anchor else "")


def do(request: HttpRequest, back: str, act: Callable[[], object], *, said: str, undo: str = "") -> HttpResponse:
    """Run an act of one click and go ``back``: with its confirmation, or with the reason why it was not possible."""
    try:
        act()
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
    else:
        toast(request, said, undo=undo)
    return redirect(back)


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed; an undo says by itself that it is one."""
    if "zurueck" in request.GET:
        return _("gleich wieder zurückgenommen")
    return str(request.POST.get("reason", "")).strip()[:300]


def chosen_state(request: HttpRequest, possible: list[str]) -> str:
    """The state that a one-click form asks for; an undo has it in its address. ``BadRequest`` for any other word."""
    state = str(request.POST.get("state") or request.GET.get("state", ""))
    if state not in possible:
        raise BadRequest(f"Unknown state {state!r}")
    return state
