"""Interfaces."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The directory for other systems."""

    name = "roterfaden.api"
    verbose_name = "Schnittstellen"

    def ready(self) -> None:
        """Say what its tables hold."""
        import_module("roterfaden.api.erasing")
