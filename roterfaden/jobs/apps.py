"""Jobs."""

from importlib import import_module

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work beside the pages."""

    name = "roterfaden.jobs"
    verbose_name = "Aufträge"

    def ready(self) -> None:
        """Say what its table holds."""
        import_module("roterfaden.jobs.erasing")
