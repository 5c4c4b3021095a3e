"""One click signs in as an invented person: in the demo only, and never as a real one."""

from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.demo.loading import LoadingFailed
from roterfaden.demo.people import PASSWORD, Person, load_people
from roterfaden.network.models import Seat
from tests.factories import OrganisationFactory, UserFactory

FILE = Path(__file__).parents[2] / "demo/marl/personen.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def leyla() -> User:
    user: User = UserFactory(name="Leyla Arslan", is_synthetic=True, roles=[Role.CASE_MANAGER])
    return user


def enter(client: Client, pk: Any, **data: str) -> Any:
    return client.post(reverse("demo:enter", args=[pk]), data)


def test_the_page_lists_invented_persons_with_role_and_purpose(client: Client, leyla: User) -> None:
    UserFactory(name="Echte Person", roles=[Role.CASE_MANAGER])
    page = client.get(reverse("account_login")).content.decode()
    for expected in ("Leyla Arslan", "Case Management", "begleitet Menschen", PASSWORD):
        assert expected in page
    assert "Echte Person" not in page


def test_one_click_signs_in(client: Client, leyla: User) -> None:
    assert enter(client, leyla.pk).url == reverse("desk:today")
    assert client.session["_auth_user_id"] == str(leyla.pk)


def test_after_signing_in_one_gets_where_one_wanted_to(client: Client, leyla: User) -> None:
    wanted = reverse("network:organisations")
    assert f'name="next" value="{wanted}"' in client.get(reverse("account_login"), {"next": wanted}).content.decode()
    assert enter(client, leyla.pk, next=wanted).url == wanted


def test_nobody_is_sent_to_another_site(client: Client, leyla: User) -> None:
    assert enter(client, leyla.pk, next="https://boese.example/").url == reverse("desk:today")


def test_a_real_account_cannot_be_entered(client: Client) -> None:
    assert enter(client, UserFactory(roles=[Role.ADMINISTRATOR]).pk).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_locked_or_unknown_person_cannot_be_entered(client: Client, leyla: User) -> None:
    leyla.is_active = False
    leyla.save()
    assert enter(client, leyla.pk).status_code == 404
    assert enter(client, uuid4()).status_code == 404


def test_looking_at_the_address_signs_nobody_in(client: Client, leyla: User) -> None:
    assert client.get(reverse("demo:enter", args=[leyla.pk])).status_code == 405


def test_outside_the_demo_there_is_only_the_form(client: Client, leyla: User, settings: Any) -> None:
    settings.DEMO = False
    assert enter(client, leyla.pk).status_code == 404
    page = client.get(reverse("account_login")).content.decode()
    assert "Leyla Arslan" not in page
    assert PASSWORD not in page


def test_the_password_opens_every_demo_account_too(client: Client, organisations: None) -> None:
    load_people(FILE)
    client.post(reverse("account_login"), {"login": "leyla.arslan@demo.roter-faden.example", "password": PASSWORD})
    assert "_auth_user_id" in client.session


# The file ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def organisations() -> None:
    for line in (FILE.parent / "organisationen.yaml").read_text().splitlines():
        if line.strip().startswith("- key:"):
            OrganisationFactory(key=line.split(":")[1].strip())


def test_marls_staff_has_every_role_and_eight_case_managers(organisations: None) -> None:
    count = load_people(FILE)
    held = list(Seat.objects.current().values_list("role", flat=True).order_by("id"))
    assert count == len(held) == User.objects.filter(is_synthetic=True).count()
    assert held.count(Role.CASE_MANAGER) == 9, "eight of the unit, one of the organisation that takes over"
    assert held.count(Role.PROVIDER_STAFF) == 2
    assert held.count(Role.OTHER_OFFICE) == 4
    assert set(held) == set(Role)


def test_loading_twice_changes_nothing(organisations: None, django_assert_max_num_queries: Any) -> None:
    load_people(FILE)
    before = set(User.objects.values_list("pk", "password")), set(Seat.objects.values_list("pk", "starts_on"))
    load_people(FILE)
    assert before == (set(User.objects.values_list("pk", "password")), set(Seat.objects.values_list("pk", "starts_on")))


def test_a_date_changed_in_the_file_moves_the_seat(tmp_path: Path) -> None:
    OrganisationFactory(key="caritas")
    for year in ("2020", "2019"):
        path = tmp_path / f"{year}.yaml"
        path.write_text(
            "personen:\n  - key: a.b\n    name: A\n    rolle: traeger\n    stelle: caritas\n"
            f"    funktion: F\n    seit: {year}-01-01\n"
        )
        load_people(path)
    assert [seat.starts_on.year for seat in Seat.objects.all()] == [2019]


def test_the_slow_password_hash_is_made_once_for_all(organisations: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr("roterfaden.demo.people.make_password", lambda password: made.append(password) or "!")
    load_people(FILE)
    load_people(FILE)
    assert made == [PASSWORD]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("rolle: chefin", "„chefin“ gibt es bei „rolle“ nicht"),
        ("stelle: caritass", "Meinten Sie „caritas“?"),
        ("seit: gestern", "ein Datum wie 2019-04-01"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(tmp_path: Path, wrong: str, said: str) -> None:
    OrganisationFactory(key="caritas")
    person = {"key": "a.b", "name": "A", "rolle": "traeger", "stelle": "caritas", "funktion": "F", "seit": "2020-01-01"}
    field, _, value = wrong.partition(": ")
    lines = "\n    ".join(f"{name}: {word}" for name, word in (person | {field: value}).items())
    path = tmp_path / "personen.yaml"
    path.write_text(f"personen:\n  - {lines}\n")
    with pytest.raises(LoadingFailed) as failure:
        load_people(path)
    assert said in str(failure.value)
    assert "personen.yaml, Zeile" in str(failure.value)
    assert not User.objects.exists()


def test_addresses_of_the_demo_reach_nobody() -> None:
    person = Person(line=1, key="a.b", name="A", rolle="traeger", stelle="x", funktion="y", seit="2020-01-01")
    assert person.email.endswith(".example")


def test_the_command_prints_whom_one_can_be(leyla: User) -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert f"Leyla Arslan  Case Management  {leyla.email}" in out.getvalue()
    assert PASSWORD in out.getvalue()


def test_the_command_says_when_there_is_nobody_yet() -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "noch keine Personen" in out.getvalue()
