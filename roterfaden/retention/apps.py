"""The retention module."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RetentionConfig(AppConfig):
    """See the package docstring."""

    name = "roterfaden.retention"
    verbose_name = "Löschfristen"

    def ready(self) -> None:
        """Register clocks and tables, and bring the rules that are shipped after each migration."""
        from roterfaden.retention import announcing, informing, own_clocks, tables  # noqa: F401

        post_migrate.connect(_bring_rules, sender=self)


def _bring_rules(**_signal: Any) -> None:
    from roterfaden.retention.shipped import bring_rules

    bring_rules()
