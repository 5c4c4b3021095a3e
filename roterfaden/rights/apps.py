"""The module of the person's rights."""

from importlib import import_module

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package docstring."""

    name = "roterfaden.rights"
    verbose_name = "Rechte der Person"

    def ready(self) -> None:
        """Tell whoever deletes whose erasure was granted."""
        import_module("roterfaden.rights.erasing")
