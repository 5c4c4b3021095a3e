"""Offers."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class OffersConfig(AppConfig):
    """Directory and search of offers."""

    name = "roterfaden.offers"
    verbose_name = "Angebote"

    def ready(self) -> None:
        """An offer is found by the names of its provider and places, so their renaming reaches the search."""
        post_save.connect(_renamed, sender="network.Organisation")
        post_save.connect(_renamed, sender="network.Place")


def _renamed(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    from roterfaden.offers.actions import refresh_search

    if not created:
        refresh_search(instance.offers.all())
