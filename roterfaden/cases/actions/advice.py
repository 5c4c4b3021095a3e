"""Short advice: recorded in a few seconds, corrected, removed, or made the beginning of an intake."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.intake import go_on_with, start_intake
from roterfaden.cases.actions.queue import serve
from roterfaden.cases.models import Advice, Intake, Waiting


@transaction.atomic
def record_advice(*, by: Any, fields_of_action: Iterable[Any], called: Waiting | None = None, **fields: Any) -> Advice:
    """Keep and count that somebody was advised. At least one field of action says what about.

    Whoever was ``called`` from the queue has been served; raises ``RuleBroken`` when that is recorded already.
    """
    touched = _touched(fields_of_action)
    if called:
        serve(called, by=by)
    advice = Advice.objects.create(given_by=by, **fields)
    advice.fields_of_action.set(touched)
    return advice


@transaction.atomic
def correct_advice(advice: Advice, *, by: Any, seen: int, fields_of_action: Iterable[Any], **fields: Any) -> Advice:
    """Say it better. Raises ``EditConflict`` if it was changed in another window meanwhile."""
    touched = _touched(fields_of_action)
    current = Advice.claim(advice.pk, seen)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save()
    current.fields_of_action.set(touched)
    return current


@transaction.atomic
def remove_advice(advice: Advice, *, by: Any) -> None:
    """Recorded by mistake: it is gone and counts no more. Nobody hangs on it, so nothing has to be kept."""
    Advice.claim(advice.pk, None).delete()


@transaction.atomic
def take_in(advice: Advice, client_id: UUID, *, by: Any, unfinished: Intake | None = None) -> Intake:
    """More becomes of it: the intake of a person begins with what was recorded, and is what counts from now on.

    An ``unfinished`` talk with them is gone on with. The advice itself is removed: nobody shall find the person by way
    of it.
    """
    current = Advice.claim(advice.pk, None)
    topics = list(current.fields_of_action.all())
    if unfinished:
        intake = go_on_with(unfinished, by=by, fields_of_action=topics, concern=current.note)
    else:
        intake = start_intake(client_id, by=by, fields_of_action=topics, **_said(current))
    current.delete()
    return intake


def _said(advice: Advice) -> dict[str, Any]:
    """What an intake takes over. The note is in German, in the words of whoever wrote it down."""
    begun = timezone.make_aware(datetime.combine(advice.given_on, time(12)))
    said: dict[str, Any] = {"way": advice.way, "taken_at": min(begun, timezone.now())}
    if advice.note:
        said |= {"concern": advice.note, "concern_language": "de"}
    return {**said, "talk_language": advice.language} if advice.language else said


def _touched(fields_of_action: Iterable[Any]) -> list[Any]:
    touched = list(fields_of_action)
    if not touched:
        raise RuleBroken(_("Wählen Sie mindestens ein Handlungsfeld: Danach wird gezählt."))
    return touched
