"""Organisations, seats, districts, places."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Who works together, and where."""

    name = "roterfaden.network"
    verbose_name = "Netzwerk"
