"""Intake (Aufnahme): who comes, with what, and the decision made together: one-off advice or case management."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.cases.models.people import Client

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class Way(models.TextChoices):
    """How people met."""

    OFFICE = "office", _("im Büro")
    OPEN_HOUR = "open_hour", _("offene Sprechstunde")
    PHONE = "phone", _("am Telefon")
    HOME_VISIT = "home_visit", _("Hausbesuch")
    NURSERY = "nursery", _("Kita-Sozialarbeit")
    VIDEO = "video", _("Videogespräch")
    MESSAGE = "message", _("schriftlich")
    OTHER_OFFICE = "other_office", _("Gespräch mit einer anderen Stelle")


class Interpreting(models.TextChoices):
    """Who helped to understand each other."""

    NONE = "none", _("nicht nötig")
    INTERPRETER = "interpreter", _("Sprachmittlung")
    PHONE = "phone", _("Telefondolmetschen")
    COMPANION = "companion", _("vertraute Begleitperson")
    STAFF = "staff", _("Fachkraft spricht die Sprache")
    MISSING = "missing", _("hat gefehlt")


class Urgency(models.TextChoices):
    """How soon help is needed."""

    NORMAL = "normal", _("in Ruhe")
    SOON = "soon", _("bald, innerhalb von zwei Wochen")
    ACUTE = "acute", _("sofort, es droht Schaden")


class Decision(models.TextChoices):
    """What was decided together with the person."""

    ADVICE = "advice", _("Einmalige Beratung genügt")
    CASE_MANAGEMENT = "case_management", _("Case Management beginnt")


class IntakeCriterion(models.TextChoices):
    """When case management is the right answer.

    Source: the concept's reference to the Rahmenempfehlungen of the DGCC (complex problems, several actors, a
    cooperative     and coordinated process, the person's wishes; lines 2604-2617 of the concept).
    """

    COMPLEX = "complex", _("Mehrere Probleme hängen zusammen")
    SEVERAL_ACTORS = "several_actors", _("Mehrere Stellen müssen zusammenwirken")
    COORDINATION = "coordination", _("Die Hilfen müssen aufeinander abgestimmt werden")
    ACCESS = "access", _("Die Person kommt allein nicht an die Hilfe, die sie braucht")
    WISH = "wish", _("Die Person wünscht eine längere Begleitung")


BECAME_A_CASE = Q(decision=Decision.CASE_MANAGEMENT)
GIVEN = Q(given_to__isnull=False)


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Intakes."""

    def visible_to(self, user: "User") -> Self:
        """Own talks, and those of cases whose file the user may open today; none for the Ausländerbehörde.

        A talk that became a case belongs to its file: who has handed that over does not see the talk any more. Who
        gave the case to a colleague at once never saw the file, and reads on what they wrote.
        """
        if user.serves_immigration_authority:
            return self.none()
        mine = Q(taken_by=user) & (~BECAME_A_CASE | GIVEN)
        return self.filter(mine | team_filter(user))

    def given_away(self, user: "User") -> Self:
        """Own talks of which a colleague leads the case, whose file the user may not open."""
        return self.filter(GIVEN, taken_by=user).exclude(team_filter(user))

    def open(self) -> Self:
        """Not yet decided."""
        return self.filter(decision="")


@pghistory.track()
class Intake(Revised):
    """The first conversation. Undecided it can be put aside and taken up again."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="intakes", verbose_name=_("Ratsuchende Person"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="intakes",
        editable=False,
        verbose_name=_("aufgenommen von"),
    )
    taken_at = models.DateTimeField(_("aufgenommen am"), default=timezone.now)
    way = models.CharField(_("Wie kam das Gespräch zustande?"), max_length=20, choices=Way, default=Way.OFFICE)
    concern = models.TextField(_("Anliegen in den Worten der Person"), blank=True)
    concern_language = models.CharField(_("Sprache dieser Worte"), max_length=12, blank=True)
    talk_language = models.CharField(_("Sprache des Gesprächs"), max_length=12, blank=True)
    interpreting = models.CharField(_("Verständigung"), max_length=20, choices=Interpreting, default=Interpreting.NONE)
    fields_of_action = models.ManyToManyField(
        "concept.FieldOfAction", blank=True, related_name="+", verbose_name=_("Worum es geht")
    )
    urgency = models.CharField(_("Dringlichkeit"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    decision = models.CharField(_("Entscheidung"), max_length=20, choices=Decision, blank=True)
    criteria = ArrayField(
        models.CharField(max_length=20, choices=IntakeCriterion), verbose_name=_("Gründe"), default=list, blank=True
    )
    decision_note = models.TextField(_("Begründung"), blank=True)
    client_agrees = models.BooleanField(_("Die Person ist einverstanden"), default=False)
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True, editable=False)
    result = models.TextField(_("Ergebnis der Beratung"), blank=True)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Fallführung"),
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aufnahme")
        verbose_name_plural = _("Aufnahmen")
        indexes = [
            models.Index(fields=["taken_by", "decision"], name="intake_by_worker"),
            models.Index(fields=["taken_by", "-decided_at"], name="intake_decided_by_worker"),
            models.Index(fields=["decision", "taken_at"], name="intake_advice_counts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="intake_decision_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(given_to__isnull=True)
                | (Q(decision=Decision.CASE_MANAGEMENT) & ~Q(given_to=models.F("taken_by"))),
                name="intake_gives_a_case_to_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.CASE_MANAGEMENT) | (Q(client_agrees=True) & ~Q(criteria=[])),
                name="intake_case_management_needs_reasons_and_consent",
                violation_error_message=_(
                    "Case Management braucht mindestens einen Grund und das Einverständnis der Person."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}, {self.taken_at:%d.%m.%Y}"


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), obj_field=None)
class IntakeField(Intake.fields_of_action.through):  # type: ignore[name-defined, misc]
    """A field of action that a conversation touched, so that its history is kept as well."""

    class Meta:
        proxy = True
        verbose_name = _("Handlungsfeld eines Gesprächs")
        verbose_name_plural = _("Handlungsfelder von Gesprächen")
