"""Break glass: open a file in an emergency, end it, look at it afterwards; and all of them for data protection."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases import search
from roterfaden.cases.actions import emergency as acts
from roterfaden.cases.forms.team import EmergencyForm, ReviewForm
from roterfaden.cases.models import Case, EmergencyAccess
from roterfaden.cases.views.frame import find_case, frame

PAGE = 25


def emergency_open(request: HttpRequest, client: UUID) -> HttpResponse:
    """Say what will happen, and open the file of a person whose case somebody else leads."""
    user = user_of(request)
    hit = search.hit_of(client, user)
    if hit is None or hit.client.open_case is None:
        raise Http404
    # The file is closed until the emergency opens it: this is all that is known of it here.
    found = Case(pk=hit.client.open_case, reference=hit.client.reference)
    if hit.sees_file:
        return redirect("cases:case", found.pk)
    form = EmergencyForm(request.POST or None)
    if form.is_valid():
        opened = attempt(form, partial(acts.open_emergency, found, by=user, reason=form.cleaned_data["reason"]))
        if opened:
            toast(request, _("Die Akte ist für zwei Stunden offen. Das Team und der Datenschutz wissen davon."))
            return redirect("cases:case", found.pk)
    more = {"hit": hit, "lead": hit.lead, "a_day": settings.EMERGENCIES_PER_DAY}
    return form_page(request, "cases/emergency_open.html", form, **more)


@require_POST
def emergency_end(request: HttpRequest, pk: UUID, emergency: UUID) -> HttpResponse:
    """Close the file again before the two hours are over."""
    mine = EmergencyAccess.objects.visible_to(user_of(request)).filter(user=user_of(request), case=pk)
    acts.end_emergency(get_object_or_404(mine, pk=emergency), by=request.user)
    toast(request, _("Der Notfallzugriff ist beendet."))
    return redirect("cases:find")


def emergency(request: HttpRequest, pk: UUID, emergency: UUID) -> HttpResponse:
    """Who opened the file, when and why; who leads the case says afterwards whether it was right."""
    case = find_case(request, pk, own=True)
    found = get_object_or_404(
        EmergencyAccess.objects.visible_to(user_of(request)).select_related("user", "reviewed_by"),
        pk=emergency,
        case=case,
    )
    may_review = case.leads and found.user_id != user_of(request).pk and found.reviewed_at is None  # type: ignore[attr-defined]
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and not may_review:
        raise Http404
    if form.is_valid() and done(form, partial(acts.review_emergency, found, by=request.user, **form.cleaned_data)):
        toast(request, _("Danke, Ihre Einschätzung ist festgehalten."))
        return redirect("cases:emergency", case.pk, found.pk)
    context = frame(case, emergency=found, may_review=may_review and not found.is_running)
    return form_page(request, "cases/emergency.html", form, **context)


def emergencies(request: HttpRequest) -> HttpResponse:
    """All of them for data protection officers: reference, who, when, why, how it was judged. No way into a file."""
    found = EmergencyAccess.objects.visible_to(user_of(request)).select_related("user", "reviewed_by")
    return render(
        request, "cases/emergencies.html", {"page": Paginator(found, PAGE).get_page(request.GET.get("seite"))}
    )
