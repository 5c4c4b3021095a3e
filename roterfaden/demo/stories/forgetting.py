"""Removing invented persons. Only the demo may: real ones are deleted by their periods (``roterfaden.retention``)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from roterfaden.cases import reach
from roterfaden.cases.models import Client


@transaction.atomic
def forget_persons(ids: Sequence[UUID]) -> int:
    """Delete these persons, if they are invented, with all that hangs on them and its history; how many there were."""
    invented = set(Client.objects.filter(pk__in=ids, is_synthetic=True).values_list("pk", flat=True))
    if invented:
        reach.remove(reach.rows_of(invented))
    return len(invented)
