"""The head of unit gives cases to others: choose, look at the preview, do it, read what became of it. No file opens."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions.reassigning import reassign as act
from roterfaden.cases.forms.reassigning import Plan, ReassignForm, sealed
from roterfaden.cases.models import AssignableCase, CaseloadRule, ReassignedFigure, Reassignment, ReassignReason
from roterfaden.cases.spreading import receivers_of, spread


def reassign(request: HttpRequest, worker: UUID) -> HttpResponse:
    """Whose cases, to whom: first a preview, then at once."""
    head = user_of(request)
    cases = list(AssignableCase.objects.visible_to(head).filter(lead=worker).select_related("lead").order_by("pk"))
    found = cases[0].lead if cases else get_object_or_404(User, pk=worker)
    confirmed = Plan(request.POST if "plan" in request.POST else None, initial={"worker": found.pk})
    if confirmed.is_valid():
        reason, given = confirmed.cleaned_data["plan"]
        done = attempt(confirmed, partial(act, by=head, worker=found, reason=reason, given=given))
        if done:
            toast(request, _("Übertragen. Alle, die es angeht, wissen davon."))
            return redirect("cases:reassigned", done.pk)
    rule = CaseloadRule.in_force(head)
    receivers = receivers_of(head, found, rule)
    fresh = request.method == "POST" and not confirmed.is_bound
    form = ReassignForm(request.POST if fresh else None, cases=cases, receivers=receivers)
    context = {"worker": found, "cases": cases, "receivers": receivers, "confirmed": confirmed}
    if form.is_valid():
        return _preview(request, form, rule, context)
    return render(request, "cases/reassign.html", {"form": form, **context}, status=status_of(form, confirmed))


def _preview(request: HttpRequest, form: ReassignForm, rule: CaseloadRule, context: dict[str, Any]) -> HttpResponse:
    planned = spread(form.meant, form.takers, rule)
    reason = ReassignReason(form.cleaned_data["reason"])
    plan = Plan(initial={"plan": sealed(context["worker"], reason, planned)})
    more = {"planned": planned, "reason": reason, "plan": plan}
    return render(request, "cases/reassign_preview.html", {**context, **more})


def reassigned(request: HttpRequest, reassignment: UUID) -> HttpResponse:
    """What became of it, case by case, by reference."""
    known = Reassignment.objects.visible_to(user_of(request)).select_related("worker", "by")
    done = get_object_or_404(known, pk=reassignment)
    lines = ReassignedFigure.objects.visible_to(user_of(request)).filter(reassignment=done)
    lines = lines.select_related("receiver").order_by("receiver__name", "reference")
    return render(request, "cases/reassigned.html", {"done": done, "lines": lines})
