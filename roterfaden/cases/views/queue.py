"""The queue of the intake desk: who waits now, one click to call the next one, and on to advice or intake."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.access import Role
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import queue as acts
from roterfaden.cases.forms.queue import QueueForm
from roterfaden.cases.models import Waiting, WaitState
from roterfaden.cases.views.advice import CALLED, TAKEN_UP
from roterfaden.network.models import Place

AS_LAST_TIME = ("way", "place")
PLACE = "queue_place"


@dataclass(frozen=True)
class Waitplace:
    """A place where somebody waits, to choose from; without one (``pk`` is empty) all of them."""

    pk: str
    name: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Queue:
    """Today's entries as a page shows them; ``mark`` changes whenever one of them does."""

    place: str
    places: list[Waitplace]
    mine: list[Waiting]
    waiting: list[Waiting]
    with_others: list[Waiting]
    coming_back: list[Waiting]
    mark: str

    @property
    def mine_seen(self) -> str:
        """Whom I have called so far, by key."""
        return " ".join(one.key for one in self.mine)


def _queue(request: HttpRequest) -> Queue:
    user = user_of(request)
    found = Waiting.objects.visible_to(user).exclude(state__in=[WaitState.SERVED, WaitState.GONE])
    every = list(found.select_related("field_of_action", "place", "taken_by").order_by("came_at", "number"))
    at_places = {str(one.place_id): str(one.place) for one in every if one.place_id}
    place = _looked_at(request, at_places)
    waiting = [one for one in every if one.state == WaitState.WAITING]
    taken = [one for one in every if one.state == WaitState.TAKEN]
    seen = [place, *((one.pk, one.revision) for one in every)]
    return Queue(
        place=place,
        places=_places(at_places, place, waiting),
        mine=[one for one in taken if one.taken_by_id == user.pk],
        waiting=[one for one in waiting if place in ("", str(one.place_id))],
        with_others=[one for one in taken if one.taken_by_id != user.pk],
        coming_back=[one for one in every if one.state == WaitState.BACK and place in ("", str(one.place_id))],
        mark=sha256(repr(seen).encode()).hexdigest()[:12],
    )


def _looked_at(request: HttpRequest, names: dict[str, str]) -> str:
    """The place that was chosen today, also while nobody waits there: nobody is called from elsewhere instead.

    Its name comes to ``names``, so that it stands among those to choose from.
    """
    day, _space, key = str(request.session.get(PLACE, "")).partition(" ")
    if not key or day != timezone.localdate().isoformat():
        return ""
    if key not in names:
        places = Place.objects.visible_to(user_of(request)).filter(pk=key)
        names.update((key, str(place)) for place in places)
    return key if key in names else ""


def _places(names: dict[str, str], current: str, waiting: list[Waiting]) -> list[Waitplace]:
    """What there is to choose from; nothing where everybody waits at one place and all of them are shown."""
    if len(names) < 2 and not current:
        return []
    counts = Counter(str(one.place_id) for one in waiting)
    each = [Waitplace(pk, name, counts[pk], pk == current) for pk, name in sorted(names.items(), key=itemgetter(1))]
    return [Waitplace("", _("alle Orte"), len(waiting), not current), *each]


def queue(request: HttpRequest) -> HttpResponse:
    """Who waits, and the form for whoever has just come. The place one looks at is kept until one chooses another."""
    user = user_of(request)
    if "ort" in request.GET:
        request.session[PLACE] = f"{timezone.localdate().isoformat()} {_key(request.GET['ort'])}"
        return redirect("cases:queue")
    offices = user.organisations_as(Role.CASE_MANAGER)
    form = QueueForm(request.POST or None, initial=_as_last_time(user), offices=offices)
    if request.method == "POST":
        entered = attempt(form, lambda: acts.enter_queue(by=user, **form.wording))
        if entered is not None:
            toast(request, _("Nummer {number} wartet.").format(number=entered.number))
            return redirect("cases:queue")
    return form_page(request, "cases/queue.html", form, queue=_queue(request))


def _key(typed: str) -> str:
    try:
        return str(UUID(typed))
    except ValueError:
        return ""


def _as_last_time(user: User) -> dict[str, Any]:
    """Way and place of whom I entered last: at an open hour they stay the same."""
    last = Waiting.objects.visible_to(user).filter(entered_by=user).order_by("-number").first()
    return {name: getattr(last, name) for name in AS_LAST_TIME} if last else {}


def queue_rows(request: HttpRequest) -> HttpResponse:
    """The rows alone, asked by the page every twenty seconds; nothing when nothing has changed."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("cases:queue")
    found = _queue(request)
    if request.GET.get("stand") == found.mark:
        return HttpResponse(status=204)
    return render(request, "cases/queue_rows.html", {"queue": found, "is_news": True})


queue_rows.passive = True  # type: ignore[attr-defined]


@require_POST
def queue_next(request: HttpRequest) -> HttpResponse:
    """Call whoever has waited longest, at the place one looks at. A second press on the same page calls nobody else."""
    place = _queue(request).place
    seen = request.POST["bei"].split() if "bei" in request.POST else None
    act = partial(acts.take_next, place=UUID(place) if place else None, seen=seen)
    return _called(request, lambda user: act(by=user))


@require_POST
def queue_take(request: HttpRequest, waiting: UUID) -> HttpResponse:
    """Call this one."""
    found = _find(request, waiting)
    return _called(request, lambda user: acts.take(found, by=user))


def _called(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        taken = act(user_of(request))
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
    else:
        undo = reverse("cases:queue_back", args=[taken.pk])
        toast(request, _("Sie haben aufgerufen: {who}").format(who=taken), undo=undo)
    return redirect("cases:queue")


@require_POST
def queue_leave(request: HttpRequest, waiting: UUID) -> HttpResponse:
    """Gone, or to come back."""
    found, comes_back = _find(request, waiting), "wieder" in request.POST
    return do(
        request,
        reverse("cases:queue"),
        lambda: acts.leave(found, by=user_of(request), comes_back=comes_back),
        said=_("Kommt wieder.") if comes_back else _("Aus der Warteschlange genommen."),
        undo=reverse("cases:queue_back", args=[found.pk]),
    )


@require_POST
def queue_done(request: HttpRequest, waiting: UUID) -> HttpResponse:
    """The talk belonged into a file that I have already, and stands there."""
    found = _find(request, waiting)
    act = partial(acts.serve, found, by=user_of(request))
    return do(request, reverse("cases:queue"), act, said=_("Gespräch beendet."))


@require_POST
def queue_back(request: HttpRequest, waiting: UUID) -> HttpResponse:
    """Waits again."""
    found = _find(request, waiting)
    there = reverse("cases:queue")
    return do(request, there, lambda: acts.wait_again(found, by=user_of(request)), said=_("Wartet wieder."))


@require_POST
def queue_take_up(request: HttpRequest, waiting: UUID) -> HttpResponse:
    """Go on to the intake: what stands in the queue waits until it is known who the person is."""
    request.session.pop(TAKEN_UP, None)
    request.session[CALLED] = str(_find(request, waiting).pk)
    return redirect("cases:find")


def _find(request: HttpRequest, pk: UUID) -> Waiting:
    found: Waiting = get_object_or_404(Waiting.objects.visible_to(user_of(request)), pk=pk)
    return found
