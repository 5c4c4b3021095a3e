"""Anonymous needs."""

from importlib import import_module

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """What is missing, counted without anybody's name."""

    name = "roterfaden.needs"
    verbose_name = "Bedarfe"

    def ready(self) -> None:
        """Say that nothing in here leads to a person."""
        import_module("roterfaden.needs.erasing")
