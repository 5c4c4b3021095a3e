"""Bodies."""

from importlib import import_module

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Bodies and the case reports they receive."""

    name = "roterfaden.bodies"
    verbose_name = "Gremien"

    def ready(self) -> None:
        """Say that nothing here leads to a person."""
        import_module("roterfaden.bodies.erasing")
