"""Who changed what of an offer, and when: lines in words, which stay readable whatever becomes of the tables."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.access import Role
from roterfaden.base.models import Identified
from roterfaden.offers.models.drafts import REVIEWERS


class ChangeKind(models.TextChoices):
    """What happened to an offer."""

    ADDED = "added", _("aufgenommen")
    CHANGED = "changed", _("geändert")
    CONFIRMED = "confirmed", _("bestätigt")
    UNCONFIRMED = "unconfirmed", _("Bestätigung zurückgenommen")
    FREE_PLACES = "free_places", _("freie Plätze aktualisiert")
    RETIRED = "retired", _("eingestellt")
    TAKEN_UP = "taken_up", _("wieder aufgenommen")


class OfferChangeQuerySet(models.QuerySet["OfferChange"]):
    """Histories of offers."""

    def visible_to(self, user: Any) -> Self:
        """The city's unit reads all histories, a provider's staff those of their own offers."""
        if not REVIEWERS.isdisjoint(user.roles):
            return self
        return self.filter(offer__organisation__in=user.organisations_as(Role.PROVIDER_STAFF))


@pgtrigger.register(
    pgtrigger.Protect(name="offer_change_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
)
class OfferChange(Identified):
    """One line of an offer's history. ``differences``: label, before and after of each field, as one reads them.

    Of contacts only the names stand here: a number that somebody had withdrawn is not kept.
    """

    offer = models.ForeignKey(
        "offers.Offer", models.PROTECT, related_name="changes", verbose_name=_("Angebot"), editable=False
    )
    kind = models.CharField(_("Was geschah"), max_length=12, choices=ChangeKind, editable=False)
    differences = models.JSONField(_("Unterschiede"), default=list, editable=False)
    reason = models.CharField(_("Grund"), max_length=300, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("durch"), editable=False
    )
    at = models.DateTimeField(_("am"), default=timezone.now, editable=False)

    objects = OfferChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Änderung eines Angebots")
        verbose_name_plural = _("Änderungen von Angeboten")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["offer", "-at"], name="offer_change_of_offer")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.offer}"
