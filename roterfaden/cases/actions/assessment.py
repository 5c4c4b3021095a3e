"""The assessment, section by section, and the network map."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases import carry_over
from roterfaden.cases.actions.levels import follow_levels, refuse_without_second_look
from roterfaden.cases.actions.people import correct_client
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked_open, note_fact, tell
from roterfaden.cases.models import Act, Assessment, AssessmentSection, AssessmentTemplate, Case, NetworkContact


@transaction.atomic
def start_assessment(case: Case, *, by: Any) -> Assessment:
    """Begin an assessment with the current template; an open draft is taken up again instead."""
    case = locked_open(case)
    draft: Assessment | None = case.assessments.filter(completed_at__isnull=True).first()
    if draft:
        return draft
    try:
        template = AssessmentTemplate.objects.in_force()
    except AssessmentTemplate.DoesNotExist as missing:
        raise RuleBroken(_("Es gibt noch keine Vorlage. Die Leitung veröffentlicht sie.")) from missing
    assessment = Assessment.objects.create(
        case=case, template=template, number=case.assessments.count() + 1, started_by=by
    )
    tell(case, Act.ASSESSMENT_STARTED, by=by, subject=assessment.pk)
    return assessment


@transaction.atomic
def save_section(assessment: Assessment, key: str, answers: dict[str, Any], *, by: Any, seen: int) -> AssessmentSection:
    """Keep the answers to one section. ``seen`` is 0 for a section nobody has saved yet.

    What is answered anew also goes into the person's record; what stood here before may have been put right there.
    Raises ``EditConflict`` carrying the stored section when someone else saved it since.
    """
    locked_open(assessment.case)
    if Assessment.objects.filter(pk=assessment.pk, completed_at__isnull=False).exists():
        raise RuleBroken(_("Die Bestandsaufnahme ist abgeschlossen. Öffnen Sie sie wieder, um etwas zu ändern."))
    kept = AssessmentSection.objects.select_for_update(of=("self",), no_key=True).filter(assessment=assessment, key=key)
    section: AssessmentSection | None = kept.first()
    if section is not None and section.revision != seen:
        raise EditConflict(section)
    before = section.answers if section else carry_over.from_file(key, assessment.case)
    new = {question: answer for question, answer in answers.items() if before.get(question) != answer}
    _keep_record_true(assessment.case, key, new, by=by)
    follow_levels(assessment, assessment.template.content.section(key), answers, by=by)
    if section is None:
        return AssessmentSection.objects.create(assessment=assessment, key=key, answers=answers, saved_by=by)
    section.answers, section.saved_by, section.revision = answers, by, section.revision + 1
    section.save()
    return section


def _keep_record_true(case: Case, key: str, answers: dict[str, Any], *, by: Any) -> None:
    told = carry_over.to_client(key, answers)
    if any(getattr(case.client, name) != value for name, value in told.items()):
        correct_client(case.client, by=by, seen=None, **told)


@transaction.atomic
def complete_assessment(assessment: Assessment, *, by: Any) -> Assessment:
    """The picture is good enough to agree on goals. At least one section must hold something, and somebody else has
    looked at each level that asks for it.
    """
    case = locked_open(assessment.case)
    current = Assessment.claim(assessment.pk, None)
    if current.completed_at is not None:
        return current
    if not assessment.sections.exclude(answers={}).exists():
        raise RuleBroken(_("Die Bestandsaufnahme ist noch leer. Halten Sie zuerst etwas fest."))
    refuse_without_second_look(assessment, by)
    current.completed_at = timezone.now()
    current.save()
    note_fact(case, Act.ASSESSMENT_COMPLETED, by=by, assessed_at=current.completed_at)
    return current


@transaction.atomic
def reopen_assessment(assessment: Assessment, *, by: Any, reason: str = "") -> Assessment:
    """Open a completed assessment again to correct or add something."""
    case = locked_open(assessment.case)
    if case.assessments.filter(completed_at__isnull=True).exclude(pk=assessment.pk).exists():
        raise RuleBroken(_("Es ist schon eine neuere Bestandsaufnahme in Arbeit."))
    current = Assessment.claim(assessment.pk, None)
    if current.completed_at is None:
        return current
    current.completed_at = None
    current.save()
    note_fact(case, Act.ASSESSMENT_REOPENED, by=by, reason=reason, assessed_at=None)
    return current


@transaction.atomic
def add_network_contact(case: Case, *, by: Any, **fields: Any) -> NetworkContact:
    """Put someone on the person's network map."""
    case = locked_open(case)
    contact = NetworkContact.objects.create(case=case, **fields)
    tell(case, Act.NETWORK_CHANGED, by=by, text=contact.label, subject=contact.pk)
    return contact


@transaction.atomic
def change_network_contact(contact: NetworkContact, *, by: Any, seen: int, **fields: Any) -> NetworkContact:
    """Move or rename someone on the network map."""
    case = locked_open(contact.case)
    current = NetworkContact.claim(contact.pk, seen)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    tell(case, Act.NETWORK_CHANGED, by=by, text=current.label, subject=current.pk)
    return current


@transaction.atomic
def remove_network_contact(contact: NetworkContact, *, by: Any) -> NetworkContact:
    """Take someone off the network map; can be restored."""
    case = locked_open(contact.case)
    current = withdraw(contact, by=by)
    tell(case, Act.NETWORK_CHANGED, by=by, text=current.label, subject=current.pk)
    return current


@transaction.atomic
def restore_network_contact(contact: NetworkContact, *, by: Any) -> NetworkContact:
    """Put a removed entry back on the map."""
    case = locked_open(contact.case)
    current = restore(contact, by=by)
    tell(case, Act.NETWORK_CHANGED, by=by, text=current.label, subject=current.pk)
    return current
