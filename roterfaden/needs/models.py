"""Counts of needs, and what became of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified, Revised
from roterfaden.needs.access import READERS
from roterfaden.needs.protection import FEWEST, Split
from roterfaden.needs.quarters import quarter_in_words

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

BEGINS_A_QUARTER = Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10])


class NeedKind(models.TextChoices):
    """How it turned out that something is missing."""

    NOTHING_FITS = "nothing_fits", _("nichts Passendes gefunden")
    DECLINED = "declined", _("vom Träger abgelehnt")
    NO_ANSWER = "no_answer", _("ohne Antwort geblieben")
    ENDED_EARLY = "ended_early", _("vorzeitig zu Ende gegangen")


class NeedQuerySet(models.QuerySet["Need"]):
    """Figures."""

    def visible_to(self, user: "User") -> Self:
        """All of them, for whoever plans help or answers needs."""
        return self if READERS.admits(user) else self.none()


@pgtrigger.register(pgtrigger.Protect(name="need_is_final", operation=pgtrigger.Update | pgtrigger.Delete))
class Need(Identified):
    """A figure of at least five: of a field in a district in a quarter, or a share of it by kind, group or month.

    Written by :func:`roterfaden.needs.actions.record_needs` and by nothing else. Codes instead of foreign keys: a
    figure stays what it was when a catalogue changes.
    """

    quarter = models.DateField(_("Quartal"))
    field = models.CharField(_("Handlungsfeld"), max_length=50)
    district = models.CharField(_("Quartier"), max_length=50)
    by = models.CharField(_("aufgeteilt nach"), max_length=10, choices=Split, blank=True)
    value = models.CharField(_("Anteil"), max_length=80, blank=True)
    number = models.PositiveIntegerField(_("Anzahl"))

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bedarf")
        verbose_name_plural = _("Bedarfe")
        constraints = [
            models.UniqueConstraint(fields=["quarter", "field", "district", "by", "value"], name="need_told_once"),
            models.CheckConstraint(condition=Q(number__gte=FEWEST), name="need_is_of_five_or_more"),
            models.CheckConstraint(condition=BEGINS_A_QUARTER, name="need_is_of_a_quarter"),
            models.CheckConstraint(
                condition=Q(by="", value="") | (~Q(by="") & ~Q(value="")), name="need_share_says_of_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}, {self.district}: {self.number}"


class CountedQuarterQuerySet(models.QuerySet["CountedQuarter"]):
    """Quarters."""

    def visible_to(self, user: "User") -> Self:
        """All of them, like the figures."""
        return self if READERS.admits(user) else self.none()


class CountedQuarter(Identified):
    """A quarter that has been counted; also one of which nothing could be told."""

    quarter = models.DateField(_("Quartal"), unique=True)

    objects = CountedQuarterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Gezähltes Quartal")
        verbose_name_plural = _("Gezählte Quartale")
        ordering = ["-quarter"]
        constraints = [models.CheckConstraint(condition=BEGINS_A_QUARTER, name="counted_quarter_is_one")]

    def __str__(self) -> str:
        return quarter_in_words(self.quarter)


class OutcomeState(models.TextChoices):
    """What became of a need."""

    SEEN = "seen", _("gesehen")
    WORKING = "working", _("in Arbeit")
    SOLVED = "solved", _("gelöst")
    DECLINED = "declined", _("abgelehnt")

    @classmethod
    def next_states(cls, state: str) -> tuple["OutcomeState", ...]:
        """What may be said next, the same again included. Nobody can unsee; a solution may not last."""
        follow: dict[str, tuple[OutcomeState, ...]] = {
            "": tuple(cls),
            cls.SEEN: tuple(cls),
            cls.WORKING: (cls.WORKING, cls.SOLVED, cls.DECLINED),
            cls.SOLVED: (cls.SOLVED, cls.WORKING),
            cls.DECLINED: (cls.DECLINED, cls.WORKING),
        }
        return follow[state]


OUTCOME_BADGES = {
    OutcomeState.SEEN: Badge(_("gesehen"), Tone.INFO, "visibility"),
    OutcomeState.WORKING: Badge(_("in Arbeit"), Tone.INFO, "half-circle"),
    OutcomeState.SOLVED: Badge(_("gelöst"), Tone.SUCCESS),
    OutcomeState.DECLINED: Badge(_("abgelehnt"), Tone.WARNING, "close"),
}


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """What became of needs."""

    def visible_to(self, user: "User") -> Self:
        """All of them, for whoever plans help or answers needs."""
        return self if READERS.admits(user) else self.none()

    def about(self, cells: Iterable[tuple[str, str]]) -> Self:
        """What was said of these cells (codes of field and district), or of the whole field."""
        wanted = Q(pk__in=[])
        for field, district in set(cells):
            wanted |= Q(Q(district=None) | Q(district__key=district), field_of_action__key=field)
        return self.filter(wanted)


@pghistory.track()
class Outcome(Revised):
    """What became of the needs of a field, in one district or everywhere. Says nothing about a single need."""

    field_of_action = models.ForeignKey(
        "concept.FieldOfAction", models.PROTECT, related_name="+", editable=False, verbose_name=_("Handlungsfeld")
    )
    district = models.ForeignKey(
        "network.District",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Quartier"),
    )
    state = models.CharField(_("Was ist der Stand?"), max_length=10, choices=OutcomeState)
    text = models.TextField(
        _("Was wurde daraus?"),
        help_text=_("Für die Kolleginnen und Kollegen, die den Bedarf gemeldet haben. Ohne Namen von Ratsuchenden."),
    )
    offer = models.ForeignKey(
        "offers.Offer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Angebot, das es jetzt gibt"),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("gesagt von")
    )
    changed_at = models.DateTimeField(_("gesagt am"), editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Antwort auf Bedarfe")
        verbose_name_plural = _("Antworten auf Bedarfe")
        ordering = ["-changed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["field_of_action", "district"], nulls_distinct=False, name="outcome_once_per_cell"
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="outcome_says_something",
                violation_error_message=_("Schreiben Sie bitte, was daraus wurde."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        """The page of its cell."""
        where = [self.field_of_action.key, *([self.district.key] if self.district else [])]
        return reverse("needs:place" if self.district else "needs:field", args=where)

    @property
    def place(self) -> str:
        """The field and where."""
        return f"{self.field_of_action}, {self.district or _('alle Quartiere')}"

    @property
    def sign(self) -> Badge:
        """Its state."""
        return OUTCOME_BADGES[OutcomeState(self.state)]

    def is_about(self, field: str, district: str) -> bool:
        """Whether it answers needs of this cell."""
        return self.field_of_action.key == field and (self.district is None or self.district.key == district)
