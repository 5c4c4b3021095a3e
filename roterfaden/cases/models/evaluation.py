"""Evaluation: of the goals by their scales, and of procedure, communication and time."""

from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified, Revised
from roterfaden.cases.models.assessment import TeamQuerySet
from roterfaden.cases.models.below import BelowCase, carries_its_case
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.goals import ActionGoal, GoalAgreement
from roterfaden.cases.models.monitoring import FollowUp, FollowUpState

RATINGS = [(1, _("gar nicht gut")), (2, _("eher nicht gut")), (3, _("mittel")), (4, _("gut")), (5, _("sehr gut"))]


@pghistory.track()
class Evaluation(Revised):
    """One evaluation of a case, held together with the person where possible."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="evaluations", verbose_name=_("Fall"))
    number = models.PositiveSmallIntegerField(_("Nummer"), default=1)
    held_on = models.DateField(_("besprochen am"), default=timezone.localdate)
    with_client = models.BooleanField(_("gemeinsam mit der Person"), default=True)
    procedure = models.PositiveSmallIntegerField(
        _("Vorgehen: Hat unser Weg gepasst?"), choices=RATINGS, null=True, blank=True
    )
    procedure_note = models.TextField(_("Was war am Vorgehen gut, was nicht?"), blank=True)
    communication = models.PositiveSmallIntegerField(
        _("Verständigung: Wussten alle, was sie wissen mussten?"), choices=RATINGS, null=True, blank=True
    )
    communication_note = models.TextField(_("Was war an der Verständigung gut, was nicht?"), blank=True)
    time = models.PositiveSmallIntegerField(
        _("Zeit: War genug Zeit, ging es schnell genug?"), choices=RATINGS, null=True, blank=True
    )
    time_note = models.TextField(_("Was hat zu lange gedauert oder war zu knapp?"), blank=True)
    client_view = models.TextField(_("Das sagt die Person"), blank=True)
    learned = models.TextField(_("Das lernen wir daraus"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("festgehalten von")
    )
    started_at = models.DateTimeField(_("begonnen am"), auto_now_add=True)
    completed_at = models.DateTimeField(_("abgeschlossen am"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("Auswertung")
        verbose_name_plural = _("Auswertungen")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="evaluation_numbered_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(completed_at__isnull=True), name="evaluation_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True)
                | (Q(procedure__isnull=False) & Q(communication__isnull=False) & Q(time__isnull=False)),
                name="evaluation_completed_in_all_three",
            ),
        ]

    def __str__(self) -> str:
        return f"Auswertung {self.number}"


class GoalRatingQuerySet(TeamQuerySet):
    """Ratings of goals."""

    def counted(self) -> Self:
        """Of reviews that were held and of completed evaluations."""
        return self.filter(Q(follow_up__state=FollowUpState.HELD) | Q(evaluation__completed_at__isnull=False))

    def readable(self) -> Self:
        """On the scale they were read from; in a draft only where that is still in force."""
        return self.filter(Q(evaluation__completed_at__isnull=False) | Q(agreement=F("action_goal__agreed_in")))

    def in_order(self) -> Self:
        """By the day they were found; of one day the evaluation has the last word."""
        day = Coalesce("follow_up__held_on", "evaluation__held_on")
        return self.order_by(day, F("evaluation").asc(nulls_first=True), "pk")

    def as_json(self) -> Any:
        """What the course of the goals needs of each, to be gathered inside another query."""
        day = Coalesce("follow_up__held_on", "evaluation__held_on")
        return self.values(
            line=JSONObject(
                goal="action_goal_id", agreement="agreement_id", level="level", day=day, evaluation="evaluation_id"
            )
        )


@pghistory.track()
@carries_its_case("action_goal", "cases_actiongoal")
class GoalRating(BelowCase, Identified):
    """How far an action goal was reached at a review or in an evaluation, from −2 to +2 (0 = as expected).

    ``agreement`` holds the wording of the scale and the weight that the level belongs to: after a renegotiation the
    same goal may have others, and levels of two scales are never put into one figure.
    """

    above = "action_goal"

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, null=True, blank=True, related_name="ratings", verbose_name=_("Auswertung")
    )
    follow_up = models.ForeignKey(
        FollowUp, models.CASCADE, null=True, blank=True, related_name="ratings", verbose_name=_("Überprüfung")
    )
    action_goal = models.ForeignKey(ActionGoal, models.PROTECT, related_name="ratings", verbose_name=_("Handlungsziel"))
    agreement = models.ForeignKey(
        GoalAgreement,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="ratings",
        verbose_name=_("Zielvereinbarung"),
    )
    level = models.SmallIntegerField(_("Stufe"))
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)

    objects = GoalRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zielbewertung")
        verbose_name_plural = _("Zielbewertungen")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "action_goal"], name="goal_rated_once_per_evaluation"),
            models.UniqueConstraint(fields=["follow_up", "action_goal"], name="goal_rated_once_per_follow_up"),
            models.CheckConstraint(condition=Q(level__range=(-2, 2)), name="goal_rating_on_the_scale"),
            models.CheckConstraint(
                condition=Q(evaluation__isnull=True) ^ Q(follow_up__isnull=True),
                name="goal_rating_of_a_review_or_an_evaluation",
            ),
            # Not NOT NULL: the history of before, which nobody rewrites, does not know it.
            models.CheckConstraint(condition=Q(agreement__isnull=False), name="goal_rating_names_its_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.level:+d}"
