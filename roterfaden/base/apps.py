"""The ground floor."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Access policy, names, documents, page parts: what every module stands on."""

    name = "roterfaden.base"
    verbose_name = "Grundlagen"
