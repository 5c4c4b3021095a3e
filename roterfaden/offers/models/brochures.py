"""Brochures that are made again and again: a choice of offers with a title, a paper and an order."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roterfaden.network.models import Edited
from roterfaden.offers.brochure.content import GERMAN, Format, Order


class SavedBrochureQuerySet(models.QuerySet["SavedBrochure"]):
    """Saved brochures."""

    def visible_to(self, user: Any) -> Self:
        """Every member of staff prints them."""
        return self if user.roles else self.none()


class SavedBrochure(Edited):
    """Which offers (``query``: the filters of the directory as they stand in its address), under which titles, how."""

    query = models.CharField(_("Auswahl"), max_length=1000, blank=True)
    titles = models.JSONField(_("Titel je Sprache"), default=dict)
    form = models.CharField(_("Papier"), max_length=10, choices=Format, default=Format.A4)
    order = models.CharField(_("Ordnung"), max_length=10, choices=Order, default=Order.TOPIC)

    objects = SavedBrochureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Broschüre")
        verbose_name_plural = _("Broschüren")
        ordering = ["titles__de", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(titles__has_key=GERMAN) & ~Q(titles__de=""), name="saved_brochure_has_a_german_title"
            ),
        ]

    def __str__(self) -> str:
        return str(self.titles[GERMAN])

    def get_absolute_url(self) -> str:
        """Where it is adjusted."""
        return reverse("offers:brochure", args=[self.pk])
