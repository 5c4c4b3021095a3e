"""How closely the persons of the stories are accompanied: closely in a crisis, at longer intervals towards the end.

Some are away for a while: then nobody waits to hear from them.
"""

from datetime import timedelta

from roterfaden.cases.actions.intensity import rest, set_intensity
from roterfaden.cases.models import Intensity, Urgency
from roterfaden.demo.stories.casting import Chapter
from roterfaden.demo.stories.tale import Tale

_AT_THE_BEGINNING = {Chapter.ASSESSMENT, Chapter.AGREEMENT}
_TOWARDS_THE_END = {Chapter.EVALUATION, Chapter.REOPENED}


def accompany_as_needed(tale: Tale) -> None:
    """Set the intensity of an open case; it draws no chance, so that the other stories stay as they are."""
    case = tale.refresh()
    intensity = _fitting(tale, case.urgency)
    if case.is_open and intensity != case.intensity:
        tale.clock.pass_minutes(2)
        set_intensity(case, by=tale.by, intensity=intensity)
    if case.is_open and tale.part.chapter is Chapter.STEERING and tale.part.number % 11 == 0:
        until = tale.clock.at.date() + timedelta(weeks=6)
        rest(case, by=tale.by, until=until, reason="Reise zur Familie, so abgesprochen")


def _fitting(tale: Tale, urgency: str) -> Intensity:
    if tale.part.chapter in _AT_THE_BEGINNING and urgency != Urgency.NORMAL:
        return Intensity.CLOSE
    if tale.part.chapter in _TOWARDS_THE_END or (tale.part.chapter is Chapter.STEERING and tale.part.number % 4 == 0):
        return Intensity.LOOSE
    return Intensity.REGULAR
