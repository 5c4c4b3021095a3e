"""What row-level security costs: the main pages with and without it, in one run.

``benchmarks/rowlevel`` uses the database of ``benchmarks/pages`` with 50,000 cases (and builds it if need be), asks
every page by turns the way it is served (one transaction as the serving role, user and purpose told, policies applied)
and as the owner of the tables (the same code in one transaction, no policies), and writes ``benchmarks/rowlevel.md``.
``benchmarks/rowlevel 5000`` measures another size and writes nothing.

Whatever slows the machine for a moment slows both halves: they alternate, request by request. Both halves fetch the
same pages; that they show the same is checked. A ratio of medians is given for each page and for all together.
"""

import json
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pages

REPORT = pages.ROOT / "benchmarks" / "rowlevel.md"
SIZE = 50_000
WARM_UP, REQUESTS = 10, 100
MOST = 1.15


@dataclass(frozen=True)
class Compared:
    """One page: milliseconds with the policies and without, the median and all but the slowest twentieth."""

    page: str
    p50: float
    p95: float
    bare_p50: float
    bare_p95: float

    @property
    def ratio(self) -> float:
        """How many times as long the page takes with the policies."""
        return self.p50 / self.bare_p50


def main(arguments: Sequence[str]) -> int:
    """Measure; the exit code says whether all pages together stay within the limit."""
    if arguments[:1] == ["--measure"]:
        pages.fill(int(arguments[1]))
        print(json.dumps([asdict(line) for line in compare_all()]))
        return 0
    size = int(arguments[0]) if arguments else SIZE
    lines = [Compared(**line) for line in pages.answer_of_a_process(__file__, size)]
    print(table(lines))
    if not arguments:
        REPORT.write_text(report(lines, size))
    return 0 if overall(lines) <= MOST else 1


def compare_all() -> Iterator[Compared]:
    """Every page, with and without."""
    for ask, browser in pages.asks_with_browsers():
        yield compare(ask, browser)


def compare(ask: pages.Ask, browser: Any) -> Compared:
    """Ask one page by turns. Raises if the two ways do not show the same."""
    for number in range(WARM_UP):
        bare = answered(browser, ask, number, bare=True)
        if shown(answered(browser, ask, number)) != shown(bare):
            raise RuntimeError(f"{ask.page}: the policies change what the page shows")
    took: dict[bool, list[float]] = {False: [], True: []}
    for number in range(REQUESTS):
        for bare in (False, True) if number % 2 else (True, False):
            start = time.perf_counter()
            answered(browser, ask, number, bare=bare)
            took[bare].append(1000 * (time.perf_counter() - start))
    return Compared(ask.page, *of(took[False]), *of(took[True]))


def answered(browser: Any, ask: pages.Ask, number: int, *, bare: bool = False) -> Any:
    """One request, with the policies or as the owner."""
    if not bare:
        return pages.once(browser, ask, number)
    with without_policies():
        return pages.once(browser, ask, number)


@contextmanager
def without_policies() -> Iterator[None]:
    """Requests run in a transaction as before, but as the owner of the tables, to whom no policy applies."""
    from roterfaden.base import middleware

    served, middleware.serving = middleware.serving, as_owner
    try:
        yield
    finally:
        middleware.serving = served


@contextmanager
def as_owner(user: Any, _purpose: Any) -> Iterator[None]:
    """A transaction of the owner; the log of reads asks who reads, so that is told here too."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.user', %s, true)", [str(user or "")])
        yield


def shown(answer: Any) -> str:
    """The page without what differs from one answer to the next."""
    text: str = answer.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|hx-headers=\'[^\']+\'|data-left="\d+"', "", text)


def of(took: list[float]) -> tuple[float, float]:
    """Median and the limit of all but the slowest twentieth."""
    return round(statistics.median(took), 2), round(statistics.quantiles(took, n=20)[-1], 2)


def overall(lines: Sequence[Compared]) -> float:
    """The ratio of all pages together."""
    return sum(line.p50 for line in lines) / sum(line.bare_p50 for line in lines)


def table(lines: Sequence[Compared]) -> str:
    """The results for people and for Markdown."""
    rows = [
        "| Seite | mit p50 ms | mit p95 ms | ohne p50 ms | ohne p95 ms | Verhältnis |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for line in lines:
        mark = "" if line.ratio <= MOST else " **!**"
        rows.append(
            f"| {line.page} | {line.p50:.1f} | {line.p95:.1f} | {line.bare_p50:.1f} | {line.bare_p95:.1f}"
            f" | {line.ratio:.2f}{mark} |"
        )
    sums = [sum(getattr(line, name) for line in lines) for name in ("p50", "p95", "bare_p50", "bare_p95")]
    rows.append("| **zusammen** | " + " | ".join(f"{value:.1f}" for value in sums) + f" | **{overall(lines):.2f}** |")
    return "\n".join(rows)


def report(lines: Sequence[Compared], size: int) -> str:
    """The whole report."""
    machine = f"{os.cpu_count()} Kerne, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    cases = f"{size:,}".replace(",", ".")
    return "\n\n".join(
        [
            "# Was der Schutz der Zeilen kostet",
            f"Gemessen am {date.today():%d.%m.%Y} mit `benchmarks/rowlevel` und {cases} Fällen.\n"
            f"Rechner: {machine}.\n"
            f"Je Seite {REQUESTS} Anfragen mit den Regeln und {REQUESTS} ohne sie, abwechselnd im selben Lauf,\n"
            f"nach je {WARM_UP} zum Aufwärmen.\n"
            f"„Ohne“ ist dasselbe Programm in einer Transaktion als Eigentümer der Tabellen.\n"
            f"Ziel: alle Seiten zusammen höchstens {MOST:.2f}-mal so lang.",
            table(lines) + "\n",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
