"""Removing invented persons. Only the demo may: nothing of a real person is ever deleted this way."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Notice
from roterfaden.base import erasing
from roterfaden.bodies.models import CaseReport
from roterfaden.cases import reach
from roterfaden.cases.models import Advice, Client, GoalExample, LeaveCover, WaitFigure, Waiting

RUN = "Demo: erfundene Personen"
TOGETHER = 200
"""So many persons are removed at once."""


@transaction.atomic
def forget_persons(ids: Sequence[UUID]) -> int:
    """Delete these persons, if they are invented, with all that hangs on them and its history; how many there were."""
    invented = list(Client.objects.filter(pk__in=ids, is_synthetic=True).values_list("pk", flat=True))
    for at in range(0, len(invented), TOGETHER):
        persons = frozenset(invented[at : at + TOGETHER])
        found = reach.rows_of(persons)
        going = erasing.Going(persons, {model._meta.label: tuple(keys) for model, keys in found.items()})
        for eraser in erasing.erasers().values():
            eraser(going)
        reach.remove(found, run=RUN)
    return len(invented)


@transaction.atomic
def forget_arrangements() -> None:
    """Delete what invented colleagues arranged among themselves, and what they were told about it."""
    covers = LeaveCover.objects.filter(absent__is_synthetic=True, cover__is_synthetic=True)
    reach.remove(reach.with_history(LeaveCover, covers.values_list("pk", flat=True)), run=RUN)
    examples = GoalExample.objects.filter(proposed_by__is_synthetic=True)
    reach.remove(reach.with_history(GoalExample, examples.values_list("pk", flat=True)), run=RUN)
    advice = Advice.objects.filter(given_by__is_synthetic=True)
    touched = Advice.fields_of_action.through
    links = set(touched._base_manager.filter(advice__in=advice).values_list("pk", flat=True))
    reach.remove({touched: links, **reach.with_history(Advice, advice.values_list("pk", flat=True))}, run=RUN)
    Waiting.objects.filter(entered_by__is_synthetic=True).delete()
    WaitFigure.objects.all().delete()
    Notice.objects.filter(user__is_synthetic=True).delete()
    # A report knows nobody, so that nobody can tell which of them were invented.
    CaseReport.objects.all().delete()
