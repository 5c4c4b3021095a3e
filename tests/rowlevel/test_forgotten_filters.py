"""What if ``visible_to`` is forgotten? Here everybody has: PostgreSQL alone stands between a stranger and a file."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.ready import Ready, ReadyObjects, ReadyRows
from roterfaden.base.access import Role
from roterfaden.cases.models import case as case_models
from tests.factories import CaseManagerFactory, UserFactory
from tests.rowlevel.seen import guarded_models
from tests.world import World, arguments_for, every_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def _nothing_ready() -> Iterator[None]:
    """SQL that was made with filters is not kept for a test without, nor the other way round."""
    _forget_what_is_ready()
    yield
    _forget_what_is_ready()


def _forget_what_is_ready() -> None:
    ours = [module for name, module in sys.modules.items() if name.startswith("roterfaden.")]
    kept = [
        known
        for module in ours
        for known in vars(module).values()
        if isinstance(known, Ready | ReadyRows | ReadyObjects)
    ]
    assert len(kept) > 5
    for known in kept:
        known._made.cache_clear()


@pytest.fixture
def _nobody_filters(_nothing_ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for model in guarded_models():
        rows: Any = model._default_manager
        monkeypatch.setattr(type(rows), "visible_to", lambda self, user: self.get_queryset(), raising=False)
        monkeypatch.setattr(type(rows.get_queryset()), "visible_to", lambda self, user: self, raising=False)
    monkeypatch.setattr(case_models, "team_filter", lambda user, prefix="case": Q())


@pytest.mark.usefixtures("_nobody_filters")
@pytest.mark.parametrize("who", [CaseManagerFactory, lambda: UserFactory(roles=list(Role))])
def test_no_page_shows_a_stranger_anything_of_a_file(
    who: Callable[[], Any], world: World, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(who())
    # One may begin to talk to anybody, and break the glass: search-before-create names persons, nothing more. The head
    # of the unit calls off a cover, gives cases by their reference, names who may be asked for a second look and
    # decides about examples, in which nobody is; data protection makes papers for everybody.
    by_design = {
        "cases:start_intake", "cases:emergency_open", "cases:cover_revoke", "cases:client_readers_pdf",
        "cases:reassign", "cases:reassigned", "cases:example", "cases:example_release", "cases:example_withdraw",
        "cases:example_restore", "cases:appointment_end",
        # The queue of an office knows nobody's name.
        "cases:queue_take", "cases:queue_leave", "cases:queue_done", "cases:queue_back", "cases:queue_take_up",
    }  # fmt: skip
    tried = 0
    for address in every_address():
        # Questionnaires are of no file.
        if address.name.startswith("cases:template"):
            continue
        if address.module == "cases" and address.arguments and address.name not in by_design:
            path = reverse(address.name, kwargs=arguments_for(address, world))
            for answer in (browser.get(path), browser.post(path)):
                assert (address.name, answer.status_code in {403, 404, 405}) == (address.name, True), answer.status_code
                assert world.case.client.family_name not in answer.content.decode()
            tried += 1
    assert tried > 50


@pytest.mark.usefixtures("_nobody_filters")
def test_no_list_names_a_person_of_others(world: World, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(UserFactory(roles=list(Role)))
    for name in ("desk:today", "cases:cases", "cases:advice", "cases:quick_note", "cases:quick_task", "cases:workload"):
        answer = browser.get(reverse(name))
        assert answer.status_code == 200
        assert world.case.client.family_name not in answer.content.decode(), name
    answer = browser.post(reverse("desk:search"), {"q": world.case.client.family_name})
    assert reverse("cases:client", args=[world.case.client_id]) not in answer.content.decode()
