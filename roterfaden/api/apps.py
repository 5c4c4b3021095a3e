"""Interfaces."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The directory for other systems."""

    name = "roterfaden.api"
    verbose_name = "Schnittstellen"
