"""Passing data on out of a file, and what of it can be read afterwards."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, done, form_page, status_of
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import disclosures
from roterfaden.cases.documents import paper_languages
from roterfaden.cases.facts import in_words
from roterfaden.cases.forms.disclosures import CloseForm, ConsentDiscloseForm, NormDiscloseForm, TellForm
from roterfaden.cases.models import Case, ClosedWhy, Consent, Disclosure
from roterfaden.cases.norms import catalogue
from roterfaden.cases.signs import sign_of
from roterfaden.cases.views.consents import TAB
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.goals import page


def disclose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pass something on: first what it rests on, then what exactly goes."""
    case = find_case(request, pk)
    if request.GET.get("art") == "vorschrift":
        return _on_a_norm(request, case)
    if chosen := request.GET.get("einwilligung"):
        return _on_a_consent(request, case, chosen)
    running = _running(request, case)
    return render(request, "cases/disclose.html", page(case, consents=list(running), catalogue=catalogue()))


def _running(request: HttpRequest, case: Case) -> Any:
    running = Consent.objects.visible_to(user_of(request)).running()
    return running.filter(case=case).select_related("recipient")


def _on_a_consent(request: HttpRequest, case: Case, chosen: str) -> HttpResponse:
    try:
        key = UUID(chosen)
    except ValueError as error:
        raise Http404 from error
    running = _running(request, case)
    consent = get_object_or_404(running, pk=key)
    form = ConsentDiscloseForm(request.POST or None, case=case, consent=consent)

    def act() -> Disclosure:
        return disclosures.disclose(
            case,
            by=request.user,
            told=form.told,
            purpose=consent.purpose,
            purpose_detail=consent.purpose_detail or form.cleaned_data["purpose_detail"],
            recipient=consent.recipient,
            recipient_described=consent.recipient_described,
            basis=consent,
        )

    return _pass_on(request, case, form, act, consent=consent, to_authority=consent.goes_to_immigration_authority)


def _on_a_norm(request: HttpRequest, case: Case) -> HttpResponse:
    form = NormDiscloseForm(request.POST or None, case=case, user=user_of(request))

    def act() -> Disclosure:
        entered = form.cleaned_data
        return disclosures.disclose(
            case,
            by=request.user,
            told=form.told,
            purpose=entered["purpose"],
            purpose_detail=entered["purpose_detail"],
            recipient=entered["recipient"],
            recipient_described=entered["recipient_described"],
            basis=form.basis,
        )

    return _pass_on(request, case, form, act, catalogue=catalogue())


def _pass_on(request: HttpRequest, case: Case, form: TellForm, act: Any, **more: Any) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/disclose_preview.html", {"message": in_words(form.told)})
    if form.is_valid() and (passed := attempt(form, act)):
        toast(request, _("Übermittlung festgehalten."))
        return redirect("cases:disclosure", case.pk, passed.pk)
    context = page(case, form=form, message=in_words(form.told), **more)
    return render(request, "cases/disclose_form.html", context, status=status_of(form))


def disclosure(request: HttpRequest, pk: UUID, disclosure: UUID) -> HttpResponse:
    """What exactly went, to whom, why; and the way to end the recipient's access."""
    case = find_case(request, pk)
    found = get_object_or_404(
        Disclosure.objects.visible_to(user_of(request))
        .filter(case=case)
        .select_related("recipient", "consent__recipient", "by", "referral"),
        pk=disclosure,
    )
    form = CloseForm(request.POST or None)
    if found.is_open and form.is_valid():
        reason = form.cleaned_data["reason"]
        close = partial(disclosures.close_disclosure, found, by=request.user, why=ClosedWhy.MISTAKE, reason=reason)
        if done(form, close):
            toast(request, _("Der Zugriff ist beendet."))
            return redirect("cases:disclosure", case.pk, found.pk)
    referral = getattr(found, "referral", None)
    languages = paper_languages(case.client.language)
    context = frame(case, tab=TAB, disclosure=found, state=sign_of(found), referral=referral, languages=languages)
    return form_page(request, "cases/disclosure.html", form, **context)


def norms(request: HttpRequest) -> HttpResponse:
    """The norms on which something may be passed on without consent; a hint, no legal advice."""
    return render(request, "cases/norms.html", {"catalogue": catalogue()})
