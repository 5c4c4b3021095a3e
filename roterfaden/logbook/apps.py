"""The logbook module."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LogbookConfig(AppConfig):
    """See the package docstring."""

    name = "roterfaden.logbook"
    verbose_name = "Protokoll"

    def ready(self) -> None:
        """Seal every log after each migration, so that no history is forgotten; say what is erased and told."""
        import_module("roterfaden.logbook.erasing")
        import_module("roterfaden.logbook.informing")
        post_migrate.connect(_seal, sender=self)


def _seal(using: str = "default", **_more: Any) -> None:
    from roterfaden.logbook.seals import seal_all

    seal_all(using=using)
