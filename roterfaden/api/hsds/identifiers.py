"""Identifiers that stay the same for what has none of its own here: computed from what it belongs to."""

from hashlib import md5
from uuid import UUID, uuid5

from django.db.models import F, Func, TextField, UUIDField, Value
from django.db.models.functions import Cast, Concat

NAMESPACE = UUID("6f5b3c0e-6a07-4d0e-9f57-1f1a0b0d5c11")


def derived(*parts: object) -> UUID:
    """The identifier of something named by ``parts``, the same in every installation."""
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


def at_place(offer: UUID, place: UUID) -> UUID:
    """The identifier of an offer at a place."""
    return UUID(md5(f"{offer}/{place}".encode(), usedforsecurity=False).hexdigest())


_TEXT = TextField()
_PAIR = Concat(
    Cast(F("offer_id"), _TEXT), Value("/", output_field=_TEXT), Cast(F("place_id"), _TEXT), output_field=_TEXT
)
AT_PLACE = Cast(Func(_PAIR, function="md5", output_field=_TEXT), UUIDField())
"""The same, worked out by PostgreSQL for a row of ``Offer.places.through``."""
