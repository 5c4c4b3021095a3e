"""What comes of a conference: decisions, which become tasks, and the minutes as they were closed."""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised, Withdrawable
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.conferences import NOT_WHILE_CLOSED, Conference, OfConferenceQuerySet
from roterfaden.cases.models.entrusted import sensitive_filter
from roterfaden.cases.models.monitoring import CaseTask

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


@pgtrigger.register(
    pgtrigger.Trigger(
        name="decision_is_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=NOT_WHILE_CLOSED,
    )
)
@carries_its_case("conference", "cases_conference")
@pghistory.track()
class ConferenceDecision(Revised, BelowCase, Withdrawable):
    """Who does what until when. For somebody of the team it is a task; others are named with their office, and the lead
    of the case has the task to ask them on the day.
    """

    above = "conference"

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="decisions", verbose_name=_("Konferenz"))
    text = models.CharField(_("Beschluss"), max_length=240)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Wer")
    )
    owner_described = models.CharField(_("andere Stelle oder Person"), max_length=200, blank=True)
    due_on = models.DateField(_("bis"))
    task = models.OneToOneField(
        CaseTask, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("Aufgabe")
    )
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beschluss einer Konferenz")
        verbose_name_plural = _("Beschlüsse von Konferenzen")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_described="", task__isnull=False)
                | (Q(owner__isnull=True) & ~Q(owner_described="")),
                name="conference_decision_has_one_owner",
                violation_error_message=_("Nennen Sie genau eine Person: aus dem Team oder beschrieben."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="conference_decision_says_what"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def whose(self) -> str:
        """Who does it, in words."""
        return str(self.owner) if self.owner is not None else self.owner_described

    @property
    def is_watched(self) -> bool:
        """Whether somebody of the team has to ask whoever does it."""
        return self.owner_id is None and self.task_id is not None

    @property
    def whose_and_watched(self) -> str:
        """Who does it, and who asks them whether it is done."""
        if not self.is_watched or self.task is None:
            return self.whose
        return _now("{who} (nachfragen: {name})").format(who=self.whose, name=self.task.owner)


class ConferenceMinutesQuerySet(models.QuerySet["ConferenceMinutes"]):
    """Minutes."""

    def visible_to(self, user: "User") -> Self:
        """Like the conference."""
        return self.filter(sensitive_filter(user))


_ONLY_REPLACED = """
    IF (to_jsonb(NEW) - ARRAY['replaced_at', 'replaced_reason'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['replaced_at', 'replaced_reason']) OR OLD.replaced_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'Closed minutes stay as they are';
    END IF;
    RETURN NEW;
"""


@pgtrigger.register(
    pgtrigger.Protect(name="minutes_are_kept", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="minutes_are_frozen", when=pgtrigger.Before, operation=pgtrigger.Update, func=_ONLY_REPLACED
    ),
)
@carries_its_case("conference", "cases_conference")
@pghistory.track()
class ConferenceMinutes(Identified, BelowCase):
    """The minutes word for word as they were closed. Reopening keeps this version; closing again makes the next."""

    above = "conference"

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="minutes", verbose_name=_("Konferenz"))
    number = models.PositiveSmallIntegerField(_("Nummer"))
    content = models.JSONField(_("Wortlaut"), editable=False)
    closed_at = models.DateTimeField(_("abgeschlossen am"), default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("abgeschlossen von")
    )
    replaced_at = models.DateTimeField(_("neu gefasst am"), null=True, blank=True, editable=False)
    replaced_reason = models.TextField(_("Grund der Neufassung"), blank=True, editable=False)

    objects = ConferenceMinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("Protokoll einer Konferenz")
        verbose_name_plural = _("Protokolle von Konferenzen")
        ordering = [F("number").desc(), "id"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="conference_minutes_numbered_once"),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True, replaced_reason="")
                | (Q(replaced_at__isnull=False) & ~Q(replaced_reason="")),
                name="conference_minutes_reopened_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"
