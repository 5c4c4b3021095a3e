"""Guard rails for every test: no undefined template variable, no luck with unordered rows, no slow hashing."""

import fcntl
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client, TransactionTestCase, override_settings
from django.urls import get_resolver
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.base.rowlevel.applying import apply
from roterfaden.config.memory import settle
from roterfaden.config.navigation import house_name
from roterfaden.offers.calendar import days_off
from tests.factories import UserFactory
from tests.world import World, make_world

BACKEND = "roterfaden.accounts.backend.Backend"

hypothesis_settings.register_profile(
    "searching", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
hypothesis_settings.register_profile("repeatable", hypothesis_settings.get_profile("searching"), derandomize=True)
hypothesis_settings.load_profile("repeatable")
"""Properties are tried with the same examples in every run, however busy the machine is; ``script/test PATH
--hypothesis-profile=searching`` looks for new ones."""


def pytest_configure() -> None:
    """Plain static files: the manifest of hashed names is made by ``collectstatic``, which tests do not need."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.API_PER_MINUTE = 1_000_000  # whole walks through all addresses come from one client here


UNITS = (
    "tests/browser/",
    "tests/config/test_starter.py",
    "tests/proof/test_every_object.py",
    "tests/proof/",
    "tests/test_every_page.py",
    "tests/test_html_is_valid.py",
    "tests/logbook/test_reading.py",
    "tests/rowlevel/",
    "tests/demo/",
)
"""What takes longest begins first, so that no worker waits for another one in the end. While one migrates the database
for its browser tests, another one starts a demo of its own."""


class Pieces(LoadScopeScheduling):
    """The pieces in which a whole run is shared: file by file, since some prepare a lot for all their tests.

    All browser tests are one piece: a browser that waits for another one sees pages later than its test expects.
    """

    def _split_scope(self, nodeid: str) -> str:
        return UNITS[0] if nodeid.startswith(UNITS[0]) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Pieces:
    """Whole runs only; a single file is run by one process."""
    return Pieces(config, log)


def pytest_collection_finish() -> None:
    """As a server does when it has loaded everything, the addresses before a test sets anything else."""
    assert get_resolver().url_patterns
    settle()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest pieces first."""

    def weight(item: pytest.Item) -> int:
        return next((place for place, unit in enumerate(UNITS) if item.location[0].startswith(unit)), len(UNITS))

    items.sort(key=weight)


def _with_room(run: Callable[..., bool], *given: Any) -> bool:
    """Run something below a frame so large that those of all it calls lie in one piece of memory with it.

    Python asks the system for 16 KB whenever its frames reach the end of what it has, and gives them back as soon as
    one returns. A loop that calls something just there does so each time; below pytest and twenty layers of middleware
    one nearly always does, and a tenth of all time went into it.
    """
    return run(*given)


_with_room.__code__ = _with_room.__code__.replace(co_stacksize=140_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Each test as pytest runs it, with its fixtures."""
    run: Any = item.config.pluginmanager.get_plugin("runner")
    return _with_room(run.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_createdb: bool,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The tests' database: migrated once, copied for each worker, kept for the next run."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    shared = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()
    made = shared / "database"
    with django_db_blocker.unblock(), (shared / "database.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_text(
                connection.creation.create_test_db(0, autoclobber=True, serialize=False, keepdb=not django_db_createdb)
            )
            _remember_what_migrating_wrote()
        connection.close()
        connection.settings_dict["NAME"] = made.read_text()
        if worker:
            connection.creation.clone_test_db(worker, verbosity=0, autoclobber=True)
            connection.settings_dict.update(connection.creation.get_test_db_clone_settings(worker))
            apply()  # who may do what in a database as a whole is not copied with it


TABLES = """
select format('%%I', relname), (
  select string_agg(format('%%I', attname), ', ' order by attnum) from pg_attribute
  where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
)
from pg_class c where relnamespace = %s::regnamespace and relkind = 'r' order by relname
"""


def _remember_what_migrating_wrote() -> None:
    """Shipped rows (topics, languages, retention rules, permissions) are copied aside, to be put back after a test.

    Once, when the database is made: one that was kept may hold what an interrupted run left.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select to_regnamespace('as_migrated')")
        if cursor.fetchone()[0]:
            return
        cursor.execute("create schema as_migrated")
        cursor.execute(TABLES, ["public"])
        for table, columns in cursor.fetchall():
            cursor.execute(f"select exists (select from {table})")
            if cursor.fetchone()[0]:
                cursor.execute(f"create table as_migrated.{table} as select {columns} from {table}")


def _empty_tables(_test: TransactionTestCase) -> None:
    """What a test with transactions of its own wrote goes: past the logs, which refuse it, and as migrating left it.

    ``flush`` would cut 250 tables off and then migrate anew: more than a second, where a few rows are to be deleted.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(TABLES, ["public"])
        cursor.execute(";".join(f"delete from {table}" for table, _ in cursor.fetchall()))
        # What the search has read stays in its memory until the program takes it away, or the tables begin anew.
        cursor.execute("truncate offers_offerentry, offers_searchword cascade")
        cursor.execute(TABLES, ["as_migrated"])
        kept = (f"insert into {table} ({names}) select {names} from as_migrated.{table}" for table, names in cursor)
        cursor.execute(";".join(kept))


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """No test sees what another one left in memory (the municipality's name). The database forgets by itself."""
    caches["memory"].clear()
    yield
    caches["memory"].clear()


@pytest.fixture(autouse=True)
def _unordered_rows_are_shuffled(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """PostgreSQL promises no order without ORDER BY; code that relies on one fails here, not in production."""
    fetch = QuerySet._fetch_all
    dice = random.Random(request.node.nodeid)

    def fetch_shuffled(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and isinstance(self._result_cache, list):
            dice.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_shuffled)


class _Budget:
    """Counts statements that read or write; saying who asks, and the brackets of a transaction, are not counted."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "select set_config")):
            self.sent.append(sql)
        return execute(sql, params, many, context)

    def __len__(self) -> int:
        return len(self.sent)


@contextmanager
def _counted(holds: Callable[[int], bool], wanted: str) -> Iterator[_Budget]:
    budget = _Budget()
    house_name(), days_off()  # asked once a minute, not once a page
    with connection.execute_wrapper(budget):
        yield budget
    assert holds(len(budget)), f"{len(budget)} queries, wanted {wanted}:\n" + "\n".join(budget.sent)


@pytest.fixture
def django_assert_max_num_queries() -> Callable[[int], Any]:
    """At most so many queries."""
    return lambda most: _counted(lambda count: count <= most, f"at most {most}")


@pytest.fixture
def django_assert_num_queries() -> Callable[[int], Any]:
    """Exactly so many queries."""
    return lambda number: _counted(lambda count: count == number, str(number))


@pytest.fixture(autouse=True)
def _files_of_their_own(settings: Any, tmp_path: Path) -> None:
    """Every test keeps the files of its cases apart, and only as long as it runs."""
    settings.FILES_DIRECTORY = tmp_path / "files"


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """``signed_in(user)`` or ``signed_in(Role.CASE_MANAGER)``: a browser with that person at it."""

    def sign_in(who: User | Role) -> Client:
        user = UserFactory(roles=[who]) if isinstance(who, Role) else who
        browser = Client()
        browser.force_login(user, backend=BACKEND)
        return browser

    return sign_in


@pytest.fixture(scope="module")
def furnish() -> Callable[[World], object]:
    """What the tests of a module want in their world besides; a module says so by a fixture of the same name."""
    return lambda world: None


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, furnish: Callable[[World], object]
) -> Iterator[tuple[World, Path]]:
    """The world of all tests of a module, and its files. Building one takes longer than most tests; in the end it goes.

    Constraints that wait for the end of a transaction are checked now: tables cannot be changed before.
    """
    files = tmp_path_factory.mktemp("files-of-the-world")
    with django_db_blocker.unblock(), override_settings(FILES_DIRECTORY=files), transaction.atomic():
        world = make_world()
        furnish(world)
        connection.check_constraints()
        yield world, files
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None, built: tuple[World, Path], settings: Any, _files_of_their_own: None) -> World:
    """The world of every page, as it was built: whatever other tests did in it is undone."""
    as_built, files = built
    copytree(files, settings.FILES_DIRECTORY)
    return deepcopy(as_built)
