"""The protocol of deletions: what went, by which rule, when. Not whom: a reference is kept as a keyed hash."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Text
from roterfaden.base.models import Identified
from roterfaden.retention.kinds import kind_of

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class SupervisedQuerySet(models.QuerySet["DeletionRun"]):
    """Runs."""

    def visible_to(self, user: "User") -> Self:
        """All, for the data protection officer; nobody else."""
        return self.all() if Role.DATA_PROTECTION in user.roles else self.none()


class DeletionRun(Identified):
    """One run of ``manage.py retention``: a rehearsal that only counts, or a real one."""

    started_at = models.DateTimeField(_("begonnen am"), default=timezone.now)
    finished_at = models.DateTimeField(_("beendet am"), null=True)
    is_rehearsal = models.BooleanField(_("Probelauf"))
    is_repeat = models.BooleanField(_("Wiederholung nach dem Einspielen einer Sicherung"), default=False)
    run_by = models.CharField(_("gestartet von"), max_length=80)
    persons = models.PositiveIntegerField(_("gelöschte Personen"), default=0)
    rows = models.JSONField(_("gelöschte Zeilen je Tabelle"), default=dict)
    swept = models.JSONField(_("abgelaufene Zeilen je Art"), default=dict)
    told = models.PositiveIntegerField(_("Hinweise"), default=0)
    due = models.JSONField(_("fällig je Frist"), default=dict)
    held = models.PositiveIntegerField(_("ausgesetzt"), default=0)
    restricted = models.PositiveIntegerField(_("auf Wunsch der Person eingeschränkt"), default=0)
    waiting = models.PositiveIntegerField(_("wartet auf Hinweisfrist, Antwort oder Archiv"), default=0)
    failed = models.PositiveIntegerField(_("fehlgeschlagen"), default=0)
    left_over = models.PositiveIntegerField(_("bei der Nachprüfung gefunden"), default=0)

    objects = SupervisedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Löschlauf")
        verbose_name_plural = _("Löschläufe")
        ordering = ["-started_at", "id"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.started_at):%d.%m.%Y %H:%M}"

    @property
    def is_clean(self) -> bool:
        """Whether everything went as it should."""
        return not self.failed and not self.left_over

    @property
    def swept_in_words(self) -> list[tuple[Text, int]]:
        """What ran out by itself, kind by kind."""
        return [(kind_of(kind).label, count) for kind, count in self.swept.items()]


class DeletionEntryQuerySet(models.QuerySet["DeletionEntry"]):
    """Proofs."""

    def visible_to(self, user: "User") -> Self:
        """All, for the data protection officer; nobody else."""
        return self.all() if Role.DATA_PROTECTION in user.roles else self.none()


@pgtrigger.register(pgtrigger.Protect(name="deletion_is_on_record", operation=pgtrigger.Update | pgtrigger.Delete))
class DeletionEntry(Identified):
    """The proof that one person was deleted. ``marks`` answer "was this reference deleted?" to who knows it."""

    run = models.ForeignKey(DeletionRun, models.PROTECT, related_name="entries", verbose_name=_("Löschlauf"))
    deleted_on = models.DateField(_("gelöscht am"), default=timezone.localdate)
    kind = models.CharField(_("Art der Daten"), max_length=30)
    rule = models.CharField(_("Löschfrist"), max_length=160)
    months = models.PositiveSmallIntegerField(_("Monate"))
    source = models.TextField(_("Quelle"))
    archive = models.CharField(_("Archiv"), max_length=10, blank=True)
    rows = models.JSONField(_("gelöschte Zeilen je Tabelle"))
    marks = ArrayField(models.CharField(max_length=64), verbose_name=_("Prüfmerkmale"))

    objects = DeletionEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachweis einer Löschung")
        verbose_name_plural = _("Nachweise von Löschungen")
        indexes = [GinIndex(fields=["marks"], name="deletion_entry_marks")]

    def __str__(self) -> str:
        return f"{self.rule}, {self.deleted_on:%d.%m.%Y}"

    @property
    def total(self) -> int:
        """All rows that went."""
        return sum(self.rows.values())
