"""A place as location."""

import re

from roterfaden.api.hsds.identifiers import derived
from roterfaden.api.hsds.shapes import Accessibility, Address, Location, Phone
from roterfaden.network.models import BarrierFree, Municipality, Place
from roterfaden.network.models.directory import ACCESS_FIELDS

_WITH_POSTCODE = re.compile(r"(?P<street>.+?),?\s+(?P<postcode>\d{5})\s+(?P<city>.+)")
# Amtlicher Gemeindeschlüssel, first two digits (Destatis).
STATES = {
    "01": "Schleswig-Holstein", "02": "Hamburg", "03": "Niedersachsen", "04": "Bremen", "05": "Nordrhein-Westfalen",
    "06": "Hessen", "07": "Rheinland-Pfalz", "08": "Baden-Württemberg", "09": "Bayern", "10": "Saarland",
    "11": "Berlin", "12": "Brandenburg", "13": "Mecklenburg-Vorpommern", "14": "Sachsen", "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}  # fmt: skip


def location_of(place: Place, town: Municipality | None) -> Location:
    """The place; where it is, and how one gets in, only if that may be told."""
    latitude, longitude = place.public_point or (None, None)
    return Location(
        id=place.pk,
        location_type="physical",
        name=place.name,
        description=place.description or None if place.is_told_where else None,
        latitude=latitude,
        longitude=longitude,
        addresses=(_address(place, town),) if place.public_address else (),
        phones=(Phone(derived(place.pk, "phone"), place.phone, location_id=place.pk),) if place.phone else (),
        accessibility=tuple(_accessibility(place)),
    )


def _address(place: Place, town: Municipality | None) -> Address:
    found = _WITH_POSTCODE.fullmatch(place.public_address)
    street, postcode, city = found.group("street", "postcode", "city") if found else (place.public_address, "", "")
    is_here = town is not None and city in {"", town.name}
    return Address(
        id=derived(place.pk, "address"),
        location_id=place.pk,
        address_1=street,
        city=city,
        state_province=STATES.get(town.official_code[:2], "") if is_here and town and city else "",
        postal_code=postcode,
        country="DE",
        address_type="physical",
    )


def _accessibility(place: Place) -> list[Accessibility]:
    known = [
        (name, str(place._meta.get_field(name).verbose_name), str(BarrierFree(value).label))  # type: ignore[union-attr]
        for name in ACCESS_FIELDS
        if (value := getattr(place, name)) != BarrierFree.UNKNOWN
    ]
    if place.access_note and place.is_told_where:
        known.append(("access_note", str(place._meta.get_field("access_note").verbose_name), place.access_note))
    return [Accessibility(derived(place.pk, name), place.pk, question, said) for name, question, said in known]
