"""The page on which a case's team is kept."""

from functools import partial
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import team as acts
from roterfaden.cases.actions.handing_over import may_hand_over
from roterfaden.cases.forms.team import JoinForm, ScopeForm
from roterfaden.cases.models import (
    Act,
    Case,
    CaseTransfer,
    EmergencyAccess,
    HandOver,
    LeaveCover,
    Part,
    Scope,
    TimelineEntry,
)
from roterfaden.cases.views.frame import find_case, frame, leading_case


def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """See who works on the case, and let a colleague join."""
    case = find_case(request, pk)
    leads = case.leads  # type: ignore[attr-defined]
    form = JoinForm(request.POST or None, case=case)
    if request.method == "POST" and not leads:
        raise Http404
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        join = partial(
            acts.join_team,
            case,
            by=request.user,
            user=values["user"],
            part=Part(values["part"]),
            scope=Scope(values["scope"]),
            ends_on=values["ends_on"],
        )
        if joined := attempt(form, join):
            toast(
                request,
                _("{name} gehört jetzt zum Team.").format(name=joined.user),
                undo=reverse("cases:team_leave", args=[pk, joined.pk]),
            )
            return redirect("cases:team", pk)
    members = case.members.current().select_related("user").order_by("part", "starts_on", "id")
    covers = LeaveCover.objects.standing().filter(absent=case.lead_id).select_related("cover", "absent")
    emergencies = EmergencyAccess.objects.visible_to(user_of(request)).filter(case=case).select_related("user")
    hand_overs = HandOver.objects.visible_to(user_of(request)).filter(case=case).select_related("former", "receiver")
    transfers = _transfers(case, user_of(request))
    context = frame(
        case,
        form=form,
        leads=leads,
        hands_over=case.is_open and may_hand_over(case, user_of(request)),
        hand_overs=hand_overs,
        transfers=transfers,
        is_offered=any(one.is_open for one in [*hand_overs, *transfers]),
        members=[(member, ScopeForm(member=member)) for member in members],
        covers=covers if case.is_open else [],
        emergencies=emergencies,
    )
    return render(request, "cases/team.html", context, status=status_of(form))


def _transfers(case: Case, user: User) -> list[CaseTransfer]:
    """To another organisation, and from one: with which this file began."""
    begun = TimelineEntry.objects.visible_to(user).filter(case=case, act=Act.TRANSFER_TAKEN).values("subject")
    found = CaseTransfer.objects.visible_to(user).filter(Q(case=case) | Q(pk__in=begun))
    return list(found.select_related("organisation", "former_organisation"))


@require_POST
def team_scope(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Let a colleague see more or less."""
    case = leading_case(request, pk)
    found = get_object_or_404(case.members.current().select_related("user", "case"), pk=member)
    form = ScopeForm(request.POST, member=found)
    if not form.is_valid():
        raise Http404
    act = partial(acts.change_scope, found, by=request.user, scope=Scope(form.cleaned_data["scope"]))
    return do(request, reverse("cases:team", args=[pk]), act, said=_("Der Einblick ist geändert."))


@require_POST
def team_leave(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """A colleague leaves the team."""
    found = get_object_or_404(leading_case(request, pk).members.current().select_related("user", "case"), pk=member)
    return do(
        request,
        reverse("cases:team", args=[pk]),
        partial(acts.leave_team, found, by=request.user),
        said=_("Das Team ist geändert."),
    )
