"""What runs alike at many places: a programme, whose texts its offers share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roterfaden.base.sources import lines_in_words
from roterfaden.network.models import Edited, PlaceKind
from roterfaden.offers.models.telling import ages_in_words
from roterfaden.offers.models.vocabulary import Fee, OfferKind

if TYPE_CHECKING:
    from roterfaden.offers.models.offer import Offer

TEXTS = (
    "kind", "target_group", "age_from", "age_to", "description", "rhythm", "registration", "fee", "cost", "keywords",
)  # fmt: skip
"""What an offer takes from its programme unless it has its own: fields of the same name in both tables."""


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes."""

    def visible_to(self, user: Any) -> Self:
        """Every member of staff sees them, like the offers."""
        return self if user.roles else self.none()


@pghistory.track()
class Programme(Edited):
    """A programme such as "Rucksack Schule": what it is, where it can run, who is behind it, and the common texts.

    An offer of the programme holds a copy of the texts, so that search, print and exchange need to know nothing of
    programmes; ``Offer.own_fields`` says where it differs.
    """

    key = models.SlugField(_("Schlüssel"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    about = models.TextField(_("Was das Programm ist"), blank=True)
    institutions = ArrayField(
        models.CharField(max_length=40, choices=PlaceKind),
        verbose_name=_("Wo es stattfinden kann"),
        help_text=_("An Orten dieser Art zeigt die Übersicht, wo es das Programm gibt und wo es fehlt."),
    )
    not_at = models.ManyToManyField(
        "network.Place",
        blank=True,
        related_name="+",
        verbose_name=_("Hier nicht gedacht"),
        help_text=_("Einzelne Orte, an denen es nicht stattfinden soll oder kann, etwa eine Gesamtschule."),
    )
    run_by = models.ForeignKey(
        "network.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("Wer dahinter steht"),
    )
    kind = models.CharField(_("Art"), max_length=20, choices=OfferKind, default=OfferKind.NURSERY_SCHOOL)
    target_group = models.CharField(_("Für wen"), max_length=300, blank=True)
    age_from = models.PositiveSmallIntegerField(_("Alter von"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("Alter bis"), null=True, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    rhythm = models.CharField(_("Rhythmus"), max_length=200, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    fee = models.CharField(_("Kostet es etwas?"), max_length=10, choices=Fee, blank=True)
    cost = models.CharField(_("Kosten"), max_length=200, blank=True)
    keywords = ArrayField(models.CharField(max_length=80), verbose_name=_("Stichworte"), default=list, blank=True)
    fields_of_action = models.ManyToManyField(
        "concept.FieldOfAction", related_name="programmes", verbose_name=_("Handlungsfelder")
    )
    target_groups = models.ManyToManyField(
        "concept.TargetGroup", blank=True, related_name="programmes", verbose_name=_("Zielgruppen des Konzepts")
    )
    topics = models.ManyToManyField("offers.Topic", blank=True, related_name="programmes", verbose_name=_("Themen"))
    source_lines = models.CharField(_("Fundstelle im Konzept"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("Beispielangabe der Demo"), default=False, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Programm")
        verbose_name_plural = _("Programme")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="programme_age_to_after_from",
                violation_error_message=_("Das höchste Alter liegt unter dem niedrigsten."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The programme's page."""
        return reverse("offers:programme", args=[self.key])

    def differing(self, offer: "Offer") -> list[str]:
        """The fields in which an offer does not say what the programme says."""
        return [name for name in TEXTS if getattr(offer, name) != getattr(self, name)]

    @property
    def source(self) -> str:
        """Where it stands in the concept, in words."""
        return lines_in_words(self.source_lines)

    @property
    def institutions_in_words(self) -> str:
        """Where it can run."""
        return ", ".join(str(PlaceKind(kind).label) for kind in self.institutions)

    @property
    def ages(self) -> str:
        """For which age, in words."""
        return ages_in_words(self.age_from, self.age_to)


def names_of(fields: Iterable[str]) -> list[str]:
    """Fields of a programme's texts by their German names."""
    return [str(Programme._meta.get_field(name).verbose_name) for name in fields]  # type: ignore[union-attr]
