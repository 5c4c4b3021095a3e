"""Building blocks of every table: random identifiers, edits that overwrite nothing unseen, taking back."""

from collections.abc import Callable
from typing import Self, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Identified(models.Model):
    """A row whose identifier is random: addresses neither count nor can be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


CLAIM_GUARDS: list[Callable[[UUID], None]] = []
"""What may refuse that a record is changed (raises ``RuleBroken``); told in ``AppConfig.ready``."""


class EditConflict(Exception):
    """Someone else saved the record after the form was opened. ``current`` is what the database holds now."""

    def __init__(self, current: "Revised") -> None:
        super().__init__(_("In der Zwischenzeit hat jemand anderes diesen Eintrag geändert."))
        self.current = current


class Revised(Identified):
    """A record that two people may edit: each save names the revision it saw and increases it by one."""

    revision = models.PositiveIntegerField(_("Bearbeitungsstand"), default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, pk: UUID, seen: int | None) -> Self:
        """Lock the row for an edit that started from revision ``seen`` and count the revision up (not yet saved).

        ``seen=None`` claims without comparing, for acts that do not depend on what was read. Must run inside a
        transaction. Raises :class:`EditConflict` when the record has moved on, ``DoesNotExist`` when it is gone.
        """
        current = cls._base_manager.select_for_update(of=("self",), no_key=True).get(pk=pk)
        if seen is not None and current.revision != seen:
            raise EditConflict(current)
        for guard in CLAIM_GUARDS:
            guard(pk)
        current.revision += 1
        return current


Row = TypeVar("Row", bound="models.Model")


class WithdrawableQuerySet(models.QuerySet[Row]):
    """Rows that can be taken back."""

    def current(self) -> Self:
        """Only what has not been taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Withdrawable(models.Model):
    """A record that is taken back with a reason instead of being deleted, and can be restored."""

    withdrawn_at = models.DateTimeField(_("zurückgenommen am"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("zurückgenommen von"),
    )
    withdrawn_reason = models.CharField(_("Grund der Rücknahme"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record has been taken back."""
        return self.withdrawn_at is not None
