"""What every page with a hold shares: setting it, and the page of one hold."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.retention.actions.holds import extend_hold, release_hold, set_hold
from roterfaden.retention.forms import HoldForm
from roterfaden.retention.models import RetentionHold


def hold_or_page(
    request: HttpRequest, template: str, here: str, *, client_id: UUID, case_id: UUID | None, **more: Any
) -> HttpResponse:
    """The page with the form to set a hold and the person's holds so far; sets it when posted."""
    form = HoldForm(request.POST or None)
    if form.is_valid():
        act = partial(set_hold, client_id=client_id, case_id=case_id, by=request.user, **form.cleaned_data)
        if done(form, act):
            toast(request, _("Das Löschen ist ausgesetzt."))
            return redirect(here)
    holds = list(_holds(request).filter(client=client_id).order_by("-set_at", "id"))
    is_held = any(hold.is_running for hold in holds)
    return form_page(request, template, form, holds=holds, is_held=is_held, **more)


def one_hold(request: HttpRequest, pk: UUID, *, template: str, back: str) -> HttpResponse:
    """One hold with its steps; reviewed it is extended or released."""
    found = get_object_or_404(_holds(request), pk=pk)
    releasing = "release" in request.POST
    extend = HoldForm(request.POST if request.method == "POST" and not releasing else None, prefix="weiter")
    release = ReasonForm(request.POST if releasing else None, prefix="aufheben")
    if extend.is_valid() and done(extend, partial(extend_hold, found, by=request.user, **extend.cleaned_data)):
        toast(request, _("Überprüft und verlängert."))
        return redirect(back, pk)
    if release.is_valid() and done(release, partial(release_hold, found, by=request.user, **release.cleaned_data)):
        toast(request, _("Die Aussetzung ist aufgehoben. Ab jetzt entscheidet wieder die Frist."))
        return redirect(back, pk)
    steps = found.steps.select_related("by")
    return form_page(request, template, extend if not releasing else release, hold=found, steps=steps,
                     extend=extend, release=release)  # fmt: skip


def _holds(request: HttpRequest) -> QuerySet[RetentionHold]:
    return RetentionHold.objects.visible_to(user_of(request)).select_related("set_by")
