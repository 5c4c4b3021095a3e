"""The queue at open hours: who waits now, at a place, in a Kita, at the telephone. Nobody is named.

An entry lives for a day: the database shows today's only, and every night they go (``manage.py clear_queue``). What
stays is how long somebody waited, without anything else.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified, Revised
from roterfaden.cases.access import may_find_people
from roterfaden.cases.models.advice import NAMELESS, TELLS_WHO
from roterfaden.cases.models.intake import Way

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

SEVERAL_WORDS = r"\s"
ONE_WORD = _("Bitte nur ein Wort, zum Beispiel der Vorname oder eine Farbe.")
WAYS = (Way.OPEN_HOUR, Way.PHONE, Way.NURSERY)


class WaitState(models.TextChoices):
    """Where somebody stands who came."""

    WAITING = "waiting", _("wartet")
    TAKEN = "taken", _("im Gespräch")
    SERVED = "served", _("beraten")
    GONE = "gone", _("gegangen")
    BACK = "back", _("kommt wieder")

    @classmethod
    def next_states(cls, state: str) -> tuple["WaitState", ...]:
        """The states which may follow."""
        follow: dict[str, tuple[WaitState, ...]] = {
            cls.WAITING: (cls.TAKEN, cls.GONE, cls.BACK),
            cls.TAKEN: (cls.SERVED, cls.GONE, cls.BACK, cls.WAITING),
            cls.GONE: (cls.WAITING,),
            cls.BACK: (cls.WAITING, cls.GONE),
        }
        return follow.get(state, ())


class WaitingQuerySet(models.QuerySet["Waiting"]):
    """Who came today."""

    def visible_to(self, user: "User") -> Self:
        """For case managers, today's entries of the offices in which they are case managers."""
        if not may_find_people(user) or user.serves_immigration_authority:
            return self.none()
        return self.filter(organisation__in=user.organisations_as(Role.CASE_MANAGER), came_on=timezone.localdate())

    def waiting(self) -> Self:
        """Those who wait, in the order in which they came."""
        return self.filter(state=WaitState.WAITING).order_by("came_at", "number")


class Waiting(Revised):
    """Somebody who waits: a number, perhaps one word they agreed to, a language and a topic."""

    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="+", editable=False, verbose_name=_("Stelle")
    )
    came_on = models.DateField(_("Tag"), default=timezone.localdate, editable=False)
    came_at = models.DateTimeField(_("da seit"), default=timezone.now, editable=False)
    number = models.PositiveSmallIntegerField(_("Nummer"), editable=False)
    word = models.CharField(
        _("Wie rufen wir auf?"),
        max_length=20,
        blank=True,
        help_text=_("Ein Wort, mit dem die Person einverstanden ist. Sonst gilt die Nummer."),
        validators=[
            RegexValidator(TELLS_WHO, message=NAMELESS, inverse_match=True),
            RegexValidator(SEVERAL_WORDS, message=ONE_WORD, inverse_match=True),
        ],
    )
    language = models.CharField(_("Sprache"), max_length=12, blank=True)
    needs_interpreter = models.BooleanField(_("braucht Sprachmittlung"), default=False)
    field_of_action = models.ForeignKey(
        "concept.FieldOfAction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Worum geht es?"),
    )
    way = models.CharField(
        _("Wo oder wie?"), max_length=20, choices=[(way.value, way.label) for way in WAYS], default=Way.OPEN_HOUR
    )
    place = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ort")
    )
    state = models.CharField(_("Stand"), max_length=10, choices=WaitState, default=WaitState.WAITING, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("eingetragen von")
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("aufgerufen von"),
    )
    taken_at = models.DateTimeField(_("aufgerufen um"), null=True, editable=False)
    left_at = models.DateTimeField(_("gegangen um"), null=True, editable=False)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wartende Person")
        verbose_name_plural = _("Wartende Personen")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "came_on", "number"], name="waiting_number_once_a_day"),
            models.CheckConstraint(
                condition=~Q(word__regex=TELLS_WHO), name="waiting_names_nobody", violation_error_message=NAMELESS
            ),
            models.CheckConstraint(
                condition=~Q(word__regex=SEVERAL_WORDS), name="waiting_one_word", violation_error_message=ONE_WORD
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "served"]) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="waiting_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(taken_by__isnull=True, taken_at__isnull=True, left_at__isnull=True),
                name="waiting_for_nobody_yet",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["gone", "back"]) | Q(left_at__isnull=False), name="waiting_left_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.word}" if self.word else str(self.number)

    @property
    def key(self) -> str:
        """The key as an address names it."""
        return str(self.pk)


class WaitFigureQuerySet(models.QuerySet["WaitFigure"]):
    """How long people waited."""

    def visible_to(self, user: "User") -> Self:
        """Those of the organisations which the user leads as head of unit."""
        return self.filter(organisation__in=user.organisations_as(Role.HEAD_OF_UNIT))


class WaitFigure(Identified):
    """How long one person waited, from which hour on and how it ended. Written when the entry goes."""

    organisation = models.ForeignKey("network.Organisation", models.PROTECT, related_name="+", verbose_name=_("Stelle"))
    came_on = models.DateField(_("Tag"))
    hour = models.PositiveSmallIntegerField(_("Stunde"))
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    outcome = models.CharField(_("Wie es endete"), max_length=10, choices=WaitState)

    objects = WaitFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wartezeit")
        verbose_name_plural = _("Wartezeiten")
        indexes = [models.Index(fields=["came_on"], name="wait_figure_by_day")]

    def __str__(self) -> str:
        return f"{self.came_on:%d.%m.%Y}, {self.hour} Uhr"
