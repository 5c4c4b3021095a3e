"""Pages of the talk after the end: recorded, planned, called off; and from there the case is taken up again."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import after_talks
from roterfaden.cases.actions.closing import reopen_case
from roterfaden.cases.forms.closing import AfterTalkDayForm, AfterTalkForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.models import AfterTalk, Case
from roterfaden.cases.views.frame import find_case, frame


def after_talk(request: HttpRequest, pk: UUID, talk: UUID) -> HttpResponse:
    """Record how it goes on, or read what was recorded."""
    case, found = _find(request, pk, talk)
    form = AfterTalkForm(request.POST or None, talk=found)
    if form.is_valid() and done(form, partial(_hold, request, found, form)):
        return redirect("cases:case", case.pk)
    return form_page(request, "cases/after_talk.html", form, **frame(case, talk=found))


@transaction.atomic
def _hold(request: HttpRequest, found: AfterTalk, form: AfterTalkForm) -> AfterTalk:
    held = after_talks.hold_after_talk(found, by=request.user, seen=form.seen_revision, **form.wording)
    if form.takes_up_again:
        reopen_case(found.case, by=request.user, reason=held.news[:300])
        toast(request, _("Nachgespräch festgehalten. Der Fall ist wieder aufgenommen."))
    else:
        undo = reverse("cases:after_talk_reopen", args=[found.case_id, held.pk])
        toast(request, _("Nachgespräch festgehalten."), undo="" if held.case.after_talks.planned().exists() else undo)
    return held


def after_talk_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a talk for a closed case that has none ahead."""
    case = find_case(request, pk)
    form = AfterTalkDayForm(request.POST or None)
    if form.is_valid() and done(form, partial(after_talks.plan_after_talk, case, by=request.user, **form.cleaned_data)):
        toast(request, _("Nachgespräch geplant."))
        return redirect("cases:case", case.pk)
    return form_page(request, "cases/after_talk_add.html", form, **frame(case))


def after_talk_cancel(request: HttpRequest, pk: UUID, talk: UUID) -> HttpResponse:
    """Call a talk off, with its reason."""
    case, found = _find(request, pk, talk)
    form = ReasonForm(request.POST or None)
    cancel = partial(after_talks.cancel_after_talk, found, by=request.user)
    if form.is_valid() and done(form, partial(cancel, **form.cleaned_data)):
        undo = reverse("cases:after_talk_reopen", args=[case.pk, found.pk])
        toast(request, _("Nachgespräch abgesagt."), undo=undo)
        return redirect("cases:case", case.pk)
    return form_page(request, "cases/after_talk_cancel.html", form, **frame(case, talk=found))


@require_POST
def after_talk_reopen(request: HttpRequest, pk: UUID, talk: UUID) -> HttpResponse:
    """The talk is due again."""
    case, found = _find(request, pk, talk)
    here = reverse("cases:after_talk", args=[case.pk, found.pk])
    act = partial(after_talks.reopen_after_talk, found, by=request.user)
    return do(request, here, act, said=_("Das Nachgespräch steht wieder an."))


def _find(request: HttpRequest, pk: UUID, talk: UUID) -> tuple[Case, AfterTalk]:
    case = find_case(request, pk)
    found: Any = case.after_talks.visible_to(user_of(request)).select_related("owner")
    talk_found: AfterTalk = get_object_or_404(found, pk=talk)
    talk_found.case = case
    return case, talk_found
