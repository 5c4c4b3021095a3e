"""How closely a person is accompanied."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import Act, Case, Intensity


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
