"""Pages of the Rechtskreiswechsel: begin one, do its steps, print the checklist, carry it out."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, done, form_page
from roterfaden.base.toasts import toast
from roterfaden.cases.actions import area_change as acts
from roterfaden.cases.actions.documents import tell_document_made
from roterfaden.cases.actions.handing_over import may_hand_over
from roterfaden.cases.area_changes import Template, steps, template, templates
from roterfaden.cases.document_content import checklist_content
from roterfaden.cases.documents import checklist_pdf, paper_languages
from roterfaden.cases.forms.area_change import NOW, DayForm, NotNeededForm, StartForm, StepForm
from roterfaden.cases.forms.monitoring import ReasonForm
from roterfaden.cases.models import (
    AreaAcceptance,
    AreaChangeState,
    Case,
    ChecklistState,
    ChecklistStep,
    LegalAreaChange,
)
from roterfaden.cases.views.area_acceptance import readable_elsewhere
from roterfaden.cases.views.frame import find_case, frame
from roterfaden.cases.views.papers import inline, language_of, titled
from roterfaden.logbook.models import ReadKind


def area_changes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The changes of a person so far, and the next one."""
    case = find_case(request, pk)
    form = StartForm(request.POST or None, case=case)
    if form.is_valid() and (change := attempt(form, partial(_start, request, case, form))):
        toast(request, _("Die Checkliste ist angelegt.") if change.has_steps else _("Der Wechsel ist vorgemerkt."))
        return redirect("cases:area_change", pk, change.pk)
    found = list(LegalAreaChange.objects.visible_to(user_of(request)).filter(case=case))
    context = frame(
        case,
        changes=found,
        going_on=next((change for change in found if change.is_going_on), None),
        templates=[one for one in templates() if one.fits(case.client.legal_area)],
        switched_off=[one for one in templates() if not one.is_active],
    )
    return form_page(request, "cases/area_changes.html", form, **context)


def _start(request: HttpRequest, case: Case, form: StartForm) -> LegalAreaChange:
    entered = form.cleaned_data
    change = acts.expect_change(case, by=request.user, template=form.chosen, changes_on=entered["changes_on"])
    return acts.begin_change(change, by=request.user, template=form.chosen) if entered["begins"] == NOW else change


