"""What happens with bodies and reports: a body is entered or changed, a report is taken back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.bodies.models import FACTS, WORDS, Body, CaseReport


@transaction.atomic
def enter_body(**wording: Any) -> Body:
    """Enter a body that may receive reports."""
    return Body.objects.create(**wording)


@transaction.atomic
def change_body(body: Body, *, seen: int, **wording: Any) -> Body:
    """Change its name, kind or organisation. Raises ``EditConflict`` when somebody else did meanwhile."""
    current = Body.claim(body.pk, seen)
    for name, value in wording.items():
        setattr(current, name, value)
    current.save()
    return current


@transaction.atomic
def take_back_report(report: CaseReport, *, by: Any, reason: str) -> CaseReport:
    """Remove everything the report tells, because it turned out to point at somebody. Only the reason stays."""
    current = CaseReport.claim(report.pk, None)
    if current.is_taken_back:
        raise RuleBroken(_("Dieser Bericht ist schon zurückgenommen."))
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte den Grund."))
    for name in (*FACTS, *WORDS):
        setattr(current, name, "")
    current.taken_back_in, current.taken_back_by = timezone.localdate().replace(day=1), by
    current.taken_back_reason = reason.strip()
    current.save()
    return current
