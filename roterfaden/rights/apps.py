"""The module of the person's rights."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package docstring."""

    name = "roterfaden.rights"
    verbose_name = "Rechte der Person"
