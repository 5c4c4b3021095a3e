"""The ground floor."""

from importlib import import_module

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Access policy, names, documents, page parts: what every module stands on."""

    name = "roterfaden.base"
    verbose_name = "Grundlagen"

    def ready(self) -> None:
        """Give every form field our plain words for its errors, before the first form is made."""
        import_module("roterfaden.base.forms")
