"""Assessment (Bestandsaufnahme): answers to a version of the questionnaire section by section, and the network map."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.cases.models.assessment_templates import AssessmentTemplate
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import sensitive_filter, team_filter
from roterfaden.cases.network_map import CLOSENESS, MapField, Neighbour, Tone, neighbours

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class TeamQuerySet(models.QuerySet[Any]):
    """Rows that hang directly on a case."""

    def visible_to(self, user: "User") -> Self:
        """Rows of cases whose file the user may open today, whether or not they see its sensitive parts."""
        return self.filter(team_filter(user))


class TeamWithdrawableQuerySet(WithdrawableQuerySet[Any]):
    """Rows that hang directly on a case and can be taken back."""

    def visible_to(self, user: "User") -> Self:
        """Rows of cases whose file the user may open today, whether or not they see its sensitive parts."""
        return self.filter(team_filter(user))


@pghistory.track()
class Assessment(Revised):
    """One assessment of a case. Reopening keeps the answers; a repeat assessment is a new row."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments", verbose_name=_("Fall"))
    template = models.ForeignKey(AssessmentTemplate, models.PROTECT, related_name="+", verbose_name=_("Vorlage"))
    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begonnen von")
    )
    started_at = models.DateTimeField(_("begonnen am"), default=timezone.now)
    completed_at = models.DateTimeField(_("abgeschlossen am"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bestandsaufnahme")
        verbose_name_plural = _("Bestandsaufnahmen")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="assessment_numbered_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(completed_at__isnull=True), name="assessment_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"Bestandsaufnahme {self.number}"


class SectionQuerySet(models.QuerySet["AssessmentSection"]):
    """Sections of assessments."""

    def visible_to(self, user: "User") -> Self:
        """Of cases whose file the user may open today; sensitive ones only with full insight."""
        ordinary = Q(is_sensitive=False) & team_filter(user)
        return self.filter(ordinary | sensitive_filter(user))


@pghistory.track()
@carries_its_case("assessment", "cases_assessment")
class AssessmentSection(BelowCase, Revised):
    """The answers to one section; sections are saved one by one, as typed."""

    above = "assessment"

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="sections", verbose_name=_("Bestandsaufnahme")
    )
    key = models.SlugField(_("Abschnitt"))
    answers = models.JSONField(_("Antworten"), default=dict)
    is_sensitive = models.BooleanField(_("besonders geschützt"), default=False, db_default=False, editable=False)
    saved_at = models.DateTimeField(_("gespeichert am"), auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gespeichert von")
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Abschnitt der Bestandsaufnahme")
        verbose_name_plural = _("Abschnitte der Bestandsaufnahme")
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="assessment_section_once")]

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Mark what the questionnaire calls sensitive: the row says so itself, for the database's policies."""
        self.is_sensitive = self.key in self.assessment.template.sensitive_sections
        super().save(*args, **kwargs)


@pghistory.track()
class NetworkContact(Revised, Withdrawable):
    """Someone on the person's network map; ``closeness`` 1 is next to the person, 5 at the rim."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="network_contacts", verbose_name=_("Fall"))
    label = models.CharField(_("Name oder Beziehung"), max_length=60)
    field = models.CharField(_("Bereich"), max_length=20, choices=MapField)
    closeness = models.PositiveSmallIntegerField(_("Wie nah?"), default=3)
    tone = models.CharField(_("Wie fühlt es sich an?"), max_length=12, choices=Tone, default=Tone.SUPPORTIVE)
    note = models.CharField(_("Wobei hilft diese Person oder Stelle?"), max_length=300, blank=True)

    objects = TeamWithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eintrag der Netzwerkkarte")
        verbose_name_plural = _("Einträge der Netzwerkkarte")
        ordering = ["field", "closeness", "label", "id"]
        indexes = [models.Index(fields=["case"], name="network_contact_of_case")]
        constraints = [
            models.CheckConstraint(condition=Q(closeness__range=(1, 5)), name="network_contact_closeness_1_to_5")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def closeness_label(self) -> str:
        """How near, in words."""
        return str(CLOSENESS[self.closeness])

    @property
    def neighbours(self) -> list[Neighbour]:
        """Where it can be moved by one step."""
        return neighbours(self.closeness)
