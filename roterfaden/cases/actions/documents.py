"""Papers of a case that were made: the timeline tells it, once a day for the same paper and person."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from roterfaden.cases.actions.timeline import locked, tell
from roterfaden.cases.models import Act, Case


@transaction.atomic
def tell_document_made(case: Case, *, by: Any, text: str, subject: UUID | None = None) -> None:
    """Tell on the timeline that a document was made. Opening the same one again on the same day is no news.

    Allowed on closed cases too: people ask for their papers after the end.
    """
    case = locked(case, though_restricted=True)
    today = case.timeline.filter(
        act=Act.DOCUMENT_MADE, by=by, text=text, subject=subject, at__date=timezone.localdate()
    )
    if not today.exists():
        tell(case, Act.DOCUMENT_MADE, by=by, text=text, subject=subject)
