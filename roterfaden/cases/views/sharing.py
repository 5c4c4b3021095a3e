"""Joining two files of a household, sharing a step with the other one, and ticking it there."""

from functools import partial
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.edits import seen_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import sharing
from roterfaden.cases.family import family_of
from roterfaden.cases.forms.household import AgreeForm, LinkForm, ShareForm
from roterfaden.cases.models import (
    ActionGoal,
    Case,
    HouseholdLink,
    LinkState,
    Measure,
    ReceivedStep,
    Relative,
    SharedStep,
)
from roterfaden.cases.views.consents import paper_before
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.goals import page
from roterfaden.cases.views.household import TAB
from roterfaden.cases.views.plan import find_measure
from roterfaden.cases.views.reads import listed
from roterfaden.cases.views.saving import case_url, chosen_state


def link_add(request: HttpRequest, pk: UUID, relative: UUID) -> HttpResponse:
    """Somebody of the household has a file of their own, in which the user works too."""
    case, user = find_case(request, pk), user_of(request)
    found: Relative = get_object_or_404(case.relatives.current().filter(is_self=False), pk=relative)
    found.case = case
    form = LinkForm(request.POST or None, cases=sharing.joinable(case, user))
    if form.is_valid():
        joined = attempt(form, partial(sharing.propose_link, found, form.cleaned_data["other_case"], by=user))
        if joined:
            said = _("Die Akten sind verbunden.") if joined.is_agreed else _("Vorgeschlagen. Es fehlt noch Zustimmung.")
            toast(request, said, undo=reverse("cases:link_end", args=[pk, joined.pk]))
            return redirect(_household(case))
    listed(request, form.cases)
    return form_page(request, "cases/link_add.html", form, **frame(case, tab=TAB, relative=found))


def link(request: HttpRequest, pk: UUID, link: UUID) -> HttpResponse:
    """A proposed link: agree for this file, or decline."""
    case, found = _link(request, pk, link)
    agreed = found.agreed_at if found.case_id == case.pk else found.other_agreed_at
    if found.state != LinkState.PROPOSED or agreed:
        return redirect(_household(case))
    form = AgreeForm(request.POST or None, case=case, asks_who=found.other_case_id == case.pk)
    act = partial(sharing.agree_link, found, case=case, by=user_of(request))
    if form.is_valid() and done(form, lambda: act(relative=form.cleaned_data.get("relative"))):
        toast(request, _("Zugestimmt."))
        return redirect(_household(case))
    named = family_of(case, user_of(request)).named(found)
    return form_page(request, "cases/link.html", form, **frame(case, tab=TAB, link=found, named=named))


@require_POST
def link_end(request: HttpRequest, pk: UUID, link: UUID) -> HttpResponse:
    """Decline, or part the files again: what was shared is shared no more."""
    case, found = _link(request, pk, link)
    act = partial(sharing.end_link, found, case=case, by=request.user)
    return do(request, _household(case), act, said=_("Die Akten sind nicht mehr verbunden."))


def measure_share(request: HttpRequest, pk: UUID, measure: UUID) -> HttpResponse:
    """Let another file of the household follow a measure."""
    case, found = find_measure(request, pk, measure)
    return _share(request, case, found, f"schritt-{found.pk}")


def goal_share(request: HttpRequest, pk: UUID, goal: UUID) -> HttpResponse:
    """Let another file of the household follow an action goal."""
    case = find_case(request, pk)
    goals = ActionGoal.objects.visible_to(user_of(request)).current().filter(frame_goal__case=case)
    found = get_object_or_404(goals, pk=goal)
    return _share(request, case, found, f"ziel-{found.pk}")


def _share(request: HttpRequest, case: Case, step: Measure | ActionGoal, anchor: str) -> HttpResponse:
    user = user_of(request)
    step.case = case
    named = family_of(case, user).joined
    shared = SharedStep.objects.visible_to(user).running().filter(**_of(step))
    running = {each.link_id: each for each in shared}
    free = {str(key): relative for key, relative in named.items() if key not in running}
    covered = {key for key, relative in free.items() if sharing.consent_for(case, relative)}
    links = [(key, str(relative)) for key, relative in free.items()]
    form = ShareForm(request.POST or None, client=case.client, links=links, covered=covered)
    if form.is_valid():
        chosen = free[form.cleaned_data["link"]]
        agreed = form.agreement if form.records_agreement(form.cleaned_data) else None
        if "print" in request.POST and agreed:
            return paper_before(request, case, sharing.permission_for(chosen), agreed, step.title)
        joined = HouseholdLink(pk=UUID(form.cleaned_data["link"]))
        may_tick = form.cleaned_data["may_tick"]
        act = partial(sharing.share_step, step, joined, by=request.user, may_tick=may_tick, agreed=agreed)
        if given := attempt(form, act):
            undo = reverse("cases:share_end", args=[case.pk, given.pk])
            toast(request, _("{name} sieht diesen Schritt jetzt auch.").format(name=chosen), undo=undo)
            return redirect(case_url(case, anchor))
    more = {"step": step, "links": links, "running": [(each, named.get(key)) for key, each in running.items()]}
    is_minor = sharing.is_under_age(case.client)
    return form_page(request, "cases/share.html", form, **page(case, is_minor=is_minor, **more))


def _of(step: Measure | ActionGoal) -> dict[str, Measure | ActionGoal]:
    return {"measure" if isinstance(step, Measure) else "action_goal": step}


@require_POST
def share_end(request: HttpRequest, pk: UUID, share: UUID) -> HttpResponse:
    """The other file does not follow the step any more."""
    case = find_case(request, pk)
    found = get_object_or_404(SharedStep.objects.filter(case=case), pk=share)
    found.case = case
    act = partial(sharing.end_share, found, by=request.user)
    return do(request, _household(case, "#gemeinsam"), act, said=_("Der Schritt wird nicht mehr geteilt."))


@require_POST
def received_state(request: HttpRequest, pk: UUID, received: UUID) -> HttpResponse:
    """Say where a step of the other file stands, with one click."""
    case = find_case(request, pk)
    steps = ReceivedStep.objects.visible_to(user_of(request)).filter(case=case, may_tick=True)
    found = get_object_or_404(steps, pk=received)
    state = chosen_state(request, found.possible)
    seen = seen_of(request)
    act = partial(sharing.tick_received, found, state=state, seen=found.step_revision if seen is None else seen)
    undo = f"{reverse('cases:received_state', args=[case.pk, found.pk])}?state={found.state}"
    said = _("Schritt: {state}.").format(state=found.in_words(state))
    return do(request, _back(request, case), act, said=said, undo=undo)


def _back(request: HttpRequest, case: Case) -> str:
    """To the household, where one clicked; from the plan, back to the plan."""
    return case_url(case, "gemeinsam") if "plan" in request.POST else _household(case, "#gemeinsam")


def _household(case: Case, anchor: str = "") -> str:
    return reverse("cases:household", args=[case.pk]) + anchor


def _link(request: HttpRequest, pk: UUID, link: UUID) -> tuple[Case, HouseholdLink]:
    case = find_case(request, pk)
    links = HouseholdLink.objects.visible_to(user_of(request)).filter(Q(case=case) | Q(other_case=case))
    return case, get_object_or_404(links.select_related("proposed_by"), pk=link)
