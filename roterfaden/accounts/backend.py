"""Who is signed in, as each request finds it out."""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from roterfaden.accounts.models import User
from roterfaden.accounts.ready import ReadyObjects

_FOUND = ReadyObjects(lambda _user, key: User.objects.with_seats().filter(pk=key))


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in by e-mail address; the user of a session comes with the seats held today, which each page asks for."""

    def get_user(self, user_id: UUID | str) -> User | None:
        """The user of a session. One query."""
        found = _FOUND.of(UUID(str(user_id)))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
