"""The person's own view of how it went: voluntary, in their language, kept apart from the office's evaluation."""

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Withdrawable
from roterfaden.cases.models.answer_links import AnswerLink, AnswerLinkQuerySet, link_indexes, link_rules, track_link
from roterfaden.cases.models.assessment import TeamWithdrawableQuerySet
from roterfaden.cases.models.case import Case
from roterfaden.cases.models.entrusted import team_filter
from roterfaden.cases.models.evaluation import RATINGS

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

QUESTIONS = ("way", "understanding", "time", "today")
LONGEST_WORDS = 2000


class GivenBy(models.TextChoices):
    """How an answer came."""

    LINK = "link", _("auf dem eigenen Telefon")
    DEVICE = "device", _("auf dem Gerät der Fachkraft")
    PAPER = "paper", _("auf Papier")


@pghistory.track()
class OwnView(Revised, Withdrawable):
    """What the person says to a few questions. Every answer may be missing, but not all of them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="own_views", verbose_name=_("Fall"))
    language = models.CharField(_("Sprache"), max_length=12)
    given_by = models.CharField(_("beantwortet"), max_length=10, choices=GivenBy)
    given_on = models.DateField(_("beantwortet am"), default=timezone.localdate)
    way = models.PositiveSmallIntegerField(
        _("Wie gut hat unser Weg zu Ihnen gepasst?"), choices=RATINGS, null=True, blank=True
    )
    understanding = models.PositiveSmallIntegerField(
        _("Wie gut haben wir einander verstanden?"), choices=RATINGS, null=True, blank=True
    )
    time = models.PositiveSmallIntegerField(_("Wie gut war es mit der Zeit?"), choices=RATINGS, null=True, blank=True)
    today = models.PositiveSmallIntegerField(
        _("Wie gut kommen Sie heute zurecht?"), choices=RATINGS, null=True, blank=True
    )
    words = models.TextField(_("In eigenen Worten"), blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("vom Papier übertragen von"),
    )

    objects = TeamWithdrawableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sicht der Person")
        verbose_name_plural = _("Sichten der Personen")
        ordering = ["-given_on", "id"]
        indexes = [models.Index(fields=["case", "-given_on"], name="own_view_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__isnull=False)
                | Q(understanding__isnull=False)
                | Q(time__isnull=False)
                | Q(today__isnull=False)
                | ~Q(words=""),
                name="own_view_says_something",
                violation_error_message=_("Hier steht noch keine Antwort."),
            ),
            models.CheckConstraint(
                condition=Q(given_by="paper", entered_by__isnull=False)
                | (~Q(given_by="paper") & Q(entered_by__isnull=True)),
                name="own_view_from_paper_is_entered_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"Sicht der Person, {self.given_on:%d.%m.%Y}"

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was answered: question and answer, both in German."""
        asked = ((question_of(name), getattr(self, f"get_{name}_display")()) for name in QUESTIONS)
        return [(question, str(answer)) for question, answer in asked if answer is not None]


def question_of(name: str) -> str:
    """A question in German."""
    field: Any = OwnView._meta.get_field(name)
    return str(field.verbose_name)


class ViewLinkQuerySet(AnswerLinkQuerySet["ViewLink"]):
    """Links."""

    def visible_to(self, user: "User") -> Self:
        """Those of cases whose file the user may open today."""
        return self.filter(team_filter(user))


@track_link
class ViewLink(AnswerLink):
    """The link with which a person gives their own view, on their telephone or on a device handed to them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="view_links", verbose_name=_("Fall"))
    language = models.CharField(_("Sprache"), max_length=12)
    way = models.CharField(_("beantwortet"), max_length=10, choices=GivenBy, default=GivenBy.LINK)

    objects = ViewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Link für die Sicht der Person")
        verbose_name_plural = _("Links für die Sicht der Person")
        ordering = ["-made_at", "id"]
        indexes = [*link_indexes("view_link"), models.Index(fields=["case"], name="view_link_of_case")]
        constraints = link_rules("view_link", to="case")
