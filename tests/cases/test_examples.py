"""The library of good goals: who proposes, who releases, and that no example tells of anybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Notice, User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions import assessment, examples
from roterfaden.cases.goal_examples import EXAMPLES, examples_for
from roterfaden.cases.kinship import Kinship
from roterfaden.cases.models import Case, ExampleState, GoalExample, Phase
from roterfaden.cases.models import Client as Person
from roterfaden.cases.models.goals import SCALE_FIELDS
from roterfaden.cases.network_map import MapField
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    ClientFactory,
    FieldOfActionFactory,
    HeadOfUnitFactory,
    PlaceFactory,
    add_frame_goal,
    add_relative,
)

pytestmark = pytest.mark.django_db

SCALE = {name: f"Stufe {name}" for name in SCALE_FIELDS}


def words(**changes: Any) -> dict[str, Any]:
    return {"title": "Ich rufe selbst beim Amt an.", "measure": "Wir üben den Anruf.", "seen": 0, **SCALE, **changes}


def propose(by: User, **changes: Any) -> GoalExample:
    fields = words(field_of_action=FieldOfActionFactory(key="wohnen"), **changes)
    del fields["seen"]
    return examples.propose_example(by=by, **fields)


@pytest.fixture
def worker() -> User:
    return CaseManagerFactory()


@pytest.fixture
def head() -> User:
    return HeadOfUnitFactory()


@pytest.fixture
def case(worker: User) -> Case:
    person = ClientFactory(given_name="Şirin", family_name="Öztürk-Yılmaz", street="Lindenhofstraße 7")
    return CaseFactory(lead=worker, client=person, phase=Phase.PLANNING)


def test_a_proposal_is_told_to_the_head_and_stands_beside_goals_once_released(worker: User, head: User) -> None:
    proposed = propose(worker)
    assert Notice.objects.filter(user=head, path=reverse("cases:examples")).exists()
    colleague = CaseManagerFactory()
    assert "Ich rufe selbst beim Amt an." not in [one.title for one in examples_for(colleague, "wohnen")]
    examples.release_example(proposed, by=head)
    shown = examples_for(colleague, "wohnen")
    assert (shown[0].title, shown[0].is_own) == ("Ich rufe selbst beim Amt an.", True)
    assert shown[1].title == str(EXAMPLES["wohnen"].action_goals[0])


def test_who_headed_the_unit_once_is_told_nothing_any_more(worker: User, head: User) -> None:
    former = HeadOfUnitFactory()
    yesterday = timezone.localdate() - timedelta(days=1)
    former.seats.update(starts_on=yesterday, ends_on=yesterday)
    propose(worker)
    assert {notice.user for notice in Notice.objects.all()} == {head}


def test_what_a_head_writes_is_released_at_once(head: User) -> None:
    assert propose(head).state == ExampleState.RELEASED


def test_only_a_head_releases_and_changes_what_is_released(worker: User, head: User) -> None:
    proposed = propose(worker)
    with pytest.raises(RuleBroken):
        examples.release_example(proposed, by=worker)
    changed = examples.change_example(proposed, by=worker, seen=1, title="Ich frage selbst.")
    examples.release_example(changed, by=head)
    with pytest.raises(RuleBroken):
        examples.withdraw_example(changed, by=worker)
    withdrawn = examples.withdraw_example(changed, by=head)
    assert examples.restore_example(withdrawn, by=head).state == ExampleState.PROPOSED


@pytest.mark.parametrize(
    "telling",
    [
        "Sirin ruft an.",
        "Frau ÖZTÜRK ruft an.",
        "Ich ziehe aus der Lindenhofstrasse aus.",
        "Ich frage Mehmet.",
        "Rojda hilft mir.",
        "Ich frage Olga.",
        "Ich ziehe aus dem Wohnheim Quellgrund aus.",
        "Anruf unter 0236 559 123",
        "Bis zum 12.5. ist es geschafft.",
        "Am 3. Mai ist es so weit.",
        "Mail an amt@example.org",
    ],
)
def test_an_example_does_not_tell_whose_goal_it_was(case: Case, signed_in: Callable[..., Client], telling: str) -> None:
    assessment.add_network_contact(case, by=case.lead, label="Herr Mehmet Kaya", field=MapField.FRIENDS)
    assessment.add_network_contact(case, by=case.lead, label="Olga", field=MapField.FRIENDS)
    add_relative(case, Kinship.SIBLING, name="Rojda")
    Person.objects.filter(pk=case.client_id).update(accommodation=PlaceFactory(name="Wohnheim Quellgrund"))
    goal = case.frame_goals.get().action_goals.get()
    address = reverse("cases:example_of_goal", args=[case.pk, goal.pk])
    answers = words(field_of_action=goal.frame_goal.field_of_action_id, scale_more=telling)
    response = signed_in(case.lead).post(address, answers)
    assert response.status_code == 422
    assert 'aria-describedby="id_scale_more_error"' in response.content.decode()
    assert not GoalExample.objects.exists()


def test_the_act_refuses_what_a_form_might_let_through(case: Case) -> None:
    with pytest.raises(RuleBroken, match="Öztürk"):
        propose(case.lead, about=case, source="Fall Öztürk")


def test_the_database_refuses_numbers_and_days(worker: User) -> None:
    known = propose(worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalExample.objects.filter(pk=known.pk).update(source="Tel. 0171 2345678")


def test_a_goal_becomes_an_example_to_which_no_way_leads_back(case: Case, signed_in: Callable[..., Client]) -> None:
    goal = case.frame_goals.get().action_goals.get()
    browser, address = signed_in(case.lead), reverse("cases:example_of_goal", args=[case.pk, goal.pk])
    assert goal.scale_expected in browser.get(address).content.decode()
    browser.post(address, words(field_of_action=goal.frame_goal.field_of_action_id))
    example = GoalExample.objects.get()
    assert str(case.pk) not in str([getattr(example, field.attname) for field in example._meta.fields])


def test_a_case_manager_sees_own_proposals_and_what_is_released(
    worker: User, head: User, signed_in: Callable[..., Client]
) -> None:
    other = propose(CaseManagerFactory(), title="Vorschlag von jemand anderem")
    propose(worker, title="Mein Vorschlag")
    browser = signed_in(worker)
    page = browser.get(reverse("cases:examples")).content.decode()
    assert "Mein Vorschlag" in page
    assert "Vorschlag von jemand anderem" not in page
    assert browser.get(reverse("cases:example", args=[other.pk])).status_code == 404
    assert "Vorschlag von jemand anderem" in signed_in(head).get(reverse("cases:examples")).content.decode()


def test_a_field_without_any_example_leads_to_the_form_of_one(worker: User, signed_in: Callable[..., Client]) -> None:
    field = FieldOfActionFactory(key="nachbarschaft")
    there = f"{reverse('cases:example_add')}?feld=nachbarschaft"
    browser = signed_in(worker)
    assert f'href="{there}"' in browser.get(reverse("cases:examples")).content.decode()
    assert f'<option value="{field.pk}" selected>' in browser.get(there).content.decode()


def test_a_released_example_fills_the_form_of_a_goal(
    worker: User, head: User, signed_in: Callable[..., Client]
) -> None:
    examples.release_example(propose(worker), by=head)
    case = CaseFactory(lead=worker, phase=Phase.AGREEMENT)
    page = signed_in(worker).get(reverse("cases:action_goal_add", args=[case.pk, add_frame_goal(case).pk]))
    assert "data-fill=" in page.content.decode()
    assert "Wir üben den Anruf." in page.content.decode()
