"""Pages of a Rechtskreiswechsel on which the new office is asked, its answer taken down, and access of others ended."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.badges import Tone
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import area_acceptance as acts
from roterfaden.cases.facts import in_words
from roterfaden.cases.forms.area_acceptance import AskOfficeForm, HeardAnswerForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.models import AreaAcceptance, Case, Consent, DataKind, Disclosure, LegalAreaChange
from roterfaden.cases.norms import catalogue
from roterfaden.cases.views.answer_links import link_shown
from roterfaden.cases.views.frame import find_case, frame


def acceptance_ask(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """Ask the office that is to take over."""
    case, user = find_case(request, pk), user_of(request)
    found = get_object_or_404(LegalAreaChange.objects.visible_to(user).filter(case=case), pk=change)
    form = AskOfficeForm(request.POST or None, user=user, case=case, consents=_consents(case, request))
    if form.is_valid() and (asked := attempt(form, lambda: acts.ask_office(found, by=user, **form.question))):
        name = asked.disclosure.recipient_name
        toast(
            request, _("Die Anfrage an {name} steht. Schicken Sie jetzt den Link, oder rufen Sie an.").format(name=name)
        )
        return redirect(_there(found))
    context = frame(
        case,
        change=found,
        catalogue=catalogue(),
        message=in_words(acts.told_to_office(found, case, birth_date=False)),
    )
    return form_page(request, "cases/acceptance_ask.html", form, **context)


def _consents(case: Case, request: HttpRequest) -> list[Consent]:
    """Running ones that cover what the office is told, for a purpose that fits."""
    running = Consent.objects.visible_to(user_of(request)).running().filter(case=case, purpose__in=acts.PURPOSES)
    covering = running.filter(kinds__contains=[DataKind.CONTACT, DataKind.INCOME])
    return list(covering.select_related("recipient").order_by("-given_on", "pk"))


@require_POST
def acceptance_link(request: HttpRequest, pk: UUID, acceptance: UUID) -> HttpResponse:
    """A new link and its code, on the answer to this very request: nothing keeps them."""
    case, found = _find(request, pk, acceptance)
    try:
        made = acts.make_acceptance_link(found, by=request.user)
    except RuleBroken as error:
        toast(request, error.message, tone=Tone.DANGER)
        return redirect(_there(found.change))
    context = frame(case, acceptance=found, change=found.change, **link_shown(request, made, "answers:office"))
    return render(request, "cases/acceptance_link.html", context)


def acceptance_record(request: HttpRequest, pk: UUID, acceptance: UUID) -> HttpResponse:
    """Take down an answer that came on the telephone or by letter."""
    case, found = _find(request, pk, acceptance)
    form = HeardAnswerForm(request.POST or None, acceptance=found)
    if form.is_valid() and done(form, lambda: acts.record_acceptance(found, by=request.user, **form.answer)):
        toast(request, _("Die Antwort steht in der Akte."))
        return redirect(_there(found.change))
    return form_page(
        request, "cases/acceptance_record.html", form, **frame(case, acceptance=found, change=found.change)
    )


def acceptance_withdraw(request: HttpRequest, pk: UUID, acceptance: UUID) -> HttpResponse:
    """Take the question back, for a reason."""
    case, found = _find(request, pk, acceptance)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and done(form, partial(acts.withdraw_question, found, by=request.user, **form.cleaned_data)):
        toast(request, _("Die Anfrage ist zurückgezogen."))
        return redirect(_there(found.change))
    return form_page(
        request, "cases/acceptance_withdraw.html", form, **frame(case, acceptance=found, change=found.change)
    )


@require_POST
def former_access_end(request: HttpRequest, pk: UUID, change: UUID, disclosure: UUID) -> HttpResponse:
    """After the change: an office no longer reads here what it was told."""
    case, user = find_case(request, pk), user_of(request)
    found = get_object_or_404(LegalAreaChange.objects.visible_to(user).filter(case=case), pk=change)
    passed = next((one for one in readable_elsewhere(case, found, request) if one.pk == disclosure), None)
    if passed is None:
        raise Http404
    act = partial(acts.end_former_access, found, passed, by=user)
    return do(request, _there(found), act, said=_("Der Zugriff ist beendet."))


def readable_elsewhere(case: Case, change: LegalAreaChange, request: HttpRequest) -> list[Disclosure]:
    """What other organisations still read here, but for the new office, running referrals and invitations."""
    told = Disclosure.objects.visible_to(user_of(request)).filter(case=case, recipient__isnull=False, invitee=None)
    others = told.exclude(acceptance__change=change).select_related("recipient", "referral").order_by("disclosed_at")
    return [one for one in others if one.is_open and not _is_needed(one)]


def _is_needed(disclosure: Disclosure) -> bool:
    referral = getattr(disclosure, "referral", None)
    return referral is not None and referral.is_running


def _find(request: HttpRequest, pk: UUID, acceptance: UUID) -> tuple[Case, AreaAcceptance]:
    case = find_case(request, pk)
    seen = AreaAcceptance.objects.visible_to(user_of(request)).filter(case=case)
    return case, get_object_or_404(seen.select_related("case", "change", "disclosure__recipient"), pk=acceptance)


def _there(change: LegalAreaChange) -> str:
    return reverse("cases:area_change", args=[change.case_id, change.pk]) + "#annahme"
