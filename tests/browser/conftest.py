"""A real browser in front of a real server: Playwright, Chromium and pytest-django's live server.

Steps wait for what they need to see, never for time. What the browser itself complains of (an error in a script,
something the content policy refused, a page that failed) fails the test, and its last picture is kept under
``ROTERFADEN_VAR``.
"""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from roterfaden.accounts.models import User
from roterfaden.demo.loading.questionnaires import publish_templates
from starter.chromium import chromium
from tests.browser.windows import WIDE, OpenWindow, sign_in

# Without these Chromium asks hosts of its maker at every start, which a closed network answers by long waiting.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds, on a machine busy with something else
EXPECTED_ANSWERS = {409, 422}  # a conflict and a form with errors are answers, not failures


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Let the windows of a test know whether it failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; every window has its own cookies."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code; it is not.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with (
        sync_playwright() as playwright,
        mock.patch.object(WSGIHandler, "get_response", _counted),
        mock.patch.object(StaticFilesHandler, "serve", _kept),
    ):
        expect.set_options(timeout=PATIENCE)
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def questionnaire(transactional_db: None) -> None:
    """The assessment's template as it is delivered."""
    with transaction.atomic():
        publish_templates()


@pytest.fixture
def complaints() -> list[str]:
    """What browsers complained of in this test."""
    return []


@pytest.fixture
def open_window(
    browser: Browser, live_server: LiveServer, complaints: list[str], request: pytest.FixtureRequest
) -> Iterator[OpenWindow]:
    """``open_window(user=…, size=PHONE)``: a new window, signed in as ``user`` if one is given."""
    contexts: list[BrowserContext] = []

    def open_one(user: User | None = None, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        viewport: Any = {"width": size[0], "height": size[1]}
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale="de-DE", timezone_id="Europe/Berlin", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        _listen(page, complaints)
        return page

    yield open_one
    for number, context in enumerate(contexts):
        if request.node.stash.get(FAILED, True):
            _keep_picture(context, f"{request.node.name}-{number}")
        context.close()
    _wait_for_the_server()
    assert complaints == []


class _Answering:
    """How many requests the server in this process is answering: one may not have asked the database yet."""

    def __init__(self) -> None:
        self.count, self.lock = 0, threading.Lock()

    def __enter__(self) -> None:
        with self.lock:
            self.count += 1

    def __exit__(self, *_error: object) -> None:
        with self.lock:
            self.count -= 1


_serve = StaticFilesHandler.serve


def _kept(handler: StaticFilesHandler, request: Any) -> Any:
    """A window asks once for each file, as in a real installation, where its name tells its contents."""
    answer = _serve(handler, request)
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


ANSWERING = _Answering()
_answer = WSGIHandler.get_response


def _counted(handler: WSGIHandler, request: Any) -> Any:
    with ANSWERING:
        return _answer(handler, request)


QUIET = 5  # looks in a row, 20 ms apart: what a window asked for as it closed may still be on its way


def _wait_for_the_server() -> None:
    """Until it has answered what the closed windows still asked for: the tables are emptied next."""
    end, quiet = time.monotonic() + PATIENCE / 1000, 0
    while quiet < QUIET and time.monotonic() < end:
        quiet = quiet + 1 if _is_idle() else 0
        time.sleep(0.02)


def _is_idle() -> bool:
    if ANSWERING.count > 0:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend' and state <> 'idle'"
        )
        return not cursor.fetchall()


def _listen(page: Page, complaints: list[str]) -> None:
    def console(message: ConsoleMessage) -> None:
        # The browser repeats every answer from 400 on and every lost request here; answers are judged below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    def answer(response: Response) -> None:
        if response.status >= 400 and response.status not in EXPECTED_ANSWERS:
            complaints.append(f"{response.request.method} {response.url}: {response.status}")

    page.on("console", console)
    page.on("response", answer)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))


def _keep_picture(context: BrowserContext, name: str) -> None:
    folder = Path(settings.STATIC_ROOT).parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for page in context.pages:
        page.screenshot(path=folder / f"{name}.png", full_page=True)
