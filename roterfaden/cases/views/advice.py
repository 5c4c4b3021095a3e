"""Short advice at the open hour: one form, again and again, as quick as it goes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases import figures
from roterfaden.cases.actions import advice as acts
from roterfaden.cases.actions import queue
from roterfaden.cases.actions.intake import start_intake
from roterfaden.cases.forms.advice import AdviceForm
from roterfaden.cases.models import Advice, AdviceFigure, Intake, Waiting, WaitState

PAGE = 25
AS_LAST_TIME = ("way", "place", "length")
TAKEN_UP = "advice_taken_up"
CALLED = "called_from_queue"


def advice_short(request: HttpRequest) -> HttpResponse:
    """What I recorded, latest first, and how much advice there was of both kinds."""
    mine = Advice.objects.visible_to(user_of(request)).select_related("place", "district")
    found = mine.prefetch_related("fields_of_action").order_by("-given_on", "-recorded_at", "-pk")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("seite")),
        "counts": figures.advice_counts(AdviceFigure.objects.filter(taken_by=user_of(request)), districts=True),
    }
    return render(request, "cases/advice_short.html", context)


def advice_add(request: HttpRequest) -> HttpResponse:
    """Record one, and perhaps the next one at once. Whoever was called from the queue brings a language and a topic."""
    called = _waiting(request, request.GET.get("aufgerufen"))
    form = AdviceForm(request.POST or None, initial=_said(called) if called else _as_last_time(request))
    if request.method == "POST":
        recorded = attempt(form, lambda: acts.record_advice(by=request.user, called=called, **form.wording))
        if recorded is not None:
            toast(request, _("Kurzberatung gezählt."), undo=reverse("cases:advice_remove", args=[recorded.pk]))
            if called:
                return redirect("cases:queue")
            return redirect("cases:advice_add" if "next" in request.POST else "cases:advice_short")
    return form_page(request, "cases/advice_add.html", form, called=called)


def _said(called: Waiting) -> dict[str, Any]:
    """What is known from the queue."""
    topics = [called.field_of_action_id] if called.field_of_action_id else []
    return {"language": called.language, "fields_of_action": topics, "way": called.way, "place": called.place_id}


def _as_last_time(request: HttpRequest) -> dict[str, Any]:
    """Place, way and length of the last advice of today: at an open hour they stay the same."""
    mine = Advice.objects.visible_to(user_of(request))
    last = mine.filter(recorded_at__date=timezone.localdate()).order_by("-recorded_at").first()
    return {name: getattr(last, name) for name in AS_LAST_TIME} if last else {}


def advice_edit(request: HttpRequest, advice: UUID) -> HttpResponse:
    """Correct one."""
    found = _find(request, advice)
    form = AdviceForm(request.POST or None, instance=found)
    if request.method == "POST":
        corrected = attempt(
            form, lambda: acts.correct_advice(found, by=request.user, seen=form.seen_revision, **form.wording)
        )
        if corrected is not None:
            toast(request, _("Kurzberatung gespeichert."))
            return redirect("cases:advice_short")
    return form_page(request, "cases/advice_edit.html", form, advice=found)


@require_POST
def advice_remove(request: HttpRequest, advice: UUID) -> HttpResponse:
    """Remove one that was recorded by mistake."""
    found = _find(request, advice)
    there = reverse("cases:advice_short")
    return do(
        request, there, lambda: acts.remove_advice(found, by=request.user), said=_("Die Kurzberatung ist gelöscht.")
    )


@require_POST
def advice_take_up(request: HttpRequest, advice: UUID) -> HttpResponse:
    """Go on to the intake: what was recorded waits until it is known who the person is."""
    request.session.pop(CALLED, None)
    request.session[TAKEN_UP] = str(_find(request, advice).pk)
    return redirect("cases:find")


@require_POST
def advice_let_go(request: HttpRequest) -> HttpResponse:
    """The intake that begins now has nothing to do with the advice or the queue after all."""
    for kept in (TAKEN_UP, CALLED):
        request.session.pop(kept, None)
    return redirect("cases:find")


@dataclass(frozen=True)
class Beginning:
    """Of what the next intake is to be made: of advice already recorded, or of somebody called from the queue."""

    advice: Advice | None
    waiting: Waiting | None

    @property
    def language(self) -> str:
        """The language of the talk so far."""
        known = self.advice or self.waiting
        return known.language if known else ""

    @property
    def known(self) -> dict[str, Any]:
        """What is known of whoever it is, before one knows who: nobody types it again."""
        if self.waiting:
            return {"language": self.language, "needs_interpreter": self.waiting.needs_interpreter}
        return {"language": self.language, "district": self.advice.district_id if self.advice else None}


def taken_up(request: HttpRequest) -> Beginning | None:
    """Of what the next intake is to be made, if there is something."""
    key = request.session.get(TAKEN_UP)
    advice = Advice.objects.visible_to(user_of(request)).filter(pk=key).first() if key else None
    waiting = _waiting(request, request.session.get(CALLED))
    if waiting and waiting.state == WaitState.SERVED:
        waiting = None
    return Beginning(advice, waiting) if advice or waiting else None


def begin(request: HttpRequest, client: UUID, unfinished: Intake | None = None) -> Intake:
    """Begin the intake of a person, or go on with an ``unfinished`` one: with what is taken up, or with nothing."""
    beginning = taken_up(request)
    for kept in (TAKEN_UP, CALLED):
        request.session.pop(kept, None)
    if beginning and beginning.advice:
        return acts.take_in(beginning.advice, client, by=request.user, unfinished=unfinished)
    if beginning and beginning.waiting:
        return queue.take_in(beginning.waiting, client, by=request.user, unfinished=unfinished)
    return unfinished or start_intake(client, by=request.user)


def _waiting(request: HttpRequest, key: str | None) -> Waiting | None:
    """Whom I have called from the queue; nobody for a key that is none."""
    try:
        called = Waiting.objects.visible_to(user_of(request)).filter(pk=UUID(key)) if key else None
    except ValueError:
        return None
    return called.exclude(state=WaitState.GONE).select_related("field_of_action").first() if called else None


def _find(request: HttpRequest, pk: UUID) -> Advice:
    found: Advice = get_object_or_404(Advice.objects.visible_to(user_of(request)), pk=pk)
    return found
