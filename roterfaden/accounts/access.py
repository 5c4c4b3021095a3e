"""Who may open the pages around one's own account."""

from dataclasses import dataclass
from typing import Any

from roterfaden.base.access import Audience, Role


@dataclass(frozen=True)
class SignedIn(Audience):
    """Whoever is signed in, also without a role today: one's own password and second factor need no role."""

    def admits(self, user: Any) -> bool:
        """Whether ``user`` is signed in."""
        return bool(user.is_authenticated)


SIGNED_IN = SignedIn(frozenset(Role))
