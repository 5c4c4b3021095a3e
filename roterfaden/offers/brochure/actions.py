"""What happens to saved brochures."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from roterfaden.offers.models import SavedBrochure


@transaction.atomic
def save_brochure(*, query: str, titles: Mapping[str, str], form: str, order: str, by: Any) -> SavedBrochure:
    """Keep a choice under its title, to be printed again."""
    return SavedBrochure.objects.create(
        query=query, titles=dict(titles), form=form, order=order, changed_by=by, changed_at=timezone.now()
    )


@transaction.atomic
def change_brochure(pk: UUID, *, seen: int, titles: Mapping[str, str], form: str, order: str, by: Any) -> SavedBrochure:
    """Another title, paper or order; titles in languages that were not asked for stay. Raises ``EditConflict``."""
    saved = SavedBrochure.claim(pk, seen)
    saved.titles = {**saved.titles, **titles}
    saved.form, saved.order = form, order
    saved.changed_by, saved.changed_at = by, timezone.now()
    saved.save()
    return saved


@transaction.atomic
def drop_brochure(pk: UUID) -> None:
    """Nobody prints it any more; the offers stay."""
    SavedBrochure.claim(pk, None).delete()
