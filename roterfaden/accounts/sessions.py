"""The session store: Django's, in a table of our own, so that people see and end their sessions.

Named by ``settings.SESSION_ENGINE``. Differences to Django's: the key is stored hashed, the row knows its owner, and
loading a session remembers when it was last used, so that idle time costs no further query.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from roterfaden.accounts.browsers import browser_in_words
from roterfaden.accounts.models import StoredSession, User

OWNER = "_auth_user_id"
BEGAN = "began_at"
BROWSER = "browser"


class SessionStore(SessionBase):
    """Sessions in :class:`~roterfaden.accounts.models.StoredSession`."""

    last_seen_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """What the session holds; empty when it is unknown, ended or over."""
        found = StoredSession.objects.filter(pk=self.stored_key, expire_date__gt=timezone.now())
        row = found.values_list("session_data", "last_seen_at").first()
        if row is None:
            self._session_key = None
            return {}
        data, self.last_seen_at = row
        content: dict[str, Any] = self.decode(data)
        return content

    @property
    def stored_key(self) -> str:
        """The key as the table knows it."""
        return digest(self.session_key or "")

    def exists(self, session_key: str | None = None) -> bool:
        """Whether a session with this key is stored."""
        return StoredSession.objects.filter(pk=digest(session_key or "")).exists()

    def create(self) -> None:
        """A new session under a free key, in use from now on."""
        self.last_seen_at = None
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write it. A session that was ended meanwhile raises ``UpdateError`` and stays ended."""
        if self.session_key is None:
            return self.create()
        row = self._row(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if must_create:
            try:
                with transaction.atomic():
                    StoredSession.objects.create(pk=self.stored_key, **row)
            except IntegrityError as error:
                raise CreateError from error
        elif not StoredSession.objects.filter(pk=self.stored_key).update(**row):
            raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key is not None:
            StoredSession.objects.filter(pk=digest(key)).delete()

    def touch(self) -> None:
        """It is in use right now."""
        self.last_seen_at = timezone.now()
        StoredSession.objects.filter(pk=self.stored_key).update(last_seen_at=self.last_seen_at)

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what is over; ``manage.py clearsessions`` does it."""
        StoredSession.objects.filter(expire_date__lt=timezone.now()).delete()

    def _row(self, content: dict[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        began = content.get(BEGAN)
        return {
            "session_data": self.encode(content),
            "expire_date": self.get_expiry_date(),
            "user_id": content.get(OWNER),
            "browser": content.get(BROWSER, ""),
            "began_at": datetime.fromisoformat(began) if began else now,
            "last_seen_at": self.last_seen_at or now,
        }


def digest(key: str) -> str:
    """The SHA-256 of a session key: 160 random bits need no slow hash."""
    return sha256(key.encode()).hexdigest()


def begin(request: HttpRequest) -> None:
    """Note at sign-in what the person recognises the session by."""
    request.session[BEGAN] = timezone.now().isoformat()
    request.session[BROWSER] = browser_in_words(request.headers.get("User-Agent", ""))


def end_all(user: User, *, but: str = "") -> int:
    """End the sessions of ``user`` at their next click, except the one stored as ``but``. Says how many there were."""
    ended, _of_each = StoredSession.objects.filter(user=user).exclude(pk=but).delete()
    return ended
