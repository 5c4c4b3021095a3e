"""Holds: a reason why a person is not deleted although the time has come."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified, Revised
from roterfaden.cases.models import Case, Client
from roterfaden.cases.models.entrusted import team_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class RetentionHoldQuerySet(models.QuerySet["RetentionHold"]):
    """Holds."""

    def visible_to(self, user: "User") -> Self:
        """All, for the data protection officer; others those of their cases today, and of persons they saw last."""
        if Role.DATA_PROTECTION in user.roles:
            return self.all()
        return self.filter(team_filter(user) | Q(client__deadline__lead=user))

    def running(self) -> Self:
        """Not released. A hold whose day of review has passed still holds, until somebody decides."""
        return self.filter(released_at__isnull=True)


class RetentionHold(Revised):
    """Keeps a person and all their records until somebody releases it. ``until`` is when it has to be reviewed."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="holds", verbose_name=_("Ratsuchende Person"))
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="holds", verbose_name=_("Fall"), editable=False
    )
    reason = models.TextField(_("Grund"))
    until = models.DateField(_("zu überprüfen am"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ausgesetzt von")
    )
    set_at = models.DateTimeField(_("ausgesetzt am"), default=timezone.now)
    released_at = models.DateTimeField(_("aufgehoben am"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("aufgehoben von")
    )
    release_reason = models.TextField(_("Grund der Aufhebung"), blank=True)

    objects = RetentionHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aussetzung des Löschens")
        verbose_name_plural = _("Aussetzungen des Löschens")
        indexes = [models.Index(fields=["until"], condition=Q(released_at=None), name="retention_hold_to_review")]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(released_at__isnull=True), name="retention_hold_one_running"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="retention_hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="retention_hold_released_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('ausgesetzt bis zur Überprüfung am')} {self.until:%d.%m.%Y}"

    @property
    def is_running(self) -> bool:
        """Whether it holds."""
        return self.released_at is None

    @property
    def is_to_review(self) -> bool:
        """Whether the day of review has come."""
        return self.is_running and self.until <= timezone.localdate()


class HoldAct(models.TextChoices):
    """What happens to a hold."""

    SET = "set", _("Löschen ausgesetzt")
    EXTENDED = "extended", _("überprüft und verlängert")
    RELEASED = "released", _("Aussetzung aufgehoben")


class HoldStepQuerySet(models.QuerySet["HoldStep"]):
    """Steps of holds."""

    def visible_to(self, user: "User") -> Self:
        """Those of holds the user may see."""
        return self.filter(hold__in=RetentionHold.objects.visible_to(user))


class HoldStep(Identified):
    """One step in the life of a hold: what, who, when, why, until when."""

    hold = models.ForeignKey(RetentionHold, models.PROTECT, related_name="steps", verbose_name=_("Aussetzung"))
    act = models.CharField(_("Vorgang"), max_length=10, choices=HoldAct)
    at = models.DateTimeField(_("am"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("durch"))
    reason = models.TextField(_("Grund"))
    until = models.DateField(_("zu überprüfen am"), null=True)

    objects = HoldStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schritt einer Aussetzung")
        verbose_name_plural = _("Schritte einer Aussetzung")
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return self.get_act_display()
