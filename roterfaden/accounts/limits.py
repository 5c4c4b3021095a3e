"""How long a session lasts: by role, counted on the server, the shortest of all roles held."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from roterfaden.accounts.sessions import BEGAN
from roterfaden.base.access import Role

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

STRICT = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION})
"""Who opens accounts or the logs of everybody: their unattended screen is worth most."""
# The time last seen is written at most this often, so a session may end that much early, never late.
TOUCH_EVERY = timedelta(seconds=60)


@dataclass(frozen=True)
class SessionLimits:
    """The longest pause, and the longest session with no pause at all."""

    idle: timedelta
    absolute: timedelta

    @property
    def idle_in_words(self) -> str:
        """The longest pause as people say it."""
        return _in_words(self.idle)

    @property
    def absolute_in_words(self) -> str:
        """The longest session as people say it."""
        return _in_words(self.absolute)


def _in_words(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    if minutes % 60:
        return ngettext("{n} Minute", "{n} Minuten", minutes).format(n=minutes)
    return ngettext("{n} Stunde", "{n} Stunden", minutes // 60).format(n=minutes // 60)


def limits_for(user: "User") -> SessionLimits:
    """The limits of this user."""
    strict = not STRICT.isdisjoint(user.roles)
    return SessionLimits(*(settings.SESSION_LIMITS_STRICT if strict else settings.SESSION_LIMITS))


@dataclass(frozen=True)
class Remaining:
    """What is left of a session, in whole seconds."""

    idle: int
    absolute: int

    @property
    def seconds(self) -> int:
        """Until it ends one way or the other."""
        return min(self.idle, self.absolute)

    @property
    def can_be_prolonged(self) -> bool:
        """Whether a click helps: not when the longest session is what ends it."""
        return self.idle < self.absolute


def remaining(request: HttpRequest, user: "User", now: datetime | None = None) -> Remaining:
    """What is left of the session of this request; nothing when it never said when it began."""
    now = now or timezone.now()
    limits = limits_for(user)
    began = request.session.get(BEGAN)
    if began is None:
        return Remaining(0, 0)
    seen: datetime = getattr(request.session, "last_seen_at", None) or now
    return Remaining(
        idle=int((seen + limits.idle - now).total_seconds()),
        absolute=int((datetime.fromisoformat(began) + limits.absolute - now).total_seconds()),
    )
