"""The page on which a case's team is kept."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import team as acts
from roterfaden.cases.forms.team import JoinForm
from roterfaden.cases.models import Part
from roterfaden.cases.views.frame import find_case, frame


def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """See who works on the case, and let a colleague join."""
    case = find_case(request, pk)
    form = JoinForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        join = partial(
            acts.join_team,
            case,
            by=request.user,
            user=values["user"],
            part=Part(values["part"]),
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
    return render(request, "cases/team.html", frame(case, form=form, members=members), status=status_of(form))


@require_POST
def team_leave(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """A colleague leaves the team."""
    found = get_object_or_404(find_case(request, pk).members.current().select_related("user", "case"), pk=member)
    return do(
        request,
        reverse("cases:team", args=[pk]),
        partial(acts.leave_team, found, by=request.user),
        said=_("Das Team ist geändert."),
    )
