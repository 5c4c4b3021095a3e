"""Agreeing on the goals, the agreement as it was, its signature and its renewal."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.base.acting import attempt, do, done, status_of
from roterfaden.base.badges import Tone
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import goals
from roterfaden.cases.agreed_words import words_of, words_today
from roterfaden.cases.documents import LANGUAGES
from roterfaden.cases.forms.goals import AgreeForm, ReasonForm, SignatureForm
from roterfaden.cases.models import Case, GoalAgreement
from roterfaden.cases.views.frame import find_case
from roterfaden.cases.views.goals import page
from roterfaden.cases.views.saving import case_url


def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that is to be agreed as it will read, what is still missing, and the act."""
    case = find_case(request, pk)
    if request.method == "POST" and case.agreed_at:
        toast(request, _("Die Ziele sind schon vereinbart."), tone=Tone.INFO)
        return redirect("cases:agreement", case.pk, case.agreements.get(replaced_at=None).number)
    form = AgreeForm(request.POST or None, client=case.client)
    if form.is_valid():
        read = request.POST.get("read", "")
        agreed = attempt(form, partial(goals.agree_goals, case, by=request.user, read=read, **form.cleaned_data))
        if agreed:
            toast(request, _("Die Ziele sind vereinbart."))
            return redirect("cases:agreement", case.pk, agreed.number)
    gaps = [(gap.sentence, _where(case, gap)) for gap in goals.what_is_missing(case)]
    words = words_today(case)
    context = page(case, form=form, gaps=gaps, words=words, read=words.fingerprint)
    return render(request, "cases/agree.html", context, status=status_of(form))


def _where(case: Case, gap: goals.Gap) -> str:
    return reverse(f"cases:{gap.page}", args=[case.pk, gap.subject] if gap.subject else [case.pk])


def agreement(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """An agreement as it was agreed, whether it is in force or replaced."""
    case = find_case(request, pk)
    return _agreement_page(request, case, _agreement(case, number), SignatureForm())


@require_POST
def agreement_sign(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Note the day of the signature; ``?zurueck`` takes it back."""
    case = find_case(request, pk)
    found = _agreement(case, number)
    here = reverse("cases:agreement", args=[case.pk, number])
    sign = partial(goals.record_signature, found, by=request.user)
    if "zurueck" in request.GET:
        return do(request, here, partial(sign, signed_on=None), said=_("Unterschrift zurückgenommen."))
    form = SignatureForm(request.POST)
    if form.is_valid() and done(form, partial(sign, **form.cleaned_data)):
        toast(
            request,
            _("Unterschrift festgehalten."),
            undo=reverse("cases:agreement_sign", args=[case.pk, number]) + "?zurueck",
        )
        return redirect(here)
    return _agreement_page(request, case, found, form)


def renegotiate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the goals again, with the reason why."""
    case = find_case(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and done(form, partial(goals.renegotiate_goals, case, by=request.user, **form.cleaned_data)):
        toast(request, _("Die Ziele können wieder geändert werden."))
        return redirect(case_url(case))
    return render(request, "cases/renegotiate.html", page(case, form=form), status=status_of(form))


def _agreement(case: Case, number: int) -> GoalAgreement:
    found: GoalAgreement = get_object_or_404(case.agreements.select_related("agreed_by"), number=number)
    return found


def _agreement_page(request: HttpRequest, case: Case, found: GoalAgreement, form: SignatureForm) -> HttpResponse:
    sign_url = reverse("cases:agreement_sign", args=[case.pk, found.number])
    context = page(
        case,
        agreement=found,
        words=words_of(found),
        form=form,
        languages=LANGUAGES,
        sign_url=sign_url,
        unsign_url=f"{sign_url}?zurueck",
        pdf_url=reverse("cases:agreement_pdf", args=[case.pk, found.number]),
    )
    return render(request, "cases/agreement.html", context, status=status_of(form))
