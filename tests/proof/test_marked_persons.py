"""A person with a mark in everything that is known about them: what breaks over them names nobody.

That nothing of them is outside the pages of their file, whoever walks where, is seen in ``test_every_object.py``.
"""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from roterfaden.cases.models import Client as Person
from roterfaden.config.embedded import Server
from tests.proof.cast import PHONE, Cast, ask, undone
from tests.proof.looking import found, marks_of, production_log

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def person(cast: Cast) -> Person:
    return Person.objects.get(pk=cast.worlds["own"].case.client_id)


def test_a_view_that_breaks_over_a_person_names_nobody(
    cast: Cast, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise ValueError(f"{person} born {person.birth_date} {PHONE}")

    monkeypatch.setattr("roterfaden.cases.views.case.find_case", broken)
    with production_log() as log:
        answer = ask(cast.get("lead"), "GET", reverse("cases:history", args=[cast.worlds["own"].case.pk]))
    assert answer.status_code == 500
    assert "ValueError" in log.getvalue()
    assert found(marks_of(cast), answer.content.decode() + log.getvalue()) == []


def test_statements_that_fail_quote_nobody_in_the_log_of_the_embedded_server(cast: Cast, person: Person) -> None:
    """PostgreSQL would quote the violating row, the statement and the value that it could not read."""
    fails = [
        ("insert into accounts_user select * from accounts_user where id = %s", [person.created_by_id]),
        ("update cases_client set family_name = null where phone = %s", [PHONE]),
        ("select %s::uuid", [person.family_name]),
        (f"select '{person.family_name}' from", []),
    ]
    for statement, values in fails:
        with undone(), pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            connection.cursor().execute(statement, values)
    log = Server(Path(settings.DATABASES["default"]["DATA_DIRECTORY"])).log.read_text(errors="replace")
    assert "ready to accept connections" in log
    assert found(marks_of(cast), log) == []
