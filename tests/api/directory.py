"""A directory in which everything is told that can be told, and some things that must not be."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.concept.models import Horizon, Project, TargetGroup
from roterfaden.network.models import Municipality, Organisation, PlaceKind
from roterfaden.offers.actions import refresh_search
from roterfaden.offers.models import (
    Closure,
    ExceptionKind,
    Fee,
    Frequency,
    Offer,
    OfferContact,
    OfferException,
    OfferSchedule,
    Origin,
    Topic,
)
from tests.factories import DistrictFactory, FieldOfActionFactory, OfferFactory, OrganisationFactory, PlaceFactory

SECRET = "Geheim"
TODAY = timezone.localdate()


def make_town() -> Municipality:
    return Municipality.objects.get_or_create(
        name="Marl", defaults={"official_code": "05562024", "unit_name": "Integration"}
    )[0]


def provider(number: int = 0) -> Organisation:
    organisation: Organisation = OrganisationFactory(
        name=f"Volkshochschule {number}",
        short_name="VHS",
        kind="amt",
        phone="02365 123",
        email="vhs@example.org",
        website="https://vhs.example.org/",
        description="Lernen in der Stadt.",
    )
    return organisation


def full_offer(number: int = 0, **values: Any) -> Offer:
    """An offer of which everything is known."""
    known: dict[str, Any] = {
        "title": f"Deutschkurs {number}",
        "kind": "kurs",
        "organisation": provider(number),
        "target_group": "Frauen mit Kindern",
        "only_for": "women",
        "age_from": 18,
        "age_to": 65,
        "any_residence": False,
        "residence": ["tolerated", "in_procedure"],
        "eligibility": "Wohnung in Marl",
        "description": "Wir sprechen & lachen – jede Woche.",
        "languages": ["de", "ar", "de-simple"],
        "german_level": "A1",
        "interpreting": "on_request",
        "childcare": True,
        "childcare_note": "ab drei Jahren",
        "fee": Fee.FREE,
        "cost": "nur Materialgeld",
        "access_ways": ["walk_in", "phone"],
        "contact_by": ["person", "professionals"],
        "registration": "telefonisch",
        "registration_url": "https://vhs.example.org/anmelden",
        "documents": ["Ausweis", "Bescheid"],
        "rhythm": "fortlaufend",
        "in_school_breaks": False,
        "on_holidays": True,
        "is_online": True,
        "online_url": "https://vhs.example.org/raum",
        "capacity": 12,
        "free_places": 3,
        "free_places_on": TODAY,
        "has_waiting_list": True,
        "waiting_weeks": 4,
        "funding": "Integrationspauschale",
        "starts_on": date(2026, 1, 1),
        "valid_until": TODAY + timedelta(days=365),
        "keywords": ["Sprache", "Alltag"],
        "origin": Origin.PROVIDER,
        "checked_on": TODAY,
        "project": _project(),
        **values,
    }
    offer: Offer = OfferFactory(**known)
    _relate(offer, number)
    refresh_search([offer])
    offer.refresh_from_db()
    return offer


def _relate(offer: Offer, number: int) -> None:
    place = PlaceFactory(
        name=f"Haus der Begegnung {number}",
        kind=PlaceKind.MEETING_PLACE,
        address="Hauptstraße 1, 45772 Marl",
        latitude="51.656900",
        longitude="7.090200",
        step_free="yes",
        lift="no",
        access_note="Bitte klingeln.",
        phone="02365 9",
    )
    offer.places.add(place)
    offer.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    offer.target_groups.add(TargetGroup.objects.get_or_create(key="frauen", defaults={"name": "Frauen"})[0])
    offer.topics.add(Topic.objects.get(pk="deutsch-kurs"))
    offer.districts.add(DistrictFactory(name=f"Drewer {number}"))
    at = {"offer": offer, "place": place, "starts_at": time(9), "ends_at": time(11, 30)}
    weekly = OfferSchedule.objects.create(
        **at, weekday=1, every_weeks=2, starts_on=date(2026, 1, 5), ends_on=date(2027, 1, 4), note="Raum 3",
        staffed_by=f"{SECRET} Person",
    )  # fmt: skip
    OfferSchedule.objects.create(**at, frequency=Frequency.MONTHLY, weekday=3, nth=-1)
    OfferSchedule.objects.create(**at, frequency=Frequency.ONCE, on_date=date(2026, 12, 24))
    OfferException.objects.create(schedule=weekly, on_date=date(2026, 2, 2), kind=ExceptionKind.CANCELLED)
    Closure.objects.create(organisation=offer.organisation, starts_on=TODAY, ends_on=TODAY, reason="Umzug")
    told = {"offer": offer, "phone": "02365 1", "email": "kurs@example.org"}
    OfferContact.objects.create(**told, name="Mara Offen", function="Leitung", languages=["tr"], is_public=True)
    OfferContact.objects.create(
        offer=offer, name=f"{SECRET} Kontakt", phone="0999 471108153", email="geheim@example.org", function=SECRET
    )


def _project() -> Project:
    return Project.objects.get_or_create(
        key="sprache",
        defaults={
            "field_of_action": FieldOfActionFactory(key="bildung"),
            "title": "Sprache im Alltag",
            "horizon": Horizon.SHORT,
            "summary": "Kurse.",
        },
    )[0]
