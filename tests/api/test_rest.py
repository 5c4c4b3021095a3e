"""What all interfaces have in common: caches, other sites, limits, nobody signed in, and what the document promises."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried_with
from schemathesis import GenerationMode

from roterfaden.api.rest.document import addresses
from roterfaden.api.rest.schema import fields_of
from roterfaden.base.access import Role
from roterfaden.config.wsgi import application
from roterfaden.offers.models import Offer
from tests.api.directory import full_offer, make_town
from tests.factories import OfferFactory
from tests.world import every_address

pytestmark = pytest.mark.django_db
SERVICES = "/api/hsds/services"
EXAMPLES = 6
PATHS = [address.path for address in addresses()]
TRIED = [
    *((path, GenerationMode.POSITIVE) for path in PATHS),
    *((one.path, GenerationMode.NEGATIVE) for one in addresses() if one.arguments or fields_of(one.operation.asked)),
]


def test_every_address_below_api_is_declared_and_described() -> None:
    described = Client().get("/api/openapi.json").json()

    ours = {address.name for address in every_address() if address.module == "api"}
    assert ours - {"api:profile"} == {f"api:{one.operation.name}" for one in addresses("/api/")}
    assert sorted(described["paths"]) == sorted(PATHS)
    assert set(Client().get("/api/hsds/openapi.json").json()["paths"]) == {
        path for path in PATHS if path.startswith("/api/hsds/")
    }
    names = [operation["get"]["operationId"] for operation in described["paths"].values()]
    assert len(set(names)) == len(names)


@pytest.fixture
def _in_one_transaction() -> Iterator[None]:
    """The application ends no connection after a request, which the test's transaction needs: as Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_in_one_transaction")
@pytest.mark.parametrize(("path", "mode"), TRIED)
def test_what_the_document_promises_is_what_happens(path: str, mode: GenerationMode) -> None:
    """Schemathesis asks whatever the document allows, and what it does not: no 5xx, and only what is described.

    An interface that declares its addresses with ``endpoint`` is tried here without a word.
    """
    make_town()
    full_offer()
    _try_out(_described()[path]["GET"], mode)


@cache
def _described() -> Any:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application)


def _try_out(operation: Any, mode: GenerationMode) -> None:
    @tried_with(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        case.call_and_validate()

    answers()


def test_an_unchanged_answer_is_not_sent_again() -> None:
    offer = OfferFactory()
    address = f"{SERVICES}/{offer.pk}"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    by_date = Client().get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (again.status_code, again.content, by_date.status_code) == (304, b"", 304)
    assert again.headers["Access-Control-Allow-Origin"] == "*"

    Offer.objects.filter(pk=offer.pk).update(cost="5 Euro")

    assert Client().get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_other_sites_may_read_and_caches_may_keep_it() -> None:
    response = Client().get(SERVICES)

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in response.headers.get("Vary", "")
    asked = Client().options(SERVICES)
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_the_head_alone_says_the_same_as_the_whole() -> None:
    whole, head = Client().get(SERVICES), Client().head(SERVICES)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_whoever_is_signed_in_is_nobody_here(signed_in: Callable[..., Client]) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    offer = full_offer()
    address = f"{SERVICES}/{offer.pk}"
    before = browser.cookies.output()

    response = browser.get(address)

    assert response.content == Client().get(address).content
    assert (response.cookies.output(), browser.cookies.output()) == ("", before)


def test_whoever_asks_too_often_waits(settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    answers = [Client().get(SERVICES, REMOTE_ADDR="192.0.2.1") for _number in range(5)]

    # A minute may end in between, but not twice.
    refused = [response for response in answers if response.status_code == 429]
    assert refused
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert refused[0].json()["error"]
    assert Client().get(SERVICES, REMOTE_ADDR="192.0.2.2").status_code == 200
