"""A case goes from one case manager to another: proposed by who leads it, decided by the colleague."""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import Revised
from roterfaden.cases.models.case import Case, Phase
from roterfaden.cases.models.entrusted import sensitive_filter
from roterfaden.cases.models.intensity import Intensity

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class HandOverState(models.TextChoices):
    """Where a hand-over stands. Only an open one moves on, and it moves once; PostgreSQL insists on it."""

    OPEN = "open", _("vorgeschlagen")
    ACCEPTED = "accepted", _("übernommen")
    DECLINED = "declined", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    LAPSED = "lapsed", _("erledigt, ohne Antwort")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Hand-overs."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases of which the user may read everything today: the note may tell anything.

        The colleague who is asked sees an :class:`OfferedCase`, and the file only after taking over.
        """
        return self.filter(sensitive_filter(user))

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state=HandOverState.OPEN)


@pgtrigger.register(
    pgtrigger.FSM(
        name="moves_on_once",
        field="state",
        transitions=[(HandOverState.OPEN.value, to.value) for to in HandOverState if to != HandOverState.OPEN],
    )
)
@pghistory.track()
class HandOver(Revised):
    """The proposal that a colleague leads a case from now on, the answer, and what went along."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hand_overs", verbose_name=_("Fall"))
    former = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("bisherige Fallführung")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Wer soll übernehmen?")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vorgeschlagen von")
    )
    proposed_at = models.DateTimeField(_("vorgeschlagen am"), default=timezone.now)
    note = models.TextField(_("Übergabenotiz"))
    due_on = models.DateField(_("Übergabe bis"))
    stays_until = models.DateField(_("Mitarbeit der bisherigen Fallführung bis"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=HandOverState, default=HandOverState.OPEN)
    answered_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    answer = models.TextField(_("Grund der Ablehnung"), blank=True)
    tasks = ArrayField(models.UUIDField(), verbose_name=_("Aufgaben"), default=list, blank=True)
    follow_ups = ArrayField(models.UUIDField(), verbose_name=_("Überprüfungen"), default=list, blank=True)
    visits = ArrayField(models.UUIDField(), verbose_name=_("Hausbesuche"), default=list, blank=True)
    appointments = ArrayField(models.UUIDField(), verbose_name=_("Termine"), default=list, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übergabe")
        verbose_name_plural = _("Übergaben")
        ordering = ["-proposed_at", "id"]
        indexes = [
            models.Index(fields=["case", "-proposed_at"], name="hand_over_of_case"),
            models.Index(fields=["receiver"], condition=Q(state="open"), name="hand_over_waits_for"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="open"),
                name="hand_over_one_open_per_case",
                violation_error_message=_("Für diesen Fall ist schon eine Übergabe vorgeschlagen."),
            ),
            models.CheckConstraint(
                condition=~Q(receiver=F("former")) & ~Q(receiver=F("proposed_by")),
                name="hand_over_to_somebody_else",
                violation_error_message=_("Übergeben wird an jemand anderen."),
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="hand_over_answered_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") ^ Q(answer=""), name="hand_over_declined_with_a_reason"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="hand_over_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.receiver}"

    @property
    def is_open(self) -> bool:
        """Whether the colleague has not answered yet."""
        return self.state == HandOverState.OPEN

    def settle(self, state: HandOverState) -> None:
        """Move on to ``state`` (not yet saved). Raises ``RuleBroken`` when it was settled before."""
        if not self.is_open:
            raise RuleBroken(
                _now("Diese Übergabe ist nicht mehr offen: {state}.").format(state=self.get_state_display())
            )
        self.state, self.answered_at = state, timezone.now()


class OfferedCaseQuerySet(models.QuerySet["OfferedCase"]):
    """What waits for an answer."""

    def of_colleagues(self) -> Self:
        """From within the organisation: the file itself changes hands."""
        return self.filter(comes_from__isnull=True)

    def of_others(self) -> Self:
        """From another organisation: what goes along begins a file here."""
        return self.filter(comes_from__isnull=False)

    def visible_to(self, user: "User") -> Self:
        """What is offered to the user, while they work as a case manager; nothing for the Ausländerbehörde."""
        if Role.CASE_MANAGER not in user.roles or user.serves_immigration_authority:
            return self.none()
        return self.filter(receiver=user)


class OfferedCase(models.Model):
    """A case as the colleague sees it who is asked to take it: enough to decide, nothing of the file.

    A window (``cases/rowlevel.py``) that closes with the answer. It names no person: their name the colleague finds
    by the rule of search-before-create (:class:`~roterfaden.cases.models.FindableClient`), or not at all.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("Wer soll übernehmen?")
    )
    former = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("bisherige Fallführung")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("vorgeschlagen von")
    )
    proposed_at = models.DateTimeField(_("vorgeschlagen am"))
    note = models.TextField(_("Übergabenotiz"))
    due_on = models.DateField(_("Übergabe bis"))
    stays_until = models.DateField(_("Mitarbeit der bisherigen Fallführung bis"), null=True)
    reference = models.CharField(_("Aktenzeichen"), max_length=20)
    phase = models.CharField(_("Phase"), max_length=12, choices=Phase)
    intensity = models.CharField(_("Begleitung"), max_length=10, choices=Intensity)
    case = models.UUIDField(_("Fall"))
    client = models.UUIDField(_("Ratsuchende Person"))
    comes_from = models.ForeignKey(
        "network.Organisation", models.DO_NOTHING, null=True, related_name="+", verbose_name=_("bisherige Stelle")
    )
    listed = models.JSONField(_("Was mitgeht"))

    objects = OfferedCaseQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Angebotener Fall")
        verbose_name_plural = _("Angebotene Fälle")

    def __str__(self) -> str:
        return self.reference

    @property
    def url(self) -> str:
        """Where one looks at it and answers."""
        return reverse("cases:transfer_offer" if self.comes_from_id else "cases:hand_over_offer", args=[self.pk])

    @property
    def rhythm(self) -> str:
        """How closely the person is accompanied, in words."""
        return Intensity(self.intensity).in_words
