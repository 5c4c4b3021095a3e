"""How somebody likes to look at their cases: lists with a name, kept or shared, and the weekly overview by mail."""

from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.cases.models.case import Phase
from roterfaden.cases.models.intake import Urgency
from roterfaden.cases.models.intensity import Intensity
from roterfaden.cases.models.people import LegalArea

if TYPE_CHECKING:
    from datetime import date

    from roterfaden.accounts.models import User


class SavedListQuerySet(models.QuerySet["SavedList"]):
    """Lists with a name."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and those shared with an organisation in which one is a case manager."""
        return self.filter(Q(owner=user) | Q(organisation__in=user.organisations_as(Role.CASE_MANAGER)))


class SavedList(Identified):
    """A choice of filters with a name. Whoever opens it sees their own cases through it, nobody else's."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_lists", verbose_name=_("von")
    )
    title = models.CharField(_("Name der Liste"), max_length=60)
    organisation = models.ForeignKey(
        "network.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("geteilt mit"),
    )
    worklist = models.CharField(_("Liste"), max_length=10, blank=True)
    phase = models.CharField(_("Phase"), max_length=12, choices=Phase, blank=True)
    urgency = models.CharField(_("Dringlichkeit"), max_length=10, choices=Urgency, blank=True)
    intensity = models.CharField(_("Begleitung"), max_length=10, choices=Intensity, blank=True)
    legal_area = models.CharField(_("Rechtskreis"), max_length=20, choices=LegalArea, blank=True)
    order = models.CharField(_("Reihenfolge"), max_length=10, blank=True)

    objects = SavedListQuerySet.as_manager()

    ASKED = {
        "liste": "worklist",
        "phase": "phase",
        "dringlichkeit": "urgency",
        "begleitung": "intensity",
        "rechtskreis": "legal_area",
        "sortierung": "order",
    }
    """Which word in the address stands for which column."""

    class Meta:
        verbose_name = _("Gespeicherte Liste")
        verbose_name_plural = _("Gespeicherte Listen")
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "title"],
                name="saved_list_one_of_a_name",
                violation_error_message=_("Sie haben schon eine Liste mit diesem Namen."),
            ),
            models.CheckConstraint(condition=~Q(title=""), name="saved_list_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def query(self) -> str:
        """The filters as they stand in the address of the list."""
        chosen = {word: getattr(self, column) for word, column in self.ASKED.items()}
        return "?" + urlencode({word: value for word, value in chosen.items() if value})


class WeeklyOverviewQuerySet(models.QuerySet["WeeklyOverview"]):
    """Wishes about the weekly overview."""

    def visible_to(self, user: "User") -> Self:
        """One's own."""
        return self.filter(user=user)


class WeeklyOverview(Identified):
    """Whether somebody gets the weekly overview by mail, and when they got it last. Without a row: yes, never."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="weekly_overview", verbose_name=_("wer")
    )
    is_on = models.BooleanField(_("jede Woche per Mail"), default=True)
    paused_until = models.DateField(_("Pause bis"), null=True, blank=True)
    sent_on = models.DateField(_("zuletzt verschickt am"), null=True, blank=True, editable=False)

    objects = WeeklyOverviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wochenüberblick")
        verbose_name_plural = _("Wochenüberblicke")

    def __str__(self) -> str:
        return f"{self.user}"

    @property
    def is_paused(self) -> bool:
        """Whether it rests today."""
        return self.paused_until is not None and self.paused_until >= timezone.localdate()

    def is_due(self, week: "date") -> bool:
        """Whether it should be sent in the week that begins on ``week``, a Monday."""
        return self.is_on and not self.is_paused and (self.sent_on is None or self.sent_on < week)
