"""The demo module."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See the package docstring."""

    name = "roterfaden.demo"
