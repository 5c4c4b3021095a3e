"""The ground floor."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class BaseConfig(AppConfig):
    """Access policy, names, documents, page parts: what every module stands on."""

    name = "roterfaden.base"
    verbose_name = "Grundlagen"

    def ready(self) -> None:
        """Give every form field our plain words for its errors, before the first form is made."""
        import_module("roterfaden.base.forms")
        pre_migrate.connect(_before_migrating, sender=self)
        post_migrate.connect(_after_migrating, sender=self)


def _before_migrating(**_said: object) -> None:
    import_module("roterfaden.base.rowlevel.applying").drop_views()


def _after_migrating(**_said: object) -> None:
    """Policies hold from the first moment on: the tables are there, whoever serves may see what is declared."""
    import_module("roterfaden.base.rowlevel.applying").apply()
