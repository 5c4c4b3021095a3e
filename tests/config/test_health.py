"""``/healthz`` for the monitoring of an installation."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from roterfaden.jobs.working import working


@pytest.mark.django_db
def test_a_healthy_installation_says_ok_to_strangers() -> None:
    with working():
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_that_nobody_works_jobs_off_is_said() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) != (200, b"ok\n")
    assert answer.content.startswith(b"ok")


@pytest.mark.django_db
def test_without_its_database_it_is_not_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    assert Client().get("/healthz").status_code == 503
