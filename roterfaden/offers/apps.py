"""Offers."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class OffersConfig(AppConfig):
    """Directory and search of offers."""

    name = "roterfaden.offers"
    verbose_name = "Angebote"

    def ready(self) -> None:
        """Topics come after each migration; renamed providers and places reach the search of their offers."""
        post_migrate.connect(_bring_topics, sender=self)
        post_save.connect(_renamed, sender="network.Organisation")
        post_save.connect(_renamed, sender="network.Place")


def _bring_topics(**_signal: Any) -> None:
    from roterfaden.offers.shipped import bring_topics

    bring_topics()


def _renamed(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    from roterfaden.offers.actions import refresh_search

    if not created:
        refresh_search(instance.offers.all())
