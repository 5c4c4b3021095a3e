"""What was missing for a person: it stays in the file, and is told without the person once there are enough."""

from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.cases.models.plan import Measure, Referral, ReferralState
from roterfaden.needs.models import NeedKind
from roterfaden.needs.protection import NO_GROUP, NOWHERE, Unmet
from roterfaden.needs.quarters import quarter_in_words

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

Cell = tuple[str, str]


class GapQuerySet(models.QuerySet["Gap"]):
    """Gaps."""

    def visible_to(self, user: "User") -> Self:
        """Those of files the user may open; of a referral only if the user may read it."""
        # Looked up by its key: with "in", PostgreSQL gathers all referrals of the user first.
        readable = Exists(Referral.objects.visible_to(user).filter(pk=OuterRef("referral")))
        return self.filter(team_filter(user) & (Q(referral=None) | readable))

    def waiting(self) -> Self:
        """Those that shall be counted and are not yet."""
        return self.filter(counted_in=None, is_left_out=False)

    def with_cells(self) -> Self:
        """With whose they are and what names their cell."""
        return self.select_related("case", "field_of_action", "target_group", "district")


@pghistory.track()
@carries_its_case("measure", "cases_measure")
class Gap(BelowCase, Identified):
    """A measure for which nothing fits, or a referral that failed: what it will count as, in codes of catalogues.

    The file knows its cell (kind, field, target group, district, month), never a row of ``needs``: there is none of it.
    Those of referrals are written by PostgreSQL, whoever answers (``_OF_REFERRAL``); those of measures by
    :mod:`roterfaden.cases.actions.gaps`.
    """

    above = "measure"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="gaps", verbose_name=_("Maßnahme"))
    referral = models.OneToOneField(
        Referral, models.PROTECT, null=True, blank=True, related_name="gap", verbose_name=_("Vermittlung")
    )
    kind = models.CharField(_("Was nicht ging"), max_length=20, choices=NeedKind)
    field_of_action = models.ForeignKey(
        "concept.FieldOfAction", models.PROTECT, related_name="+", verbose_name=_("Handlungsfeld")
    )
    target_group = models.ForeignKey(
        "concept.TargetGroup", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Zielgruppe")
    )
    district = models.ForeignKey(
        "network.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Quartier")
    )
    month = models.DateField(_("Monat"))
    is_left_out = models.BooleanField(_("zählt nicht als Bedarf"), default=False)
    counted_in = models.DateField(_("gezählt im Quartal ab"), null=True, blank=True, editable=False)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bedarf, ohne Namen gezählt")
        verbose_name_plural = _("Bedarfe, ohne Namen gezählt")
        ordering = ["-month", "id"]
        indexes = [models.Index(fields=["month"], condition=Q(counted_in=None, is_left_out=False), name="gap_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["measure"], condition=Q(referral=None), name="gap_once_per_measure"),
            models.CheckConstraint(condition=Q(month__day=1), name="gap_is_of_a_month"),
            models.CheckConstraint(condition=Q(counted_in=None) | Q(is_left_out=False), name="gap_left_out_or_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.month:%m/%Y}"

    @property
    def cell(self) -> Cell:
        """The codes of field and district: where to look up what became of needs like this one."""
        return self.field_of_action.key, self.district.key if self.district else NOWHERE

    @property
    def unmet(self) -> Unmet:
        """What is counted of it."""
        group = self.target_group.key if self.target_group else NO_GROUP
        return Unmet(self.kind, self.field_of_action.key, group, self.cell[1], self.month)

    @property
    def in_words(self) -> str:
        """As what it counts."""
        return ", ".join(str(one) for one in (self.field_of_action, self.district, self.target_group) if one)

    @property
    def quarter(self) -> str:
        """The quarter in which it was counted."""
        return quarter_in_words(self.counted_in) if isinstance(self.counted_in, date) else ""


_FAILED = ", ".join(f"'{state}'" for state in ReferralState.failed())
_OF_REFERRAL = f"""
    IF NEW.state IN ({_FAILED}) AND OLD.state NOT IN ({_FAILED}) THEN
        INSERT INTO cases_gap (
            id, case_id, measure_id, referral_id, kind, field_of_action_id, target_group_id, district_id, month,
            is_left_out
        )
        SELECT gen_random_uuid(), NEW.case_id, NEW.measure_id, NEW.id,
               CASE WHEN NEW.state = '{ReferralState.DECLINED}' THEN '{NeedKind.DECLINED}'
                    WHEN OLD.state = '{ReferralState.SENT}' THEN '{NeedKind.NO_ANSWER}'
                    ELSE '{NeedKind.ENDED_EARLY}' END,
               f.field_of_action_id, rf.target_group_of(c.id), c.district_id,
               date_trunc('month', coalesce(NEW.answered_at, now()) AT TIME ZONE 'Europe/Berlin')::date, false
        FROM cases_measure AS m
        JOIN cases_actiongoal AS g ON g.id = m.action_goal_id
        JOIN cases_framegoal AS f ON f.id = g.frame_goal_id
        JOIN cases_case AS k ON k.id = NEW.case_id
        JOIN cases_client AS c ON c.id = k.client_id
        WHERE m.id = NEW.measure_id
        ON CONFLICT (referral_id) DO UPDATE SET kind = excluded.kind, month = excluded.month, is_left_out = false
        WHERE cases_gap.counted_in IS NULL;
    ELSIF OLD.state IN ({_FAILED}) AND NEW.state NOT IN ({_FAILED}) THEN
        UPDATE cases_gap SET is_left_out = true WHERE referral_id = NEW.id AND counted_in IS NULL;
    END IF;
    RETURN NEW;
"""
# Providers answer past the acts of case management (``cases/outside.py``): the rule stands where all answers pass.
pgtrigger.register(
    pgtrigger.Trigger(
        name="failed_leaves_a_gap",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
        func=_OF_REFERRAL,
    )
)(Referral)
