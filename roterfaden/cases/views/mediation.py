"""Pages of a Konfliktklärung: its protocol, who sits at the table, who does what, the paper to sign."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import mediation as acts
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.documents import mediation_pdf, paper_languages
from roterfaden.cases.forms.mediation import BeginMediationForm, MediationStepForm, PartyForm, ProtocolForm, SignForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.mediation_paper import mediation_content
from roterfaden.cases.models import Case, Mediation, MediationParty, MediationStep
from roterfaden.cases.views.conference_minutes import team_of
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.home import home_url
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.logbook.models import ReadKind


def mediation_begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin to settle a conflict."""
    case = find_case(request, pk)
    form = BeginMediationForm(request.POST or None)
    if form.is_valid():
        begun = attempt(form, partial(acts.begin_mediation, case, by=request.user, **form.cleaned_data))
        if begun:
            return redirect(_there(begun))
    words = {
        "heading": _("Konflikt klären"),
        "lead": _(
            "Ein Gespräch zwischen Mieterin oder Mieter, Nachbarschaft und Vermietung, mit einem kurzen Protokoll."
        ),
        "submit": _("Protokoll beginnen"),
        "there": home_url(case),
    }
    return form_page(request, "cases/home_form.html", form, **frame(case, **words))


def mediation(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """The protocol: read it, write it as far as it goes, and what comes next."""
    case, found = _find(request, pk, mediation)
    form = ProtocolForm(request.POST or None, instance=found)

    def act() -> Mediation:
        return acts.write_protocol(found, by=request.user, seen=form.seen_revision, **form.wording)

    if form.is_valid() and done(form, act):
        toast(request, _("Protokoll gespeichert."))
        return redirect(_there(found))
    context = frame(
        case,
        mediation=found,
        parties=list(found.parties.current()),
        promised=list(found.steps.current().select_related("party", "task__owner")),
        missing=acts.what_is_missing(found) if found.is_open else [],
        languages=paper_languages(case.client.language),
    )
    return form_page(request, "cases/mediation.html", form, **context)


def mediation_party_add(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """Somebody else at the table."""
    case, found = _find(request, pk, mediation)
    form = PartyForm(request.POST or None)

    def act() -> MediationParty:
        return acts.add_party(found, by=request.user, **form.wording)

    return _form(request, case, found, form, act, _("Wer ist noch beteiligt?"))


def mediation_party(request: HttpRequest, pk: UUID, party: UUID) -> HttpResponse:
    """How somebody is called, and how they see it."""
    case, found = _party(request, pk, party)
    form = PartyForm(request.POST or None, instance=found)

    def act() -> MediationParty:
        return acts.change_party(found, by=request.user, seen=form.seen_revision, **form.wording)

    return _form(request, case, found.mediation, form, act, _("Sicht auf den Konflikt"))


@require_POST
def mediation_party_withdraw(request: HttpRequest, pk: UUID, party: UUID) -> HttpResponse:
    """Somebody is not part of it after all."""
    _case, found = _party(request, pk, party)
    undo = reverse("cases:mediation_party_restore", args=[pk, found.pk])
    act = partial(acts.withdraw_party, found, by=request.user)
    return do(request, _there(found.mediation), act, said=_("Nicht mehr beteiligt."), undo=undo)


@require_POST
def mediation_party_restore(request: HttpRequest, pk: UUID, party: UUID) -> HttpResponse:
    """Back at the table."""
    _case, found = _party(request, pk, party)
    act = partial(acts.restore_party, found, by=request.user)
    return do(request, _there(found.mediation), act, said=_("Wieder beteiligt."))


def mediation_step_add(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """Who does what until when."""
    case, found = _find(request, pk, mediation)
    form = MediationStepForm(request.POST or None, parties=list(found.parties.current()), team=team_of(case))

    def act() -> MediationStep:
        return acts.add_step(found, by=request.user, **form.promised)

    return _form(request, case, found, form, act, _("Wer tut was bis wann?"))


@require_POST
def mediation_step_withdraw(request: HttpRequest, pk: UUID, mediation_step: UUID) -> HttpResponse:
    """It was not promised after all."""
    _case, found = _step(request, pk, mediation_step)
    undo = reverse("cases:mediation_step_restore", args=[pk, found.pk])
    act = partial(acts.withdraw_step, found, by=request.user)
    return do(request, _there(found.mediation), act, said=_("Die Absprache ist herausgenommen."), undo=undo)


@require_POST
def mediation_step_restore(request: HttpRequest, pk: UUID, mediation_step: UUID) -> HttpResponse:
    """It was promised all the same."""
    _case, found = _step(request, pk, mediation_step)
    act = partial(acts.restore_step, found, by=request.user)
    return do(request, _there(found.mediation), act, said=_("Die Absprache gilt wieder."))


@require_POST
def mediation_step_done(request: HttpRequest, pk: UUID, mediation_step: UUID) -> HttpResponse:
    """What was promised was done, or was not after all. Pressed twice, it stays as it was meant."""
    _case, found = _step(request, pk, mediation_step)
    act = partial(acts.settle_step, found, by=request.user, done="offen" not in request.POST)
    return do(request, _there(found.mediation), act, said=_("Festgehalten."))


def mediation_agree(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """All have signed."""
    case, found = _find(request, pk, mediation)
    form = SignForm(request.POST or None, mediation=found)

    def act() -> Mediation:
        return acts.agree_mediation(found, by=request.user, seen=form.seen_revision, **form.wording)

    lead = _("Danach ändert sich am Protokoll nichts mehr.")
    return _form(request, case, found, form, act, _("Unterschriften festhalten"), lead)


def mediation_end(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """It ends without an agreement."""
    case, found = _find(request, pk, mediation)
    form = ReasonForm(request.POST or None)

    def act() -> Mediation:
        return acts.fail_mediation(found, by=request.user, **form.cleaned_data)

    return _form(request, case, found, form, act, _("Ohne Einigung beenden"))


def mediation_reopen(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """Talk again."""
    case, found = _find(request, pk, mediation)
    form = ReasonForm(request.POST or None)

    def act() -> Mediation:
        return acts.reopen_mediation(found, by=request.user, **form.cleaned_data)

    lead = _("Die Unterschriften gelten dann nicht mehr. Was bisher galt, bleibt in den früheren Fassungen lesbar.")
    return _form(request, case, found, form, act, _("Gespräch wieder aufnehmen"), lead)


def mediation_paper(request: HttpRequest, pk: UUID, mediation: UUID) -> HttpResponse:
    """The protocol to sign, in German or beside the person's language."""
    case = find_case(request, pk, kind=ReadKind.PRINTED)
    found = get_object_or_404(_mediations(request, case), pk=mediation)
    language = language_of(request)
    paper = mediation_pdf(mediation_content(found, case), language)
    tell_document_made(case, by=request.user, text=titled(_("Protokoll einer Konfliktklärung"), language))
    return inline(paper, _("protokoll-konfliktklaerung"), language)


def _form(
    request: HttpRequest,
    case: Case,
    mediation: Mediation,
    form: BaseForm,
    act: Callable[[], object],
    heading: str,
    lead: str = "",
) -> HttpResponse:
    there = _there(mediation)
    if form.is_valid() and done(form, act):
        toast(request, _("Gespeichert."))
        return redirect(there)
    words = {"heading": heading, "lead": lead, "submit": _("Speichern"), "there": there}
    return form_page(request, "cases/home_form.html", form, **frame(case, **words))


def _there(mediation: Mediation) -> str:
    return reverse("cases:mediation", args=[mediation.case_id, mediation.pk])


def _mediations(request: HttpRequest, case: Case) -> Any:
    return Mediation.objects.visible_to(user_of(request)).filter(case=case).select_related("case", "follow_up")


def _find(request: HttpRequest, pk: UUID, mediation: UUID) -> tuple[Case, Mediation]:
    case = find_case(request, pk)
    return case, get_object_or_404(_mediations(request, case), pk=mediation)


def _party(request: HttpRequest, pk: UUID, party: UUID) -> tuple[Case, MediationParty]:
    case = find_case(request, pk)
    visible = MediationParty.objects.visible_to(user_of(request)).filter(case=case).select_related("mediation__case")
    return case, get_object_or_404(visible, pk=party)


def _step(request: HttpRequest, pk: UUID, step: UUID) -> tuple[Case, MediationStep]:
    case = find_case(request, pk)
    visible = MediationStep.objects.visible_to(user_of(request)).filter(case=case)
    return case, get_object_or_404(visible.select_related("case", "mediation__case", "task", "party"), pk=step)
