"""Attacks tried for real; ``docs/red-team.md`` lists each of these tests in one of its rows."""

import ast
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.models import Client as Person
from roterfaden.cases.models import ContactNote
from tests.conftest import BACKEND
from tests.factories import CaseFactory, CaseManagerFactory, UserFactory
from tests.world import World, arguments_for, every_address

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = [
    "https://boese.example/",
    "//boese.example",
    "\\\\boese.example",
    "javascript:alert(1)",
    "/\r\nX-Evil: 1",
]
PASSWORD = "ein langes Passwort für Tests"


# --- SQL --------------------------------------------------------------------------------------------------------------


def sources() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((ROOT / "roterfaden").glob("**/*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT / "roterfaden"), ast.parse(path.read_text())


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def test_no_raw_sql_of_the_orm_is_used() -> None:
    used = [
        f"{path}:{call.lineno} {name}"
        for path, tree in sources()
        for name, call in calls(tree)
        if name == "RawSQL" or (name in {"raw", "extra"} and (call.args or call.keywords))
    ]
    assert used == []


def test_statements_are_constants_wherever_a_page_can_reach() -> None:
    """Put together from parts are only the policies, and what the owner alone runs (the demo, deletion)."""
    by_the_owner = {
        "base/rowlevel/applying.py", "base/rowlevel/serving.py", "retention/leftovers.py", "retention/past.py",
    }  # fmt: skip
    built = []
    for path, tree in sources():
        if str(path) in by_the_owner or path.parts[0] == "demo" or "commands" in path.parts:
            continue
        for name, call in calls(tree):
            if (
                name in {"execute", "executemany"}
                and call.args
                and not isinstance(call.args[0], ast.Constant | ast.Name)
            ):
                built.append(f"{path}:{call.lineno}")
    assert built == []


# --- sessions and sign-in ---------------------------------------------------------------------------------------------


@pytest.fixture
def account() -> User:
    user: User = UserFactory(roles=[Role.CASE_MANAGER], email="echt@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(browser: Client, email: str, password: str, **more: str) -> Any:
    return browser.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_a_session_planted_before_sign_in_is_worthless_after_it(account: User) -> None:
    browser = Client()
    browser.get(reverse("account_login"))
    session = browser.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    assert sign_in(browser, account.email, PASSWORD).status_code == 302
    assert browser.session[SESSION_KEY] == str(account.pk)
    assert browser.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get(reverse("desk:today")).status_code == 302


def test_after_sign_out_the_old_cookie_opens_nothing(account: User) -> None:
    browser = Client()
    sign_in(browser, account.email, PASSWORD)
    kept = browser.session.session_key
    browser.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get(reverse("desk:today")).status_code == 302


def test_a_wrong_password_and_an_unknown_account_look_the_same(account: User) -> None:
    answers = []
    for email in (account.email, "niemand@example.org"):
        cache.clear()
        answer = sign_in(Client(), email, "falsch falsch falsch")
        answers.append((answer.status_code, without_tokens(answer.content.decode()).replace(email, "…")))
    assert answers[0] == answers[1]


def test_a_forgotten_password_tells_nobody_which_accounts_exist(account: User) -> None:
    answers = []
    for email in (account.email, "niemand@example.org"):
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        answers.append((answer.status_code, answer.headers.get("Location"), answer.content))
    assert answers[0] == answers[1]
    assert {message.to[0] for message in mail.outbox} <= {account.email}


def without_tokens(page: str) -> str:
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", page)


# --- requests from elsewhere ------------------------------------------------------------------------------------------


def test_no_form_is_accepted_without_its_token(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.lead, backend=BACKEND)
    accepted = []
    for address in every_address():
        if address.audience is not None:
            path = reverse(address.name, kwargs=arguments_for(address, world))
            status = browser.post(path, {"text": "x"}).status_code
            if status != 403 and not (status == 405 and address.is_read_as_nobody):
                accepted.append(f"{address.name}: {status}")
    assert accepted == []


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_to_a_foreign_address(account: User, wanted: str) -> None:
    answers = [
        Client().post(reverse("base:theme"), {"theme": "dark", "next": wanted}),
        Client().post(reverse("base:rail"), {"next": wanted}),
        sign_in(Client(), account.email, PASSWORD, next=wanted),
        Client().get(reverse("account_login"), {"next": wanted}),
    ]
    for answer in answers:
        assert "boese" not in answer.headers.get("Location", "")
        assert "X-Evil" not in answer.headers
        assert not answer.headers.get("Location", "/").startswith(("javascript", "//", "\\"))


def test_a_forged_host_is_refused_before_any_page_or_mail(account: User) -> None:
    for path in (reverse("account_login"), reverse("account_reset_password")):
        answer = Client(raise_request_exception=False).post(path, {"email": account.email}, HTTP_HOST="boese.example")
        assert answer.status_code == 400
        assert "boese" not in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/../roterfaden/config/settings.py",
        "/static/..%2f..%2froterfaden/config/settings.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
        "/static/kern/%00",
    ],
)
def test_no_path_leads_out_of_the_static_files(path: str) -> None:
    answer = Client(raise_request_exception=False).get(path)
    assert answer.status_code in {301, 302, 400, 404}
    assert "SECRET_KEY" not in answer.content.decode()


# --- what a form does not offer ---------------------------------------------------------------------------------------


def test_fields_that_a_form_does_not_have_change_nothing(world: World, signed_in: Callable[..., Client]) -> None:
    person = Person.objects.get(pk=world.case.client_id)
    stranger = CaseManagerFactory()
    browser = signed_in(world.lead)
    page = browser.get(reverse("cases:client_edit", args=[person.pk]))
    form = page.context["form"]
    data = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    forged = {"id": uuid4(), "created_by": stranger.pk, "is_synthetic": "on", "search_text": "x", "phone_digits": "1"}
    browser.post(reverse("cases:client_edit", args=[person.pk]), {**data, **forged, "given_name": "Neu"})
    after = Person.objects.get(pk=person.pk)
    assert (after.created_by_id, after.is_synthetic, after.phone_digits) == (
        person.created_by_id,
        person.is_synthetic,
        person.phone_digits,
    )


def test_a_note_cannot_be_sent_into_a_file_of_others(signed_in: Callable[..., Client]) -> None:
    foreign = CaseFactory()
    browser = signed_in(CaseManagerFactory())
    before = ContactNote.objects.count()
    for name in ("cases:quick_note", "cases:quick_task"):
        answer = browser.post(reverse(name), {"case": foreign.pk, "text": "x", "title": "x", "at": "2026-01-01T10:00"})
        assert answer.status_code in {404, 422}
        assert foreign.client.family_name not in answer.content.decode()
    assert ContactNote.objects.count() == before


# --- learning without reading -----------------------------------------------------------------------------------------


def test_a_foreign_object_costs_the_same_questions_as_one_that_does_not_exist(signed_in: Callable[..., Client]) -> None:
    """Whoever measures the time of a 404 measures the same work: as many statements, the same page."""
    foreign = CaseFactory()
    browser = signed_in(CaseManagerFactory())
    browser.get(reverse("cases:case", args=[uuid4()]))  # the name of the house is in the cache from now on
    seen = []
    for key in (foreign.pk, uuid4()):
        statements: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any, into: list[str] = statements) -> Any:
            into.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            answer = browser.get(reverse("cases:case", args=[key]))
        page = without_tokens(answer.content.decode()).replace(str(key), "…")
        asked = [sql.replace(str(key), "…") for sql in statements if "SAVEPOINT" not in sql]
        seen.append((answer.status_code, page, asked))
    assert seen[0] == seen[1]


def test_nothing_about_a_person_is_kept_in_the_cache(world: World, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(world.lead)
    for name in ("desk:today", "cases:cases", "cases:advice"):
        browser.get(reverse(name))
    browser.get(reverse("cases:case", args=[world.case.pk]))
    kept = repr(getattr(cache, "_cache", {}))
    assert world.case.client.family_name not in kept
    assert str(world.case.pk) not in kept


# --- documents --------------------------------------------------------------------------------------------------------


def test_a_name_that_is_code_of_the_typesetting_is_printed_as_it_is(
    world: World, signed_in: Callable[..., Client]
) -> None:
    person = Person.objects.get(pk=world.case.client_id)
    person.family_name = '#read("/etc/passwd")$x^2$'
    person.save()
    answer = signed_in(world.lead).get(reverse("cases:agreement_pdf", args=[world.case.pk, 1]))
    assert answer.status_code == 200
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "root:" not in words
    assert "#read(" in words.replace("\n", "")
