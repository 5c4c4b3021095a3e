"""Monitoring of a case: follow-ups, contact notes and tasks."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import own_filter, sensitive_filter, team_filter
from roterfaden.cases.models.goals import ActionGoal
from roterfaden.cases.models.intake import Interpreting, Way

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class FollowUpState(models.TextChoices):
    """Where a follow-up stands."""

    PLANNED = "planned", _("geplant")
    HELD = "held", _("festgehalten")
    CANCELLED = "cancelled", _("abgesagt")


class FollowUpResult(models.TextChoices):
    """What the look at the agreement showed."""

    ON_TRACK = "on_track", _("läuft wie vereinbart")
    ADJUST = "adjust", _("wir müssen nachsteuern")
    STALLED = "stalled", _("stockt")
    ACHIEVED = "achieved", _("Ziel erreicht")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today, and those they look after in a case entrusted to them."""
        return self.filter(team_filter(user) | (own_filter(user) & Q(owner=user)))

    def planned(self) -> Self:
        """Still ahead."""
        return self.filter(state=FollowUpState.PLANNED)


@pghistory.track()
class FollowUp(Revised):
    """A dated look at what was agreed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups", verbose_name=_("Fall"))
    action_goal = models.ForeignKey(
        ActionGoal, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("Handlungsziel")
    )
    due_on = models.DateField(_("am"))
    at = models.TimeField(_("um"), null=True, blank=True)
    question = models.CharField(_("Was schauen wir uns an?"), max_length=240)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("Wer achtet darauf")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=FollowUpState, default=FollowUpState.PLANNED)
    held_on = models.DateField(_("stattgefunden am"), null=True, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=10, choices=FollowUpResult, blank=True)
    note = models.TextField(_("Was wir gesehen haben"), blank=True)
    self_rating = models.PositiveSmallIntegerField(
        _("Wie nah fühlt sich die Person ihrem Mottoziel? (0–10)"), null=True, blank=True
    )
    reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("Überprüfung")
        verbose_name_plural = _("Überprüfungen")
        ordering = ["due_on", "at", "id"]
        indexes = [
            models.Index(fields=["case", "state", "due_on"], name="follow_up_of_case"),
            models.Index(fields=["owner", "due_on"], condition=Q(state="planned"), name="follow_up_due_for_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(held_on__isnull=False) & ~Q(result="")),
                name="follow_up_held_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(self_rating__isnull=True) | Q(self_rating__lte=10), name="follow_up_self_rating_0_to_10"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class ContactNoteQuerySet(WithdrawableQuerySet["ContactNote"]):
    """Contact notes."""

    def visible_to(self, user: "User") -> Self:
        """Of cases whose file the user may open today, sensitive ones only with full insight; and those they wrote
        in a case entrusted to them.
        """
        ordinary = Q(is_sensitive=False) & team_filter(user)
        return self.filter(ordinary | sensitive_filter(user) | (own_filter(user) & Q(created_by=user)))


@pghistory.track()
class ContactNote(Revised, Withdrawable):
    """A note about a contact. Corrections keep the earlier wording in the history."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contact_notes", verbose_name=_("Fall"))
    at = models.DateTimeField(_("wann"), default=timezone.now)
    way = models.CharField(_("wie"), max_length=20, choices=Way, default=Way.OFFICE)
    interpreting = models.CharField(_("Verständigung"), max_length=20, choices=Interpreting, default=Interpreting.NONE)
    with_whom = models.CharField(_("mit wem"), max_length=160, blank=True)
    text = models.TextField(_("Notiz"))
    is_contact = models.BooleanField(_("Kontakt mit der Person"), default=True)
    is_sensitive = models.BooleanField(
        _("nur für Teammitglieder mit vollem Einblick"),
        default=False,
        db_default=False,
        help_text=_("zum Beispiel, wenn es um Gesundheit oder Gewalt geht"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("von"))
    created_at = models.DateTimeField(_("geschrieben am"), auto_now_add=True)
    changed_at = models.DateTimeField(_("geändert am"), null=True, blank=True)

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kontaktnotiz")
        verbose_name_plural = _("Kontaktnotizen")
        ordering = ["-at", "-created_at"]
        indexes = [models.Index(fields=["case", "-at"], name="contact_note_of_case")]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.at:%d.%m.%Y}"


class CaseTaskQuerySet(WithdrawableQuerySet["CaseTask"]):
    """Tasks."""

    def visible_to(self, user: "User") -> Self:
        """Own tasks without a case; all of cases whose file the user may open today; and of every case entrusted to
        them those they wrote down or have to do.
        """
        mine = Q(owner=user) | Q(created_by=user)
        return self.filter(Q(case__isnull=True, owner=user) | team_filter(user) | (own_filter(user) & mine))

    def open(self) -> Self:
        """Not done and not taken back."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)


@pghistory.track()
class CaseTask(Revised, Withdrawable):
    """Something a member of staff has to do, with or without a case."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("Fall"))
    title = models.CharField(_("Aufgabe"), max_length=240)
    due_on = models.DateField(_("bis"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("Wer"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("angelegt von")
    )
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    done_at = models.DateTimeField(_("erledigt am"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("erledigt von"),
    )

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aufgabe")
        verbose_name_plural = _("Aufgaben")
        ordering = [F("due_on").asc(nulls_last=True), "created_at"]
        indexes = [
            models.Index(fields=["case"], name="case_task_of_case"),
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="case_task_open",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.done_at is None and self.withdrawn_at is None

    @property
    def whose(self) -> Any:
        """The person whose file it belongs to; empty for a task beside the files."""
        return self.case.client if self.case is not None else ""

    def __str__(self) -> str:
        return self.title
