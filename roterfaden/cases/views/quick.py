"""What one begins from anywhere, with the person still to choose: a date to look again, and a referral.

On a person's page the case is chosen already (``?fall=``). Note and task stand in ``views/case.py``,
appointments in ``views/appointments.py``.
"""

from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import monitoring
from roterfaden.cases.forms.quick import QuickFollowUpForm, WhoseReferralForm
from roterfaden.cases.models import ActionGoal, Case, Measure, MeasureKind, Scope, StepState
from roterfaden.cases.models.case import CaseQuerySet
from roterfaden.cases.models.plan import IS_ASKED
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.reads import listed
from roterfaden.offers.models import Offer

WAITING_SHOWN = 12


def quick_follow_up(request: HttpRequest) -> HttpResponse:
    """Plan a look at what was agreed."""
    user = user_of(request)
    form = QuickFollowUpForm(request.POST or None, user=user, initial={"case": request.GET.get("fall")})
    if request.method == "POST" and form.is_valid():
        case = form.cleaned_data.pop("case")
        planned = attempt(form, partial(monitoring.plan_follow_up, case, by=user, **form.cleaned_data))
        if planned:
            undo = reverse("cases:follow_up_undo", args=[case.pk, planned.pk])
            toast(request, _("Überprüfung geplant."), undo=undo)
            return redirect("cases:case", case.pk)
    listed(request, form.cases)
    return form_page(request, "cases/quick_follow_up.html", form)


def quick_referral(request: HttpRequest) -> HttpResponse:
    """What nobody was asked for yet, one click from the referral; or choose the person and find an offer for a goal."""
    chosen = request.GET.get("fall")
    if chosen:
        return _referral_of(request, chosen)
    user = user_of(request)
    mine = Case.objects.file_visible_to(user).open()
    waiting = list(_unasked(user, mine).select_related("case__client")[: WAITING_SHOWN + 1])
    form = WhoseReferralForm(None if chosen is None else request.GET, user=user)
    listed(request, form.cases)
    more = {"measures": waiting[:WAITING_SHOWN], "are_all": len(waiting) <= WAITING_SHOWN}
    return form_page(request, "cases/quick_referral.html", form, **more)


def _referral_of(request: HttpRequest, key: str) -> HttpResponse:
    try:
        case = find_case(request, UUID(key))
    except ValueError as error:
        raise Http404 from error
    user = user_of(request)
    goals = ActionGoal.objects.visible_to(user).standing().filter(case=case)
    context = {
        "case": case,
        "client": case.client,
        "measures": _unasked(user, Case.objects.filter(pk=case.pk)),
        "goals": goals.order_by("frame_goal__position", "position", "pk"),
        "may_refer": case.is_open and case.agreed_at is not None,
    }
    return render(request, "cases/quick_referral.html", context)


def _unasked(user: User, cases: CaseQuerySet) -> QuerySet[Measure]:
    """Offers in agreed plans for which no referral runs; confidential ones for those with full insight only."""
    full = user.case_access.filter(case=OuterRef("case"), scope=Scope.FULL)
    told = Q(offer__organisation__is_sensitive=False) | Exists(full)
    found = Measure.objects.visible_to(user).standing().filter(told, kind=MeasureKind.OFFER, state=StepState.PLANNED)
    found = found.filter(offer__in=Offer.objects.current())
    found = found.filter(case__in=cases.exclude(agreed_at=None).values("pk")).alias(runs=IS_ASKED).filter(runs=False)
    return found.select_related("action_goal").order_by("case__client__family_name", "position", "pk")
