"""Consents of a person: what they allow, how they take it back, and the papers for both."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import consents
from roterfaden.cases.actions.consents import Agreement, Permission, in_order
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.document_content import consent_content
from roterfaden.cases.documents import consent_pdf, paper_language, paper_languages, withdrawal_pdf
from roterfaden.cases.forms.consents import ConsentForm, WithdrawalForm
from roterfaden.cases.models import Case, Consent, DataKind, Disclosure, PassingPurpose, ReportDraft
from roterfaden.cases.norms import catalogue
from roterfaden.cases.signs import sign_of
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.goals import page
from roterfaden.cases.views.papers import inline, language_of, titled

TAB = "passing_on"
WANTED: dict[str, dict[str, Any]] = {
    "leistungen": {"purpose": PassingPurpose.BENEFITS, "kinds": [DataKind.CONTACT, DataKind.INCOME]},
    "konferenz": {"purpose": PassingPurpose.COOPERATION},
    "uebergabe": {"purpose": PassingPurpose.HANDOVER},
}
"""What a consent has to allow so that the page goes on which sends here; whoever asks the person may change it."""


def passing_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the person allows, and what went where."""
    case = find_case(request, pk)
    user = user_of(request)
    given = Consent.objects.visible_to(user).filter(case=case).with_use().select_related("recipient")
    went = Disclosure.objects.visible_to(user).filter(case=case).select_related("recipient", "consent", "by")
    context = frame(
        case,
        tab=TAB,
        consents=[(consent, sign_of(consent)) for consent in given],
        disclosures=[(disclosure, sign_of(disclosure)) for disclosure in went],
        reports=ReportDraft.objects.visible_to(user).filter(case=case).select_related("written_by"),
        may_report=case.is_open and case.sees_sensitive,  # type: ignore[attr-defined]
        reviewed_on=catalogue().reviewed_on,
    )
    return render(request, "cases/passing_on.html", context)


def consent_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a consent; before that its paper can be printed from the same words.

    The page that lacks one sends here with ``wozu``, what it needs it for, and ``dann``, where one goes on afterwards.
    """
    case = find_case(request, pk)
    wanted = WANTED.get(request.GET.get("wozu", ""), {})
    form = ConsentForm(request.POST or None, case=case, user=user_of(request), initial=wanted)
    onward = _onward(request, case)
    if form.is_valid():
        if "print" in request.POST:
            return paper_before(request, case, form.permission, form.agreement)
        if recorded := attempt(
            form,
            partial(
                consents.record_consent,
                case,
                by=request.user,
                permission=form.permission,
                agreement=form.agreement,
            ),
        ):
            toast(request, _("Einwilligung festgehalten."))
            return redirect(onward) if onward else redirect("cases:consent", case.pk, recorded.pk)
    there = onward or reverse("cases:passing_on", args=[case.pk])
    return form_page(request, "cases/consent_add.html", form, there=there, **page(case))


def _onward(request: HttpRequest, case: Case) -> str:
    """The page of the same file to which one goes back with the consent; empty for any other address."""
    path = request.GET.get("dann", "")
    of_this_file = path.startswith(reverse("cases:case", args=[case.pk])) and url_has_allowed_host_and_scheme(
        path, None
    )
    return path if of_this_file else ""


def paper_before(
    request: HttpRequest, case: Case, permission: Permission, agreement: Agreement, told: str = ""
) -> HttpResponse:
    """The form to sign, made of what is typed and not yet recorded."""
    draft = Consent(
        case=case,
        recipient=permission.recipient,
        recipient_described=permission.recipient_described,
        purpose=permission.purpose,
        purpose_detail=permission.purpose_detail,
        kinds=in_order(permission.kinds),
        valid_until=agreement.valid_until,
        single_act=agreement.single_act,
        interpreted_by=agreement.interpreted_by,
    )
    language_here = paper_language(agreement.language)
    paper = consent_pdf(consent_content(draft, case, user_of(request), told), language_here)
    response = inline(paper, _("einwilligung"), language_here)
    # Saved, not opened: the page with what was typed stays where it is.
    response["Content-Disposition"] = response["Content-Disposition"].replace("inline", "attachment")
    return response


def consent(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """One consent, what went out on it, its papers, and the way to take it back."""
    case, found = _consent(request, pk, consent)
    went = found.disclosures.select_related("recipient", "by")
    context = frame(
        case,
        tab=TAB,
        consent=found,
        state=sign_of(found),
        disclosures=[(disclosure, sign_of(disclosure)) for disclosure in went],
        languages=paper_languages(case.client.language),
    )
    return render(request, "cases/consent.html", context)


def consent_withdraw(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """Take a consent back. Access ends the moment this is saved."""
    case, found = _consent(request, pk, consent)
    there = reverse("cases:consent", args=[case.pk, found.pk])
    if found.withdrawn_at is not None:
        return redirect(there)
    form = WithdrawalForm(request.POST or None, consent=found)
    if form.is_valid() and done(form, partial(consents.withdraw_consent, found, by=request.user, **form.cleaned_data)):
        toast(request, _("Einwilligung widerrufen. Die Stelle kann hier nichts mehr davon lesen."))
        return redirect(there)
    running = [
        disclosure.referral
        for disclosure in found.disclosures.filter(referral__isnull=False).select_related("referral__offer")
        if disclosure.referral.is_running
    ]
    return form_page(
        request, "cases/consent_withdraw.html", form, **frame(case, tab=TAB, consent=found, running=running)
    )


def consent_paper(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """The form of a recorded consent."""
    case, found = _consent(request, pk, consent)
    language = language_of(request)
    paper = consent_pdf(consent_content(found, case, user_of(request), _told(found)), language)
    tell_document_made(case, by=request.user, text=titled(_("Einwilligung"), language), subject=found.pk)
    return inline(paper, _("einwilligung"), language)


def withdrawal_paper(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """The form with which the person takes it back."""
    case, found = _consent(request, pk, consent)
    language = language_of(request)
    paper = withdrawal_pdf(consent_content(found, case, user_of(request)), language)
    tell_document_made(case, by=request.user, text=titled(_("Widerruf einer Einwilligung"), language), subject=found.pk)
    return inline(paper, _("widerruf"), language)


def _told(found: Consent) -> str:
    """What went out, where the consent is for one act only: then the paper can say it word for word."""
    went: Any = list(found.disclosures.all()[:2])
    return str(went[0].text) if len(went) == 1 and found.single_act else ""


def _consent(request: HttpRequest, pk: UUID, consent: UUID) -> tuple[Case, Consent]:
    case = find_case(request, pk)
    found = (
        Consent.objects.visible_to(user_of(request))
        .filter(case=case)
        .with_use()
        .select_related("recipient", "recorded_by", "withdrawn_by")
    )
    return case, get_object_or_404(found, pk=consent)
