"""What the archive was offered and what it answered, as the data protection officer notes it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.retention.models import ArchiveState, Deadline


@transaction.atomic
def note_archive(deadline: Deadline, *, by: Any, state: ArchiveState) -> Deadline:
    """Offered; declined or taken. Roter Faden sends nothing: the offer is made outside, the answer noted here."""
    current = Deadline.objects.select_for_update(of=("self",), no_key=True).select_related("rule").get(pk=deadline.pk)
    if not current.rule.offer_to_archive:
        raise RuleBroken(_("Für diese Frist ist kein Angebot an das Archiv vorgesehen."))
    if state in ArchiveState.answered() and current.archive != ArchiveState.OFFERED:
        raise RuleBroken(_("Halten Sie zuerst fest, dass Sie die Akte angeboten haben."))
    current.archive, current.archive_by, current.archive_on = state, by, timezone.localdate()
    current.save(update_fields=["archive", "archive_by", "archive_on"])
    return current
