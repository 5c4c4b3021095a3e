"""Files of a case: add, name, take back, restore; and remove for good, which only retention does."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.base import shelf
from roterfaden.base.errors import RuleBroken
from roterfaden.base.inspection import Inspected
from roterfaden.base.vault import VaultError
from roterfaden.base.virus_scan import ScanState
from roterfaden.cases.actions.taking_back import restore, withdraw
from roterfaden.cases.actions.timeline import locked, locked_open, tell
from roterfaden.cases.models import Act, Attachment, AttachmentKind, Case


@transaction.atomic
def add_attachment(
    case: Case,
    *,
    by: Any,
    inspected: Inspected,
    scanned: ScanState,
    title: str,
    kind: str = AttachmentKind.LETTER,
    is_sensitive: bool = False,
) -> Attachment:
    """Keep a file in the case, encrypted. The same file twice is refused, so that pressing twice does no harm."""
    case = locked_open(case)
    already = _same_file(case, inspected.content)
    if already is not None:
        raise RuleBroken(_("liegt schon in der Akte ({name}).").format(name=already.name_for_all))
    attachment = Attachment(
        case=case,
        title=title,
        kind=kind,
        content_type=inspected.type,
        pages=inspected.pages,
        is_sensitive=is_sensitive or kind == AttachmentKind.HEALTH,
        scan_state=scanned,
        uploaded_by=by,
    ).seal(inspected.content)
    try:
        attachment.save(force_insert=True)
        tell(case, Act.FILE_ADDED, by=by, text=attachment.name_for_all, subject=attachment.pk)
    except BaseException:
        shelf.remove(attachment.pk)
        raise
    return attachment


def _same_file(case: Case, content: bytes) -> Attachment | None:
    """A file of the case with this very content. One whose key is missing cannot be compared and counts as another."""
    for candidate in Attachment.objects.current().filter(case=case, size=len(content)).order_by("uploaded_at", "pk"):
        try:
            if candidate.holds(content):
                return candidate
        except VaultError:
            continue
    return None


@transaction.atomic
def change_attachment(attachment: Attachment, *, by: Any, seen: int, **fields: Any) -> Attachment:
    """Name a file better, or say how well it is protected. Its content stays. Allowed on closed cases too."""
    case = locked(attachment.case)
    current = Attachment.claim(attachment.pk, seen)
    for name, value in fields.items():
        setattr(current, name, value)
    current.is_sensitive = current.is_sensitive or current.kind == AttachmentKind.HEALTH
    current.save()
    tell(case, Act.FILE_CHANGED, by=by, text=current.name_for_all, subject=current.pk)
    return current


@transaction.atomic
def withdraw_attachment(attachment: Attachment, *, by: Any, reason: str) -> Attachment:
    """Take a file back: it is not opened any more, and can be restored. A wrong file in a closed case goes as well."""
    case = locked(attachment.case)
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund."))
    current = withdraw(attachment, by=by, reason=reason)
    tell(case, Act.FILE_WITHDRAWN, by=by, text=current.name_for_all, reason=reason, subject=current.pk)
    return current


@transaction.atomic
def restore_attachment(attachment: Attachment, *, by: Any) -> Attachment:
    """Bring a file back."""
    case = locked(attachment.case)
    current = restore(attachment, by=by)
    tell(case, Act.FILE_RESTORED, by=by, text=current.name_for_all, subject=current.pk)
    return current
