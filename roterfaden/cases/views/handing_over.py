"""Handing a case over: propose it, answer, and read what went along."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import Notice, User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page, status_of
from roterfaden.base.badges import Tone
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import handing_over as acts
from roterfaden.cases.forms.handing_over import AcceptForm, DeclineForm, HandOverForm
from roterfaden.cases.models import (
    Appointment,
    CaseTask,
    FollowUp,
    HandOver,
    HandOverState,
    HomeVisit,
    OfferedCase,
    Problem,
    ProblemState,
)
from roterfaden.cases.search import hit_of
from roterfaden.cases.views import reads
from roterfaden.cases.views.frame import find_case, frame, leading_case


def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose to a colleague to lead the case from now on."""
    case, user = leading_case(request, pk), user_of(request)
    if not acts.may_hand_over(case, user):
        raise Http404
    form = HandOverForm(request.POST or None, receivers=acts.possible_receivers(case, user))
    if form.is_valid():
        proposed = attempt(form, partial(acts.propose_hand_over, case, by=user, **form.cleaned_data))
        if proposed:
            undo = reverse("cases:hand_over_withdraw", args=[pk, proposed.pk])
            toast(request, _("{name} ist gefragt.").format(name=proposed.receiver), undo=undo)
            return redirect("cases:team", pk)
    waiting = case.hand_overs.open().select_related("receiver").first()
    return form_page(request, "cases/hand_over.html", form, **frame(case, waiting=waiting))


@require_POST
def hand_over_withdraw(request: HttpRequest, pk: UUID, handover: UUID) -> HttpResponse:
    """Take the proposal back."""
    found = get_object_or_404(leading_case(request, pk).hand_overs.select_related("case", "receiver"), pk=handover)
    act = partial(acts.withdraw_hand_over, found, by=user_of(request))
    return do(request, reverse("cases:team", args=[pk]), act, said=_("Der Vorschlag ist zurückgezogen."))


def handed_over(request: HttpRequest, pk: UUID, handover: UUID) -> HttpResponse:
    """A hand-over and what went along with it."""
    case, user = find_case(request, pk), user_of(request)
    people = ("former", "receiver", "proposed_by")
    found = get_object_or_404(HandOver.objects.visible_to(user).filter(case=case).select_related(*people), pk=handover)
    context = frame(
        case,
        hand_over=found,
        tasks=CaseTask.objects.visible_to(user).filter(case=case, pk__in=found.tasks),
        follow_ups=FollowUp.objects.visible_to(user).filter(case=case, pk__in=found.follow_ups),
        appointments=Appointment.objects.visible_to(user).filter(case=case, pk__in=found.appointments),
        visits=HomeVisit.objects.visible_to(user).filter(case=case, pk__in=found.visits).order_by("on_day", "pk"),
        problems=_problems(found, user),
    )
    return render(request, "cases/handed_over.html", context)


def _problems(hand_over: HandOver, user: User) -> QuerySet[Problem]:
    """Problems at home that were the lead's to see to and not solved when the receiver became it: history knows."""
    if hand_over.answered_at is None:
        return Problem.objects.none()
    events: Any = Problem.events.rel.related_model  # type: ignore[attr-defined]
    then = events.objects.filter(pgh_obj=OuterRef("pk"), pgh_created_at__lte=hand_over.answered_at).order_by("-pgh_id")
    in_case = Problem.objects.visible_to(user).filter(case=hand_over.case_id)
    as_then = in_case.annotate(
        state_then=Subquery(then.values("state")[:1]), owner_then=Subquery(then.values("owner")[:1])
    )
    return as_then.filter(state_then=ProblemState.OPEN, owner_then=None).order_by("due_on", "created_at", "pk")


def hand_over_offer(request: HttpRequest, offered: UUID) -> HttpResponse:
    """What is offered to me: enough to decide. Taking it opens the file."""
    user = user_of(request)
    found = _waiting(user, offered)
    if found is None:
        return _answered(request, offered)
    form = AcceptForm(request.POST if request.method == "POST" else None, offered=found)
    if form.is_valid():
        taken = attempt(form, partial(acts.accept_hand_over, found, by=user, **form.cleaned_data))
        if taken:
            toast(request, _("Sie führen jetzt diesen Fall."))
            return redirect("cases:handed_over", taken.case_id, taken.pk)
    return _offer_page(request, found, form, DeclineForm())


@require_POST
def hand_over_decline(request: HttpRequest, offered: UUID) -> HttpResponse:
    """I do not take it, and say why."""
    user = user_of(request)
    found = _waiting(user, offered)
    if found is None:
        return _answered(request, offered)
    form = DeclineForm(request.POST)
    if form.is_valid():
        act = partial(acts.decline_hand_over, found, by=user, **form.cleaned_data)
        return do(request, reverse("desk:today"), act, said=_("Sie übernehmen den Fall nicht."))
    return _offer_page(request, found, AcceptForm(offered=found), form)


def _waiting(user: User, pk: UUID) -> OfferedCase | None:
    people = ("former", "proposed_by", "receiver")
    return OfferedCase.objects.visible_to(user).of_colleagues().select_related(*people).filter(pk=pk).first()


def _answered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For somebody who comes back, by a second click or the notice: what went along, or that it is settled.

    Who was never asked has no notice of it, and finds nothing.
    """
    user = user_of(request)
    taken = HandOver.objects.visible_to(user).filter(receiver=user, state=HandOverState.ACCEPTED).filter(pk=pk).first()
    if taken:
        return redirect("cases:handed_over", taken.case_id, taken.pk)
    get_list_or_404(Notice.objects.visible_to(user), path=reverse("cases:hand_over_offer", args=[pk]))
    toast(request, acts.GONE, tone=Tone.INFO)
    return redirect("desk:today")


def _offer_page(request: HttpRequest, offered: OfferedCase, form: AcceptForm, refusal: DeclineForm) -> HttpResponse:
    """With the person's name as far as search-before-create would give it to the colleague: they must be able to say
    that they know the person privately (§ 17 SGB X) before the file opens. The look at the name is noted.
    """
    hit = hit_of(offered.client, user_of(request))
    reads.found(request, [hit] if hit else [])
    context = {"offered": offered, "hit": hit, "form": form, "refusal": refusal}
    return render(request, "cases/hand_over_offer.html", context, status=status_of(form, refusal))
