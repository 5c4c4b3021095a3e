"""The goal agreement in three levels: Mottoziel, Rahmenziele, Handlungsziele, and the signed state of them."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Withdrawable, WithdrawableQuerySet
from roterfaden.cases.models.assessment import TeamQuerySet, TeamWithdrawableQuerySet
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import team_filter

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

SCALE_FIELDS = ("scale_much_less", "scale_less", "scale_expected", "scale_more", "scale_much_more")
"""The five steps of the goal scale, from −2 to +2."""


@pghistory.track()
class GuidingGoal(Revised):
    """The Mottoziel: what drives the person, in their own words; unscored."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="guiding_goal", verbose_name=_("Fall"))
    own_words = models.TextField(_("Mottoziel in den eigenen Worten der Person"))
    language = models.CharField(_("Sprache"), max_length=12)
    german = models.TextField(_("Auf Deutsch"), blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mottoziel")
        verbose_name_plural = _("Mottoziele")

    def __str__(self) -> str:
        return self.german or self.own_words


class SelfRatingQuerySet(TeamWithdrawableQuerySet):
    """Self-ratings."""

    def counted(self) -> Self:
        """Without those that were taken back, by themselves or with the record of their review."""
        held = Q(follow_up__state="held", follow_up__self_rating__isnull=False)
        return self.current().filter(Q(follow_up__isnull=True) | held)


@pghistory.track()
@carries_its_case("guiding_goal", "cases_guidinggoal")
class SelfRating(BelowCase, Revised, Withdrawable):
    """How near the person feels to the Mottoziel, from 0 to 10, on a day. ``follow_up``: asked at that review."""

    above = "guiding_goal"

    guiding_goal = models.ForeignKey(GuidingGoal, models.CASCADE, related_name="ratings", verbose_name=_("Mottoziel"))
    rated_on = models.DateField(_("am"), default=timezone.localdate)
    value = models.PositiveSmallIntegerField(_("Wert"))
    follow_up = models.OneToOneField(
        "cases.FollowUp",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="rating_of_guiding_goal",
        verbose_name=_("Überprüfung"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SelfRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Selbsteinschätzung")
        verbose_name_plural = _("Selbsteinschätzungen")
        ordering = ["rated_on", "created_at"]
        constraints = [models.CheckConstraint(condition=Q(value__lte=10), name="self_rating_0_to_10")]

    def __str__(self) -> str:
        return f"{self.value}/10"


class GoalAgreementQuerySet(TeamQuerySet):
    """Agreements."""

    def as_json(self) -> Any:
        """What the course of the goals needs of each, to be gathered inside another query."""
        return self.values(
            line=JSONObject(id="id", name="number", agreed_on="agreed_on", until="replaced_at", content="content")
        )


@pghistory.track()
class GoalAgreement(Revised):
    """What was agreed on a day: numbered, frozen as it was, signed on paper."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="agreements", verbose_name=_("Fall"))
    number = models.PositiveSmallIntegerField(_("Nummer"))
    agreed_on = models.DateField(_("vereinbart am"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("vereinbart mit")
    )
    language = models.CharField(_("zweite Sprache des Dokuments"), max_length=12, blank=True)
    note = models.TextField(_("Außerdem vereinbart"), blank=True)
    next_review_on = models.DateField(_("nächste Überprüfung"), null=True, blank=True)
    content = models.JSONField(_("Wortlaut"), editable=False)
    signed_on = models.DateField(_("unterschrieben am"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("neu gefasst am"), null=True, blank=True, editable=False)
    replaced_reason = models.TextField(_("Grund der Neufassung"), blank=True, editable=False)

    objects = GoalAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zielvereinbarung")
        verbose_name_plural = _("Zielvereinbarungen")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="goal_agreement_numbered_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(replaced_at__isnull=True), name="goal_agreement_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"Zielvereinbarung {self.number}"


@pghistory.track()
class FrameGoal(Revised, Withdrawable):
    """A Rahmenziel: what shall change in one field of action, and the shared idea of the problem behind it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="frame_goals", verbose_name=_("Fall"))
    field_of_action = models.ForeignKey(
        "concept.FieldOfAction", models.PROTECT, related_name="+", verbose_name=_("Handlungsfeld")
    )
    title = models.CharField(_("Rahmenziel"), max_length=240)
    own_words = models.CharField(_("In den Worten der Person"), max_length=240, blank=True)
    language = models.CharField(_("Sprache"), max_length=12, blank=True)
    explanation = models.TextField(
        _("Worum es geht"), blank=True, help_text=_("Welches Problem lösen wir, und wie erklären wir es uns gemeinsam?")
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = TeamWithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rahmenziel")
        verbose_name_plural = _("Rahmenziele")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["case", "position"], name="frame_goal_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(own_words="") | ~Q(language=""), name="frame_goal_own_words_have_a_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class GoalState(models.TextChoices):
    """Where an action goal stands."""

    OPEN = "open", _("offen")
    ACHIEVED = "achieved", _("erreicht")
    DROPPED = "dropped", _("nicht weiter verfolgt")


class ActionGoalQuerySet(WithdrawableQuerySet["ActionGoal"]):
    """Action goals."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))

    def standing(self) -> Self:
        """Those in the plan: neither they nor their Rahmenziel was taken back."""
        return self.current().filter(frame_goal__withdrawn_at=None)


@pghistory.track()
@carries_its_case("frame_goal", "cases_framegoal")
@pgtrigger.register(
    pgtrigger.Protect(
        name="action_goal_scale_is_frozen",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.agreed_in_id IS NOT NULL AND NEW.agreed_in_id IS NOT NULL AND ("
            + " OR ".join(
                f"OLD.{field} IS DISTINCT FROM NEW.{field}" for field in (*SCALE_FIELDS, "importance", "difficulty")
            )
            + ")"
        ),
    )
)
class ActionGoal(BelowCase, Revised, Withdrawable):
    """A Handlungsziel: a small, dated step with its own five-step scale (Goal Attainment Scaling).

    The texts of the scale and the weight are frozen while an agreement holds; ``agreed_in`` names it.
    """

    above = "frame_goal"

    frame_goal = models.ForeignKey(FrameGoal, models.PROTECT, related_name="action_goals", verbose_name=_("Rahmenziel"))
    title = models.CharField(_("Handlungsziel"), max_length=240)
    own_words = models.CharField(_("In den Worten der Person"), max_length=240, blank=True)
    language = models.CharField(_("Sprache"), max_length=12, blank=True)
    due_on = models.DateField(_("bis"), null=True, blank=True)
    importance = models.PositiveSmallIntegerField(_("Wie wichtig ist es der Person?"), default=2)
    difficulty = models.PositiveSmallIntegerField(_("Wie schwer wird es?"), default=1)
    scale_much_less = models.CharField(_("−2 deutlich weniger als erwartet"), max_length=240, blank=True)
    scale_less = models.CharField(_("−1 weniger als erwartet"), max_length=240, blank=True)
    scale_expected = models.CharField(_("0 wie erwartet"), max_length=240, blank=True)
    scale_more = models.CharField(_("+1 mehr als erwartet"), max_length=240, blank=True)
    scale_much_more = models.CharField(_("+2 deutlich mehr als erwartet"), max_length=240, blank=True)
    baseline = models.SmallIntegerField(_("Ausgangslage"), default=-1)
    state = models.CharField(_("Stand"), max_length=10, choices=GoalState, default=GoalState.OPEN)
    agreed_in = models.ForeignKey(
        GoalAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="action_goals",
        verbose_name=_("vereinbart in"),
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = ActionGoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Handlungsziel")
        verbose_name_plural = _("Handlungsziele")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["frame_goal", "position"], name="action_goal_of_frame_goal")]
        constraints = [
            models.CheckConstraint(
                condition=Q(importance__range=(1, 3), difficulty__range=(1, 3)), name="action_goal_weight_1_to_3"
            ),
            models.CheckConstraint(condition=Q(baseline__range=(-2, 1)), name="action_goal_baseline_below_best"),
            models.CheckConstraint(
                condition=Q(own_words="") | ~Q(language=""), name="action_goal_own_words_have_a_language"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def weight(self) -> int:
        """Importance to the person times difficulty (1 to 9), the weight of Goal Attainment Scaling."""
        return self.importance * self.difficulty

    @property
    def scale(self) -> list[tuple[int, str]]:
        """The five steps with their texts, from −2 to +2."""
        return [(level, getattr(self, field)) for level, field in enumerate(SCALE_FIELDS, start=-2)]
