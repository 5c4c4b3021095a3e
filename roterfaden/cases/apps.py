"""Case management."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Persons seeking help and their cases."""

    name = "roterfaden.cases"
    verbose_name = "Fallarbeit"
