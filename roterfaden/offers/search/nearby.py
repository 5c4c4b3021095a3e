"""How far it is: places by their distance from one of them, or from the middle of a district."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Avg

from roterfaden.network.models import District, Place

DISTRICT, PLACE = "quartier", "ort"

# The haversine formula on a sphere of the earth's mean radius (IUGG: 6,371 km); within a town it errs by metres.
_DISTANCES = """
select key, 2 * 6371 * asin(sqrt(least(1,
    power(sin(radians(latitude - %(latitude)s) / 2), 2)
    + cos(radians(%(latitude)s)) * cos(radians(latitude)) * power(sin(radians(longitude - %(longitude)s) / 2), 2)
)))
from network_place where latitude is not null order by 2, 1
"""


@dataclass(frozen=True)
class Near:
    """A point from which one looks: its name and degrees north and east (WGS 84)."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Distances:
    """Places by distance, the nearest first: key and kilometres as the crow flies."""

    near: Near
    kilometres: dict[str, float]

    def of(self, facets: tuple[str, ...]) -> float | None:
        """How far the nearest place of an offer is."""
        places = (facet.removeprefix(f"{PLACE}:") for facet in facets if facet.startswith(f"{PLACE}:"))
        return min((self.kilometres[key] for key in places if key in self.kilometres), default=None)


def find(what: str) -> Near | None:
    """Where "ort:rathaus" or "quartier:huels-sued" lies, or None if nobody knows. One query."""
    kind, _colon, key = what.partition(":")
    if kind == PLACE:
        place = Place.objects.filter(key=key, latitude__isnull=False).first()
        return Near(place.name, float(place.latitude or 0), float(place.longitude or 0)) if place else None
    middle = District.objects.annotate(north=Avg("places__latitude"), east=Avg("places__longitude"))
    district = middle.filter(key=key, north__isnull=False).first() if kind == DISTRICT else None
    return Near(district.name, float(district.north), float(district.east)) if district else None


def distances(near: Near | None) -> Distances | None:
    """Every place by its distance. One query."""
    if near is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_DISTANCES, {"latitude": near.latitude, "longitude": near.longitude})
        return Distances(near, dict(cursor.fetchall()))
