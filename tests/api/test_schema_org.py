"""Offers as schema.org, read by a JSON-LD processor and held against the vocabulary."""

import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pyld import jsonld

from roterfaden.offers.models import Frequency, Offer, OfferSchedule
from tests.api.directory import full_offer, make_town

pytestmark = pytest.mark.django_db
VOCABULARY = json.loads((Path(__file__).parent / "schema-org.json").read_text())["classes"]
SCHEMA_ORG = "https://schema.org/"


def told(offer: Offer) -> dict[str, Any]:
    response = Client().get(f"/api/schema-org/services/{offer.pk}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/ld+json")
    return dict(response.json())


def _context(url: str, _options: Any) -> dict[str, Any]:
    """What schema.org's own context says of our names: they are its vocabulary."""
    assert url.rstrip("/") == SCHEMA_ORG.rstrip("/")
    document = {"@context": {"@vocab": SCHEMA_ORG}}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every thing that is told about, after expansion."""
    if isinstance(value, list):
        for one in value:
            yield from nodes(one)
    elif isinstance(value, dict) and "@value" not in value:
        yield value
        for inner in value.values():
            yield from nodes(inner)


def properties_of(name: str | None) -> set[str]:
    return {*VOCABULARY[name]["properties"], *properties_of(VOCABULARY[name]["above"])} if name else set()


def held_against_the_vocabulary(document: dict[str, Any]) -> int:
    expanded = jsonld.expand(document, {"documentLoader": _context})
    found = list(nodes(expanded))
    for node in found:
        (kind,) = (one.removeprefix(SCHEMA_ORG) for one in node["@type"])
        used = {key.removeprefix(SCHEMA_ORG) for key in node if not key.startswith("@")}
        assert (kind, used - properties_of(kind)) == (kind, set())
    return len(found)


def test_a_service_is_one_to_search_engines() -> None:
    make_town()
    offer = full_offer()
    OfferSchedule.objects.create(offer=offer, weekday=2, starts_at=time(9), ends_at=time(10))

    document = told(offer)

    assert held_against_the_vocabulary(document) > 8
    assert (document["@type"], document["provider"]["@type"]) == ("GovernmentService", "GovernmentOrganization")
    assert document["areaServed"][0]["name"] == "Drewer 0"
    assert document["availableChannel"][0]["availableLanguage"] == ["de", "ar", "de-simple"]
    assert [(one["dayOfWeek"], one["opens"]) for one in document["hoursAvailable"]] == [
        ("https://schema.org/Tuesday", "09:00")
    ]
    assert (document["offers"]["price"], document["offers"]["priceCurrency"]) == (0, "EUR")
    assert document["audience"]["suggestedGender"] == "female"


def test_what_happens_on_single_days_is_an_event() -> None:
    offer = full_offer()
    offer.schedules.all().delete()
    for day in (date(2026, 6, 2), date(2026, 6, 1)):
        OfferSchedule.objects.create(
            offer=offer, frequency=Frequency.ONCE, on_date=day, starts_at=time(18), ends_at=time(20)
        )

    document = told(offer)

    held_against_the_vocabulary(document)
    assert (document["@type"], document["isAccessibleForFree"]) == ("EducationEvent", True)
    assert (document["startDate"], document["endDate"]) == ("2026-06-01T16:00:00.000Z", "2026-06-02T18:00:00.000Z")
    assert len(document["subEvent"]) == 2


def test_what_is_not_there_has_no_description() -> None:
    assert Client().get(f"/api/schema-org/services/{uuid4()}").status_code == 404
