"""How far it is: places by their distance from one of them, or from the middle of a district."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Avg, Q

from roterfaden.network.models import District, Place
from roterfaden.network.models.directory import NOT_TOLD_WHERE

DISTRICT, PLACE = "quartier", "ort"

# The haversine formula on a sphere of the earth's mean radius (IUGG: 6,371 km); within a town it errs by metres.
_DISTANCES = """
select key, 2 * 6371 * asin(sqrt(least(1,
    power(sin(radians(latitude - %(latitude)s) / 2), 2)
    + cos(radians(%(latitude)s)) * cos(radians(latitude)) * power(sin(radians(longitude - %(longitude)s) / 2), 2)
)))
from network_place where latitude is not null and kind <> all(%(hidden)s) order by 2, 1
"""


@dataclass(frozen=True)
class Near:
    """A point from which one looks: its name and degrees north and east (WGS 84).

    ``hidden``: kinds of places that lie nowhere for whoever looks: what comes first from a few points would tell where.
    """

    name: str
    latitude: float
    longitude: float
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Distances:
    """Places by distance, the nearest first: key and kilometres as the crow flies."""

    near: Near
    kilometres: dict[str, float]

    def of(self, facets: tuple[str, ...]) -> float | None:
        """How far the nearest place of an offer is."""
        places = (facet.removeprefix(f"{PLACE}:") for facet in facets if facet.startswith(f"{PLACE}:"))
        return min((self.kilometres[key] for key in places if key in self.kilometres), default=None)


def find(what: str, *, publicly: bool = False) -> Near | None:
    """Where "ort:rathaus" or "quartier:huels-sued" lies, or None if nobody knows or, ``publicly``, may. One query."""
    hidden = NOT_TOLD_WHERE if publicly else frozenset()
    kind, _colon, key = what.partition(":")
    if kind == PLACE:
        place = Place.objects.exclude(kind__in=hidden).filter(key=key, latitude__isnull=False).first()
        return Near(place.name, float(place.latitude or 0), float(place.longitude or 0), hidden) if place else None
    told = ~Q(places__kind__in=hidden)
    middle = District.objects.annotate(
        north=Avg("places__latitude", filter=told), east=Avg("places__longitude", filter=told)
    )
    district = middle.filter(key=key, north__isnull=False).first() if kind == DISTRICT else None
    return Near(district.name, float(district.north), float(district.east), hidden) if district else None


def distances(near: Near | None) -> Distances | None:
    """Every place by its distance. One query."""
    if near is None:
        return None
    with connection.cursor() as cursor:
        point = {"latitude": near.latitude, "longitude": near.longitude}
        cursor.execute(_DISTANCES, point | {"hidden": sorted(near.hidden)})
        return Distances(near, dict(cursor.fetchall()))
