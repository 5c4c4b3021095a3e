"""The page on which absences are covered."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.access import Role
from roterfaden.base.acting import attempt, do, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import cover as acts
from roterfaden.cases.forms.team import CoverForm
from roterfaden.cases.models import LeaveCover


def covers(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom from when until when; arrange one for oneself, or as head of unit for the unit."""
    user = user_of(request)
    form = CoverForm(request.POST or None, **_choices(user), initial={"absent": user.pk})
    if form.is_valid():
        arranged = attempt(form, partial(acts.arrange_cover, by=user, **form.cleaned_data))
        if arranged:
            undo = reverse("cases:cover_revoke", args=[arranged.pk])
            toast(request, _("Vertretung eingetragen. Beide wissen davon."), undo=undo)
            for left in acts.left_without(arranged):
                said = _("{name} sollte in diesen Tagen {absent} vertreten. Suchen Sie auch dafür jemanden.")
                toast(request, said.format(name=left.cover, absent=left.absent), tone=Tone.WARNING)
            return redirect("cases:covers")
    standing = LeaveCover.objects.visible_to(user).standing().select_related("absent", "cover", "arranged_by")
    ended = set(standing.ended_by(user).values_list("pk", flat=True))
    lines = [(one, one.pk in ended) for one in standing]
    return form_page(request, "cases/covers.html", form, lines=lines, arranges_for_all=_is_head(user))


@require_POST
def cover_revoke(request: HttpRequest, cover: UUID) -> HttpResponse:
    """End a cover at once."""
    user = user_of(request)
    seen = LeaveCover.objects.visible_to(user)
    found = get_object_or_404(seen, pk=cover)
    if not seen.ended_by(user).filter(pk=cover).exists():
        return redirect("cases:covers")
    act = partial(acts.revoke_cover, found, by=user)
    return do(request, reverse("cases:covers"), act, said=_("Die Vertretung ist beendet."))


def _choices(user: User) -> dict[str, Any]:
    """For whom, and by whom: case managers for themselves, heads of unit for everybody of the organisation's unit."""
    mine = user.organisations_as(Role.CASE_MANAGER)
    own = User.objects.filter(pk=user.pk) if mine else User.objects.none()
    led = user.organisations_as(Role.HEAD_OF_UNIT)
    everybody = acts.possible_covers(mine | led)
    return {"absent": acts.possible_covers(led) | own if led else own, "cover": everybody}


def _is_head(user: User) -> bool:
    return Role.HEAD_OF_UNIT in user.roles
