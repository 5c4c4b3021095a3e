"""How closely a person is accompanied, and when nobody expects a contact for a while."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import Act, Case, Intensity

LONGEST_REST = timedelta(weeks=13)


@transaction.atomic
def set_intensity(case: Case, *, by: Any, intensity: Intensity) -> Case:
    """Accompany more or less closely from now on. Undone by setting the earlier one again; the same changes nothing."""
    current = locked_open(case)
    before = Intensity(current.intensity)
    if before == intensity:
        return current
    current.intensity = intensity
    current.revision += 1
    current.save(update_fields=["intensity", "revision"])
    text = _("{before} → {now}").format(before=before.label, now=intensity.in_words)
    tell(current, Act.INTENSITY_CHANGED, by=by, text=text)
    return current


@transaction.atomic
def rest(case: Case, *, by: Any, until: date, reason: str) -> Case:
    """Agree that nobody expects a contact until this day: reminders of silence wait. Dates that were set stay.

    Raises ``RuleBroken`` for a day that is not ahead or further than three months, and without a reason.
    """
    current, today = locked_open(case), timezone.localdate()
    if not today < until <= today + LONGEST_REST:
        latest = date_format(today + LONGEST_REST, "j. F Y")
        raise RuleBroken(_("Eine Pause endet frühestens morgen und spätestens am {day}.").format(day=latest))
    if not reason:
        raise RuleBroken(_("Bitte sagen Sie, warum die Begleitung ruht."))
    current.rests_until, current.rest_reason = until, reason
    current.revision += 1
    current.save(update_fields=["rests_until", "rest_reason", "revision"])
    tell(current, Act.REST_AGREED, by=by, text=_("bis {day}").format(day=date_format(until, "j. F Y")), reason=reason)
    return current


@transaction.atomic
def end_rest(case: Case, *, by: Any) -> Case:
    """Go on before the day that was agreed. Without a pause nothing changes."""
    current = locked_open(case)
    if current.rests_until is None:
        return current
    current.rests_until, current.rest_reason = None, ""
    current.revision += 1
    current.save(update_fields=["rests_until", "rest_reason", "revision"])
    tell(current, Act.REST_ENDED, by=by)
    return current
