"""The talk some time after a case was closed: does it hold, is there something new?"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Revised
from roterfaden.cases.models.assessment import TeamQuerySet
from roterfaden.cases.models.case import Case, CaseMember
from roterfaden.cases.models.evaluation import RATINGS
from roterfaden.network.models import Seat

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

SATURDAY = 5
WEEKS_AFTER_CLOSING = 13
"""Three months, counted in weeks: so it falls on the weekday on which one met."""


class AfterTalkState(models.TextChoices):
    """Where a talk after the end stands. A planned one ends in one of the other states; undone, it is planned again."""

    PLANNED = "planned", _("geplant")
    REACHED = "reached", _("erreicht")
    UNREACHED = "unreached", _("nicht erreicht")
    CANCELLED = "cancelled", _("abgesagt")


class Holds(models.TextChoices):
    """Whether what was reached holds."""

    YES = "yes", _("ja")
    PARTLY = "partly", _("zum Teil")
    NO = "no", _("nein")


class AfterTalkQuerySet(TeamQuerySet):
    """Talks after the end."""

    def planned(self) -> "AfterTalkQuerySet":
        """Still ahead."""
        return self.filter(state=AfterTalkState.PLANNED)

    def waiting_for(self, user: "User") -> Self:
        """Those ``user`` has to hold: by name, or as lead when whoever was to hold them has left; when the lead has
        left too, as anybody else who may open the file.
        """
        for_lead = ~_works_here("owner") & (Q(case__lead=user) | ~_works_here("case__lead"))
        return self.filter(Q(owner=user) | for_lead)

    def as_json(self) -> models.QuerySet["AfterTalk", Any]:
        """What the file shows of a talk, for a sub-query; :meth:`AfterTalk.read` makes it one again."""
        return self.values(talk=JSONObject(id="pk", case_id="case_id", due_on="due_on", state="state"))


def _works_here(who: str) -> Q:
    """Whether somebody is a case manager today and in the team of the talk's case."""
    seats = Seat.objects.current().filter(user=OuterRef(who), user__is_active=True, role=Role.CASE_MANAGER)
    places = CaseMember.objects.current().filter(case=OuterRef("case"), user=OuterRef(who))
    return Q(Exists(seats)) & Q(Exists(places))


@pghistory.track()
class AfterTalk(Revised):
    """One talk after the end of a case. The file stays closed; only this is written."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="after_talks", verbose_name=_("Fall"))
    due_on = models.DateField(_("am"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="after_talks", verbose_name=_("Wer fragt nach")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=AfterTalkState, default=AfterTalkState.PLANNED)
    held_on = models.DateField(_("stattgefunden am"), null=True, blank=True)
    wellbeing = models.PositiveSmallIntegerField(_("Wie geht es der Person?"), choices=RATINGS, null=True, blank=True)
    holds = models.CharField(_("Hält, was erreicht wurde?"), max_length=10, choices=Holds, blank=True)
    news = models.TextField(_("Was ist neu?"), blank=True)
    reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)

    objects = AfterTalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachgespräch")
        verbose_name_plural = _("Nachgespräche")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["case", "due_on"], name="after_talk_of_case"),
            models.Index(fields=["owner", "due_on"], condition=Q(state="planned"), name="after_talk_due_for_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="planned"),
                name="after_talk_one_planned",
                violation_error_message=_("Es ist schon ein Nachgespräch geplant."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reached", "unreached"]) | Q(held_on__isnull=False),
                name="after_talk_was_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="after_talk_cancelled_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Nachgespräch, {self.due_on:%d.%m.%Y}"

    @classmethod
    def read(cls, values: dict[str, Any]) -> Self:
        """A talk out of ``as_json``: enough to show it."""
        return cls(**{**values, "due_on": date.fromisoformat(values["due_on"])})


def usual_day(closed_on: date | None = None) -> date:
    """Three months after the end, on a working day."""
    day = (closed_on or timezone.localdate()) + timedelta(weeks=WEEKS_AFTER_CLOSING)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
