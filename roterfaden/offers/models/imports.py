"""A spreadsheet on its way into the directory: what stands in it, and what its columns and names mean."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Revised
from roterfaden.network.access import may_care_for_directory


class ImportState(models.TextChoices):
    """Where it stands."""

    OPEN = "offen", _("in Arbeit")
    DONE = "fertig", _("übernommen")


class OfferImportQuerySet(models.QuerySet["OfferImport"]):
    """Imports."""

    def visible_to(self, user: Any) -> Self:
        """Whoever looks after the directory: a table may hold names nobody published."""
        return self if may_care_for_directory(user) else self.none()


class OfferImport(Revised):
    """The table as texts, row by row. Deleted a month after the last change."""

    file_name = models.CharField(_("Datei"), max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="offer_imports", verbose_name=_("von")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("zuletzt geändert von")
    )
    changed_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)
    state = models.CharField(_("Stand"), max_length=10, choices=ImportState, default=ImportState.OPEN)
    headings = models.JSONField(_("Überschriften"), default=list)
    rows = models.JSONField(_("Zeilen"), default=list)
    numbers = models.JSONField(_("Nummern der Zeilen"), default=list)
    skipped = models.JSONField(_("Weggelassene Zeilen"), default=list, blank=True)
    mapping = models.JSONField(_("Spalten"), default=list)
    answers = models.JSONField(_("Zugeordnete Namen"), default=dict, blank=True)
    organisation = models.ForeignKey(
        "network.Organisation", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Anbieter")
    )
    outcome = models.JSONField(_("Ergebnis"), default=dict, blank=True)

    objects = OfferImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")
        ordering = ["-changed_at", "id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Where it goes on."""
        return reverse("offers:import_check", args=[self.pk])
