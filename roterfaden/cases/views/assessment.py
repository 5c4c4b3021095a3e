"""Pages of the assessment, section by section, and of the network map."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, status_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.toasts import toast
from roterfaden.cases import carry_over
from roterfaden.cases.actions import assessment as acts
from roterfaden.cases.forms.assessment import NetworkContactForm, SectionForm, initial_of
from roterfaden.cases.models import Assessment, AssessmentSection, Case, NetworkContact
from roterfaden.cases.network_map import MapEntry, MapField, Tone, svg_model
from roterfaden.cases.questionnaire import Questionnaire, Section, SectionProgress, display, parse, progress
from roterfaden.cases.views.frame import find_case, frame


@dataclass(frozen=True)
class SectionView:
    """A section with its answers as one reads them."""

    progress: SectionProgress
    answers: list[tuple[str, str]]


def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All sections with what is answered; a POST begins (or begins anew after a completed one)."""
    case = find_case(request, pk)
    if request.method == "POST":
        return _begin(request, case)
    latest = case.assessments.select_related("template", "started_by").first()
    if latest is None:
        return render(request, "cases/assessment_none.html", frame(case))
    questionnaire = parse(latest.template.document)
    readable = _readable(case, questionnaire)
    stored = {section.key: section.answers for section in latest.sections.visible_to(user_of(request))}
    sections = [
        SectionView(part, _in_words(part.section, stored.get(part.section.key, {})))
        for part in progress(questionnaire, stored)
        if part.section in readable
    ]
    context = frame(
        case,
        assessment=latest,
        sections=sections,
        closed=len(questionnaire.sections) - len(sections),
        earlier=case.assessments.exclude(pk=latest.pk),
    )
    return render(request, "cases/assessment.html", context)


def _readable(case: Case, questionnaire: Questionnaire) -> list[Section]:
    """The sections this user may read and fill in: sensitive ones need full insight."""
    sees_sensitive = case.sees_sensitive  # type: ignore[attr-defined]
    return [section for section in questionnaire.sections if sees_sensitive or not section.sensitive]


def _in_words(section: Section, answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (question.label, display(question, answers[question.key]))
        for question in section.questions
        if question.key in answers
    ]


def _begin(request: HttpRequest, case: Case) -> HttpResponse:
    try:
        begun = acts.start_assessment(case, by=request.user)
    except RuleBroken as broken:
        toast(request, broken.message, tone="danger")
        return redirect("cases:assessment", case.pk)
    first = parse(begun.template.document).sections[0]
    return redirect("cases:assessment_section", case.pk, first.key)


def assessment_section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Fill in one section; saved as one types, and with "Weiter" to the next one."""
    case = find_case(request, pk)
    draft = get_object_or_404(case.assessments.select_related("template"), completed_at__isnull=True)
    draft.case = case
    questionnaire, part = _part(draft, section)
    readable = _readable(case, questionnaire)
    if part not in readable:
        raise Http404
    visible = draft.sections.visible_to(user_of(request)).select_related("saved_by")
    saved_sections = {saved.key: saved for saved in visible}
    stored = saved_sections.get(section)
    answers, revision = (stored.answers, stored.revision) if stored else (carry_over.from_file(section, case), 0)
    initial = initial_of(part, answers, revision)
    form = SectionForm(part, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save = partial(acts.save_section, draft, section, form.wording, by=request.user, seen=form.seen_revision)
        if saved := attempt(form, save):
            return _saved(request, case, readable, part, saved)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=status_of(form))
    answered = progress(questionnaire, {saved.key: saved.answers for saved in saved_sections.values()})
    parts = [part for part in answered if part.section in readable]
    context = frame(
        case,
        tab="assessment",
        form=form,
        section=part,
        parts=parts,
        position=readable.index(part) + 1,
    )
    return render(request, "cases/assessment_section.html", context, status=status_of(form))


def _part(draft: Assessment, key: str) -> tuple[Questionnaire, Section]:
    questionnaire = parse(draft.template.document)
    try:
        return questionnaire, questionnaire.section(key)
    except KeyError as unknown:
        raise Http404 from unknown


def _saved(
    request: HttpRequest, case: Case, readable: list[Section], part: Section, saved: AssessmentSection
) -> HttpResponse:
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Seen": str(saved.revision)})
    following = readable[readable.index(part) + 1 :]
    if following and "overview" not in request.POST:
        return redirect("cases:assessment_section", case.pk, following[0].key)
    return redirect("cases:assessment", case.pk)


@require_POST
def assessment_complete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture is good enough to agree on goals."""
    case = find_case(request, pk)
    draft = get_object_or_404(case.assessments.all(), completed_at__isnull=True)
    draft.case = case
    back, undo = reverse("cases:case", args=[pk]), reverse("cases:assessment_reopen", args=[pk])
    return do(
        request,
        back,
        partial(acts.complete_assessment, draft, by=request.user),
        said=_("Bestandsaufnahme abgeschlossen."),
        undo=undo,
    )


