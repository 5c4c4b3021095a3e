"""Coming deletions: one row for each person whose end is foreseeable, worked out anew every night."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.models import Case, Client
from roterfaden.retention.clock import earliest
from roterfaden.retention.models.holds import RetentionHold
from roterfaden.retention.models.rules import RetentionRule

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class ArchiveState(models.TextChoices):
    """Where the offer to the archive stands."""

    NONE = "", _("noch nicht angeboten")
    OFFERED = "offered", _("angeboten, Antwort steht aus")
    DECLINED = "declined", _("nicht archivwürdig")
    TAKEN = "taken", _("vom Archiv übernommen")

    @classmethod
    def answered(cls) -> frozenset["ArchiveState"]:
        """The archive has decided."""
        return frozenset({cls.DECLINED, cls.TAKEN})


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Coming deletions."""

    def visible_to(self, user: "User") -> Self:
        """All, for the data protection officer (by reference); case managers those they led."""
        return self.all() if Role.DATA_PROTECTION in user.roles else self.filter(lead=user)

    def with_hold(self) -> Self:
        """With ``is_held``: whether a hold keeps the person."""
        return self.annotate(is_held=Exists(RetentionHold.objects.running().filter(client=OuterRef("client"))))

    def soon(self, today: date, days: int = 90) -> Self:
        """Due within the coming days, or already."""
        return self.filter(delete_on__lte=today + timedelta(days=days))

    def waiting_for_archive(self) -> Self:
        """To be offered to the archive, whose answer is not there yet."""
        return self.filter(rule__offer_to_archive=True).exclude(archive__in=ArchiveState.answered())


class Deadline(Identified):
    """When a person with all their records is deleted, and why then. Who has an open case has no row.

    ``is_restricted``: as of last night. It is kept here because data protection sees no safeguard of a person.
    """

    client = models.OneToOneField(Client, models.PROTECT, related_name="deadline", verbose_name=_("Ratsuchende Person"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("letzter Fall"))
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("zuletzt zuständig")
    )
    reference = models.CharField(_("Aktenzeichen"), max_length=20, blank=True)
    kind = models.CharField(_("Art der Daten"), max_length=30)
    rule = models.ForeignKey(RetentionRule, models.PROTECT, related_name="deadlines", verbose_name=_("Löschfrist"))
    delete_on = models.DateField(_("zu löschen ab"))
    is_restricted = models.BooleanField(_("auf Wunsch der Person eingeschränkt"), default=False, db_default=False)
    told_on = models.DateField(_("Hinweis gegeben am"), null=True)
    archive = models.CharField(_("Archiv"), max_length=10, choices=ArchiveState, blank=True, default="")
    archive_on = models.DateField(_("Archiv, Stand vom"), null=True)
    archive_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("festgehalten von")
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("anstehende Löschung")
        verbose_name_plural = _("anstehende Löschungen")
        indexes = [
            models.Index(fields=["delete_on", "id"], name="deadline_by_day"),
            models.Index(fields=["lead", "delete_on"], name="deadline_of_lead"),
            models.Index(fields=["delete_on"], condition=Q(told_on=None), name="deadline_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.reference or self.pk}: {self.delete_on:%d.%m.%Y}"

    @property
    def expected_on(self) -> date:
        """The day of deletion as far as one can say: not before the notice has stood for its weeks."""
        return earliest(self.delete_on, self.told_on, self.rule.notice_weeks) or self.delete_on

    @property
    def needs_archive(self) -> bool:
        """Whether the archive still has to answer."""
        return self.rule.offer_to_archive and self.archive not in ArchiveState.answered()
