"""The concept."""

from django.apps import AppConfig


class ConceptConfig(AppConfig):
    """Concept versions, goals, projects."""

    name = "roterfaden.concept"
    verbose_name = "Konzept"
