"""Levels of risk and urgency that an assessment has found, and the second pair of eyes that looks at them.

What follows from a level is data of the questionnaire (``Consequence``), not of the program.
"""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised
from roterfaden.cases.access import CASE_WORK, COVERS
from roterfaden.cases.models.assessment import Assessment
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.entrusted import sensitive_filter, team_filter
from roterfaden.cases.models.monitoring import CaseTask

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class LevelQuerySet(models.QuerySet["Level"]):
    """Levels that were found."""

    def visible_to(self, user: "User") -> Self:
        """Of cases whose file the user may open today; those of sensitive sections only with full insight."""
        return self.filter(Q(is_sensitive=False) & team_filter(user) | sensitive_filter(user))

    def current(self) -> Self:
        """Not those whose answer was taken out again."""
        return self.exclude(key="")


@pghistory.track()
@carries_its_case("assessment", "cases_assessment")
class Level(BelowCase, Revised):
    """What one question of an assessment was answered with that has consequences: one row for each such question.

    ``key`` is the answer, empty after it was taken out; ``about`` and ``label`` are the words of the questionnaire.
    """

    above = "assessment"

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="levels", verbose_name=_("Bestandsaufnahme")
    )
    section = models.SlugField(_("Abschnitt"))
    question = models.SlugField(_("Frage"))
    key = models.SlugField(_("Antwort"), blank=True)
    about = models.CharField(_("Wonach gefragt wurde"), max_length=240)
    label = models.CharField(_("Stufe"), max_length=240, blank=True)
    is_sensitive = models.BooleanField(_("besonders geschützt"), default=False, editable=False)
    needs_look = models.BooleanField(_("zweiter Blick nötig"), default=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("eingeschätzt von")
    )
    set_at = models.DateTimeField(_("eingeschätzt am"), default=timezone.now)
    task = models.ForeignKey(
        CaseTask, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Aufgabe")
    )

    objects = LevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einstufung")
        verbose_name_plural = _("Einstufungen")
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "section", "question"], name="level_once_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.label}"


class LookState(models.TextChoices):
    """Where a second look stands. Only one that was asked for moves on, and it moves once; PostgreSQL insists on it."""

    ASKED = "asked", _("angefragt")
    AGREES = "agrees", _("sieht es auch so")
    DIFFERS = "differs", _("sieht es anders")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    """Second looks."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases of which the user may read everything today, and those that wait for their answer."""
        if not CASE_WORK.admits(user) or user.serves_immigration_authority:
            return self.filter(sensitive_filter(user))
        return self.filter(sensitive_filter(user) | Q(asked_of=user, state=LookState.ASKED))

    def open(self) -> Self:
        """Waiting for an answer."""
        return self.filter(state=LookState.ASKED)


@pgtrigger.register(
    pgtrigger.FSM(
        name="look_is_taken_once",
        field="state",
        transitions=[(LookState.ASKED.value, to.value) for to in LookState if to != LookState.ASKED],
    )
)
@pghistory.track()
@carries_its_case("level", "cases_level")
class SecondLook(BelowCase, Revised):
    """A second pair of eyes: a colleague is asked whether they see a level the same way.

    Who is asked need not belong to the team: they read this row and nothing else of the file, until they have answered.
    So ``words`` name nobody. PostgreSQL withdraws what waits when the level is another one, when the case is closed or
    goes elsewhere, and when the person has the file restricted.
    """

    above = "level"

    level = models.ForeignKey(Level, models.CASCADE, related_name="looks", verbose_name=_("Einstufung"))
    key = models.SlugField(_("Antwort"))
    about = models.CharField(_("Wonach gefragt wurde"), max_length=240)
    label = models.CharField(_("Stufe"), max_length=240)
    words = models.TextField(_("Worum geht es?"))
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Wer soll es ansehen?")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("angefragt von")
    )
    asked_at = models.DateTimeField(_("angefragt am"), default=timezone.now)
    due_on = models.DateField(_("bis"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=LookState, default=LookState.ASKED)
    answer = models.TextField(_("Wie ich es sehe"), blank=True)
    answered_at = models.DateTimeField(_("angesehen am"), null=True, blank=True)
    kept_reason = models.TextField(_("Warum es dabei bleibt"), blank=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zweiter Blick")
        verbose_name_plural = _("Zweite Blicke")
        ordering = ["-asked_at", "id"]
        indexes = [models.Index(fields=["asked_of"], condition=Q(state="asked"), name="second_look_waits_for")]
        constraints = [
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(state="asked"),
                name="second_look_one_open",
                violation_error_message=_("Es ist schon jemand gefragt."),
            ),
            models.CheckConstraint(
                condition=~Q(asked_of=F("asked_by")),
                name="second_look_by_somebody_else",
                violation_error_message=_("Den zweiten Blick hat jemand anderes."),
            ),
            models.CheckConstraint(
                condition=~Q(state="differs") | ~Q(answer=""),
                name="second_look_differs_with_a_reason",
                violation_error_message=_("Sagen Sie, wie Sie es sehen."),
            ),
            models.CheckConstraint(condition=~Q(words=""), name="second_look_says_what_it_is_about"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.label}"


class LookAppointmentQuerySet(models.QuerySet["LookAppointment"]):
    """Appointments for second looks."""

    def visible_to(self, user: "User") -> Self:
        """For heads of unit, who appoint, and case managers, who ask."""
        return self.all() if COVERS.admits(user) else self.none()

    def in_force(self) -> Self:
        """Not ended."""
        return self.filter(ended_at=None)


@pghistory.track()
class LookAppointment(Revised):
    """Somebody whom every case manager may ask for a second look, appointed by the head of unit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Wer"))
    purpose = models.CharField(
        _("Wofür"), max_length=120, help_text=_("zum Beispiel: insoweit erfahrene Fachkraft für den Kinderschutz")
    )
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("benannt von")
    )
    appointed_at = models.DateTimeField(_("benannt am"), default=timezone.now)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects = LookAppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Benennung für den zweiten Blick")
        verbose_name_plural = _("Benennungen für den zweiten Blick")
        ordering = ["appointed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at=None),
                name="look_appointment_once",
                violation_error_message=_("Diese Person ist schon benannt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.purpose}"
