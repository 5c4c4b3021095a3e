"""Feeds of other directories: where they come from, what was taken from them, and what waits to be decided."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.base.models import Identified
from roterfaden.network.access import may_care_for_directory


class DeliveryQuerySet(models.QuerySet["FeedDelivery"]):
    """Deliveries: they hold contacts who have not agreed to anything here."""

    def visible_to(self, user: Any) -> Self:
        """Whoever cares for the directory of the city."""
        return self if may_care_for_directory(user) else self.none()


class OriginQuerySet(models.QuerySet[Any]):
    """Where offers come from."""

    def visible_to(self, user: Any) -> Self:
        """All staff."""
        return self if user.roles else self.none()


class FeedSource(Identified):
    """Another directory from which we take offers, by address or by file."""

    name = models.CharField(_("Name des Verzeichnisses"), max_length=120, unique=True)
    url = models.URLField(_("Adresse"), blank=True)

    objects = OriginQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anderes Verzeichnis")
        verbose_name_plural = _("Andere Verzeichnisse")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class FeedDelivery(Identified):
    """What a directory delivered, read and kept until somebody decides; it changes nothing by itself."""

    source = models.ForeignKey(FeedSource, models.CASCADE, related_name="deliveries", verbose_name=_("Verzeichnis"))
    delivered_at = models.DateTimeField(_("geholt am"), auto_now_add=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("geholt von")
    )
    services = models.JSONField(_("Angebote"), default=list)
    problems = models.JSONField(_("Probleme"), default=list)
    taken_at = models.DateTimeField(_("übernommen am"), null=True, blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lieferung")
        verbose_name_plural = _("Lieferungen")
        ordering = ["-delivered_at", "id"]

    def __str__(self) -> str:
        return f"{self.source}, {self.delivered_at:%d.%m.%Y %H:%M}"


class FeedLink(Identified):
    """That a thing of ours is the one which a directory knows by ``external_id``.

    ``taken`` is what was taken over last, field by field: where ours differs from it, somebody here has changed it.
    """

    source = models.ForeignKey(FeedSource, models.CASCADE, related_name="links", verbose_name=_("Verzeichnis"))
    external_id = models.CharField(_("Kennung dort"), max_length=200)
    offer = models.ForeignKey(
        "offers.Offer", models.CASCADE, null=True, related_name="feed_links", verbose_name=_("Angebot")
    )
    organisation = models.ForeignKey(
        "network.Organisation", models.CASCADE, null=True, related_name="feed_links", verbose_name=_("Träger")
    )
    place = models.ForeignKey(
        "network.Place", models.CASCADE, null=True, related_name="feed_links", verbose_name=_("Ort")
    )
    taken = models.JSONField(_("übernommen"), default=dict)
    stands_on = models.DateField(_("Stand dort"), null=True, blank=True)
    gone_on = models.DateField(_("dort nicht mehr seit"), null=True, blank=True)

    objects = OriginQuerySet.as_manager()

    class Meta:
        verbose_name = _("Übernommenes")
        verbose_name_plural = _("Übernommenes")
        ordering = ["external_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(offer__isnull=False), name="feed_offer_once"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(organisation__isnull=False), name="feed_organisation_once"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(place__isnull=False), name="feed_place_once"
            ),
            models.CheckConstraint(
                condition=Q(offer__isnull=False, organisation__isnull=True, place__isnull=True)
                | Q(offer__isnull=True, organisation__isnull=False, place__isnull=True)
                | Q(offer__isnull=True, organisation__isnull=True, place__isnull=False),
                name="feed_link_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
