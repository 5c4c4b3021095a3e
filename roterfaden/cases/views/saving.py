"""What the acts on a case share: where one comes back to, the reason that was typed, the state that was chosen, and
what became of a place up or down.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.base.badges import Text, Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases.models import Case


def case_url(case: Case, anchor: str = "") -> str:
    """The page of the case, at an anchor such as ``ziel-<uuid>``, ``rahmenziel-<uuid>`` or ``schritt-<uuid>``."""
    return reverse("cases:case", args=[case.pk]) + (f"#{anchor}" if anchor else "")


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed; an undo says by itself that it is one."""
    if "zurueck" in request.GET:
        return _("gleich wieder zurückgenommen")
    # A zero byte, which no keyboard types, is refused by PostgreSQL; a form would say so, here there is none.
    return str(request.POST.get("reason", "")).replace("\0", "").strip()[:300]


def chosen_state(request: HttpRequest, possible: list[str]) -> str:
    """The state that a one-click form asks for; an undo has it in its address. ``BadRequest`` for any other word."""
    state = str(request.POST.get("state") or request.GET.get("state", ""))
    if state not in possible:
        raise BadRequest(f"Unknown state {state!r}")
    return state


def move(request: HttpRequest, act: Callable[[], bool], *, said: Text) -> None:
    """Run an ``act`` of one place up or down and say what became of it: at the end of the row nothing moves."""
    try:
        moved = act()
    except RuleBroken as broken:
        toast(request, broken.message, tone=Tone.DANGER)
    else:
        words = said if moved else _("Weiter geht es in diese Richtung nicht.")
        toast(request, words, tone=Tone.SUCCESS if moved else Tone.INFO)
