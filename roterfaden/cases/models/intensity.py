"""How closely a case is accompanied, and how long may pass until the next contact."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Intensity(models.TextChoices):
    """How closely a person is accompanied. Whoever leads the case decides it together with them."""

    CLOSE = "close", _("eng")
    REGULAR = "regular", _("regelmäßig")
    LOOSE = "loose", _("locker")

    @property
    def weeks(self) -> int:
        """The rhythm: a contact every so many weeks."""
        return _RHYTHM[self]

    @property
    def silent_weeks(self) -> int:
        """After so many weeks without contact somebody has to look: one and a half rhythms, in whole weeks."""
        return -(-3 * self.weeks // 2)

    @property
    def in_words(self) -> str:
        """Word and rhythm, as one chooses it: ``eng, etwa jede Woche``."""
        return str(_IN_WORDS[self])


_RHYTHM = {Intensity.CLOSE: 1, Intensity.REGULAR: 4, Intensity.LOOSE: 8}
_IN_WORDS = {
    Intensity.CLOSE: _("eng, etwa jede Woche"),
    Intensity.REGULAR: _("regelmäßig, etwa alle vier Wochen"),
    Intensity.LOOSE: _("locker, etwa alle acht Wochen"),
}


def silent_filter(now: datetime) -> Q:
    """The condition that nobody has heard from the person for too long, and it was not agreed to rest.

    Needs ``intensity``, ``quiet_since`` and ``rests_until``.
    """
    conditions = Q()
    for intensity in Intensity:
        long_ago = now - timedelta(weeks=intensity.silent_weeks)
        conditions |= Q(intensity=intensity, quiet_since__lt=long_ago)
    return conditions & (Q(rests_until=None) | Q(rests_until__lt=timezone.localdate(now)))


def is_silent(case: Any, now: datetime) -> bool:
    """The same of a case that is at hand."""
    long_ago = now - timedelta(weeks=Intensity(case.intensity).silent_weeks)
    rests = case.rests_until is not None and case.rests_until >= timezone.localdate(now)
    return bool(case.quiet_since < long_ago and not rests)
