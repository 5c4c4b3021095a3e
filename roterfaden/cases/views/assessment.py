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
from roterfaden.base.languages import language_name
from roterfaden.base.toasts import toast
from roterfaden.cases import carry_over
from roterfaden.cases.actions import assessment as acts
from roterfaden.cases.actions.levels import levels_without_look
from roterfaden.cases.assessment_views import Filled, balances, in_words, side_by_side
from roterfaden.cases.forms.assessment import MoveContactForm, NetworkContactForm, SectionForm, initial_of
from roterfaden.cases.models import Assessment, AssessmentSection, Case, Level, LookState, NetworkContact, SecondLook
from roterfaden.cases.network_map import MapEntry, MapField, Tone, svg_models
from roterfaden.cases.questionnaire import Questionnaire, Section, SectionProgress, progress
from roterfaden.cases.views.frame import find_case, frame


@dataclass(frozen=True)
class SectionView:
    """A section with its answers as one reads them."""

    progress: SectionProgress
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class LevelView:
    """A level with the second looks at it, as it is now; ``lacks_look``: whether somebody else still has to look."""

    level: Level
    looks: list[SecondLook]
    lacks_look: bool

    @property
    def open_look(self) -> SecondLook | None:
        """The one that waits for an answer."""
        return next((look for look in self.looks if look.state == LookState.ASKED), None)

    @property
    def differing(self) -> SecondLook | None:
        """The latest that sees it otherwise, to which nobody has replied."""
        differing = (look for look in self.looks if look.state == LookState.DIFFERS and not look.kept_reason)
        return next(differing, None)


def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The latest one, all sections with what is answered; a POST begins (or begins anew after a completed one)."""
    case = find_case(request, pk)
    if request.method == "POST":
        return _begin(request, case)
    latest = _assessments(case).first()
    if latest is None:
        return render(request, "cases/assessment_none.html", frame(case))
    earlier = case.assessments.exclude(pk=latest.pk)
    return _read(request, case, latest, "cases/assessment.html", earlier=earlier, levels=_levels(request, latest))


def assessment_earlier(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One of several assessments, exactly as it was filled in, with the questions of then."""
    case = find_case(request, pk)
    found = get_object_or_404(_assessments(case), number=number)
    return _read(request, case, found, "cases/assessment_earlier.html", tab="assessment")


def _assessments(case: Case) -> Any:
    return case.assessments.select_related("template", "started_by")


def _read(request: HttpRequest, case: Case, shown: Assessment, page: str, **more: Any) -> HttpResponse:
    questionnaire = shown.template.content
    readable = _readable(case, questionnaire)
    stored = {section.key: section.answers for section in shown.sections.visible_to(user_of(request))}
    sections = [
        SectionView(part, in_words(part.section, stored.get(part.section.key, {})))
        for part in progress(questionnaire, stored)
        if part.section in readable
    ]
    closed = len(questionnaire.sections) - len(sections)
    return render(request, page, frame(case, assessment=shown, sections=sections, closed=closed, **more))


def _levels(request: HttpRequest, shown: Assessment) -> list[LevelView]:
    """What follows from the levels, and who has looked at them (three queries)."""
    user = user_of(request)
    levels = list(Level.objects.visible_to(user).current().filter(assessment=shown).select_related("task"))
    looks = SecondLook.objects.visible_to(user).filter(level__in=levels).exclude(state=LookState.WITHDRAWN)
    known, lacking = list(looks.select_related("asked_of")), levels_without_look(shown)
    views = (
        LevelView(
            level,
            [look for look in known if look.level_id == level.pk and look.key == level.key],
            level.pk in lacking,
        )
        for level in levels
    )
    return [view for view in views if view.level.task or view.level.needs_look]


