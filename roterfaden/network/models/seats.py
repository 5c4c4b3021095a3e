"""Who works with which role where, from–until, and what was done to accounts."""

from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified
from roterfaden.network.models.directory import Organisation

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

OPENS_FILES_OR_ACCOUNTS = frozenset({Role.CASE_MANAGER, Role.HEAD_OF_UNIT, Role.ADMINISTRATOR, Role.DATA_PROTECTION})
"""Roles that open personal data or the accounts of others: whoever gets one, others hear of it at once."""


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats and the days on which they hold."""

    def current(self, on: date | None = None) -> Self:
        """Seats that hold on the given day (today by default)."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user: "User") -> Self:
        """Administrators, the head of unit and data protection see all seats.

        Others see their own, those of their organisations, and who watches over data protection.
        """
        if not user.roles.isdisjoint({Role.ADMINISTRATOR, Role.HEAD_OF_UNIT, Role.DATA_PROTECTION}):
            return self
        colleagues = Q(organisation__in=user.organisation_ids) | Q(user=user)
        return self.filter(colleagues | Q(role=Role.DATA_PROTECTION))


@pghistory.track()
class Seat(Identified):
    """A user's place in an organisation, with a role, from–until (both days included; no end means open)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("Person"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats", verbose_name=_("Organisation"))
    role = models.CharField(_("Rolle"), max_length=30, choices=Role)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    starts_on = models.DateField(_("von"))
    ends_on = models.DateField(_("bis"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("vergeben von"),
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("beendet von"),
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")
        ordering = ["-starts_on", "id"]
        indexes = [models.Index(fields=["user", "starts_on"], name="seat_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="seat_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            ExclusionConstraint(
                name="seat_not_held_twice",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Diese Person hat diese Rolle in dieser Zeit schon."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def contradicts_counselling(self) -> bool:
        """Whether, with this seat, somebody would serve the Ausländerbehörde and counsel people on the same day."""
        others = Seat.objects.filter(user_id=self.user_id).exclude(pk=self.pk)
        others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=self.starts_on))
        if self.ends_on is not None:
            others = others.filter(starts_on__lte=self.ends_on)
        counsels, authority = self.role == Role.CASE_MANAGER, self.organisation.is_immigration_authority
        return (
            (counsels and authority)
            or (counsels and others.filter(organisation__is_immigration_authority=True).exists())
            or (authority and others.filter(role=Role.CASE_MANAGER).exists())
        )

    @property
    def badge(self) -> Badge:
        """Whether the seat holds today, will hold, or has ended."""
        today = timezone.localdate()
        if self.starts_on > today:
            return Badge(_("ab später"), Tone.INFO, "clock")
        if self.ends_on is not None and self.ends_on < today:
            return Badge(_("beendet"), Tone.NEUTRAL, "history")
        return Badge(_("gilt"), Tone.SUCCESS)


class AccountChangeKind(models.TextChoices):
    """What the administration does to an account."""

    CREATED = "created", _("Konto angelegt")
    INVITED = "invited", _("Einladung verschickt")
    RENAMED = "renamed", _("Name oder E-Mail geändert")
    SEAT_GIVEN = "seat_given", _("Funktion vergeben")
    SEAT_ENDED = "seat_ended", _("Funktion beendet")
    SEAT_RESUMED = "seat_resumed", _("Funktion weitergeführt")
    FACTOR_RESET = "factor_reset", _("Zweiter Faktor zurückgesetzt")
    DEACTIVATED = "deactivated", _("Konto gesperrt")
    REACTIVATED = "reactivated", _("Konto wieder geöffnet")
    LOCKED_OUT = "locked_out", _("Anmeldung vorübergehend gesperrt")
    DIRECTORY_UNLINKED = "directory_unlinked", _("Verknüpfung mit dem Verzeichnis gelöst")
    SEAT_CONFIRMED = "seat_confirmed", _("Funktion bestätigt")
    SEAT_FOUND = "seat_found", _("Funktion außerhalb der Anwendung vergeben")
    SEAT_LAPSED = "seat_lapsed", _("Funktion nicht bestätigt und beendet")


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    """Lines of the histories of accounts."""

    def visible_to(self, user: "User") -> Self:
        """Administrators and data protection see all, everybody else the lines of their own account."""
        if not user.roles.isdisjoint({Role.ADMINISTRATOR, Role.DATA_PROTECTION}):
            return self
        return self.filter(account=user)


@pgtrigger.register(
    pgtrigger.Protect(name="account_change_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
)
class AccountChange(Identified):
    """One line of an account's history: who did what, and when. The database lets nobody change or remove one.

    Nobody in ``changed_by``: the house did it by itself.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="changes", verbose_name=_("Konto"), editable=False
    )
    kind = models.CharField(_("Art"), max_length=20, choices=AccountChangeKind, editable=False)
    detail = models.CharField(_("Einzelheiten"), max_length=500, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("geändert von"),
        editable=False,
    )
    changed_at = models.DateTimeField(_("geändert am"), default=timezone.now, editable=False)

    objects = AccountChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Änderung am Konto")
        verbose_name_plural = _("Änderungen an Konten")
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["account", "-changed_at"], name="account_change_of_account")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.account}"
