"""The directory of offers."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """Directory, search, schedules."""

    name = "roterfaden.offers"
    verbose_name = "Angebote"
