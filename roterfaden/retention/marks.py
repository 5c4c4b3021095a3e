"""Marks: a reference as a keyed hash. Who knows a reference can ask whether it was deleted; nobody can read it out.

The key is the operator's (``ROTERFADEN_PROTOCOL_KEY``). Whoever has the key and the protocol could try out all
references there may be; so the key is kept apart from the backups.
"""

import hmac
from uuid import UUID

from django.conf import settings


def mark_of_reference(reference: str) -> str:
    """The mark of a file's reference, as people write it ("2026-00042")."""
    return _mark(f"case:{reference.strip()}")


def mark_of_person(person: UUID) -> str:
    """The mark of a person, by the random identifier."""
    return _mark(f"person:{person}")


def _mark(what: str) -> str:
    return hmac.new(settings.PROTOCOL_KEY.encode(), what.encode(), "sha256").hexdigest()
