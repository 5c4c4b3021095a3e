"""What other modules have to say on the pages of places and organisations, told in their ``AppConfig.ready``.

This module does not know what an offer is, and when one is closed; those who know register here.
"""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.http import HttpRequest

from roterfaden.base.badges import Badge
from roterfaden.network.models import Organisation, Place

Panel = Callable[[HttpRequest, Place | Organisation], str]

PANELS: list[Panel] = []
"""Each draws a stretch of the page of a place or organisation."""

SPECIAL_DAYS: list[Callable[[Iterable[Place], date], dict[UUID, Badge]]] = []
"""Each says of which of the places the opening hours do not hold on a day, and what to read instead."""


def panels(request: HttpRequest, shown: Place | Organisation) -> list[str]:
    """All stretches of the page."""
    return [panel(request, shown) for panel in PANELS]


def special_today(places: Iterable[Place], day: date) -> dict[UUID, Badge]:
    """The places whose opening hours do not hold on ``day``."""
    places = list(places)
    return {pk: badge for special in SPECIAL_DAYS for pk, badge in special(places, day).items()}
