"""Rights over personal data and accounts are never given unseen."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import Notice, User
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.network import actions, rights
from roterfaden.network.models import AccountChange, AccountChangeKind, Seat
from tests.factories import LONG_AGO, OrganisationFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    user: User = UserFactory(name="Anna Amt", roles=[Role.ADMINISTRATOR])
    return user


@pytest.fixture
def other_admin() -> User:
    user: User = UserFactory(roles=[Role.ADMINISTRATOR])
    return user


@pytest.fixture
def officer() -> User:
    user: User = UserFactory(roles=[Role.DATA_PROTECTION])
    return user


def give(account: User, role: Role, by: User) -> Seat:
    return actions.give_seat(
        account=account, organisation=OrganisationFactory(), role=role, function="", starts_on=LONG_AGO, by=by
    )


def told(user: User) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(user=user)]


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.HEAD_OF_UNIT, Role.ADMINISTRATOR, Role.DATA_PROTECTION])
def test_others_hear_at_once_of_a_right_that_matters(
    role: Role, admin: User, other_admin: User, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    account = UserFactory(name="Neu Hier")
    with django_capture_on_commit_callbacks(execute=True):
        give(account, role, admin)
    for watching in (other_admin, officer):
        assert "Anna Amt hat Neu Hier" in told(watching)[0]
        assert str(role.label) in told(watching)[0]
    assert told(admin) == []
    assert {address for sent in mail.outbox for address in sent.to} == {other_admin.email, officer.email}
    assert all("Neu Hier" not in sent.body for sent in mail.outbox)


def test_two_administrators_who_give_to_one_another_are_seen(admin: User, other_admin: User, officer: User) -> None:
    give(other_admin, Role.CASE_MANAGER, admin)
    give(admin, Role.CASE_MANAGER, other_admin)
    assert len(told(officer)) == 2
    assert AccountChange.objects.filter(kind=AccountChangeKind.SEAT_GIVEN).count() == 2


def test_other_roles_are_nobodys_news(admin: User, officer: User) -> None:
    give(UserFactory(), Role.BODY_MEMBER, admin)
    assert told(officer) == []


def test_a_right_that_is_resumed_is_told_like_a_new_one(admin: User, officer: User) -> None:
    seat = SeatFactory(role=Role.CASE_MANAGER)
    actions.end_seat(seat=seat, ends_on=LONG_AGO, by=admin)
    actions.resume_seat(seat=seat, by=admin)
    assert len(told(officer)) == 1


def test_nobody_gives_to_themselves(admin: User) -> None:
    with pytest.raises(RuleBroken):
        give(admin, Role.CASE_MANAGER, admin)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_line_of_the_history_cannot_be_changed_or_removed(admin: User, act: str) -> None:
    give(UserFactory(), Role.CASE_MANAGER, admin)
    lines = AccountChange.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        lines.update(detail="nichts") if act == "update" else lines.delete()


def test_what_the_trigger_wrote_cannot_be_changed_either(admin: User) -> None:
    give(UserFactory(), Role.CASE_MANAGER, admin)
    with pytest.raises(DatabaseError), transaction.atomic():
        Seat.pgh_event_model.objects.all().delete()  # type: ignore[attr-defined]


def test_the_page_names_who_gave_it(client: Client, admin: User, officer: User) -> None:
    account = UserFactory(name="Neu Hier")
    client.force_login(admin)
    data = {"organisation": OrganisationFactory().pk, "role": Role.CASE_MANAGER, "starts_on": "2026-01-01"}
    assert client.post(reverse("network:seat_add", args=[account.pk]), data).status_code == 302
    client.force_login(officer)
    page = client.get(reverse("network:grants")).content.decode()
    assert "Neu Hier" in page
    assert "durch Anna Amt" in page


def test_a_right_given_by_hand_in_the_database_is_found_and_told_once(client: Client, officer: User) -> None:
    Seat.objects.create(
        user=UserFactory(name="Von Hand"),
        organisation=OrganisationFactory(),
        role=Role.ADMINISTRATOR,
        starts_on=LONG_AGO,
    )
    client.force_login(officer)
    assert "nicht über die Anwendung" in client.get(reverse("network:grants")).content.decode()
    call_command("recertify")
    call_command("recertify")
    assert len([text for text in told(officer) if "Von Hand" in text]) == 1
    assert AccountChange.objects.filter(kind=AccountChangeKind.SEAT_FOUND, account__name="Von Hand").count() == 1


def test_invented_persons_of_the_demo_are_no_news(officer: User) -> None:
    SeatFactory(user=UserFactory(is_synthetic=True), role=Role.ADMINISTRATOR)
    before = rights.find_grants_from_outside()
    assert before == 1  # the officer's own seat, made by the test without the application
    assert rights.find_grants_from_outside() == 0
