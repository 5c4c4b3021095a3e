"""Case management."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Persons seeking help and their cases."""

    name = "roterfaden.cases"
    verbose_name = "Fallarbeit"

    def ready(self) -> None:
        """Say what is erased beside the rows."""
        import_module("roterfaden.cases.erasing")
