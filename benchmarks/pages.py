"""Server time and database queries of the main pages, with few and with many cases.

``benchmarks/pages`` builds one database for each size under ``var/benchmark-<size>`` (the municipality of Marl and that
many invented cases), asks every page as somebody who works with it, and writes ``benchmarks/pages.md``.
``benchmarks/pages 200`` measures one size only and writes nothing.

Measured is what the application does from the request to the finished page: all middleware, the session, the queries,
the template; on one core, beside a database server that shares the machine. Not measured: network and browser.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "benchmarks" / "pages.md"
SIZES = (200, 50_000)
WARM_UP, REQUESTS = 10, 100
MOST_QUERIES, MOST_MILLISECONDS = 12, 60.0
UNCOUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "select set_config")


@dataclass(frozen=True)
class Measured:
    """One page: milliseconds of the median and of all but the slowest twentieth, and its queries."""

    page: str
    by: str
    p50: float
    p95: float
    queries: int

    @property
    def holds(self) -> bool:
        """Whether the page keeps to what we want of every page."""
        return self.queries <= MOST_QUERIES and self.p95 < MOST_MILLISECONDS


@dataclass(frozen=True)
class Ask:
    """How a page is asked for the n-th time, and what the search is asked for, if it is one."""

    page: str
    path: Callable[[int], str]
    words: Callable[[int], str] | None = None
    head: bool = False


def main(arguments: Sequence[str]) -> int:
    """Measure all sizes, or the one that is named; the exit code says whether every page keeps to the goal."""
    if arguments[:1] == ["--measure"]:
        print(json.dumps([asdict(line) for line in measure(int(arguments[1]))]))
        return 0
    sizes = [int(size) for size in arguments] or list(SIZES)
    results = {size: in_own_process(size) for size in sizes}
    for size, lines in results.items():
        print(f"\n{size} Fälle\n{table(lines)}")
    if not arguments:
        REPORT.write_text(report(results))
    return 0 if all(line.holds for lines in results.values() for line in lines) else 1


def in_own_process(size: int) -> list[Measured]:
    """Measure one size."""
    return [Measured(**line) for line in answer_of_a_process(__file__, size)]


def answer_of_a_process(program: str, size: int) -> Any:
    """What ``program --measure`` finds with the database of one size; settings are read once in a process's life."""
    variable = Path(os.environ.get("ROTERFADEN_BENCHMARK_VAR", ROOT / "var")) / f"benchmark-{size}"
    variable.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "ROTERFADEN_DEMO": "1",
        "ROTERFADEN_VAR": str(variable),
        "ROTERFADEN_DATABASE_ROLE": "owner",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, program, "--measure", str(size)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(size: int) -> list[Measured]:
    """Ask every page."""
    fill(size)
    return list(ask_all())


def fill(size: int) -> None:
    """Fill the database of this size, if it is not yet, and stay on one core."""
    import django

    django.setup()
    from django.core.management import call_command

    from roterfaden.cases.models import Case

    quiet: dict[str, Any] = {"verbosity": 0}
    call_command("migrate", interactive=False, **quiet)
    call_command("load_municipality", str(ROOT / "demo" / "marl"), **quiet)
    call_command("collectstatic", interactive=False, **quiet)
    there = Case.objects.count()
    if there < size:
        call_command("make_many_cases", size - there, **quiet)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def ask_all() -> Iterator[Measured]:
    """Ask every page."""
    for ask, browser in asks_with_browsers():
        yield ask_often(browser, ask)


