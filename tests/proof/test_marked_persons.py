"""A person with a mark in everything that is known about them: it is on the pages of their file and nowhere else.

Everybody walks through everything, forms are sent wrong, views and statements break; then logs, addresses, headers,
cookies, mails and error pages are searched for the mark.
"""

import io
import logging
import logging.config
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from roterfaden.cases.models import Client as Person
from roterfaden.config.embedded import Server
from roterfaden.config.logs import PageInsteadOfAddress, logging_configuration
from tests.proof.cast import Cast, Somebody, ask, undone
from tests.world import Address, arguments_for, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BORN = date(1907, 9, 3)
PHONE = "0800 7349182"
WALKERS = ("lead", "deputy", "head_of_unit", "administrator", "data_protection", "provider of the offer", "a stranger")
ADDRESSES = re.compile(r'(?:href|src|action|hx-get|hx-post|hx-[a-z-]*url|content)="([^"]*)"')


def marks_of(cast: Cast) -> list[str]:
    """How the marked person could appear, in writing and in an address."""
    return [*cast.marks.values(), "07349182", "7349182", "1907-09-03", "03.09.1907", "3. September 1907"]


@pytest.fixture(scope="module")
def person(cast: Cast) -> Person:
    person = Person.objects.get(pk=cast.worlds["own"].case.client_id)
    person.given_name, person.birth_date, person.phone = f"Amira{cast.marks['own']}", BORN, PHONE
    person.save()
    return person


@contextmanager
def production_log() -> Iterator[io.StringIO]:
    """Everything that a real installation would write to its log meanwhile."""
    configuration = logging_configuration(readable=False)
    formatter = logging.config.DictConfigurator(configuration).configure_formatter(configuration["formatters"]["line"])
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter)  # type: ignore[arg-type]
    handler.addFilter(PageInsteadOfAddress())
    loggers = [logging.getLogger(name) for name in ("", *configuration["loggers"])]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def addresses_for(cast: Cast, address: Address) -> list[str]:
    if address.arguments and address.audience is None:
        return []
    worlds = cast.worlds.values() if address.arguments else [cast.worlds["own"]]
    return [reverse(address.name, kwargs=arguments_for(address, world)) for world in worlds]


def walk(cast: Cast, somebody: Somebody) -> Iterator[tuple[str, Any]]:
    """Every page, asked for and sent a form that cannot be right."""
    for address in every_address():
        for path in addresses_for(cast, address):
            for method in ("GET", "POST"):
                yield f"{somebody.who}: {method} {address.name}", ask(somebody, method, path)


def said_outside_the_page(answer: Any) -> str:
    """Headers, cookies and every address in the body: what histories, proxies and other pages get to see."""
    parts = [f"{name}: {value}" for name, value in answer.headers.items()]
    parts += [cookie.OutputString() for cookie in answer.cookies.values()]
    if "html" in answer.get("Content-Type", "") and not answer.streaming:
        # A number to ring and an address to write to stay in the device: no server is asked for them.
        parts += [to for to in ADDRESSES.findall(answer.content.decode()) if not to.startswith(("tel:", "mailto:"))]
    return "\n".join(parts)


def found(marks: list[str], text: str) -> list[str]:
    return [mark for mark in marks if mark.lower() in text.lower()]


def test_a_walk_through_everything_leaves_no_trace_of_a_person(cast: Cast, person: Person) -> None:
    marks, leaks, pages = marks_of(cast), [], 0
    mail.outbox.clear()
    with production_log() as log:
        for who in WALKERS:
            for name, answer in walk(cast, cast.get(who)):
                pages += 1
                leaks += [f"{name}: {mark}" for mark in found(marks, said_outside_the_page(answer))]
                if answer.status_code in {400, 403, 404, 405, 500} and "html" in answer.get("Content-Type", ""):
                    leaks += [f"{name} {answer.status_code}: {m}" for m in found(marks, answer.content.decode())]
    assert leaks == []
    assert pages > 800
    assert len(log.getvalue().splitlines()) > 50
    assert found(marks, log.getvalue()) == []
    letters = [f"{letter.subject} {letter.body} {letter.alternatives}" for letter in mail.outbox]  # type: ignore[attr-defined]
    assert found(marks, "\n".join(letters)) == []


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
