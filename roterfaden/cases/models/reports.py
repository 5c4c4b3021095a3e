"""An anonymous case report on its way to a body: written in the file, checked, approved by a second person, gone."""

from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Revised
from roterfaden.bodies.models import FACTS, WORDS
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import sensitive_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

LEFT_OUT = [*FACTS, *WORDS, "body", "justification", "warnings", "remark"]
"""What leaves the file with the report: kept in no version of the row, so that nothing is left after delivery."""
PROPOSED, FEWEST, MOST = 5, 3, 50
"""How many persons must share what is told: the proposal, and between what a municipality may decide."""


class ReportState(models.TextChoices):
    """Where a report stands; PostgreSQL insists on the way."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("wartet auf Freigabe")
    RETURNED = "returned", _("mit Anmerkung zurück")
    APPROVED = "approved", _("freigegeben")
    DELIVERED = "delivered", _("dem Gremium übergeben")
    DROPPED = "dropped", _("verworfen")


_WAYS = {
    ReportState.DRAFT: (ReportState.SUBMITTED, ReportState.DROPPED),
    ReportState.SUBMITTED: (ReportState.DRAFT, ReportState.RETURNED, ReportState.APPROVED, ReportState.DROPPED),
    ReportState.RETURNED: (ReportState.SUBMITTED, ReportState.DROPPED),
    ReportState.APPROVED: (ReportState.DELIVERED, ReportState.DROPPED),
}
_SIGNS = {
    ReportState.DRAFT: (Tone.NEUTRAL, "edit"),
    ReportState.SUBMITTED: (Tone.INFO, "clock"),
    ReportState.RETURNED: (Tone.WARNING, "undo"),
    ReportState.APPROVED: (Tone.SUCCESS, "check"),
    ReportState.DELIVERED: (Tone.SUCCESS, "hand-over"),
    ReportState.DROPPED: (Tone.NEUTRAL, "close"),
}
_BLANK = Q(body__isnull=True, justification="", warnings=[], remark="", **dict.fromkeys((*FACTS, *WORDS), ""))
_OVER = Q(state__in=[ReportState.DELIVERED.value, ReportState.DROPPED.value])


class PersonAsked(models.TextChoices):
    """What the person thinks of it. Whoever says no is not written about."""

    AGREES = "agrees", _("weiß davon und ist einverstanden")
    NOT_ASKED = "not_asked", _("wurde nicht gefragt")


class ReportDraftQuerySet(models.QuerySet["ReportDraft"]):
    """Reports of files."""

    def visible_to(self, user: "User") -> Self:
        """Of cases of which the user may read everything today: the text may tell anything.

        The second person sees a :class:`ReviewedReport`.
        """
        return self.filter(sensitive_filter(user))


@pgtrigger.register(
    pgtrigger.FSM(
        name="goes_its_way",
        field="state",
        transitions=[(before.value, after.value) for before, ways in _WAYS.items() for after in ways],
    )
)
@pghistory.track(exclude=LEFT_OUT)
class ReportDraft(Revised):
    """A report about a case, until a body has it. Then the file knows that one was written, in which month, no more."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports", verbose_name=_("Fall"))
    state = models.CharField(_("Stand"), max_length=10, choices=ReportState, default=ReportState.DRAFT, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("verfasst von")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("geprüft von"),
    )
    person_asked = models.CharField(_("Die Person"), max_length=10, choices=PersonAsked)
    delivered_in = models.DateField(_("übergeben im Monat"), null=True, editable=False)
    body = models.ForeignKey(
        "bodies.Body", models.PROTECT, null=True, related_name="+", verbose_name=_("An welches Gremium?")
    )
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
    warnings = ArrayField(
        models.TextField(), verbose_name=_("Hinweise der Prüfung"), default=list, blank=True, editable=False
    )
    justification = models.TextField(_("Warum es so stehen bleiben kann"), blank=True, editable=False)
    remark = models.TextField(_("Anmerkung der zweiten Person"), blank=True, editable=False)

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anonymer Fallbericht")
        verbose_name_plural = _("Anonyme Fallberichte")
        ordering = ["-delivered_in", "id"]
        indexes = [
            models.Index(fields=["case"], name="report_draft_of_case"),
            models.Index(fields=["reviewer"], condition=Q(state="submitted"), name="report_draft_waits_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(_OVER & _BLANK) | Q(~_OVER, body__isnull=False), name="report_draft_blank_when_it_is_over"
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_in__isnull=False, delivered_in__day=1)
                | Q(~Q(state="delivered"), delivered_in__isnull=True),
                name="report_draft_knows_its_month_only",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned", "dropped"])
                | Q(reviewer__isnull=False) & ~Q(reviewer=F("written_by")),
                name="report_draft_seen_by_a_second_person",
                violation_error_message=_("Freigeben kann nur eine zweite Person."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(remark=""), name="report_draft_returned_with_a_remark"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Anonymer Fallbericht"))

    @property
    def may_be_changed(self) -> bool:
        """Whether it is still being written."""
        return self.state in (ReportState.DRAFT, ReportState.RETURNED)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left here."""
        return self.state in (ReportState.DELIVERED, ReportState.DROPPED)

    @property
    def sign(self) -> Badge:
        """Where it stands, as icon and word."""
        return Badge(ReportState(self.state).label, *_SIGNS[ReportState(self.state)])

    def forget(self) -> None:
        """Empty everything that tells of the person (not yet saved)."""
        for name in (*FACTS, *WORDS, "justification", "remark"):
            setattr(self, name, "")
        self.body, self.warnings = None, []


class ReviewedReportQuerySet(models.QuerySet["ReviewedReport"]):
    """What waits for a second person."""

    def visible_to(self, user: "User") -> Self:
        """What the user was asked to look at, while they are a case manager or head of unit."""
        if user.serves_immigration_authority or user.roles.isdisjoint({Role.CASE_MANAGER, Role.HEAD_OF_UNIT}):
            return self.none()
        return self.filter(reviewer=user)


class ReviewedReport(models.Model):
    """A report as the second person sees it: its words, the hints of the check, nothing of the file.

    A window (``cases/rowlevel.py``) that closes with the answer.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    revision = models.PositiveIntegerField(_("Bearbeitungsstand"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("geprüft von")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", verbose_name=_("verfasst von")
    )
    body = models.ForeignKey("bodies.Body", models.DO_NOTHING, related_name="+", verbose_name=_("An welches Gremium?"))
    need_field = models.CharField(_("Worum es geht"), max_length=200)
    age_band = models.CharField(_("Alter"), max_length=80)
    origin = models.CharField(_("Herkunft"), max_length=80)
    district_group = models.CharField(_("Sozialraum"), max_length=400)
    gender = models.CharField(_("Geschlecht"), max_length=40)
    legal_area = models.CharField(_("Rechtskreis"), max_length=80)
    household = models.CharField(_("Haushalt"), max_length=80)
    situation = models.TextField(_("Wie ist die Lage?"))
    helped = models.TextField(_("Was hat geholfen?"))
    missing = models.TextField(_("Was fehlt?"))
    question = models.TextField(_("Frage an das Gremium"))
    warnings = ArrayField(models.TextField(), verbose_name=_("Hinweise der Prüfung"))
    justification = models.TextField(_("Warum es so stehen bleiben kann"))

    objects = ReviewedReportQuerySet.as_manager()

    class Meta:
        managed = False
        verbose_name = _("Fallbericht zur Freigabe")
        verbose_name_plural = _("Fallberichte zur Freigabe")

    def __str__(self) -> str:
        return str(_("Anonymer Fallbericht"))


class ReportRuleQuerySet(models.QuerySet["ReportRule"]):
    """The one rule of this installation."""

    def visible_to(self, user: "User") -> Self:
        """For heads of unit, who decide it, and case managers, whose reports are measured by it."""
        return self.all() if not user.roles.isdisjoint({Role.HEAD_OF_UNIT, Role.CASE_MANAGER}) else self.none()


@pghistory.track()
class ReportRule(Revised):
    """How many persons must share what a report tells: at most one row. Without one the proposal counts.

    The proposal of 5: the suppression of cells below 5 that the monitoring uses for residence and benefits
    (k-anonymity: Sweeney 2002, International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10(5)).
    """

    least_shared = models.PositiveSmallIntegerField(
        _("So viele Menschen müssen es mindestens sein"),
        default=PROPOSED,
        validators=[MinValueValidator(FEWEST), MaxValueValidator(MOST)],
    )
    source = models.CharField(
        _("Worauf stützen Sie diese Zahl?"),
        max_length=300,
        help_text=_("zum Beispiel: Abstimmung mit dem Datenschutz vom 3. März"),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("festgelegt von")
    )
    changed_at = models.DateTimeField(_("festgelegt am"), editable=False)
    single = models.BooleanField(default=True, editable=False)

    objects = ReportRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schwelle für Fallberichte")
        verbose_name_plural = _("Schwellen für Fallberichte")
        constraints = [
            models.UniqueConstraint(fields=["single"], name="report_rule_only_one"),
            models.CheckConstraint(condition=Q(single=True), name="report_rule_single_is_true"),
            models.CheckConstraint(condition=Q(least_shared__range=(FEWEST, MOST)), name="report_rule_protects"),
        ]

    def __str__(self) -> str:
        return f"{self.least_shared}"

    @classmethod
    def in_force(cls, user: "User") -> "ReportRule":
        """What was decided, or else the proposal (one query)."""
        return cls.objects.visible_to(user).select_related("changed_by").first() or cls()

    @property
    def is_decided(self) -> bool:
        """Whether somebody stands behind the number; the proposal is nobody's."""
        return not self._state.adding
