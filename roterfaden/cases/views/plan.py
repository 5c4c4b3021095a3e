"""The help plan: measures of others, the person's own activities, and fixing the plan."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.ready import ReadyObjects
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.edits import SeenModelForm
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import plan
from roterfaden.cases.actions.referrals import provider_of, title_for
from roterfaden.cases.echoes import echoes_of
from roterfaden.cases.forms.plan import (
    KINDS,
    CountedForm,
    NoOfferForm,
    OfferMeasureForm,
    OfferSearchForm,
    OwnActivityForm,
    ServiceForm,
    ways,
)
from roterfaden.cases.models import ActionGoal, Case, Gap, Measure, MeasureKind, OwnActivity, Referral, StepState
from roterfaden.cases.offer_choice import fitting_offers, with_facts
from roterfaden.cases.views.case import Focus, plan_part
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.goals import back_to_plan, goal_form, goal_inline, page
from roterfaden.cases.views.saving import case_url, chosen_state, move, reason_of
from roterfaden.offers.models import Offer

SHOWN = 10
"""Offers are cards with all one decides by: ten are compared in a conversation, the next ones are a page away."""


def measure_add(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """A new measure: an offer, found here in the conversation; a help; or the answer that nothing fits."""
    case, found = _goal(request, pk, goal)
    if request.method == "POST" and "vermitteln" in request.POST:
        return _refer_at_once(request, case, found, choose_offer(request, request.POST.get("angebot", "")))
    kind = request.GET.get("art", MeasureKind.OFFER)
    if kind == MeasureKind.OFFER and "angebot" not in request.GET:
        return search_page(request, "cases/measure_add.html", page(case, goal=found, ways=ways(KINDS, kind)))
    if kind not in MeasureKind.values:
        raise Http404
    offer = choose_offer(request, request.GET["angebot"]) if kind == MeasureKind.OFFER else None
    form = _measure_form(request, found, kind, offer)
    if form.is_valid():
        chosen = {"kind": MeasureKind(kind), "offer": offer, **form.wording}
        added = attempt(form, partial(plan.add_measure, found, by=request.user, **chosen))
        if added:
            toast(
                request,
                _("In den Hilfeplan aufgenommen."),
                undo=reverse("cases:measure_drop", args=[case.pk, added.pk]) + "?zurueck",
            )
            return _after_adding(request, case, added)
    context = page(case, goal=found, ways=ways(KINDS, kind), offer=offer, query=_query(request))
    return goal_form(request, "cases/measure_add.html", form, **context, focus=f"help-{found.pk}")


def _refer_at_once(request: HttpRequest, case: Case, goal: ActionGoal, offer: Offer) -> HttpResponse:
    """Out of the hits straight to the referral: the plan calls the measure as the directory calls the offer."""
    chosen = {"kind": MeasureKind.OFFER, "offer": offer, "title": title_for(offer), "responsible": provider_of(offer)}
    try:
        added = plan.add_measure(goal, by=request.user, **chosen)
    except RuleBroken as broken:
        toast(request, broken.message, tone=Tone.DANGER)
        return redirect(case_url(case, f"ziel-{goal.pk}"))
    undo = reverse("cases:measure_drop", args=[case.pk, added.pk]) + "?zurueck"
    toast(request, _("In den Hilfeplan aufgenommen."), undo=undo)
    return redirect("cases:refer", case.pk, added.pk)


def _after_adding(request: HttpRequest, case: Case, added: Measure) -> HttpResponse:
    if "refer" in request.POST and added.kind == MeasureKind.OFFER:
        return redirect("cases:refer", case.pk, added.pk)
    return back_to_plan(request, case, f"schritt-{added.pk}", Focus("help", str(added.action_goal_id)))


def _measure_form(request: HttpRequest, goal: ActionGoal, kind: str, offer: Offer | None) -> SeenModelForm:
    sent = request.POST or None
    if offer:
        return OfferMeasureForm(sent, offer=offer)
    if kind == MeasureKind.NO_OFFER:
        return CountedForm(sent, goal=goal, client=goal.frame_goal.case.client)
    return ServiceForm(sent, by=request.user)


def measure(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """One measure with its referrals: change it, drop it, refer."""
    case, found = find_measure(request, pk, measure)
    form = _form_of(request, found)
    if form.is_valid() and done(
        form, partial(plan.change_step, found, by=request.user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Maßnahme gespeichert."))
        return back_to_plan(request, case, f"schritt-{found.pk}", Focus("edit", str(found.pk)))
    if request.htmx:  # type: ignore[attr-defined]
        return goal_inline(request, form, **page(case, **_where(case, found)))
    sent = Referral.objects.visible_to(user_of(request)).filter(measure=found)
    referrals = list(sent.select_related("offer__organisation", "sent_by"))
    running = found.is_asked()
    failed = bool(referrals) and referrals[0].has_failed and referrals[0].offer_id == found.offer_id
    gaps = Gap.objects.visible_to(user_of(request)).with_cells().filter(measure=found, referral=None)
    more = {
        "measure": found,
        "referrals": referrals,
        "running": running,
        "failed": failed,
        "states": _states(found),
        "echoes": echoes_of(gaps, user_of(request)),
    }
    return form_page(request, "cases/measure.html", form, **page(case, **more, **_where(case, found)))


def _form_of(request: HttpRequest, found: Measure) -> SeenModelForm:
    sent = request.POST or None
    if found.offer:
        return OfferMeasureForm(sent, instance=found, offer=found.offer)
    return (
        NoOfferForm(sent, instance=found) if found.kind == MeasureKind.NO_OFFER else ServiceForm(sent, instance=found)
    )


@require_POST
def measure_state(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Say where a measure stands, with one click."""
    case, found = find_measure(request, pk, measure)
    return _set_state(request, case, found, "cases:measure_state")