@require_POST
def assessment_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the latest assessment again."""
    case = find_case(request, pk)
    latest = get_object_or_404(case.assessments.order_by("-number")[:1])
    latest.case = case
    back = reverse("cases:assessment", args=[pk])
    return do(
        request,
        back,
        partial(acts.reopen_assessment, latest, by=request.user),
        said=_("Die Bestandsaufnahme ist wieder offen."),
    )


def network_map(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is there for the person: the map, the same as a list, and a line to add someone."""
    case = find_case(request, pk)
    form = NetworkContactForm(request.POST or None, instance=NetworkContact(case=case))
    if request.method == "POST" and form.is_valid():
        added = attempt(form, partial(acts.add_network_contact, case, by=request.user, **form.wording))
        if added:
            toast(request, _("Eingetragen."), undo=reverse("cases:network_contact_remove", args=[pk, added.pk]))
            return redirect(reverse("cases:network_map", args=[pk]) + "#eintragen")
    contacts = list(case.network_contacts.current())
    context = frame(
        case, form=form, contacts=contacts, map=svg_model(map(_entry, contacts), centre=case.client.given_name)
    )
    return render(request, "cases/network_map.html", context, status=status_of(form))


def _entry(contact: NetworkContact) -> MapEntry:
    return MapEntry(
        str(contact.pk), contact.label, MapField(contact.field), contact.closeness, Tone(contact.tone), contact.note
    )


def network_contact(request: HttpRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Move or rename someone on the map."""
    case = find_case(request, pk)
    found = get_object_or_404(case.network_contacts.current(), pk=contact)
    form = NetworkContactForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        seen = form.seen_revision
        if attempt(form, partial(acts.change_network_contact, found, by=request.user, seen=seen, **form.wording)):
            toast(request, _("Geändert."))
            return redirect("cases:network_map", pk)
    return render(
        request, "cases/network_contact.html", frame(case, tab="map", form=form, contact=found), status=status_of(form)
    )


@require_POST
def network_contact_remove(request: HttpRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Take someone off the map."""
    found = get_object_or_404(find_case(request, pk).network_contacts.all(), pk=contact)
    back, undo = reverse("cases:network_map", args=[pk]), reverse("cases:network_contact_restore", args=[pk, found.pk])
    return do(
        request,
        back,
        partial(acts.remove_network_contact, found, by=request.user),
        said=_("Von der Karte genommen."),
        undo=undo,
    )


@require_POST
def network_contact_restore(request: HttpRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Put someone back on the map."""
    found = get_object_or_404(find_case(request, pk).network_contacts.all(), pk=contact)
    back = reverse("cases:network_map", args=[pk])
    return do(
        request, back, partial(acts.restore_network_contact, found, by=request.user), said=_("Wieder auf der Karte.")
    )
