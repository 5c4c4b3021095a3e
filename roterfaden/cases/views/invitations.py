"""Conferences to which one is invited, without a way into anybody's file: date and place, and what was disclosed."""

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.access import Role
from roterfaden.base.acting import done, form_page
from roterfaden.base.calendars import as_calendar
from roterfaden.base.toasts import toast
from roterfaden.cases.actions.invitations import answer_invitation
from roterfaden.cases.conference_mail import appointment_of_invitation
from roterfaden.cases.forms.conferences import SuitsForm
from roterfaden.cases.models import ConferenceState, Disclosure, Invitation
from roterfaden.cases.views.conferences import ROWS, calendar_file
from roterfaden.cases.views.disclosed import SHOWN
from roterfaden.logbook.models import ReadKind
from roterfaden.logbook.reading import note


def invitations(request: HttpRequest) -> HttpResponse:
    """All of mine, the next first."""
    mine = Invitation.objects.visible_to(user_of(request)).select_related("planned_by")
    listed = mine.order_by(F("starts_at").desc(nulls_first=True), "pk")
    context = {
        "page": Paginator(listed, ROWS).get_page(request.GET.get("seite")),
        "plans": Role.CASE_MANAGER in user_of(request).roles,
    }
    return render(request, "cases/invitations.html", context)


def invitation(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """One invitation: which dates suit, and what I may read. Reading it is logged."""
    user = user_of(request)
    found = _find(request, invitation)
    form = SuitsForm(request.POST or None, asked=found, dates=found.dates)
    if form.is_valid():
        act = partial(answer_invitation, found, by=user, seen=form.seen_revision, suits=form.chosen)
        if done(form, lambda: act() is None):
            toast(request, _("Danke, Ihre Antwort ist angekommen."))
            return redirect("cases:invitation", found.pk)
    names = ("recipient__name", "by__name")
    told = Disclosure.objects.open_to(user).filter(invitee=found.pk).select_related("recipient", "by")
    shown = list(told.only(*SHOWN, *names).order_by("disclosed_at", "pk"))
    for case in {one.case_id for one in shown}:
        note(request, ReadKind.DISCLOSED, client=None, case=case)
    asks = found.state == ConferenceState.PROPOSED
    return form_page(request, "cases/invitation.html", form, invitation=found, told=shown, asks=asks)


def invitation_ics(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """The date for my calendar."""
    found = _find(request, invitation)
    if found.starts_at is None or found.state == ConferenceState.CANCELLED:
        raise Http404
    url = request.build_absolute_uri(request.path.removesuffix("termin.ics"))
    return calendar_file(as_calendar(appointment_of_invitation(found, url=url), stamp=timezone.now()))


def _find(request: HttpRequest, pk: UUID) -> Invitation:
    mine = Invitation.objects.visible_to(user_of(request)).select_related("planned_by")
    return get_object_or_404(mine, pk=pk)