def area_change(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """One change with its steps."""
    case, found = _find(request, pk, change)
    listed = list(ChecklistStep.objects.visible_to(user_of(request)).filter(change=found).select_related("settled_by"))
    for step in listed:
        step.source = known.source if (known := steps().get(step.key)) else ""  # type: ignore[attr-defined]
    context = frame(
        case,
        change=found,
        template=template(found.template),
        parts=[
            (_("Schritte"), "schritte", [step for step in listed if not step.is_right]),
            (_("Was jetzt möglich wird"), "rechte", [step for step in listed if step.is_right]),
        ],
        acceptances=(asked := _acceptances(request, found)),
        is_asked=any(one.stands for one in asked),
        elsewhere=readable_elsewhere(case, found, request) if found.state == AreaChangeState.DONE else [],
        waiting=sum(step.is_open for step in listed),
        languages=paper_languages(case.client.language),
        hands_over=case.is_open and may_hand_over(case, user_of(request)),
    )
    return render(request, "cases/area_change.html", context)


@require_POST
def area_change_begin(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """What was expected comes: its steps are laid out."""
    _case, found = _find(request, pk, change)
    act = partial(acts.begin_change, found, by=request.user, template=_template_of(found))
    return do(request, _there(found), act, said=_("Die Checkliste ist angelegt."))


@require_POST
def area_change_complete(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """The day has come."""
    _case, found = _find(request, pk, change)
    act = partial(acts.complete_change, found, by=request.user)
    return do(request, _there(found), act, said=_("Der Rechtskreis ist gewechselt."))


def area_change_day(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """It comes on another day."""
    case, found = _find(request, pk, change)
    form = DayForm(request.POST or None, change=found)

    def act() -> LegalAreaChange:
        return acts.move_day(found, by=request.user, seen=form.seen_revision, **form.wording)

    return _form(request, "cases/area_change_day.html", form, act, case, found, _("Der Tag ist geändert."))


def area_change_cancel(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """It does not come to it."""
    case, found = _find(request, pk, change)
    form = ReasonForm(request.POST or None)

    def act() -> LegalAreaChange:
        return acts.cancel_change(found, by=request.user, **form.cleaned_data)

    return _form(request, "cases/area_change_cancel.html", form, act, case, found, _("Der Wechsel ist abgebrochen."))


def checklist_step_add(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """A step of one's own."""
    case, found = _find(request, pk, change)
    form = StepForm(request.POST or None)

    def act() -> ChecklistStep:
        return acts.add_step(found, by=request.user, **form.cleaned_data)

    return _form(request, "cases/checklist_step_add.html", form, act, case, found, _("Der Schritt ist hinzugefügt."))


@require_POST
def checklist_step_done(request: HttpRequest, pk: UUID, checklist_step: UUID) -> HttpResponse:
    """Tick a step off."""
    return _settle(request, pk, checklist_step, ChecklistState.DONE, _("Schritt erledigt."))


@require_POST
def checklist_step_reopen(request: HttpRequest, pk: UUID, checklist_step: UUID) -> HttpResponse:
    """The step is open again."""
    return _settle(request, pk, checklist_step, ChecklistState.OPEN, _("Der Schritt ist wieder offen."))


def checklist_step_not_needed(request: HttpRequest, pk: UUID, checklist_step: UUID) -> HttpResponse:
    """A step is not needed, for a reason."""
    case, step = find_case(request, pk), _step(request, pk, checklist_step)
    form = NotNeededForm(request.POST or None, step=step)

    def act() -> ChecklistStep:
        return acts.settle_step(
            step, by=request.user, state=ChecklistState.NOT_NEEDED, seen=form.seen_revision, **form.wording
        )

    if form.is_valid() and done(form, act):
        undo = reverse("cases:checklist_step_reopen", args=[pk, step.pk])
        toast(request, _("Der Schritt ist nicht nötig."), undo=undo)
        return redirect(_there(step.change))
    return form_page(
        request, "cases/checklist_step_not_needed.html", form, **frame(case, step=step, change=step.change)
    )


def checklist(request: HttpRequest, pk: UUID, change: UUID) -> HttpResponse:
    """The checklist on paper, in German or beside the person's language."""
    case = find_case(request, pk, kind=ReadKind.PRINTED)
    found = get_object_or_404(_changes(request, case), pk=change)
    language = language_of(request)
    paper = checklist_pdf(checklist_content(found, case, _standing(request, found)), language)
    tell_document_made(case, by=request.user, text=titled(_("Checkliste zum Rechtskreiswechsel"), language))
    return inline(paper, _("checkliste"), language)


def _acceptances(request: HttpRequest, change: LegalAreaChange) -> list[AreaAcceptance]:
    """The questions to offices, the latest first, with the link that may still be open."""
    seen = AreaAcceptance.objects.visible_to(user_of(request)).filter(change=change)
    named = seen.select_related("disclosure__recipient", "disclosure__consent", "asked_by", "change", "entered_by")
    return list(named.prefetch_related("links"))


def _standing(request: HttpRequest, change: LegalAreaChange) -> AreaAcceptance | None:
    return next((one for one in _acceptances(request, change) if one.stands), None)


def _changes(request: HttpRequest, case: Case) -> Any:
    return LegalAreaChange.objects.visible_to(user_of(request)).filter(case=case).select_related("case")


def _find(request: HttpRequest, pk: UUID, change: UUID) -> tuple[Case, LegalAreaChange]:
    case = find_case(request, pk)
    return case, get_object_or_404(_changes(request, case), pk=change)


def _step(request: HttpRequest, pk: UUID, step: UUID) -> ChecklistStep:
    visible = ChecklistStep.objects.visible_to(user_of(request)).select_related("case", "change")
    return get_object_or_404(visible, case=pk, pk=step)


def _template_of(change: LegalAreaChange) -> Template:
    found = template(change.template)
    if found is None:
        raise Http404
    return found


def _there(change: LegalAreaChange) -> str:
    return reverse("cases:area_change", args=[change.case_id, change.pk])


def _form(
    request: HttpRequest,
    page: str,
    form: BaseForm,
    act: Callable[[], object],
    case: Case,
    change: LegalAreaChange,
    said: str,
) -> HttpResponse:
    if form.is_valid() and done(form, act):
        toast(request, said)
        return redirect(_there(change))
    return form_page(request, page, form, **frame(case, change=change))


def _settle(request: HttpRequest, pk: UUID, step: UUID, state: ChecklistState, said: str) -> HttpResponse:
    find_case(request, pk)
    found = _step(request, pk, step)
    came_from_today = "/heute/" in request.headers.get("Referer", "")
    back = reverse("desk:today") if came_from_today else _there(found.change)
    undo = reverse("cases:checklist_step_reopen", args=[pk, found.pk]) if state == ChecklistState.DONE else ""
    return do(request, back, partial(acts.settle_step, found, by=request.user, state=state), said=said, undo=undo)