def asks_with_browsers() -> Iterator[tuple[Ask, Any]]:
    """The main pages, each with the browser of a case manager with a caseload, or of the head of the unit."""
    from django.test import Client
    from django.urls import reverse

    from roterfaden.accounts.models import User
    from roterfaden.base.access import Role
    from roterfaden.cases.models import Case, Intake, Phase
    from roterfaden.cases.models import Client as Person

    worker = User.objects.filter(seats__role=Role.CASE_MANAGER, is_active=True).order_by("email").first()
    head = User.objects.filter(seats__role=Role.HEAD_OF_UNIT, is_active=True).order_by("email").first()
    if worker is None or head is None:
        raise RuntimeError("demo/marl has no case manager or no head of the unit")
    own = Case.objects.visible_to(worker).open()
    cases = list(own.filter(phase=Phase.STEERING).order_by("pk").values_list("pk", flat=True)[:20])
    talks = list(Intake.objects.filter(taken_by=worker).order_by("pk").values_list("pk", flat=True)[:20])
    names = list(Person.objects.order_by("pk").values_list("family_name", flat=True)[:20])
    asked = list(own.order_by("-pk").values_list("pk", flat=True)[:20])
    furnish(own.filter(pk__in=cases, network_contacts__isnull=True), own.filter(pk__in=asked), worker)
    words = ["sprachkurs", "wohnung", "kinderbetreuung", "fußball", "beratung"]

    def of_case(name: str, *more: str, among: list[Any] = cases) -> Callable[[int], str]:
        return lambda number: reverse(f"cases:{name}", args=[among[number % len(among)], *more])

    def always(name: str) -> Callable[[int], str]:
        return lambda number: reverse(name)

    asks = [
        Ask("Heute", always("desk:today")),
        Ask("Suche in allem", always("desk:search"), lambda number: names[number % len(names)]),
        Ask("Aufnahme: wer ist da?", always("cases:find"), lambda number: names[number % len(names)]),
        Ask("Gespräch", lambda number: reverse("cases:intake", args=[talks[number % len(talks)]])),
        Ask("Meine Fälle", always("cases:cases")),
        Ask("Fall: Ziele und Hilfeplan", of_case("case")),
        Ask("Verlauf", of_case("history")),
        Ask("Bestandsaufnahme", of_case("assessment_section", "wohnen", among=asked)),
        Ask("Netzwerkkarte", of_case("network_map")),
        Ask("Zielvereinbarung", of_case("agreement", "1")),
        Ask("Angebote", lambda number: f"{reverse('offers:offers')}?q={words[number % len(words)]}"),
        Ask("Handlungsfeld", lambda number: reverse("concept:field", args=["wohnen"])),
        Ask("Beratungen", always("cases:advice")),
        Ask("Auslastung", always("cases:workload"), head=True),
    ]
    for ask in asks:
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(head if ask.head else worker, backend="roterfaden.accounts.backend.Backend")
        yield ask, browser


def furnish(lonely: Any, unasked: Any, by: Any) -> None:
    """What the invented cases lack: eight people and offices around each person, and assessments that have begun."""
    from roterfaden.cases.actions.assessment import add_network_contact, save_section, start_assessment
    from roterfaden.cases.network_map import MapField

    for case in lonely:
        for number in range(8):
            field = list(MapField)[number % len(MapField)]
            add_network_contact(case, by=by, label=f"Mensch {number}", field=field, closeness=1 + number % 5)
    for case in unasked:
        assessment = start_assessment(case, by=by)
        if not assessment.sections.exists():
            save_section(assessment, "lebensweg", {"weg": "Lehrerin in Homs, drei Kinder."}, by=by, seen=0)


def ask_often(browser: Any, ask: Ask) -> Measured:
    """Ask a page until it is warm, then measure."""
    for number in range(WARM_UP):
        once(browser, ask, number)
    with counted() as queries:
        once(browser, ask, 0)
    took = []
    for number in range(REQUESTS):
        start = time.perf_counter()
        once(browser, ask, number)
        took.append(1000 * (time.perf_counter() - start))
    twentieths = statistics.quantiles(took, n=20)
    by = "Leitung" if ask.head else "Fallmanagement"
    return Measured(ask.page, by, round(statistics.median(took), 1), round(twentieths[-1], 1), len(queries))


def once(browser: Any, ask: Ask, number: int) -> Any:
    """The answer to one request. Raises if it is not a page."""
    path = ask.path(number)
    answer = browser.post(path, {"q": ask.words(number)}) if ask.words else browser.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return answer


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries that are sent while the block runs, without saying who asks and the brackets of a transaction."""
    from django.db import connection

    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(UNCOUNTED):
            sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield sent


def table(lines: Sequence[Measured]) -> str:
    """The results for people and for Markdown."""
    rows = ["| Seite | als | p50 ms | p95 ms | Abfragen |", "|---|---|---:|---:|---:|"]
    for line in lines:
        mark = "" if line.holds else " **!**"
        rows.append(f"| {line.page} | {line.by} | {line.p50:.1f} | {line.p95:.1f} | {line.queries}{mark} |")
    return "\n".join(rows)


def report(results: dict[int, list[Measured]]) -> str:
    """The whole report."""
    machine = f"{os.cpu_count()} Kerne, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    parts = [
        "# Seiten: Zeit auf dem Server und Abfragen",
        f"Gemessen am {date.today():%d.%m.%Y} mit `benchmarks/pages` auf: {machine}.\n"
        f"Je Seite {REQUESTS} Anfragen nach {WARM_UP} zum Aufwärmen, auf einem Kern. "
        f"Ziel: höchstens {MOST_QUERIES} Abfragen und p95 unter {MOST_MILLISECONDS:.0f} ms bei jeder Größe.",
    ]
    for size, lines in results.items():
        parts += [f"## {size:,} Fälle".replace(",", "."), table(lines)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
