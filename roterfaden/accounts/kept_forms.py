"""What someone sends just after their session has ended is not lost, with or without JavaScript.

It is encrypted with a key for this person and kept for an hour; whoever signs in as the same person may send it again,
nobody else ever sees it. Files are not kept, and nothing that is typed on the pages of sign-in.
"""

import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from roterfaden.accounts.models import KeptForm, User

KEPT_FOR = timedelta(hours=1)
LARGEST = 200_000
KEPT_BELOW = "/app/"
SECRET = re.compile(r"password|passwort|csrfmiddlewaretoken")
WORDS = re.compile(r"\w+\W+\w+")


@dataclass(frozen=True)
class Kept:
    """What was sent, and where to."""

    pk: UUID
    path: str
    fields: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """What the person recognises it by: fields in which more than one word stands."""
        return [value for _name, value in self.fields if WORDS.search(value)]


def keep(request: HttpRequest, user: User) -> KeptForm | None:
    """Keep the form of this request for ``user``; ``None`` when there is nothing to keep or too much of it."""
    if request.method != "POST" or not request.path.startswith(KEPT_BELOW):
        return None
    fields = [(name, value) for name, values in request.POST.lists() if not SECRET.search(name) for value in values]
    content = json.dumps({"path": request.get_full_path(), "fields": fields}).encode()
    if not fields or len(content) > LARGEST:
        return None
    return KeptForm.objects.create(
        user=user, content=_cipher(user).encrypt(content), kept_until=timezone.now() + KEPT_FOR
    )


def find(pk: UUID, user: User) -> Kept | None:
    """What was kept under ``pk`` for ``user``; ``None`` if it is somebody else's, too old, or unreadable by now."""
    row = KeptForm.objects.visible_to(user).filter(pk=pk).first()
    if row is None:
        return None
    try:
        content = json.loads(_cipher(user).decrypt(bytes(row.content)))
    except InvalidToken:
        return None
    return Kept(pk, content["path"], [(name, value) for name, value in content["fields"]])


def forget(pk: UUID, user: User) -> None:
    """It was sent again, or thrown away."""
    KeptForm.objects.visible_to(user).filter(pk=pk).delete()


def forget_old_forms() -> None:
    """Remove what is kept no longer."""
    KeptForm.objects.filter(kept_until__lt=timezone.now()).delete()


def _cipher(user: User) -> Fernet:
    key = salted_hmac("roterfaden.accounts.kept_forms", str(user.pk), secret=settings.SECRET_KEY, algorithm="sha256")
    return Fernet(urlsafe_b64encode(key.digest()))
