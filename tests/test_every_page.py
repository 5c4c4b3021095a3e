"""Every address, walked by every role: who may enter is declared beside the address and proven here."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.base.access import Role
from tests.factories import CaseManagerFactory, UserFactory, staff_with
from tests.world import Address, World, arguments_for, every_address

pytestmark = pytest.mark.django_db

OPEN_BY_DESIGN = {"root": 302, "app": 302, "healthz": 200}
"""Addresses without an audience of ours: they only send on to Heute, or say that the house is healthy."""
ONLY_ONES_OWN = {
    "network:organisation_edit", "offers:offer_edit", "offers:draft", "offers:offer_confirm", "cases:disclosed_one",
    "cases:invitation", "cases:invitation_ics",
}  # fmt: skip
"""Staff of others enter these for their own organisation only; with another one they are refused or find nothing."""
ONLY_IF_MEANT = {
    ("cases:report_review", Role.HEAD_OF_UNIT),
    ("bodies:report", Role.BODY_MEMBER),
    ("bodies:report_pdf", Role.BODY_MEMBER),
    *(("jobs:job", role) for role in Role if role != Role.CASE_MANAGER),
}
"""Who holds this role and is not meant finds nothing: another was asked, another body has the report, a case manager
gave the job."""
OWN_ACCOUNT = ("account_", "mfa_", "openid_connect_", "demo:")
"""Sign-in and the own account: allauth's own rules guard them; tests/accounts walks them."""
OURS = [address for address in every_address() if address.audience is not None]
WITHOUT_OBJECT = [address for address in OURS if not address.arguments]
"""That strangers and other roles enter none of the others is tried in ``tests/proof/test_every_object.py``."""
FOREIGN = [address for address in every_address() if address.audience is None]


def where(address: Address, world: World) -> str:
    return reverse(address.name, kwargs=arguments_for(address, world))


def test_every_address_has_an_audience_or_belongs_to_sign_in() -> None:
    unknown = [a.name for a in FOREIGN if a.name not in OPEN_BY_DESIGN and not a.name.startswith(OWN_ACCOUNT)]
    assert unknown == []


def test_strangers_are_asked_to_sign_in_everywhere(world: World) -> None:
    browser = Client()
    for address in WITHOUT_OBJECT:
        if address.audience is not None and not address.audience.everyone:
            response = browser.get(where(address, world))
            assert (address.name, response.status_code, response.headers.get("Location", "")[:16]) == (
                address.name,
                302,
                "/konto/anmelden/"[:16],
            )


def test_someone_without_any_seat_enters_nothing(world: World, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(UserFactory())
    for address in WITHOUT_OBJECT:
        if address.audience is not None and not address.audience.everyone:
            assert (address.name, browser.get(where(address, world)).status_code) == (address.name, 403)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_exactly_what_is_declared_for_it(
    role: Role, world: World, signed_in: Callable[..., Client]
) -> None:
    user = world.lead if role == Role.CASE_MANAGER else staff_with(role)
    browser = signed_in(user)
    for address in OURS:
        assert address.audience is not None
        enters = address.audience.everyone or role in address.audience.roles
        if not enters and address.arguments:
            continue
        status = browser.get(where(address, world)).status_code
        if enters:
            welcome = {200, 302, 405} | (
                {403, 404}
                if address.name in ONLY_ONES_OWN and role in {Role.PROVIDER_STAFF, Role.OTHER_OFFICE}
                else {404}
                if (address.name, role) in ONLY_IF_MEANT
                else set()
            )
            assert (address.name, status in welcome) == (address.name, True), status
        else:
            assert (address.name, status) == (address.name, 403)


def test_another_case_manager_finds_nothing_behind_the_addresses_of_a_case(
    world: World, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(CaseManagerFactory())
    shared = {
        "cases:start_intake",
        "cases:emergency_open",
        "cases:client_readers_pdf",
        "cases:disclosed_one",
        # What was published is asked everybody.
        "cases:template_preview",
        "cases:template_preview_section",
        # Who waits is nobody's own: a colleague of the same office calls them as well.
        "cases:queue_take",
        "cases:queue_leave",
        "cases:queue_done",
        "cases:queue_back",
        "cases:queue_take_up",
    }
    for address in OURS:
        audience = address.audience
        assert audience is not None
        if (
            address.module == "cases"
            and address.arguments
            and address.name not in shared
            and Role.CASE_MANAGER in audience.roles
        ):
            response = browser.get(where(address, world))
            if response.status_code == 405:
                response = browser.post(where(address, world))
            assert (address.name, response.status_code) == (address.name, 404)


def test_posting_to_a_strangers_case_changes_nothing(world: World, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(CaseManagerFactory())
    before = world.case.revision, world.case.timeline.count()
    for address in OURS:
        if address.module == "cases" and "pk" in address.arguments and address.name != "cases:disclosed_one":
            assert (address.name, browser.post(where(address, world)).status_code) == (address.name, 404)
    world.case.refresh_from_db()
    assert (world.case.revision, world.case.timeline.count()) == before