@require_POST
def measure_move(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Move a measure up or down among those of its goal."""
    case, found = find_measure(request, pk, measure)
    return _move(request, case, found)


@require_POST
def measure_drop(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Take a measure out of the plan."""
    case, found = find_measure(request, pk, measure)
    return _drop(request, case, found, "cases:measure_restore")


@require_POST
def measure_restore(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Bring a measure back into the plan."""
    case, found = find_measure(request, pk, measure)
    return _restore(request, case, found)


def own_activity_add(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Something the person does themselves."""
    case, found = _goal(request, pk, goal)
    form = OwnActivityForm(request.POST or None)
    if form.is_valid():
        added = attempt(form, partial(plan.add_own_activity, found, by=request.user, **form.wording))
        if added:
            undo = reverse("cases:own_activity_drop", args=[case.pk, added.pk]) + "?zurueck"
            toast(request, _("Eigenaktivität aufgenommen."), undo=undo)
            if "next" in request.POST:
                return redirect(request.path)
            return back_to_plan(request, case, f"schritt-{added.pk}", Focus("own", str(found.pk)))
    context = page(case, goal=found, activity=None, focus=f"own-{found.pk}")
    return goal_form(request, "cases/own_activity.html", form, **context)


def own_activity(request: HttpRequest, pk: UUID, activity: UUID) -> HttpResponse:
    """One own activity: change it or drop it."""
    case, found = _own_activity(request, pk, activity)
    form = OwnActivityForm(request.POST or None, instance=found)
    if form.is_valid() and done(
        form, partial(plan.change_step, found, by=request.user, seen=form.seen_revision, **form.wording)
    ):
        toast(request, _("Eigenaktivität gespeichert."))
        return back_to_plan(request, case, f"schritt-{found.pk}", Focus("edit", str(found.pk)))
    more = {"goal": found.action_goal, "activity": found, "states": _states(found), **_where(case, found)}
    return goal_form(request, "cases/own_activity.html", form, **page(case, **more))


@require_POST
def own_activity_move(request: HttpRequest, pk: UUID, activity: UUID) -> HttpResponse:
    """Move an own activity up or down among those of its goal."""
    case, found = _own_activity(request, pk, activity)
    return _move(request, case, found)


@require_POST
def own_activity_state(request: HttpRequest, pk: UUID, activity: UUID) -> HttpResponse:
    """Say where an own activity stands, with one click."""
    case, found = _own_activity(request, pk, activity)
    return _set_state(request, case, found, "cases:own_activity_state")


@require_POST
def own_activity_drop(request: HttpRequest, pk: UUID, activity: UUID) -> HttpResponse:
    """Take an own activity out of the plan."""
    case, found = _own_activity(request, pk, activity)
    return _drop(request, case, found, "cases:own_activity_restore")


@require_POST
def own_activity_restore(request: HttpRequest, pk: UUID, activity: UUID) -> HttpResponse:
    """Bring an own activity back into the plan."""
    case, found = _own_activity(request, pk, activity)
    return _restore(request, case, found)


def plan_fix(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The help plan holds. While a goal has no step yet, the page lists what is missing, with the ways to add it."""
    case = find_case(request, pk)
    gaps = plan.goals_without_a_step(case) if case.agreed_at else []
    if request.method == "POST" and not gaps:
        undo = reverse("cases:plan_reopen", args=[case.pk])
        return do(
            request,
            case_url(case),
            partial(plan.fix_plan, case, by=request.user),
            said=_("Der Hilfeplan steht."),
            undo=undo,
        )
    return render(
        request, "cases/plan_fix.html", page(case, gaps=gaps), status=422 if request.method == "POST" else 200
    )


@require_POST
def plan_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The help plan is worked on again."""
    case = find_case(request, pk)
    return do(
        request,
        case_url(case),
        partial(plan.reopen_plan, case, by=request.user),
        said=_("Der Hilfeplan ist wieder in Arbeit."),
    )


def _set_state(request: HttpRequest, case: Case, step: plan.Step, name: str) -> HttpResponse:
    state = StepState(chosen_state(request, StepState.values))
    undo = f"{reverse(name, args=[case.pk, step.pk])}?state={step.state}"
    said = _("Schritt: {state}.").format(state=state.label)
    act = partial(plan.set_step_state, step, by=request.user, state=state)
    return do(request, case_url(case, f"schritt-{step.pk}"), act, said=said, undo=undo)


def _move(request: HttpRequest, case: Case, step: plan.Step) -> HttpResponse:
    upwards = chosen_state(request, ["up", "down"]) == "up"
    act = partial(plan.move_step, step, by=request.user, upwards=upwards)
    move(request, act, said=_("Verschoben: {title}").format(title=step.title))
    if request.htmx:  # type: ignore[attr-defined]
        return plan_part(request, case.pk, Focus("edit", str(step.pk)))
    return redirect(_pages(case, step)["there"])


@dataclass(frozen=True)
class Place:
    """Whether a step is the first or the last of its kind under its goal."""

    first: bool
    last: bool


def _place(step: plan.Step) -> Place:
    """Where a step stands among those beside it (one query)."""
    beside = type(step).objects.current().filter(action_goal=step.action_goal_id).order_by("position", "id")
    row = list(beside.values_list("pk", flat=True))
    return Place(first=row[:1] == [step.pk], last=row[-1:] == [step.pk])


def _pages(case: Case, step: plan.Step) -> dict[str, str]:
    """The page of a step, and where it is moved."""
    name = "cases:measure" if isinstance(step, Measure) else "cases:own_activity"
    return {
        "there": reverse(name, args=[case.pk, step.pk]),
        "move_url": reverse(f"{name}_move", args=[case.pk, step.pk]),
    }


def _where(case: Case, step: plan.Step) -> dict[str, Any]:
    """What the form of a step needs where it opens inside the plan."""
    return {"step": step, "place": _place(step), "focus": f"edit-{step.pk}", **_pages(case, step)}


def _drop(request: HttpRequest, case: Case, step: plan.Step, name: str) -> HttpResponse:
    undo = reverse(name, args=[case.pk, step.pk])
    act = partial(plan.drop_step, step, by=request.user, reason=reason_of(request))
    return do(
        request, case_url(case, f"ziel-{step.action_goal_id}"), act, said=_("Aus dem Hilfeplan genommen."), undo=undo
    )


def _restore(request: HttpRequest, case: Case, step: plan.Step) -> HttpResponse:
    act = partial(plan.restore_step, step, by=request.user)
    return do(request, case_url(case, f"schritt-{step.pk}"), act, said=_("Der Schritt ist wieder im Hilfeplan."))


def _states(step: plan.Step) -> list[StepState]:
    return [state for state in StepState if state != step.state]


def search_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The search for an offer inside a page about ``context["goal"]``; for htmx only the hits.

    When nothing is left, the page says how many there would be without the filters.
    """
    case, goal = context["case"], context["goal"]
    search = OfferSearchForm(request.GET, field=goal.frame_goal.field_of_action, client=case.client)
    found = fitting_offers(search.wish)
    offers = with_facts(Offer.objects.visible_to(user_of(request)))
    hits: Page[Offer] = Paginator(found.offers(offers), SHOWN).get_page(request.GET.get("seite"))
    beyond = 0 if found.in_part else found.without_filters
    more = {"search": search, "hits": hits, "found": found, "beyond": beyond, "query": _query(request)}
    return render(request, "cases/measure_offers.html" if request.htmx else template, context | more)  # type: ignore[attr-defined]


def _query(request: HttpRequest) -> str:
    """The search as an address, to come back from a chosen offer to the page on which it stood."""
    asked = request.GET.copy()
    for name in ("angebot", "art"):
        asked.pop(name, None)
    return asked.urlencode()


def choose_offer(request: HttpRequest, key: str) -> Offer:
    """The current offer with this identifier, or 404."""
    offers = Offer.objects.visible_to(user_of(request)).current().select_related("organisation")
    try:
        return get_object_or_404(offers, pk=UUID(key))
    except ValueError as error:
        raise Http404 from error


def _goal(request: HttpRequest, pk: UUID, goal: UUID) -> tuple[Case, ActionGoal]:
    case = find_case(request, pk)
    found = next((one for one in _GOAL.of(goal, user_of(request)) if one.case_id == case.pk), None)
    if found is None:
        raise Http404
    found.frame_goal.case = case
    return case, found


def _find_goal(user: Any, key: UUID) -> QuerySet[ActionGoal]:
    goals = ActionGoal.objects.visible_to(user).current().filter(pk=key)
    return goals.select_related("frame_goal__field_of_action")


_GOAL = ReadyObjects(_find_goal)


def find_measure(request: HttpRequest, pk: UUID, measure: UUID) -> tuple[Case, Measure]:
    """The case and one of its measures with goal and offer, or 404."""
    case = find_case(request, pk)
    related = ("action_goal__frame_goal__field_of_action", "offer__organisation")
    measures = (
        Measure.objects.visible_to(user_of(request)).filter(action_goal__frame_goal__case=case).select_related(*related)
    )
    found = get_object_or_404(measures, pk=measure)
    found.action_goal.frame_goal.case = case
    return case, found


def _own_activity(request: HttpRequest, pk: UUID, activity: UUID) -> tuple[Case, OwnActivity]:
    case = find_case(request, pk)
    activities = OwnActivity.objects.visible_to(user_of(request)).filter(action_goal__frame_goal__case=case)
    found = get_object_or_404(activities.select_related("action_goal__frame_goal"), pk=activity)
    found.action_goal.frame_goal.case = case
    return case, found
