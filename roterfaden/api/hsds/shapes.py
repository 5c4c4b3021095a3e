"""The objects of HSDS 3.0 as we send them: the fields of the standard that we can fill, and no others."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from roterfaden.api.rest import About

Uri = Annotated[str, About(format="uri")]
LOCAL = "Local time of the place (Europe/Berlin), HH:MM."


@dataclass(frozen=True)
class Taxonomy:
    """A set of terms."""

    id: UUID
    name: str
    description: str
    version: str | None = None


@dataclass(frozen=True)
class TaxonomyTerm:
    """A term; ``code`` is what stays the same in every installation."""

    id: UUID
    code: str
    name: str
    description: str
    taxonomy_id: UUID
    taxonomy: Annotated[str, About("The name of the taxonomy.")]
    language: str
    parent_id: UUID | None = None


@dataclass(frozen=True)
class Attribute:
    """That a term holds for a service or location, with its value where the term is a question."""

    id: UUID
    link_id: UUID
    link_entity: str
    link_type: str
    taxonomy_term_id: UUID
    taxonomy_term: TaxonomyTerm
    value: str | None = None


@dataclass(frozen=True)
class Language:
    """A language in which one manages there without an interpreter."""

    id: UUID
    code: Annotated[str, About("BCP 47; de-simple is Leichte Sprache, gsg German Sign Language.")]
    name: str
    service_id: UUID | None = None
    phone_id: UUID | None = None


@dataclass(frozen=True)
class Phone:
    """A number to call."""

    id: UUID
    number: str
    description: str | None = None
    organization_id: UUID | None = None
    service_id: UUID | None = None
    location_id: UUID | None = None
    contact_id: UUID | None = None
    languages: tuple[Language, ...] = ()


@dataclass(frozen=True)
class Contact:
    """A person or desk that agreed to be published."""

    id: UUID
    name: str
    service_id: UUID
    title: str | None = None
    email: Annotated[str | None, About(format="email")] = None
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """A rhythm in the words of RFC 5545."""

    id: UUID
    service_id: UUID
    service_at_location_id: UUID | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: int | None = None
    byday: str | None = None
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    opens_at: Annotated[str | None, About(LOCAL)] = None
    closes_at: Annotated[str | None, About(LOCAL)] = None
    description: Annotated[str | None, About("In words, with single days on which it is cancelled or moved.")] = None
    notes: str | None = None
    attributes: Annotated[tuple[Attribute, ...], About("Single days on which it is cancelled or moved.")] = ()


@dataclass(frozen=True)
class Address:
    """Where a place is. Parts that are not known are empty: the standard wants all of them."""

    id: UUID
    location_id: UUID
    address_1: str
    city: str
    state_province: str
    postal_code: str
    country: str
    address_type: Literal["physical"]


@dataclass(frozen=True)
class Accessibility:
    """What is known about getting in and around without barriers."""

    id: UUID
    location_id: UUID
    description: Annotated[str, About("The question: step-free entrance, lift, toilet, parking, induction loop.")]
    details: Annotated[str, About("The answer, or the note.")]


@dataclass(frozen=True)
class Location:
    """A place. Shared accommodation is named, but where it is is not published here."""

    id: UUID
    location_type: Literal["physical"]
    name: str
    description: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()


@dataclass(frozen=True)
class Organization:
    """Who offers it."""

    id: UUID
    name: str
    description: str
    alternate_name: str | None = None
    email: Annotated[str | None, About(format="email")] = None
    website: Uri | None = None
    phones: tuple[Phone, ...] = ()
    locations: tuple[Location, ...] = ()
    services: "tuple[Service, ...]" = ()


@dataclass(frozen=True)
class Program:
    """A project of the integration concept to which a service belongs."""

    id: UUID
    name: str
    description: str


@dataclass(frozen=True)
class ServiceArea:
    """For people from where it is."""

    id: UUID
    service_id: UUID
    name: str


@dataclass(frozen=True)
class Funding:
    """Who pays for it."""

    id: UUID
    service_id: UUID
    source: str


@dataclass(frozen=True)
class CostOption:
    """What it costs; an amount only where it is known, which is when it costs nothing."""

    id: UUID
    service_id: UUID
    amount: float | None = None
    currency: str | None = None
    amount_description: str | None = None


@dataclass(frozen=True)
class RequiredDocument:
    """What one brings along."""

    id: UUID
    service_id: UUID
    document: str


@dataclass(frozen=True)
class ServiceAtLocation:
    """A service at one of its places."""

    id: UUID
    service_id: UUID
    location_id: UUID
    location: Location
    schedules: tuple[Schedule, ...] = ()
    service: "Service | None" = None


@dataclass(frozen=True)
class Service:
    """An offer of the directory."""

    id: UUID
    organization_id: UUID
    name: str
    status: Literal["active", "inactive"]
    last_modified: Annotated[datetime, About("When anything told here changed last.")]
    organization: Organization
    program_id: UUID | None = None
    program: Program | None = None
    description: str | None = None
    url: Uri | None = None
    interpretation_services: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    eligibility_description: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    assured_date: Annotated[date | None, About("When somebody confirmed the facts last.")] = None
    alert: Annotated[str | None, About("Invented example, not confirmed for long, closed these days.")] = None
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    languages: tuple[Language, ...] = ()
    funding: tuple[Funding, ...] = ()
    cost_options: tuple[CostOption, ...] = ()
    required_documents: tuple[RequiredDocument, ...] = ()
    contacts: tuple[Contact, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True)
class ServiceMark:
    """What one compares to see what is new (``minimal=true``)."""

    id: UUID
    modified_date: datetime


@dataclass(frozen=True)
class Page:
    """A page of a list."""

    total_items: int
    total_pages: int
    page_number: int
    size: Annotated[int, About("How many are on this page.")]
    first_page: bool
    last_page: bool
    empty: bool


@dataclass(frozen=True)
class ServicePage(Page):
    """A page of services."""

    contents: tuple[Service | ServiceMark, ...]


@dataclass(frozen=True)
class OrganizationPage(Page):
    """A page of organizations."""

    contents: tuple[Organization, ...]


@dataclass(frozen=True)
class ServiceAtLocationPage(Page):
    """A page of services at places."""

    contents: tuple[ServiceAtLocation, ...]


@dataclass(frozen=True)
class TaxonomyPage(Page):
    """A page of taxonomies."""

    contents: tuple[Taxonomy, ...]


@dataclass(frozen=True)
class TaxonomyTermPage(Page):
    """A page of terms."""

    contents: tuple[TaxonomyTerm, ...]


@dataclass(frozen=True)
class Api:
    """What this interface is."""

    version: Annotated[str, About("The version of HSDS.")]
    profile: Annotated[str, About("Where our profile is described.", format="uri")]
    openapi_url: Annotated[str, About("This interface as OpenAPI document.", format="uri")]
