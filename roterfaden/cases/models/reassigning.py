"""The head of unit gives cases of somebody who cannot lead them any more to others, and sees no file."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.models.case import Case, Phase
from roterfaden.cases.models.entrusted import staff_of, team_filter
from roterfaden.cases.models.intensity import Intensity

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class ReassignReason(models.TextChoices):
    """Why. To choose from, so that nobody writes down why a colleague is ill, or about whom a case is."""

    LEFT = "left", _("arbeitet nicht mehr hier")
    AWAY = "away", _("ist längere Zeit nicht da")
    BALANCE = "balance", _("die Fälle werden neu verteilt")


class ReassignmentQuerySet(models.QuerySet["Reassignment"]):
    """Reassignments."""

    def visible_to(self, user: "User") -> Self:
        """Those of the workers of the unit whose head the user is: workers, a reason and a day."""
        return self.filter(worker__in=staff_of(user))


@pghistory.track()
class Reassignment(Identified):
    """One act of a head of unit: whose cases, why, when. Never changed."""

    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("bisherige Fallführung")
    )
    reason = models.CharField(_("Grund"), max_length=10, choices=ReassignReason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("durch"))
    at = models.DateTimeField(_("am"), default=timezone.now)

    objects = ReassignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übertragung von Fällen")
        verbose_name_plural = _("Übertragungen von Fällen")
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return f"{self.worker}, {self.at:%d.%m.%Y}"


class ReassignedCaseQuerySet(models.QuerySet["ReassignedCase"]):
    """Cases that were given to others."""

    def visible_to(self, user: "User") -> Self:
        """Those whose file the user may open today."""
        return self.filter(team_filter(user))


@pghistory.track()
class ReassignedCase(Identified):
    """A case in a reassignment: to whom it went, and how many tasks and looks ahead went along."""

    reassignment = models.ForeignKey(
        Reassignment, models.PROTECT, related_name="cases", verbose_name=_("Übertragung von Fällen")
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="reassigned", verbose_name=_("Fall"))
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("neue Fallführung")
    )
    tasks = models.PositiveIntegerField(_("Aufgaben"))
    follow_ups = models.PositiveIntegerField(_("Überprüfungen"))

    objects = ReassignedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übertragener Fall")
        verbose_name_plural = _("Übertragene Fälle")
        constraints = [
            models.UniqueConstraint(fields=["reassignment", "case"], name="reassigned_once_in_an_act"),
        ]

    def __str__(self) -> str:
        return f"{self.receiver}"


class AssignableCaseQuerySet(models.QuerySet["AssignableCase"]):
    """Open cases to give to others."""

    def visible_to(self, user: "User") -> Self:
        """Those of the organisations in which the user is head of unit."""
        return self.filter(organisation__in=user.organisations_as(Role.HEAD_OF_UNIT))


class AssignableCase(models.Model):
    """An open case as the head of unit gives it to somebody else: reference, phase, intensity. Nobody's name."""

    id = models.UUIDField(primary_key=True, editable=False)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Fallführung")
    )
    organisation = models.ForeignKey(
        "network.Organisation", models.DO_NOTHING, related_name="+", verbose_name=_("betreut bei")
    )
    reference = models.CharField(_("Aktenzeichen"), max_length=20)
    phase = models.CharField(_("Phase"), max_length=12, choices=Phase)
    intensity = models.CharField(_("Begleitung"), max_length=10, choices=Intensity)
    opened_at = models.DateTimeField(_("eröffnet am"))

    objects = AssignableCaseQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Übertragbarer Fall")
        verbose_name_plural = _("Übertragbare Fälle")

    def __str__(self) -> str:
        return self.reference


class ReassignedFigureQuerySet(models.QuerySet["ReassignedFigure"]):
    """What became of a reassignment."""

    def visible_to(self, user: "User") -> Self:
        """Of the workers of the unit whose head the user is."""
        return self.filter(reassignment__worker__in=staff_of(user))


class ReassignedFigure(models.Model):
    """A reassigned case as the head of unit reads it afterwards, by its reference."""

    id = models.UUIDField(primary_key=True, editable=False)
    reassignment = models.ForeignKey(
        Reassignment, models.DO_NOTHING, related_name="+", verbose_name=_("Übertragung von Fällen")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("neue Fallführung")
    )
    reference = models.CharField(_("Aktenzeichen"), max_length=20)
    phase = models.CharField(_("Phase"), max_length=12, choices=Phase)
    intensity = models.CharField(_("Begleitung"), max_length=10, choices=Intensity)
    tasks = models.PositiveIntegerField(_("Aufgaben"))
    follow_ups = models.PositiveIntegerField(_("Überprüfungen"))

    objects = ReassignedFigureQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Übertragener Fall als Zahl")
        verbose_name_plural = _("Übertragene Fälle als Zahlen")

    def __str__(self) -> str:
        return self.reference
