"""Bring the demo's database and collected files up to date, doing only what has changed since the last start.

``script/demo`` runs this with the packages of ``.venv``: ``prepare.py ACCOUNTS``. The table of the demo's accounts is
written to the file ``ACCOUNTS``, to be shown once the application answers.
"""

import io
import os
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1]))

os.environ["ROTERFADEN_DATABASE_ROLE"] = "owner"

import django
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from roterfaden.base.rowlevel.applying import apply as apply_row_policies
from roterfaden.config.embedded import EmbeddedDatabaseError
from starter.places import ROOT, variable_directory
from starter.report import complain, step
from starter.stamps import digest, holds, put, tree

# Variants of front-end packages which no page names; compressing them is most of the work.
UNUSED = ["kern.css", "kern-utilities*", "htmx.js", "htmx.amd.js", "htmx.[ce]*.js", "*.d.ts", "ext"]


def prepare(accounts: Path) -> None:
    """Start the database, migrate, load the demo, collect the static files."""
    stamps = variable_directory() / "stamps"
    with step("Datenbank starten"):
        connection.ensure_connection()
    if _migrate():
        for name in ("municipality", "cases"):
            (stamps / name).unlink(missing_ok=True)
    _load(stamps)
    _collect(stamps / "static")
    table = io.StringIO()
    call_command("demo_accounts", stdout=table)
    accounts.write_text(table.getvalue())


def _migrate() -> bool:
    """Apply missing migrations; says whether the database was empty before."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        apply_row_policies(only_if_changed=True)
        return False
    with step("Tabellen anlegen"):
        call_command("migrate", interactive=False, verbosity=0)
    return not executor.loader.applied_migrations


def _load(stamps: Path) -> None:
    """Load the municipality and its invented cases when they are missing or their sources have changed.

    Changed stories are told anew; what somebody entered for an invented person goes with that person.
    """
    demo, program = ROOT / "demo", ROOT / "roterfaden" / "demo"
    marl = digest([*tree(demo / "marl", "*"), *tree(program / "loading", "*")])
    if not holds(stamps / "municipality", marl):
        with step("Marl laden: Konzept, Angebote, Netzwerk"):
            call_command("load_municipality", str(demo / "marl"), verbosity=0)
        put(stamps / "municipality", marl)
    stories = digest([*tree(demo / "geschichten", "*"), *tree(program / "stories", "*")])
    if not holds(stamps / "cases", stories):
        with step("Erfundene Menschen und ihre Geschichten anlegen"):
            call_command("make_demo_cases", again=(stamps / "cases").exists(), verbosity=0)
        put(stamps / "cases", stories)
    from roterfaden.demo.stories.open_hours import fill_queue
    from roterfaden.network.recertifying import open_round

    # Only opened: the daily run would end what nobody confirms, and the invented persons with it.
    open_round(timezone.localdate())
    # Whoever waits is gone by the next day: somebody waits whenever the demo is started.
    fill_queue(timezone.localdate())


def _collect(stamp: Path) -> None:
    """Collect style sheets, scripts and fonts for serving; recognised by size and time, their contents are many."""
    found = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    states = ((path, Path(path).stat()) for path in found)
    value = digest([], *sorted(f"{path} {state.st_size} {state.st_mtime_ns}" for path, state in states))
    if holds(stamp, value):
        return
    with step("Oberfläche bereitstellen"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED)
    put(stamp, value)


if __name__ == "__main__":
    try:
        django.setup()
        prepare(Path(sys.argv[1]))
    except (CommandError, EmbeddedDatabaseError) as error:
        complain(str(error))
        sys.exit(1)
