"""Every quarter somebody confirms who still works with which role; what nobody confirms ends by itself."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified
from roterfaden.network.models.seats import Seat

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class RecertificationRound(Identified):
    """The look at all seats of one quarter: answers are due on ``due_on``, open ones lapse after ``ends_on``."""

    quarter = models.CharField(_("Quartal"), max_length=7, unique=True, editable=False)
    starts_on = models.DateField(_("ab"), editable=False)
    due_on = models.DateField(_("zu beantworten bis"), editable=False)
    ends_on = models.DateField(_("Unbestätigtes endet nach dem"), editable=False)
    told = ArrayField(models.CharField(max_length=20), verbose_name=_("verschickte Hinweise"), default=list, blank=True)
    closed_at = models.DateTimeField(_("beendet am"), null=True, editable=False)

    class Meta:
        verbose_name = _("Bestätigungsrunde")
        verbose_name_plural = _("Bestätigungsrunden")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")) & Q(ends_on__gt=F("due_on")),
                name="recertification_ends_after_it_was_due",
            )
        ]

    def __str__(self) -> str:
        year, _dash, number = self.quarter.partition("-Q")
        return f"{number}. Quartal {year}"

    @property
    def is_overdue(self) -> bool:
        """Whether answers should have come by now."""
        return self.closed_at is None and timezone.localdate() > self.due_on


class CheckState(models.TextChoices):
    """How the question about one seat stands."""

    OPEN = "open", _("noch nicht bestätigt")
    CONFIRMED = "confirmed", _("bestätigt")
    ENDED = "ended", _("beendet")
    LAPSED = "lapsed", _("nicht bestätigt und beendet")


NEXT_STATES: dict[CheckState, frozenset[CheckState]] = {
    CheckState.OPEN: frozenset({CheckState.CONFIRMED, CheckState.ENDED, CheckState.LAPSED}),
    CheckState.CONFIRMED: frozenset({CheckState.OPEN}),
    CheckState.ENDED: frozenset(),
    CheckState.LAPSED: frozenset(),
}
"""A confirmation can be taken back while the round runs. An ended seat is resumed on the account's page."""


class SeatCheckQuerySet(models.QuerySet["SeatCheck"]):
    """Questions about seats."""

    def visible_to(self, user: "User") -> Self:
        """Administrators and data protection see all; others see the questions about their own seats."""
        if not user.roles.isdisjoint({Role.ADMINISTRATOR, Role.DATA_PROTECTION}):
            return self
        return self.filter(seat__user=user)

    def open(self) -> Self:
        """Without an answer."""
        return self.filter(state=CheckState.OPEN)


@pghistory.track(append_only=True)
class SeatCheck(Identified):
    """One seat in one round, and who answered for it when."""

    round = models.ForeignKey(
        RecertificationRound, models.PROTECT, related_name="checks", verbose_name=_("Runde"), editable=False
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, related_name="checks", verbose_name=_("Zugehörigkeit"), editable=False
    )
    state = models.CharField(_("Stand"), max_length=10, choices=CheckState, default=CheckState.OPEN, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("durch"), editable=False
    )
    decided_at = models.DateTimeField(_("am"), null=True, editable=False)

    objects = SeatCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bestätigung einer Funktion")
        verbose_name_plural = _("Bestätigungen von Funktionen")
        ordering = ["seat__user__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "seat"], name="seat_checked_once_a_round"),
            models.CheckConstraint(
                condition=Q(state=CheckState.OPEN, decided_by=None, decided_at=None)
                | Q(state=CheckState.LAPSED, decided_by=None, decided_at__isnull=False)
                | Q(
                    state__in=[CheckState.CONFIRMED, CheckState.ENDED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="seat_check_says_who_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_state_display()}"

    @property
    def badge(self) -> Badge:
        """How it stands, as a sign."""
        tone = {
            CheckState.OPEN: Tone.WARNING,
            CheckState.CONFIRMED: Tone.SUCCESS,
            CheckState.ENDED: Tone.NEUTRAL,
            CheckState.LAPSED: Tone.DANGER,
        }[CheckState(self.state)]
        return Badge(CheckState(self.state).label, tone)
