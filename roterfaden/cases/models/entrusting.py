"""To whom a case is entrusted besides its team, and the one place that says who sees which case today."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.models.case import Case, Scope
from roterfaden.cases.models.entrusted import own_filter, staff_of

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

HOW_LONG = timedelta(hours=2)
"""How long an emergency opens a file. The database holds to it: ``emergency_lasts_two_hours``."""
SHORTEST_REASON = 20


class Basis(models.TextChoices):
    """Why a case is entrusted to somebody."""

    TEAM = "team", _("Team")
    COVER = "cover", _("Vertretung bei Abwesenheit")
    EMERGENCY = "emergency", _("Notfallzugriff")


class CaseAccess(models.Model):
    """Who sees which case today, and how much of it: teams, covers for absences, emergencies that still run.

    A view (``cases_caseaccess``) that the database computes for the day in Germany. Everything that asks who may see
    a case asks here: ``visible_to`` and the policies of row-level security. One user may have several rows of a case.
    """

    pk = models.CompositePrimaryKey("case_id", "user_id", "basis")
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="access", verbose_name=_("Fall"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="case_access", verbose_name=_("Fachkraft")
    )
    scope = models.CharField(_("Einblick"), max_length=10, choices=Scope)
    is_lead = models.BooleanField(_("führt den Fall"))
    until = models.DateTimeField(_("bis"), null=True)
    basis = models.CharField(_("Grundlage"), max_length=10, choices=Basis)

    class Meta:
        managed = False
        db_table = "cases_caseaccess"
        verbose_name = _("Zugang zu einem Fall")
        verbose_name_plural = _("Zugänge zu Fällen")

    def __str__(self) -> str:
        return f"{self.get_basis_display()}: {self.get_scope_display()}"


class LeaveCoverQuerySet(models.QuerySet["LeaveCover"]):
    """Covers for absences."""

    def visible_to(self, user: "User") -> Self:
        """The two whom it concerns, whoever arranged it, the head of their unit, and the teams of the absent one."""
        concerned = Q(absent=user) | Q(cover=user) | Q(arranged_by=user) | Q(absent__in=staff_of(user))
        leads_of_mine = Case.objects.filter(own_filter(user, "pk")).values("lead_id")
        return self.filter(concerned | Q(absent__in=leads_of_mine))

    def ended_by(self, user: "User") -> Self:
        """Those which the user may end: their own, those they arranged, and those of the unit they lead."""
        return self.filter(Q(absent=user) | Q(arranged_by=user) | Q(absent__in=staff_of(user)))

    def standing(self) -> Self:
        """Not called off, and not over."""
        return self.filter(revoked_at__isnull=True, ends_on__gte=timezone.localdate())

    def current(self) -> Self:
        """Those that open files today."""
        return self.standing().filter(starts_on__lte=timezone.localdate())


@pghistory.track()
class LeaveCover(Identified):
    """Somebody is away, a colleague has the full files of all open cases they lead, from–until.

    It holds for what the absent one leads, never for what they cover themselves: covers do not chain.
    """

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name=_("Wer ist nicht da?")
    )
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers", verbose_name=_("Wer vertritt?")
    )
    starts_on = models.DateField(_("von"))
    ends_on = models.DateField(_("bis"))
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vereinbart von"), editable=False
    )
    arranged_at = models.DateTimeField(_("vereinbart am"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("beendet am"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("beendet von"),
        editable=False,
    )

    objects = LeaveCoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vertretung bei Abwesenheit")
        verbose_name_plural = _("Vertretungen bei Abwesenheit")
        ordering = ["starts_on", "ends_on", "id"]
        indexes = [
            models.Index(
                fields=["cover", "ends_on"], condition=Q(revoked_at__isnull=True), name="leave_cover_of_cover"
            ),
            models.Index(
                fields=["absent", "ends_on"], condition=Q(revoked_at__isnull=True), name="leave_cover_of_absent"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="leave_cover_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("cover")),
                name="leave_cover_by_somebody_else",
                violation_error_message=_("Niemand kann sich selbst vertreten."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="leave_cover_revoked_by_somebody",
            ),
            ExclusionConstraint(
                name="leave_cover_once_at_a_time",
                expressions=[
                    ("absent", RangeOperators.EQUAL),
                    ("cover", RangeOperators.EQUAL),
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
                condition=Q(revoked_at__isnull=True),
                violation_error_message=_("Für diese Tage ist diese Vertretung schon vereinbart."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cover} für {self.absent}"


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    """Emergencies."""

    def visible_to(self, user: "User") -> Self:
        """One's own, those of cases entrusted to the user today, and all for data protection officers."""
        if Role.DATA_PROTECTION in user.roles:
            return self
        return self.filter(Q(user=user) | own_filter(user))

    def running(self) -> Self:
        """Those that open a file now."""
        return self.filter(ended_at__isnull=True, ends_at__gt=Now())

    def unreviewed(self) -> Self:
        """Over, and nobody who leads the case has said yet whether it was justified."""
        return self.filter(reviewed_at__isnull=True).filter(Q(ended_at__isnull=False) | Q(ends_at__lte=Now()))


@pghistory.track()
class EmergencyAccess(Identified):
    """Break glass: a case manager opens the file of a person who is not theirs, for a reason, for two hours."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="emergencies", verbose_name=_("Fall"))
    reference = models.CharField(
        _("Aktenzeichen"),
        max_length=20,
        editable=False,
        help_text=_("Auch für den Datenschutz, der die Akte selbst nicht sieht."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="emergencies", verbose_name=_("Fachkraft")
    )
    reason = models.TextField(_("Warum ist es ein Notfall?"))
    opened_at = models.DateTimeField(_("geöffnet am"), default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("endet am"), editable=False)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True, editable=False)
    reviewed_at = models.DateTimeField(_("geprüft am"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("geprüft von"),
        editable=False,
    )
    was_justified = models.BooleanField(_("War der Zugriff gerechtfertigt?"), null=True, blank=True)
    review = models.TextField(_("Wie sehen Sie es?"), blank=True)

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notfallzugriff")
        verbose_name_plural = _("Notfallzugriffe")
        ordering = ["-opened_at", "id"]
        indexes = [
            models.Index(fields=["user", "ends_at"], name="emergency_of_user"),
            models.Index(fields=["case", "-opened_at"], name="emergency_of_case"),
            models.Index(fields=["-opened_at"], name="emergency_latest_first"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at=F("opened_at") + HOW_LONG), name="emergency_lasts_two_hours"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), SHORTEST_REASON),
                name="emergency_needs_a_reason",
                violation_error_message=_("Beschreiben Sie den Notfall mit mindestens 20 Zeichen."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at")),
                name="emergency_ends_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, was_justified__isnull=True, review="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False, was_justified__isnull=False) & ~Q(review="")
                ),
                name="emergency_review_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="emergency_reviewed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.opened_at:%d.%m.%Y %H:%M}"

    @property
    def is_running(self) -> bool:
        """Whether it still opens the file."""
        return self.ended_at is None and self.ends_at > timezone.now()

    @property
    def closed_at(self) -> datetime:
        """When it ended or will end."""
        return self.ended_at or self.ends_at
