"""Interfaces."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The directory for other systems."""

    name = "roterfaden.api"
    verbose_name = "Schnittstellen"

    def ready(self) -> None:
        """Say what its tables hold; long work becomes jobs."""
        import_module("roterfaden.api.erasing")
        from roterfaden.api.feeds.jobs import FETCHING, TAKING
        from roterfaden.jobs.kinds import register

        register(FETCHING)
        register(TAKING)
