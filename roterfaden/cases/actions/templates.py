"""Versions of the questionnaire: copy one into a draft, edit the draft, publish it; a published one never changes."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.figures import case_managers
from roterfaden.cases.models import AssessmentTemplate, TemplateState
from roterfaden.cases.questionnaire import QuestionnaireError, parse
from roterfaden.cases.questionnaire.checking import faults
from roterfaden.cases.questionnaire.editing import Document


@transaction.atomic
def copy_template(source: AssessmentTemplate, *, by: Any) -> AssessmentTemplate:
    """Begin a draft with everything of a published version. There is one draft at a time."""
    _refuse_second_draft(source)
    document = {name: value for name, value in source.document.items() if name != "version"}
    return AssessmentTemplate.objects.create(
        key=source.key, title=source.title, document=document, changed_by=by, changed_at=timezone.now()
    )


@transaction.atomic
def change_draft(
    draft: AssessmentTemplate, edit: Callable[[Document], Document], *, by: Any, seen: int | None
) -> AssessmentTemplate:
    """Apply one edit of ``questionnaire/editing.py``; what was before is kept for taking it back."""
    current = _claimed_draft(draft, by=by, seen=seen)
    try:
        edited = edit(current.document)
    except KeyError as gone:
        raise RuleBroken(_("Diesen Teil gibt es im Entwurf nicht mehr. Nichts wurde geändert.")) from gone
    current.before, current.document = current.document, edited
    current.save()
    return current


@transaction.atomic
def undo_change(draft: AssessmentTemplate, *, by: Any, seen: int) -> AssessmentTemplate:
    """Take back the last edit, if it still is the last one; once more brings it back."""
    if not AssessmentTemplate.objects.filter(pk=draft.pk, revision=seen, before__isnull=False).exists():
        raise RuleBroken(_("Der Entwurf wurde inzwischen weiter geändert. Nichts wurde zurückgenommen."))
    current = _claimed_draft(draft, by=by, seen=seen)
    current.document, current.before = current.before, current.document
    current.save()
    return current


@transaction.atomic
def publish_draft(draft: AssessmentTemplate, *, by: Any, seen: int, news: str) -> AssessmentTemplate:
    """From now on new assessments ask by this version; begun ones keep theirs. Case managers are told."""
    versions = _locked_versions(draft)
    current = _claimed_draft(draft, by=by, seen=seen)
    if found := faults(current.content):
        raise RuleBroken(found[0].text)
    versions.filter(state=TemplateState.PUBLISHED).update(state=TemplateState.SUPERSEDED)
    current.version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    current.document = {**current.document, "version": current.version}
    try:
        parse(current.document)
    except QuestionnaireError as fault:
        raise RuleBroken(str(fault)) from fault
    current.state, current.before = TemplateState.PUBLISHED, None
    current.news, current.published_at = news, timezone.now()
    current.save()
    said = _("Ab jetzt gilt {template}: {news}").format(template=current, news=news)
    notify(case_managers(), said, path=reverse("cases:template_preview", args=[current.pk]))
    return current


@transaction.atomic
def discard_draft(draft: AssessmentTemplate, *, by: Any) -> AssessmentTemplate:
    """Put a draft away; it can be taken up again."""
    current = _claimed_draft(draft, by=by, seen=None)
    current.state = TemplateState.DISCARDED
    current.save()
    return current


@transaction.atomic
def take_up_draft(draft: AssessmentTemplate, *, by: Any) -> AssessmentTemplate:
    """Go on with a draft that was put away."""
    _refuse_second_draft(draft)
    current = AssessmentTemplate.claim(draft.pk, None)
    if current.state != TemplateState.DISCARDED:
        raise RuleBroken(_("Diese Fassung ist veröffentlicht und ändert sich nicht mehr."))
    current.state, current.changed_by, current.changed_at = TemplateState.DRAFT, by, timezone.now()
    current.save()
    return current


def _claimed_draft(draft: AssessmentTemplate, *, by: Any, seen: int | None) -> AssessmentTemplate:
    current = AssessmentTemplate.claim(draft.pk, seen)
    if not current.is_draft:
        raise RuleBroken(_("Diese Fassung ist kein Entwurf mehr. Nichts wurde geändert."))
    current.changed_by, current.changed_at = by, timezone.now()
    return current


def _locked_versions(template: AssessmentTemplate) -> Any:
    """All versions of this questionnaire, locked: two heads of unit neither publish nor copy at once."""
    versions = AssessmentTemplate.objects.filter(key=template.key)
    list(versions.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return versions


def _refuse_second_draft(template: AssessmentTemplate) -> None:
    if _locked_versions(template).filter(state=TemplateState.DRAFT).exists():
        raise RuleBroken(_("Es gibt schon einen Entwurf. Veröffentlichen oder verwerfen Sie ihn zuerst."))
