"""What is offered, by whom, where, when and for whom."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised, Identified
from roterfaden.base.names import fold
from roterfaden.base.weekdays import Weekday

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


class OfferKind(models.TextChoices):
    """What an offer is."""

    ADVICE = "beratung", _("Beratung")
    COURSE = "kurs", _("Kurs")
    MEETING = "begegnung", _("Begegnung")
    COMPANIONSHIP = "begleitung", _("Begleitung")
    SPORT = "sport", _("Sport")
    NURSERY_SCHOOL = "kita-schule", _("Kita und Schule")
    INFORMATION = "information", _("Information")
    HOUSING = "wohnen", _("Wohnen")
    WORK = "arbeit", _("Arbeit")
    OTHER = "sonstiges", _("Sonstiges")


class Origin(models.TextChoices):
    """Where the facts of an offer come from; nothing invented may look real."""

    CONCEPT = "concept", _("im Integrationskonzept genannt")
    PROVIDER = "provider", _("vom Träger eingetragen")
    DEMO = "demo", _("Beispiel der Demo")


class GermanLevel(models.TextChoices):
    """Levels of the Common European Framework; A0 means no German needed."""

    A0 = "A0", _("ohne Deutschkenntnisse")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class OfferQuerySet(models.QuerySet["Offer"]):
    """The directory and its search."""

    def visible_to(self, user: "User") -> Self:
        """Every member of staff sees all current offers."""
        return self if user.roles else self.none()

    def current(self) -> Self:
        """Offers that exist at present."""
        return self.filter(is_active=True)

    def search(self, text: str) -> Self:
        """Offers in which every word of ``text`` occurs, spelling mistakes forgiven. Empty text finds everything."""
        found = self
        for word in fold(text).split():
            found = found.filter(Q(search_text__contains=word) | Q(search_text__trigram_word_similar=word))
        return found


class Offer(Revised):
    """A service of an organisation, at places and times."""

    key = models.SlugField(_("Schlüssel"), max_length=100, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=OfferKind)
    organisation = models.ForeignKey(
        "network.Organisation", models.PROTECT, related_name="offers", verbose_name=_("Anbieter")
    )
    places = models.ManyToManyField("network.Place", blank=True, related_name="offers", verbose_name=_("Orte"))
    fields_of_action = models.ManyToManyField("concept.FieldOfAction", related_name="offers", verbose_name=_("Handlungsfelder"))
    target_groups = models.ManyToManyField(
        "concept.TargetGroup", blank=True, related_name="offers", verbose_name=_("Zielgruppen des Konzepts")
    )
    target_group = models.CharField(_("Für wen"), max_length=300, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    languages = ArrayField(models.CharField(max_length=12), verbose_name=_("Sprachen"), default=list, blank=True)
    german_level = models.CharField(_("Deutschniveau"), max_length=2, choices=GermanLevel, blank=True)
    childcare = models.BooleanField(_("Kinderbetreuung"), null=True, blank=True)
    cost = models.CharField(_("Kosten"), max_length=200, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    rhythm = models.CharField(_("Rhythmus"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    keywords = ArrayField(models.CharField(max_length=80), verbose_name=_("Stichworte"), default=list, blank=True)
    origin = models.CharField(_("Herkunft der Angaben"), max_length=20, choices=Origin, default=Origin.PROVIDER)
    checked_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    is_active = models.BooleanField(_("besteht zurzeit"), default=True)
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=120, blank=True)
    search_text = models.TextField(editable=False, default="", db_default="")

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ["title", "id"]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="offer_search")]

    def __str__(self) -> str:
        return self.title


class OfferSchedule(Identified):
    """A weekly time at which an offer takes place."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="schedules", verbose_name=_("Angebot"))
    place = models.ForeignKey(
        "network.Place", models.PROTECT, null=True, blank=True, related_name="schedules", verbose_name=_("Ort")
    )
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    starts_at = models.TimeField(_("von"))
    ends_at = models.TimeField(_("bis"))
    note = models.CharField(_("Hinweis"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["weekday", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="offer_schedule_ends_after_start",
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
