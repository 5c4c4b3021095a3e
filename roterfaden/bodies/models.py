"""Bodies of the municipality, and the anonymous case reports they have received."""

from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Revised

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

FACTS = ("need_field", "age_band", "origin", "district_group", "gender", "legal_area", "household")
"""What a report tells in general words."""
WORDS = ("situation", "helped", "missing", "question")
"""What it tells in its own."""


class BodyKind(models.TextChoices):
    """What a body is."""

    STEERING_GROUP = "steering_group", _("Steuerungsgruppe")
    ROUND_TABLE = "round_table", _("Runder Tisch")
    INTEGRATION_COUNCIL = "integration_council", _("Integrationsrat")
    COMMITTEE = "committee", _("Ausschuss")
    REPRESENTATION = "representation", _("Vertretung")
    OTHER = "other", _("anderes Gremium")


class BodyQuerySet(models.QuerySet["Body"]):
    """Bodies."""

    def visible_to(self, user: "User") -> Self:
        """Every member of staff may know which bodies there are."""
        return self if user.roles else self.none()

    def read_by(self, user: "User") -> Self:
        """Those whose reports the user may read."""
        if Role.HEAD_OF_UNIT in user.roles:
            return self.all()
        if Role.BODY_MEMBER not in user.roles:
            return self.none()
        return self.filter(organisation__in=user.organisations_as(Role.BODY_MEMBER))


@pghistory.track()
class Body(Revised):
    """A body. Its members are the people with a seat as member of a body in its organisation."""

    name = models.CharField(_("Name"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=BodyKind, default=BodyKind.STEERING_GROUP)
    organisation = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        related_name="bodies",
        verbose_name=_("Organisation"),
        help_text=_("Wer dort Mitglied eines Gremiums ist, liest die Berichte an dieses Gremium."),
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Gremium")
        verbose_name_plural = _("Gremien")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="body_named_once",
                violation_error_message=_("Ein Gremium mit diesem Namen gibt es schon."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CaseReportQuerySet(models.QuerySet["CaseReport"]):
    """Received reports."""

    def visible_to(self, user: "User") -> Self:
        """All for heads of unit; for members of a body those which it received."""
        return self.filter(body__in=Body.objects.read_by(user))


class CaseReport(Revised):
    """An anonymous report as the body reads it: text, in a row that leads nowhere.

    There is no foreign key to a case, no author and no day. The table keeps no history either, whose context would name
    the user and the request of the same second. Rows come by ``rf.receive_report`` alone (``bodies/rowlevel.py``).
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="reports", verbose_name=_("Gremium"))
    received_in = models.DateField(_("eingegangen im Monat"))
    need_field = models.CharField(_("Worum es geht"), max_length=200, blank=True)
    age_band = models.CharField(_("Alter"), max_length=80, blank=True)
    origin = models.CharField(_("Herkunft"), max_length=80, blank=True)
    district_group = models.CharField(_("Sozialraum"), max_length=400, blank=True)
    gender = models.CharField(_("Geschlecht"), max_length=40, blank=True)
    legal_area = models.CharField(_("Rechtskreis"), max_length=80, blank=True)
    household = models.CharField(_("Haushalt"), max_length=80, blank=True)
    situation = models.TextField(_("Wie ist die Lage?"), blank=True)
    helped = models.TextField(_("Was hat geholfen?"), blank=True)
    missing = models.TextField(_("Was fehlt?"), blank=True)
    question = models.TextField(_("Frage an das Gremium"), blank=True)
    taken_back_in = models.DateField(_("zurückgenommen im Monat"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zurückgenommen von"),
    )
    taken_back_reason = models.CharField(_("Grund der Rücknahme"), max_length=300, blank=True)

    objects = CaseReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fallbericht")
        verbose_name_plural = _("Fallberichte")
        # Within a month the random key decides: the order must not tell which came first.
        ordering = ["-received_in", "id"]
        indexes = [models.Index(fields=["body", "-received_in"], name="case_report_of_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_in__day=1) & (Q(taken_back_in__isnull=True) | Q(taken_back_in__day=1)),
                name="case_report_knows_no_day",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_in__isnull=True, taken_back_by__isnull=True, taken_back_reason="")
                | Q(
                    ~Q(taken_back_reason=""),
                    taken_back_in__isnull=False,
                    taken_back_by__isnull=False,
                    **dict.fromkeys((*FACTS, *WORDS), ""),
                ),
                name="case_report_taken_back_is_blank",
            ),
        ]

    def __str__(self) -> str:
        return self.need_field or str(_("Fallbericht"))

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("bodies:report", args=[self.pk])

    @property
    def is_taken_back(self) -> bool:
        """Whether only the reason is left of it."""
        return self.taken_back_in is not None

    @property
    def sign(self) -> Badge | None:
        """Said in a word when it was taken back."""
        return Badge(_("zurückgenommen"), Tone.NEUTRAL, "undo") if self.is_taken_back else None

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is told of the person's situation in general words: label and words."""
        return self._told(FACTS)

    @property
    def words(self) -> list[tuple[str, str]]:
        """The text, part by part: label and words."""
        return self._told(WORDS)

    def _told(self, names: tuple[str, ...]) -> list[tuple[str, str]]:
        labels = {field.name: str(field.verbose_name) for field in self._meta.concrete_fields}
        return [(labels[name], getattr(self, name)) for name in names if getattr(self, name)]
