"""An organisation as organization."""

from roterfaden.api.hsds.identifiers import derived
from roterfaden.api.hsds.shapes import Location, Organization, Phone, Service
from roterfaden.network.models import Organisation


def organization_of(
    organisation: Organisation,
    *,
    is_full: bool = False,
    locations: tuple[Location, ...] = (),
    services: tuple[Service, ...] = (),
) -> Organization:
    """The organisation; with numbers, places and services only where all of it is asked for."""
    pk, phone = organisation.pk, organisation.phone
    return Organization(
        id=pk,
        name=organisation.name,
        description=organisation.description,
        alternate_name=organisation.short_name or None,
        email=organisation.email or None,
        website=organisation.website or None,
        phones=(Phone(derived(pk, "phone"), phone, organization_id=pk),) if is_full and phone else (),
        locations=locations,
        services=services,
    )
