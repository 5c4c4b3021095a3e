"""In which order to go through a day: from addresses alone, without asking anybody's map.

Districts keep the order in which they stand on the plan, because the worker knows where the day begins. Within a
district one goes street by street and up the house numbers; who has a fixed time comes at that time, and the others of
the same district right after.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from roterfaden.base.names import fold
from roterfaden.cases.models import Client, HomeVisit

# Not the day in "Straße des 17. Juni 12".
_NUMBER = re.compile(r"^(.*?)\s*(\d+)(?![\d.])\s*([a-z]?)\b", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Address:
    """Where somebody lives, so that neighbours stand beside each other."""

    postal_code: str
    street: str
    number: int
    letter: str

    @classmethod
    def of(cls, client: Client) -> "Address":
        """The address as it stands in the person's record; of shared accommodation, that of the place."""
        written = client.street or (client.accommodation.address if client.accommodation else "")
        street, number, letter = written, 0, ""
        if found := _NUMBER.match(written):
            street, number, letter = found[1], int(found[2]), found[3].lower()
        street = re.sub(r"str(asse|\.)?$", "str", fold(street).strip())
        return cls(client.postal_code, street, number, letter)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to go by."""
        return bool(self.street)


@dataclass(frozen=True)
class Stop:
    """What of a visit matters for its place in the day."""

    visit: HomeVisit
    district: str
    address: Address
    at: time | None

    @classmethod
    def of(cls, visit: HomeVisit) -> "Stop":
        """The stop of a visit whose person and district came with it."""
        client = visit.case.client
        return cls(visit, str(client.district or ""), Address.of(client), visit.at)


def suggested(visits: Sequence[HomeVisit]) -> list[HomeVisit]:
    """The visits of a day in the suggested order; what is equal keeps its order."""
    stops = [Stop.of(visit) for visit in visits]
    timed = sorted((stop for stop in stops if stop.at is not None), key=lambda stop: stop.at or time.min)
    others = _by_district([stop for stop in stops if stop.at is None], stops)
    route: list[Stop] = []
    last = {stop.district: number for number, stop in enumerate(timed)}
    for number, stop in enumerate(timed):
        route.append(stop)
        if last[stop.district] == number:
            route += others.pop(stop.district, [])
    for rest in others.values():
        route += rest
    return [stop.visit for stop in route]


def _by_district(stops: Iterable[Stop], all_stops: Sequence[Stop]) -> dict[str, list[Stop]]:
    order = {district: number for number, district in reversed(list(enumerate(stop.district for stop in all_stops)))}
    ordered = sorted(stops, key=lambda stop: (order[stop.district], not stop.address.is_known, stop.address))
    return {district: list(group) for district, group in groupby(ordered, key=lambda stop: stop.district)}
