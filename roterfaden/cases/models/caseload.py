"""How many cases somebody can carry: what each weighs by its intensity, and how much a full-time seat holds."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case as Choice
from django.db.models import DecimalField, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Revised
from roterfaden.cases.models.intensity import Intensity

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

FULL_TIME = 100
LEAST = Decimal("0.1")
WEIGHT = DecimalField(max_digits=9, decimal_places=1)


class CaseloadRuleQuerySet(models.QuerySet["CaseloadRule"]):
    """The one rule of this installation."""

    def visible_to(self, user: "User") -> Self:
        """For heads of unit, who decide it, and case managers, whose load is measured by it."""
        return self.all() if not user.roles.isdisjoint({Role.HEAD_OF_UNIT, Role.CASE_MANAGER}) else self.none()


@pghistory.track()
class CaseloadRule(Revised):
    """Weights and limit as the head of unit has decided them: at most one row. Without one the proposal counts.

    The proposal: the German society for case management (DGCC) publishes no number. 75 is what the reasons given for
    the SGB II of 2003 name for employment-oriented case management; the weights are a proposal without a source.
    """

    weight_close = models.DecimalField(
        _("Gewicht eng"), max_digits=3, decimal_places=1, default=Decimal("2.0"), validators=[MinValueValidator(LEAST)]
    )
    weight_regular = models.DecimalField(
        _("Gewicht regelmäßig"),
        max_digits=3,
        decimal_places=1,
        default=Decimal("1.0"),
        validators=[MinValueValidator(LEAST)],
    )
    weight_loose = models.DecimalField(
        _("Gewicht locker"),
        max_digits=3,
        decimal_places=1,
        default=Decimal("0.5"),
        validators=[MinValueValidator(LEAST)],
    )
    limit = models.PositiveSmallIntegerField(
        _("Grenze je Vollzeitstelle"), default=75, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    shares = models.JSONField(
        _("Stellenanteile"),
        default=dict,
        blank=True,
        help_text=_("In Prozent einer vollen Stelle; wer nicht genannt ist, arbeitet voll."),
    )
    source = models.CharField(
        _("Worauf stützen Sie diese Zahlen?"),
        max_length=300,
        help_text=_("zum Beispiel: Absprache im Team vom 3. März, Vereinbarung mit dem Personalrat"),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("festgelegt von")
    )
    changed_at = models.DateTimeField(_("festgelegt am"), editable=False)
    single = models.BooleanField(default=True, editable=False)

    objects = CaseloadRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Richtwerte für die Auslastung")
        verbose_name_plural = _("Richtwerte für die Auslastung")
        constraints = [
            models.UniqueConstraint(fields=["single"], name="caseload_rule_only_one"),
            models.CheckConstraint(condition=Q(single=True), name="caseload_rule_single_is_true"),
            models.CheckConstraint(
                condition=Q(weight_close__gt=0, weight_regular__gt=0, weight_loose__gt=0, limit__gt=0),
                name="caseload_rule_weighs_something",
                violation_error_message=_("Gewichte und Grenze sind größer als null."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit}"

    @classmethod
    def in_force(cls, user: "User") -> "CaseloadRule":
        """What was decided, or else the proposal (one query)."""
        return cls.objects.visible_to(user).select_related("changed_by").first() or cls()

    @property
    def is_decided(self) -> bool:
        """Whether somebody stands behind the numbers; the proposal is nobody's."""
        return not self._state.adding

    def weight_of(self, intensity: str) -> Decimal:
        """What one case of this intensity weighs."""
        weight: Decimal = getattr(self, f"weight_{intensity}")
        return weight

    def limit_of(self, worker: Any) -> Decimal:
        """How much the worker with this key can carry, by their share of a full seat."""
        share = int(self.shares.get(str(worker), FULL_TIME))
        return max(LEAST, (Decimal(self.limit) * share / FULL_TIME).quantize(LEAST))

    def weight_sum(self, only: Q) -> Coalesce:
        """What those of the cases weigh together for which ``only`` holds, added up by PostgreSQL."""
        weights = [When(intensity=one, then=Value(self.weight_of(one), output_field=WEIGHT)) for one in Intensity]
        return Coalesce(Sum(Choice(*weights, output_field=WEIGHT), filter=only), Value(Decimal(0), output_field=WEIGHT))
