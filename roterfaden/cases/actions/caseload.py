"""What the unit agrees on about how much one person can carry."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from roterfaden.base.models import EditConflict
from roterfaden.cases.models import CaseloadRule


@transaction.atomic
def set_caseload_rule(*, by: Any, seen: int, **wording: Any) -> CaseloadRule:
    """Decide weights, limit and shares. ``seen`` is 0 for whoever saw the proposal only.

    Raises ``EditConflict`` when somebody else has decided meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('caseload rule'))")
    known = CaseloadRule.objects.first()
    if known is not None and not seen:
        raise EditConflict(known)
    current = CaseloadRule.claim(known.pk, seen) if known is not None else CaseloadRule()
    for name, value in wording.items():
        setattr(current, name, value)
    current.changed_by, current.changed_at = by, timezone.now()
    current.save()
    return current