def assessments_compared(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All assessments side by side: what changed, or everything."""
    case = find_case(request, pk)
    columns = _filled(request, case)
    if len(columns) < 2:
        return redirect("cases:assessment", case.pk)
    shows_all = request.GET.get("zeigen") == "alles"
    groups = side_by_side(columns, only_changes=not shows_all)
    context = frame(case, tab="assessment", columns=columns, groups=groups, shows_all=shows_all)
    return render(request, "cases/assessments_compared.html", context)


def strengths(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Strengths beside what is hard, from the latest assessment and the network map."""
    case = find_case(request, pk)
    columns = _filled(request, case)
    contacts = case.network_contacts.current()
    lines = balances(columns[-1], contacts) if columns else []
    return render(request, "cases/strengths.html", frame(case, tab="assessment", lines=lines))


def _filled(request: HttpRequest, case: Case) -> list[Filled]:
    """Every assessment with what the user may read of it, the oldest first (two queries)."""
    found = list(_assessments(case).order_by("number"))
    stored: dict[UUID, dict[str, Any]] = {one.pk: {} for one in found}
    sections = AssessmentSection.objects.visible_to(user_of(request)).filter(assessment__in=found)
    for section in sections:
        stored[section.assessment_id][section.key] = section.answers
    return [Filled(one, stored[one.pk]) for one in found]


def _readable(case: Case, questionnaire: Questionnaire) -> list[Section]:
    """The sections this user may read and fill in: sensitive ones need full insight."""
    sees_sensitive = case.sees_sensitive  # type: ignore[attr-defined]
    return [section for section in questionnaire.sections if sees_sensitive or not section.sensitive]


def _begin(request: HttpRequest, case: Case) -> HttpResponse:
    try:
        begun = acts.start_assessment(case, by=request.user)
    except RuleBroken as broken:
        toast(request, broken.message, tone="danger")
        return redirect("cases:assessment", case.pk)
    first = begun.template.content.sections[0]
    return redirect("cases:assessment_section", case.pk, first.key)


def assessment_section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Fill in one section; saved as one types, and with "Weiter" to the next one."""
    case = find_case(request, pk)
    # What was typed while a colleague finished it is not met with "there is no such page", but with the reason.
    writable = {} if request.method == "POST" else {"completed_at__isnull": True}
    draft = get_object_or_404(case.assessments.filter(**writable).select_related("template").order_by("-number")[:1])
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
    language = _second_language(request, questionnaire, case)
    form = SectionForm(
        part,
        request.POST if request.method == "POST" else None,
        initial=initial,
        also=questionnaire.texts_in(language),
        language=language,
    )
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
        language=language,
        languages={code: language_name(code) for code in questionnaire.translations},
    )
    return render(request, "cases/assessment_section.html", context, status=status_of(form))


def _second_language(request: HttpRequest, questionnaire: Questionnaire, case: Case) -> str:
    """In which language the questions stand beside the German ones: the chosen one, or else that of the person."""
    wanted = request.GET.get("sprache", case.client.language)
    return wanted if wanted in questionnaire.translations else ""


def _part(draft: Assessment, key: str) -> tuple[Questionnaire, Section]:
    questionnaire = draft.template.content
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
    draft = get_object_or_404(case.assessments.order_by("-number")[:1])
    draft.case = case
    back, undo = reverse("cases:case", args=[pk]), reverse("cases:assessment_reopen", args=[pk])
    return do(
        request,
        back,
        partial(acts.complete_assessment, draft, by=request.user),
        said=_("Bestandsaufnahme abgeschlossen."),
        undo=undo,
        refused=reverse("cases:assessment", args=[pk]),
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
    entries, centre = list(map(_entry, contacts)), case.client.short_name
    context = frame(case, form=form, contacts=contacts, maps=svg_models(entries, centre=centre))
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
def network_contact_move(request: HttpRequest, pk: UUID, contact: UUID) -> HttpResponse:
    """Nearer, farther or into another field: by a button of the list, by mouse or keys on the map."""
    case = find_case(request, pk)
    found = get_object_or_404(case.network_contacts.current(), pk=contact)
    form = MoveContactForm(request.POST)
    act = partial(acts.change_network_contact, found, by=request.user)
    moved = attempt(form, lambda: act(seen=form.seen_revision, **form.wording))
    if moved is None:
        changed = _("Die Karte wurde inzwischen geändert. Bitte noch einmal.")
        toast(request, str(next(iter(form.non_field_errors()), changed)), tone="danger")
    else:
        words = {"name": moved.label, "where": moved.closeness_label, "field": moved.get_field_display()}
        toast(request, _("{name}: {where}, {field}.").format(**words))
    return redirect(reverse("cases:network_map", args=[pk]) + f"#netz-{found.pk}")


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
