"""Where one meets: what stands in a new appointment before anybody types."""

from roterfaden.accounts.models import User
from roterfaden.cases.models import Appointment, Client, Way
from roterfaden.network.models import Municipality, Organisation, Place, PlaceKind


def office_of(organisation: Organisation, user: User) -> str:
    """Where ``user`` receives people for ``organisation``: at its own address, or where they last did (up to three
    queries).
    """
    if address := own_address(organisation):
        return address
    held = Appointment.objects.visible_to(user).filter(owner=user, way=Way.OFFICE).order_by("-arranged_at", "pk")
    return held.values_list("place", flat=True).first() or ""


def own_address(organisation: Organisation) -> str:
    """Where an organisation receives people: its own place, else the city's address for one of its units (one or two
    queries). Empty when neither is known.
    """
    places = Place.objects.told_where().filter(operator=organisation).exclude(address="")
    ranks = {PlaceKind.DISTRICT_OFFICE: 0, PlaceKind.TOWN_HALL: 1}
    known = sorted(places.order_by("name", "pk"), key=lambda place: ranks.get(PlaceKind(place.kind), 2))
    if known:
        return f"{known[0].name}, {known[0].address}"
    city = Municipality.objects.first()
    return ", ".join(city.address_lines) if city is not None else ""


def usual_place(way: str, client: Client, own: str) -> str:
    """Where one meets in this way when nothing else is said: at ``own`` address, or where the person lives."""
    match way:
        case Way.OFFICE:
            return own
        case Way.HOME_VISIT:
            town = f"{client.postal_code} {client.town}".strip()
            return ", ".join(filter(None, [client.street, town])) if client.street else ""
        case _:
            return ""
