"""Whom to ask. Only those that the query brings who agreed to it: see ``services.read_all``."""

from roterfaden.api.hsds.identifiers import derived
from roterfaden.api.hsds.shapes import Contact, Language, Phone
from roterfaden.base.languages import language_name
from roterfaden.offers.models import OfferContact


def contact_of(person: OfferContact) -> Contact:
    """A contact with its number."""
    return Contact(
        id=person.pk,
        name=person.name,
        service_id=person.offer_id,
        title=person.function or None,
        email=person.email or None,
        phones=(phone_of(person),) if person.phone else (),
    )


def phone_of(person: OfferContact) -> Phone:
    """The number, with the languages spoken there."""
    pk = derived(person.pk, "phone")
    spoken = tuple(Language(derived(pk, code), code, language_name(code), phone_id=pk) for code in person.languages)
    return Phone(pk, person.phone, description=person.function or None, contact_id=person.pk, languages=spoken)
