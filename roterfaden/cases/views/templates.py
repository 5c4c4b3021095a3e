"""The editor of questionnaires, for heads of unit: versions, drafts, sections, questions, translations, preview."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from roterfaden.accounts.requests import user_of
from roterfaden.base.acting import attempt, do, form_page, status_of
from roterfaden.base.errors import RuleBroken
from roterfaden.base.languages import language_name
from roterfaden.base.toasts import toast
from roterfaden.cases.access import WORKLOAD
from roterfaden.cases.actions import templates as acts
from roterfaden.cases.forms.assessment import SectionForm
from roterfaden.cases.forms.templates import (
    KIND_NAMES,
    ConditionForm,
    ConsequenceForm,
    DraftForm,
    LanguageForm,
    PublishForm,
    QuestionEditForm,
    SectionEditForm,
    WordsForm,
)
from roterfaden.cases.models import AssessmentTemplate, TemplateState
from roterfaden.cases.questionnaire import Question, Section, display
from roterfaden.cases.questionnaire.checking import Finding, faults, hints, translation_states
from roterfaden.cases.questionnaire.editing import (
    Document,
    Place,
    add_language,
    move,
    remove,
    remove_language,
    set_condition,
)
from roterfaden.cases.questionnaire.values import CONDITIONAL_ON, WITH_OPTIONS, Kind, texts_of


def templates(request: HttpRequest) -> HttpResponse:
    """All versions: what is in force, the draft, what was before."""
    known = AssessmentTemplate.objects.visible_to(user_of(request)).select_related("changed_by")
    by_state: dict[str, list[AssessmentTemplate]] = {state: [] for state in TemplateState}
    for template in known.order_by("-version", "-changed_at", "pk"):
        by_state[template.state].append(template)
    return render(request, "cases/templates.html", {"by_state": by_state})


def template(request: HttpRequest, template: UUID) -> HttpResponse:
    """One version with all it asks; a draft also with what it still lacks."""
    found = find_template(request, template)
    return _template_page(request, found, LanguageForm(found))


def _template_page(request: HttpRequest, found: AssessmentTemplate, form: LanguageForm) -> HttpResponse:
    context = {
        "template": found,
        "form": form,
        "sections": found.content.sections,
        "states": translation_states(found.content),
        "kinds": KIND_NAMES,
    }
    if found.is_draft:
        context |= {"faults": _shown(found, faults(found.content)), "hints": _shown(found, _hints(found))}
    return render(request, "cases/template.html", context, status=status_of(form))


def _hints(draft: AssessmentTemplate) -> list[Finding]:
    before = AssessmentTemplate.objects.filter(key=draft.key, state=TemplateState.PUBLISHED).first()
    return hints(draft.content, before.content if before else None)


def _shown(draft: AssessmentTemplate, findings: list[Finding]) -> list[tuple[str, str]]:
    """Each finding with the page on which it is put right."""
    return [(finding.text, _where(draft, finding)) for finding in findings]


def _where(draft: AssessmentTemplate, finding: Finding) -> str:
    place = finding.place
    if finding.language:
        return reverse("cases:template_language", args=[draft.pk, finding.language])
    if place.question:
        return reverse("cases:template_question", args=[draft.pk, place.section, place.question])
    if place.section:
        return reverse("cases:template_section", args=[draft.pk, place.section])
    return ""


@require_POST
def template_copy(request: HttpRequest, template: UUID) -> HttpResponse:
    """Begin a draft with everything of this version."""
    source = find_template(request, template)
    try:
        draft = acts.copy_template(source, by=user_of(request))
    except RuleBroken as broken:
        toast(request, broken.message, tone="danger")
        return redirect("cases:templates")
    toast(request, _("Der Entwurf ist angelegt. Bis Sie ihn veröffentlichen, gilt die bisherige Fassung."))
    return redirect("cases:template", draft.pk)


def template_section_add(request: HttpRequest, template: UUID) -> HttpResponse:
    """A new section."""
    draft = find_draft(request, template)
    return _form_page(request, SectionEditForm(draft, None, request.POST or None), "cases/template_section.html")


def template_section(request: HttpRequest, template: UUID, section: str) -> HttpResponse:
    """Words of a section, and its questions in their order."""
    draft = find_draft(request, template)
    part = find_section(draft, section)
    form = SectionEditForm(draft, part, request.POST or None)
    return _form_page(request, form, "cases/template_section.html", section=part, kinds=KIND_NAMES)


def template_question_add(request: HttpRequest, template: UUID, section: str) -> HttpResponse:
    """A new question at the end of a section."""
    draft = find_draft(request, template)
    part = find_section(draft, section)
    form = QuestionEditForm(draft, part, None, request.POST or None)
    back = reverse("cases:template_section", args=[draft.pk, section])
    return _form_page(request, form, "cases/template_question.html", back=back, section=part)


def template_question(request: HttpRequest, template: UUID, section: str, question: str) -> HttpResponse:
    """Words of a question; the order of its answers, what follows from them, and when it is put."""
    draft = find_draft(request, template)
    part, asked = find_question(draft, section, question)
    form = QuestionEditForm(draft, part, asked, request.POST or None)
    back = reverse("cases:template_section", args=[draft.pk, section])
    more = {
        "section": part,
        "question": asked,
        "kind": KIND_NAMES[asked.kind],
        "condition": condition_in_words(part, asked),
        "has_options": asked.kind in WITH_OPTIONS,
        "has_levels": asked.kind is Kind.LEVEL,
        "can_depend": bool(_earlier(part, asked)),
    }
    return _form_page(request, form, "cases/template_question.html", back=back, **more)


def template_condition(request: HttpRequest, template: UUID, section: str, question: str) -> HttpResponse:
    """First which earlier question it depends on, then on which of its answers; "always" takes the condition away."""
    draft = find_draft(request, template)
    part, asked = find_question(draft, section, question)
    back = reverse("cases:template_question", args=[draft.pk, section, question])
    if "immer" in request.POST:
        edit = partial(set_condition, place=Place(section, question), question="", any_of=[])
        return _do(request, draft, edit, back, _("Die Frage wird immer gestellt."))
    earlier = _earlier(part, asked)
    chosen = request.GET.get("frage") or (asked.shown_if.question if asked.shown_if else "")
    on = next((one for one in earlier if one.key == chosen), None)
    if on is None:
        context = {"draft": draft, "section": part, "question": asked, "earlier": earlier, "on": None, "back": back}
        return render(request, "cases/template_condition.html", context)
    ticked = [str(answer).lower() for answer in asked.shown_if.any_of] if asked.shown_if else []
    form = ConditionForm(draft, Place(section, question), on, request.POST or None, initial={"any_of": ticked})
    more = {"section": part, "question": asked, "earlier": earlier, "on": on}
    return _form_page(request, form, "cases/template_condition.html", back=back, **more)


def template_level(request: HttpRequest, template: UUID, section: str, question: str, option: str) -> HttpResponse:
    """What follows from one level."""
    draft = find_draft(request, template)
    part, asked = find_question(draft, section, question)
    level = next((one for one in asked.options if one.key == option), None)
    if level is None or asked.kind is not Kind.LEVEL:
        raise Http404
    form = ConsequenceForm(draft, Place(section, question, option), level, request.POST or None)
    back = reverse("cases:template_question", args=[draft.pk, section, question])
    more = {"section": part, "question": asked, "level": level}
    return _form_page(request, form, "cases/template_level.html", back=back, **more)


@require_POST
def template_move(
    request: HttpRequest, template: UUID, section: str, question: str = "", option: str = ""
) -> HttpResponse:
    """One step up or down among its neighbours."""
    draft = find_draft(request, template)
    place = find_place(draft, section, question, option)
    way = "hoch" if request.POST.get("wohin") == "hoch" else "runter"
    edit = partial(move, place=place, by=-1 if way == "hoch" else 1)
    return _do(request, draft, edit, _list_of(draft, place, way), _("Verschoben."))


@require_POST
def template_remove(
    request: HttpRequest, template: UUID, section: str, question: str = "", option: str = ""
) -> HttpResponse:
    """Take a part out of the draft."""
    draft = find_draft(request, template)
    place = find_place(draft, section, question, option)
    said = _("Aus dem Entwurf genommen. Veröffentlichte Fassungen behalten es.")
    return _do(request, draft, partial(remove, place=place), _list_of(draft, place), said)


def _list_of(draft: AssessmentTemplate, place: Place, way: str = "") -> str:
    """The page with the list in which a part stands; ``way``: at the button of the part that was used."""
    button = f"{way}-{place.option or place.question or place.section}" if way else ""
    if place.option:
        there = reverse("cases:template_question", args=[draft.pk, place.section, place.question])
        return f"{there}#{button or 'antworten'}"
    if place.question:
        return f"{reverse('cases:template_section', args=[draft.pk, place.section])}#{button or 'fragen'}"
    return f"{reverse('cases:template', args=[draft.pk])}#{button or 'abschnitte'}"


@require_POST
def template_language_add(request: HttpRequest, template: UUID) -> HttpResponse:
    """Begin a translation."""
    draft = find_draft(request, template)
    form = LanguageForm(draft, request.POST)
    if not form.is_valid():
        return _template_page(request, draft, form)
    language = form.cleaned_data["language"]
    there = reverse("cases:template_language", args=[draft.pk, language])
    return _do(request, draft, partial(add_language, language=language), there, _("Sprache aufgenommen."))


def template_language(request: HttpRequest, template: UUID, language: str) -> HttpResponse:
    """How far a translation has come, section by section."""
    draft = find_draft(request, template)
    context = {"template": draft, "language": language, "name": _language(draft, language)}
    told = draft.content.texts_in(language)
    context["parts"] = [(section, *_done(section, told)) for section in draft.content.sections]
    return render(request, "cases/template_language.html", context)


def _done(section: Section, told: dict[str, str]) -> tuple[int, int]:
    places = [place for place, _words in texts_of(section)]
    return sum(place in told for place in places), len(places)


def template_words(request: HttpRequest, template: UUID, language: str, section: str) -> HttpResponse:
    """One section in another language, beside the German words."""
    draft = find_draft(request, template)
    name = _language(draft, language)
    part = find_section(draft, section)
    form = WordsForm(draft, part, language, request.POST or None)
    back = reverse("cases:template_language", args=[draft.pk, language])
    more = {"section": part, "language": language, "name": name}
    return _form_page(request, form, "cases/template_words.html", back=back, **more)


@require_POST
def template_language_remove(request: HttpRequest, template: UUID, language: str) -> HttpResponse:
    """Take a translation out of the draft."""
    draft = find_draft(request, template)
    _language(draft, language)
    back = reverse("cases:template", args=[draft.pk]) + "#sprachen"
    return _do(request, draft, partial(remove_language, language=language), back, _("Sprache herausgenommen."))


def _language(draft: AssessmentTemplate, language: str) -> str:
    if language not in draft.content.translations:
        raise Http404
    return language_name(language)


def template_preview(request: HttpRequest, template: UUID, section: str = "") -> HttpResponse:
    """A version as case managers will see it; nothing is saved."""
    found = find_template(request, template)
    sections = found.content.sections
    if not sections:
        raise Http404
    part = find_section(found, section) if section else sections[0]
    languages = {state.language: language_name(state.language) for state in translation_states(found.content)}
    language = request.GET.get("sprache", "")
    language = language if language in languages else ""
    form = SectionForm(part, also=found.content.texts_in(language), language=language)
    context = {
        "template": found,
        "section": part,
        "sections": sections,
        "position": sections.index(part) + 1,
        "form": form,
        "language": language,
        "languages": languages,
        "is_editor": WORKLOAD.admits(request.user),
    }
    return render(request, "cases/template_preview.html", context)


def template_publish(request: HttpRequest, template: UUID) -> HttpResponse:
    """Check once more, say what is new, publish."""
    draft = find_draft(request, template)
    form = PublishForm(request.POST or None, initial={"seen": draft.revision})
    found = faults(draft.content)
    if form.is_valid():
        act = partial(acts.publish_draft, draft, by=user_of(request), seen=form.seen_revision, **form.wording)
        if published := attempt(form, act):
            toast(request, _("Veröffentlicht. Neue Bestandsaufnahmen fragen ab jetzt so."))
            return redirect("cases:template", published.pk)
    more = {"draft": draft, "faults": _shown(draft, found), "hints": _shown(draft, _hints(draft))}
    return form_page(request, "cases/template_publish.html", form, **more)


@require_POST
def template_discard(request: HttpRequest, template: UUID) -> HttpResponse:
    """Put the draft away."""
    draft = find_draft(request, template)
    undo = reverse("cases:template_take_up", args=[draft.pk])
    act = partial(acts.discard_draft, draft, by=user_of(request))
    return do(request, reverse("cases:templates"), act, said=_("Entwurf verworfen."), undo=undo)


@require_POST
def template_take_up(request: HttpRequest, template: UUID) -> HttpResponse:
    """Go on with a draft that was put away."""
    found = find_template(request, template)
    act = partial(acts.take_up_draft, found, by=user_of(request))
    return do(request, reverse("cases:template", args=[found.pk]), act, said=_("Der Entwurf ist wieder da."))


@require_POST
def template_undo(request: HttpRequest, template: UUID, revision: int) -> HttpResponse:
    """Take back the last edit."""
    draft = find_draft(request, template)
    act = partial(acts.undo_change, draft, by=user_of(request), seen=revision)
    back = reverse("cases:template", args=[draft.pk])
    return do(request, back, act, said=_("Die letzte Änderung ist zurückgenommen."))


# Finding ---------------------------------------------------------------------------------------------------------


def find_template(request: HttpRequest, pk: UUID) -> AssessmentTemplate:
    """A version, or 404."""
    known = AssessmentTemplate.objects.visible_to(user_of(request)).select_related("changed_by")
    return get_object_or_404(known, pk=pk)


def find_draft(request: HttpRequest, pk: UUID) -> AssessmentTemplate:
    """A version that can be edited, or 404: what was published has no page on which it could be changed.

    Words that were typed while somebody published it come back with the reason instead.
    """
    found = find_template(request, pk)
    if not found.is_draft and request.method != "POST":
        raise Http404
    return found


def find_section(template: AssessmentTemplate, key: str) -> Section:
    """A section of a version, or 404."""
    try:
        return template.content.section(key)
    except KeyError as unknown:
        raise Http404 from unknown


def find_question(template: AssessmentTemplate, section: str, key: str) -> tuple[Section, Question]:
    """A question of a section, or 404."""
    part = find_section(template, section)
    found = next((question for question in part.questions if question.key == key), None)
    if found is None:
        raise Http404
    return part, found


def find_place(template: AssessmentTemplate, section: str, question: str, option: str) -> Place:
    """The place of a part that is there, or 404."""
    if not question:
        find_section(template, section)
    else:
        _part, asked = find_question(template, section, question)
        if option and not any(known.key == option for known in asked.options):
            raise Http404
    return Place(section, question, option)


def _earlier(section: Section, question: Question) -> list[Question]:
    """The questions on whose answers another one can depend."""
    before = section.questions[: section.questions.index(question)]
    return [one for one in before if one.kind in CONDITIONAL_ON]


def condition_in_words(section: Section, question: Question) -> str:
    """When a question is put; empty for always."""
    if question.shown_if is None:
        return ""
    asked = next((one for one in section.questions if one.key == question.shown_if.question), None)
    if asked is None:
        return _("nach einer Frage, die es nicht mehr gibt")
    answers = _(" oder ").join(f"„{display(asked, answer)}“" for answer in question.shown_if.any_of)
    return _("wenn „{question}“ mit {answers} beantwortet ist").format(question=asked.label, answers=answers)


# Saving ----------------------------------------------------------------------------------------------------------


def _form_page(request: HttpRequest, form: DraftForm, page: str, *, back: str = "", **more: Any) -> HttpResponse:
    """A form about a part of a draft: saved, one is where the part is listed."""
    draft = form.draft
    back = back or reverse("cases:template", args=[draft.pk])
    if form.is_valid():
        act: Callable[[], AssessmentTemplate] = partial(
            acts.change_draft, draft, form.edit, by=user_of(request), seen=form.seen_revision
        )
        if changed := attempt(form, act):
            toast(request, _("Im Entwurf gespeichert."), undo=_undo(changed))
            return redirect(back)
    return form_page(request, page, form, draft=draft, back=back, **more)


def _do(
    request: HttpRequest, draft: AssessmentTemplate, edit: Callable[[Document], Document], back: str, said: str
) -> HttpResponse:
    """An edit of one click."""
    try:
        changed = acts.change_draft(draft, edit, by=user_of(request), seen=None)
    except RuleBroken as broken:
        toast(request, broken.message, tone="danger")
    else:
        toast(request, said, undo=_undo(changed))
    return redirect(back)


def _undo(changed: AssessmentTemplate) -> str:
    return reverse("cases:template_undo", args=[changed.pk, changed.revision])
