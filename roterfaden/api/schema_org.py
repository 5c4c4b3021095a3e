"""An offer in the words of search engines: schema.org as JSON-LD.

What happens on single days only is an event, what comes again a service. Classes and properties are those of
schema.org 29; ``tests/api/test_schema_org.py`` holds each against the vocabulary.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal

from django.utils import timezone

from roterfaden.api.hsds.services import town
from roterfaden.api.rest.schema import About, CamelCase
from roterfaden.network.models import Organisation, OrganisationKind, Place
from roterfaden.offers.models import Fee, Frequency, Offer, OfferKind, OfferSchedule, OnlyFor

CONTEXT = "https://schema.org"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
GENDERS = {OnlyFor.WOMEN: "female", OnlyFor.GIRLS: "female", OnlyFor.MEN: "male", OnlyFor.BOYS: "male"}
PUBLIC_BODIES = frozenset({OrganisationKind.CITY, OrganisationKind.OFFICE, OrganisationKind.STATE})
Uri = Annotated[str, About(format="uri")]


@dataclass(frozen=True)
class SchemaArea(CamelCase):
    """A district or the whole municipality."""

    at_type: Literal["AdministrativeArea"]
    name: str


@dataclass(frozen=True)
class SchemaPoint(CamelCase):
    """Coordinates."""

    at_type: Literal["GeoCoordinates"]
    latitude: float
    longitude: float


@dataclass(frozen=True)
class SchemaPlace(CamelCase):
    """A place."""

    at_type: Literal["Place"]
    name: str
    address: str | None = None
    geo: SchemaPoint | None = None


@dataclass(frozen=True)
class SchemaContact(CamelCase):
    """A number to call."""

    at_type: Literal["ContactPoint"]
    telephone: str
    name: str | None = None
    email: str | None = None
    available_language: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemaOrganization(CamelCase):
    """Who offers it."""

    at_type: Literal["Organization", "GovernmentOrganization"]
    name: str
    url: Uri | None = None
    telephone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class SchemaAudience(CamelCase):
    """For whom."""

    at_type: Literal["PeopleAudience"]
    audience_type: str | None = None
    suggested_gender: str | None = None
    suggested_min_age: int | None = None
    suggested_max_age: int | None = None


@dataclass(frozen=True)
class SchemaChannel(CamelCase):
    """How to get there: at a place, by telephone or in the internet, and in which languages."""

    at_type: Literal["ServiceChannel"]
    service_location: SchemaPlace | None = None
    service_phone: SchemaContact | None = None
    service_url: Uri | None = None
    available_language: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemaHours(CamelCase):
    """A weekly time."""

    at_type: Literal["OpeningHoursSpecification"]
    day_of_week: Uri
    opens: str
    closes: str
    valid_from: date | None = None
    valid_through: date | None = None


@dataclass(frozen=True)
class SchemaPrice(CamelCase):
    """What it costs, where that is known."""

    at_type: Literal["Offer"]
    price: int | None = None
    price_currency: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class SchemaService(CamelCase):
    """An offer that comes again."""

    at_context: Literal["https://schema.org"]
    at_type: Literal["Service", "GovernmentService"]
    at_id: str
    name: str
    service_type: str
    provider: SchemaOrganization
    description: str | None = None
    category: tuple[str, ...] = ()
    area_served: tuple[SchemaArea, ...] = ()
    audience: SchemaAudience | None = None
    available_channel: tuple[SchemaChannel, ...] = ()
    hours_available: tuple[SchemaHours, ...] = ()
    offers: SchemaPrice | None = None


@dataclass(frozen=True)
class SchemaDay(CamelCase):
    """One day of an event."""

    at_type: Literal["Event"]
    name: str
    start_date: datetime
    end_date: datetime
    location: SchemaPlace | None = None


@dataclass(frozen=True)
class SchemaEvent(CamelCase):
    """An offer on single days."""

    at_context: Literal["https://schema.org"]
    at_type: Literal["Event", "EducationEvent"]
    at_id: str
    name: str
    start_date: datetime
    end_date: datetime
    organizer: SchemaOrganization
    description: str | None = None
    in_language: tuple[str, ...] = ()
    location: tuple[SchemaPlace, ...] = ()
    audience: SchemaAudience | None = None
    is_accessible_for_free: bool | None = None
    maximum_attendee_capacity: int | None = None
    sub_event: tuple[SchemaDay, ...] = ()
    offers: SchemaPrice | None = None


def schema_of(offer: Offer) -> SchemaService | SchemaEvent:
    """The offer; read with ``hsds.services.read_all``."""
    times = list(offer.schedules.all())
    is_event = bool(times) and all(one.frequency == Frequency.ONCE for one in times)
    return _event(offer, times) if is_event else _service(offer, times)


def _service(offer: Offer, times: list[OfferSchedule]) -> SchemaService:
    return SchemaService(
        at_context="https://schema.org",
        at_type="GovernmentService" if offer.organisation.kind in PUBLIC_BODIES else "Service",
        at_id=f"urn:uuid:{offer.pk}",
        name=offer.title,
        service_type=str(offer.get_kind_display()),
        provider=_organization(offer.organisation),
        description=offer.description or None,
        category=tuple(topic.name for topic in offer.topics.all()),
        area_served=tuple(_areas(offer)),
        audience=_audience(offer),
        available_channel=tuple(_channels(offer)),
        hours_available=tuple(
            _hours(one) for one in times if one.frequency == Frequency.WEEKLY and one.every_weeks == 1
        ),
        offers=_price(offer),
    )


def _event(offer: Offer, times: list[OfferSchedule]) -> SchemaEvent:
    days = sorted((_day(offer, one) for one in times), key=lambda day: day.start_date)
    return SchemaEvent(
        at_context="https://schema.org",
        at_type="EducationEvent" if offer.kind == OfferKind.COURSE else "Event",
        at_id=f"urn:uuid:{offer.pk}",
        name=offer.title,
        start_date=days[0].start_date,
        end_date=days[-1].end_date,
        organizer=_organization(offer.organisation),
        description=offer.description or None,
        in_language=tuple(offer.languages),
        location=tuple(map(_place, offer.places.all())),
        audience=_audience(offer),
        is_accessible_for_free={Fee.FREE: True, Fee.PAID: False}.get(Fee(offer.fee)) if offer.fee else None,
        maximum_attendee_capacity=offer.capacity,
        sub_event=tuple(days) if len(days) > 1 else (),
        offers=_price(offer),
    )


def _day(offer: Offer, one: OfferSchedule) -> SchemaDay:
    place = next((place for place in offer.places.all() if place.pk == one.place_id), None)
    return SchemaDay(
        at_type="Event",
        name=offer.title,
        start_date=_moment(one, one.starts_at),
        end_date=_moment(one, one.ends_at),
        location=_place(place) if place else None,
    )


def _moment(one: OfferSchedule, at: time) -> datetime:
    assert one.on_date is not None
    return timezone.make_aware(datetime.combine(one.on_date, at))


def _hours(one: OfferSchedule) -> SchemaHours:
    day = f"{CONTEXT}/{DAYS[(one.weekday or 1) - 1]}"
    opens, closes = f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}"
    return SchemaHours("OpeningHoursSpecification", day, opens, closes, one.starts_on, one.ends_on)


def _organization(organisation: Organisation) -> SchemaOrganization:
    return SchemaOrganization(
        at_type="GovernmentOrganization" if organisation.kind in PUBLIC_BODIES else "Organization",
        name=organisation.name,
        url=organisation.website or None,
        telephone=organisation.phone or None,
        email=organisation.email or None,
    )


def _place(place: Place) -> SchemaPlace:
    point = SchemaPoint("GeoCoordinates", *place.public_point) if place.public_point else None
    return SchemaPlace("Place", place.name, place.public_address or None, point)


def _areas(offer: Offer) -> Iterator[SchemaArea]:
    here = town()
    named = [district.name for district in offer.districts.all()] or ([here.name] if here else [])
    return (SchemaArea("AdministrativeArea", name) for name in named)


def _audience(offer: Offer) -> SchemaAudience | None:
    gender = GENDERS.get(OnlyFor(offer.only_for)) if offer.only_for else None
    told = (offer.target_group or None, gender, offer.age_from, offer.age_to)
    return SchemaAudience("PeopleAudience", *told) if any(fact is not None for fact in told) else None


def _channels(offer: Offer) -> Iterator[SchemaChannel]:
    spoken = tuple(offer.languages)
    for place in offer.places.all():
        yield SchemaChannel("ServiceChannel", service_location=_place(place), available_language=spoken)
    for contact in offer.public_contacts:
        if contact.phone:
            point = SchemaContact("ContactPoint", contact.phone, contact.name, contact.email or None)
            yield SchemaChannel(
                "ServiceChannel", service_phone=point, available_language=tuple(contact.languages) or spoken
            )
    for address in filter(None, (offer.online_url, offer.registration_url)):
        yield SchemaChannel("ServiceChannel", service_url=address, available_language=spoken)


def _price(offer: Offer) -> SchemaPrice | None:
    words = offer.cost or None
    if offer.fee == Fee.FREE:
        return SchemaPrice("Offer", 0, "EUR", words)
    return SchemaPrice("Offer", description=words) if words else None
