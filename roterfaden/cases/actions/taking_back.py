"""Taking back and restoring: nothing is deleted, everything leaves a trace."""

from typing import Any, Protocol, Self, TypeVar
from uuid import UUID

from django.utils import timezone


class TakenBack(Protocol):
    """A record that is both ``Revised`` and ``Withdrawable``."""

    pk: Any
    withdrawn_at: Any
    withdrawn_by: Any
    withdrawn_reason: str

    @classmethod
    def claim(cls, pk: UUID, seen: int | None) -> Self:
        """See ``Revised.claim``."""
        ...

    def save(self) -> None:
        """Write it."""
        ...


Record = TypeVar("Record", bound=TakenBack)


def withdraw(record: Record, *, by: Any, reason: str = "") -> Record:
    """Take ``record`` back. Taking back twice changes nothing."""
    current = type(record).claim(record.pk, None)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = timezone.now(), by, reason
        current.save()
    return current


def restore(record: Record, *, by: Any) -> Record:
    """Undo :func:`withdraw`; the history keeps that it happened."""
    current = type(record).claim(record.pk, None)
    current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = None, None, ""
    current.save()
    return current
