"""The interface in HSDS 3.0, measured against the standard's own schemas."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from roterfaden.api.hsds import terms
from roterfaden.api.hsds.identifiers import at_place
from roterfaden.api.hsds.services import town
from roterfaden.network.models import PlaceKind
from roterfaden.offers.models import Offer, OfferContact, OfferSchedule, Origin
from tests.api.directory import SECRET, TODAY, full_offer, make_town
from tests.factories import FieldOfActionFactory, OfferFactory, PlaceFactory

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "hsds-3.0"
HSDS = "/api/hsds/"
PAGE = json.loads((SCHEMAS / "openapi.json").read_text())["components"]["schemas"]["Page"]


def _resources() -> Iterator[tuple[str, Any]]:
    for path in SCHEMAS.rglob("*.json"):
        contents = json.loads(path.read_text())
        yield path.name, Resource.from_contents(contents, default_specification=DRAFT202012)


REGISTRY: Any = Registry().with_resources(_resources())


def check(value: Any, schema: str) -> None:
    """Against a schema of HSDS, formats as well."""
    validator = Draft202012Validator(
        {"$ref": schema}, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)] == []


def ask(path: str = "", status: int = 200, **asked: Any) -> Any:
    response = Client().get(HSDS + path + (f"?{urlencode(asked)}" if asked else ""))
    assert response.status_code == status, response.content
    return response.json()


def names(path: str = "services", **asked: Any) -> list[str]:
    return [one.get("name") or one["service"]["name"] for one in ask(path, **asked)["contents"]]


def test_every_kind_of_answer_is_valid_against_the_standard() -> None:
    make_town()
    offer = full_offer()
    OfferFactory()
    at = at_place(offer.pk, offer.places.get().pk)
    lists = ("service", "organization", "service_at_location")
    for kind in lists:
        brief, full = ask(f"{kind}s"), ask(f"{kind}s", full="true")
        for page in (brief, full):
            Draft202012Validator({**PAGE, "required": list(PAGE["properties"])}).validate(page)
        for one in brief["contents"]:
            check(one, f"{kind}_list.json")
        for one in full["contents"]:
            check(one, f"{kind}.json")
    check(ask(f"services/{offer.pk}"), "service.json")
    check(ask(f"organizations/{offer.organisation_id}", full_service="true"), "organization.json")
    check(ask(f"service_at_locations/{at}"), "service_at_location.json")
    for kind, plural in (("taxonomy", "taxonomies"), ("taxonomy_term", "taxonomy_terms")):
        page = ask(plural, per_page=200)
        for one in page["contents"]:
            check(one, f"{kind}.json")
        check(ask(f"{plural}/{page['contents'][0]['id']}"), f"{kind}.json")


def test_a_service_tells_everything_that_is_known() -> None:
    make_town()
    told = ask(f"services/{full_offer().pk}")

    assert (told["name"], told["status"], told["minimum_age"], told["maximum_age"]) == (
        "Deutschkurs 0", "active", 18, 65,
    )  # fmt: skip
    assert told["assured_date"] == TODAY.isoformat()
    assert told["organization"]["phones"][0]["number"] == "02365 123"
    assert [one["code"] for one in told["languages"]] == ["de", "ar", "de-simple"]
    assert [one["document"] for one in told["required_documents"]] == ["Ausweis", "Bescheid"]
    assert told["cost_options"][0]["amount"] == 0
    assert told["funding"][0]["source"] == "Integrationspauschale"
    assert told["program"]["name"] == "Sprache im Alltag"
    assert told["service_areas"][0]["name"] == "Drewer 0"
    assert "Geschlossen" in told["alert"]
    assert [one["name"] for one in told["contacts"]] == ["Mara Offen"]
    rules = [
        {key: one.get(key) for key in ("freq", "interval", "byday", "dtstart", "until", "count", "opens_at")}
        for one in told["schedules"]
    ]
    nothing = dict.fromkeys(("freq", "interval", "byday", "dtstart", "until", "count"))
    assert rules == [
        {**nothing, "freq": "WEEKLY", "interval": 2, "byday": "MO", "dtstart": "2026-01-05", "until": "2027-01-04",
         "opens_at": "09:00"},
        {**nothing, "freq": "MONTHLY", "interval": 1, "byday": "-1WE", "opens_at": "09:00"},
        {**nothing, "dtstart": "2026-12-24", "count": 1, "opens_at": "09:00"},
    ]  # fmt: skip
    assert "2. Februar 2026: fällt aus" in told["schedules"][0]["description"]
    (cancelled,) = told["schedules"][0]["attributes"]
    assert (cancelled["taxonomy_term"]["code"], cancelled["value"]) == ("cancelled", "2026-02-02")
    where = told["service_at_locations"][0]["location"]
    assert (where["addresses"][0]["address_1"], where["addresses"][0]["postal_code"]) == ("Hauptstraße 1", "45772")
    assert where["addresses"][0]["state_province"] == "Nordrhein-Westfalen"
    assert (where["latitude"], where["longitude"]) == (51.6569, 7.0902)
    held = {(one["link_type"], one["taxonomy_term"]["code"]): one.get("value") for one in told["attributes"]}
    assert {
        ("Themen", "deutsch-kurs"), ("Zielgruppen", "frauen"), ("Handlungsfelder", "bildung"), ("Deutschniveau", "A1"),
        ("Geschlecht", "women"), ("Aufenthalt", "tolerated"), ("Zugang", "phone"),
    } <= set(held)  # fmt: skip
    assert held["Weitere Angaben", "childcare"] == "true"
    assert held["Weitere Angaben", "free_places"] == "3"


def test_what_is_not_known_is_left_out() -> None:
    offer = OfferFactory(title="Nur ein Name")

    told = ask(f"services/{offer.pk}")

    assert set(told) == {
        "id", "organization_id", "name", "status", "last_modified", "organization", "attributes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "status", "alert"),
    [
        ({"is_active": False}, "inactive", ""),
        ({"valid_until": TODAY - timedelta(days=1)}, "inactive", ""),
        ({"origin": Origin.DEMO}, "active", "erfunden"),
        ({"checked_on": TODAY - timedelta(days=400)}, "active", "lange niemand bestätigt"),
    ],
)
def test_what_is_over_old_or_invented_says_so(values: dict[str, Any], status: str, alert: str) -> None:
    told = ask(f"services/{OfferFactory(**values).pk}")

    assert told["status"] == status
    assert alert in told.get("alert", "")


@pytest.mark.parametrize("gone", [{"is_active": False}, {"valid_until": TODAY - timedelta(days=1)}])
def test_of_what_has_left_the_directory_only_that_is_told(gone: dict[str, Any]) -> None:
    offer = full_offer()
    Offer.objects.filter(pk=offer.pk).update(**gone)
    at = at_place(offer.pk, offer.places.get().pk)

    told, there = ask(f"services/{offer.pk}"), ask(f"service_at_locations/{at}")

    check(told, "service.json")
    check(there, "service_at_location.json")
    left = {"id", "organization_id", "name", "status", "last_modified", "organization", "service_at_locations"}
    assert (told["name"], set(told)) == ("Nicht mehr im Verzeichnis", left)
    assert there["service"]["name"] == "Nicht mehr im Verzeichnis"
    listed = ask("service_at_locations", modified_after="2020-01-01", full="true")
    assert [one["id"] for one in listed["contents"]] == [str(at)]
    assert Client().get(f"/api/schema-org/services/{offer.pk}").status_code == 404


def test_where_shared_accommodation_is_stays_in_the_house() -> None:
    offer = OfferFactory()
    place = PlaceFactory(
        kind=PlaceKind.SHARED_ACCOMMODATION, address="Zechenweg 5, 45772 Marl", latitude="51.6", longitude="7.1"
    )
    offer.places.add(place)

    for path in (f"services/{offer.pk}", f"service_at_locations/{at_place(offer.pk, place.pk)}"):
        assert "Zechenweg" not in json.dumps(ask(path))
        assert "latitude" not in json.dumps(ask(path))
    assert names("service_at_locations", postcode="45772") == []


def test_nobody_who_has_not_agreed_and_nobody_on_duty_is_named() -> None:
    offer = full_offer()
    at = at_place(offer.pk, offer.places.get().pk)
    paths = [
        "services?full=true", "services?full=true&format=ndjson", f"services/{offer.pk}",
        "organizations?full_service=true", f"organizations/{offer.organisation_id}?full_service=true",
        "service_at_locations?full=true", f"service_at_locations/{at}", f"../schema-org/services/{offer.pk}",
    ]  # fmt: skip
    for path in paths:
        response = Client().get(f"{HSDS}{path}".replace("hsds/../", ""))
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200
        assert b"Mara Offen" in content
        assert not [word for word in (SECRET, "geheim@", "471108153") if word.encode() in content], path


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Deutschkurs 0", "Turnen"]),
        ({"search": "deutshkurs"}, ["Deutschkurs 0"]),
        ({"organization_id": uuid4()}, []),
        ({"taxonomy_term_id": terms.TOPICS.term_id("deutsch-kurs")}, ["Deutschkurs 0"]),
        ({"taxonomy_term_id": terms.TOPICS.term_id("deutsch")}, ["Deutschkurs 0"]),
        ({"taxonomy_term_id": terms.KINDS.term_id("sport")}, ["Turnen"]),
        ({"taxonomy_term_id": terms.RESIDENCE.term_id("tolerated")}, ["Deutschkurs 0"]),
        ({"taxonomy_term_id": terms.DETAILS.term_id("childcare")}, ["Deutschkurs 0"]),
        ({"taxonomy_term_id": uuid4()}, []),
        ({"taxonomy_id": terms.GROUPS.id}, ["Deutschkurs 0"]),
        ({"taxonomy_id": terms.KINDS.id}, ["Deutschkurs 0", "Turnen"]),
        ({"taxonomy_id": uuid4()}, []),
        ({"per_page": 1, "page": 2}, ["Turnen"]),
        ({"per_page": 1, "page": 3}, []),
    ],
)
def test_services_are_found_by_the_parameters_of_the_standard(asked: dict[str, Any], found: list[str]) -> None:
    full_offer()
    OfferFactory(title="Turnen", kind="sport").places.add(PlaceFactory())
    OfferFactory(title="Vorbei", is_active=False)

    assert names(**asked) == found
    assert names("service_at_locations", **asked) == found


def test_terms_of_the_concept_find_services_as_well() -> None:
    full_offer()
    OfferFactory()

    assert names(taxonomy_term_id=FieldOfActionFactory(key="bildung").pk) == ["Deutschkurs 0"]
    assert names("taxonomy_terms", parent_id=terms.TOPICS.term_id("deutsch"), search="Integrationskurs") == [
        "Deutschkurs"
    ]
    assert "Deutschkurs" not in names("taxonomy_terms", top_only="true", taxonomy_id=terms.TOPICS.id)


def test_pages_say_where_one_is() -> None:
    for _number in range(3):
        OfferFactory()

    page = ask("services", per_page=2, page=2)

    assert {key: value for key, value in page.items() if key != "contents"} == {
        "total_items": 3, "total_pages": 2, "page_number": 2, "size": 1, "first_page": False, "last_page": True,
        "empty": False,
    }  # fmt: skip
    assert ask("services", search="gibtesnicht")["empty"] is True


def test_everything_comes_in_one_stream_too() -> None:
    offers = [full_offer(number) for number in range(3)]

    response = Client().get(f"{HSDS}services?format=ndjson&full=true")
    lines = [json.loads(line) for line in b"".join(response).splitlines()]

    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert [line["id"] for line in lines] == [str(offer.pk) for offer in offers]
    assert lines[0] == ask(f"services/{offers[0].pk}")


def test_marks_of_all_services_come_in_one_page() -> None:
    offer = OfferFactory()

    page = ask("services", minimal="true", per_page=1)

    assert (page["total_pages"], [one["id"] for one in page["contents"]]) == (1, [str(offer.pk)])
    assert set(page["contents"][0]) == {"id", "modified_date"}


CHANGES: dict[str, Callable[[Any], Any]] = {
    "its own facts": lambda offer: Offer.objects.filter(pk=offer.pk).update(cost="5 Euro"),
    "it is over": lambda offer: Offer.objects.filter(pk=offer.pk).update(is_active=False),
    "a time": lambda offer: OfferSchedule.objects.filter(offer=offer).delete(),
    "a contact": lambda offer: OfferContact.objects.filter(offer=offer).update(is_public=False),
    "a place of it": lambda offer: offer.places.clear(),
    "the place itself": lambda offer: offer.places.update(address="Neue Straße 2"),
    "the provider": lambda offer: type(offer.organisation).objects.filter(offers=offer).update(phone="1"),
    "closed days": lambda offer: offer.organisation.closures.all().delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whoever_asks_for_changes_hears_of_everything_that_is_told(what: str) -> None:
    offer, other = full_offer(0), full_offer(1)
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        since = cursor.fetchone()[0]

    CHANGES[what](offer)

    changed = [one["id"] for one in ask("services", modified_after=since.isoformat())["contents"]]
    assert changed == [str(offer.pk)]
    assert other.pk != offer.pk


def test_what_ran_out_since_is_told_as_changed() -> None:
    OfferFactory(valid_until=TODAY - timedelta(days=1))
    tomorrow = timezone.now() + timedelta(days=1)

    assert names(modified_after=(TODAY - timedelta(days=2)).isoformat()) == ["Nicht mehr im Verzeichnis"]
    assert names(modified_after=tomorrow.isoformat()) == []


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("page=0", "page"),
        ("page=eins", "page"),
        ("per_page=1000", "per_page"),
        ("full=ja", "full"),
        ("format=xml", "format"),
        ("organization_id=5", "organization_id"),
        ("modified_after=gestern", "modified_after"),
        ("modified_after=2026-02-30", "modified_after"),
        ("search=%00", "search"),
        ("page=1&page=2", "page"),
        ("seite=2", "seite"),
    ],
)
def test_what_is_not_understood_is_refused_in_plain_words(asked: str, parameter: str) -> None:
    response = Client().get(f"{HSDS}services?{asked}")

    assert response.status_code == 422
    told = response.json()
    assert [one["parameter"] for one in told["parameters"]] == [parameter]
    assert told["parameters"][0]["message"].endswith(".")


@pytest.mark.parametrize("path", ["services/", "organizations/", "service_at_locations/", "taxonomies/"])
def test_what_is_not_there_is_told_as_json(path: str) -> None:
    for address in (f"{path}{uuid4()}", f"{path}keine-kennung", "gibt-es-nicht"):
        assert ask(address, 404)["error"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_one_can_only_read(method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{HSDS}services")

    assert (response.status_code, response.json()["error"]) == (405, "One can only read here.")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path", ["services", "services?full=true", "service_at_locations?full=true", "organizations?full=true"]
)
def test_a_page_costs_the_same_with_few_and_many_offers(path: str, django_assert_max_num_queries: Any) -> None:
    make_town()
    town()  # remembered for a minute
    for start, stop in ((0, 2), (2, 8)):
        for number in range(start, stop):
            full_offer(number)
        with django_assert_max_num_queries(12):
            ask(path)
