"""Search, person page, lists and offer search with 100,000 cases and a million notes, as the serving role.

``benchmarks/cases`` fills a database of its own under ``var/benchmark-cases-100000`` (``filling.py``; once), asks every
page 200 times as a case manager with a usual caseload and as a colleague of the intake desk, and writes
``benchmarks/cases.md``. ``benchmarks/cases 5000`` measures another size and writes nothing; ``--again`` fills anew.

Each request goes through the whole application as in a browser: session, row-level security, log of reads, template,
commit. Not measured: network and browser.
"""

import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pages

REPORT = pages.ROOT / "benchmarks" / "cases.md"
METHOD = pages.ROOT / "benchmarks" / "cases-method.md"
SIZE = 100_000
WARM_UP, REQUESTS = 20, 200
MOST_QUERIES = 12
SEARCH, OFFERS, PAGE, LIST = 40.0, 50.0, 80.0, 60.0
"""Milliseconds of server time that all but the slowest twentieth of requests may take."""
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Measured:
    """One page: milliseconds, and the most queries of any request.

    ``busy``: of all but the slowest twentieth the milliseconds in which application or database really worked; what a
    request waits because the machine does something else is not in it. Nothing where the system does not tell.
    """

    page: str
    by: str
    goal: float
    p50: float
    p95: float
    most: float
    busy: float | None
    queries: int

    @property
    def holds(self) -> bool:
        """Whether the page keeps to its goal."""
        return self.queries <= MOST_QUERIES and self.p95 <= self.goal


@dataclass(frozen=True)
class Series:
    """Requests of one kind, or of several: milliseconds each took and each was worked on, and the most queries."""

    goal: float
    took: list[float]
    worked: list[float]
    queries: int

    def __add__(self, other: "Series") -> "Series":
        """Both together."""
        took, worked = self.took + other.took, self.worked + other.worked
        return Series(self.goal, took, worked, max(self.queries, other.queries))


@dataclass(frozen=True)
class Ask:
    """How a page is asked for the n-th time: its address, and what is posted if something is."""

    page: str
    goal: float
    path: Callable[[int], str]
    sent: Callable[[int], dict[str, str]] | None = None
    headers: dict[str, str] | None = None


def main(arguments: Sequence[str]) -> int:
    """Fill if need be, measure; the exit code says whether every page keeps to its goal."""
    wanted = [one for one in arguments if not one.startswith("--")]
    size = int(wanted[0]) if wanted else SIZE
    if "--fill" in arguments:
        return _fill(size)
    if "--measure" in arguments:
        print(json.dumps({**stock(), "lines": [asdict(line) for line in measure_all()]}))
        return 0
    place = Path(os.environ.get("ROTERFADEN_BENCHMARK_VAR", pages.ROOT / "var")) / f"benchmark-cases-{size}"
    began = time.monotonic()
    if "--again" in arguments or not (place / "filled").exists():
        empty(place)
        process(__file__, place, size, "--fill", fsync="0")
        (place / "filled").write_text(f"{time.monotonic() - began:.0f}\n")
    filled = float((place / "filled").read_text())
    began = time.monotonic()
    said = json.loads(process(__file__, place, size, "--measure", fsync="1").splitlines()[-1])
    lines = [Measured(**line) for line in said["lines"]]
    print(table(lines))
    print(f"Füllen: {filled:.0f} s, Messen: {time.monotonic() - began:.0f} s")
    if not wanted:
        REPORT.write_text(report(lines, said, filled))
    return 0 if all(line.holds for line in lines) else 1


def empty(place: Path) -> None:
    """Make room for a new database. Raises if somebody uses the old one."""
    from roterfaden.config.embedded import Server, remove

    if place.exists() and not remove(Server(place / "postgres")):
        raise RuntimeError(f"{place} wird noch benutzt.")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)


def process(script: str, place: Path, size: int, what: str, *, fsync: str, role: str = "owner") -> str:
    """Another process with the database of this size. It is filled without waiting for the disk, measured with."""
    environment = {
        **os.environ,
        "ROTERFADEN_DEMO": "1",
        "ROTERFADEN_VAR": str(place),
        "ROTERFADEN_DATABASE_ROLE": role,
        "ROTERFADEN_DATABASE_FSYNC": fsync,
        "PYTHONPATH": str(pages.ROOT),
        "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    out = subprocess.PIPE if what == "--measure" else None
    done = subprocess.run([sys.executable, script, what, str(size)], env=environment, stdout=out, text=True, check=True)
    return done.stdout or ""


def _fill(size: int) -> int:
    import django

    django.setup()
    import filling
    from django.db import connection

    from roterfaden.config.embedded import Server, release

    filling.fill(size, str(pages.ROOT / "demo" / "marl"))
    directory = connection.settings_dict["DATA_DIRECTORY"]
    connection.close()
    # The next process starts the server anew, this time with the safety of a real one.
    return 0 if release(Server(Path(directory)), seconds=120) else 1


def stock() -> dict[str, Any]:
    """How many rows there are of what, and of how many cases they are copies."""
    import django

    django.setup()
    import filling
    from django.apps import apps
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    labels = {
        "Personen": "cases.Client", "Fälle": "cases.Case", "Kontaktnotizen": "cases.ContactNote",
        "Aufnahmegespräche": "cases.Intake", "Kurzberatungen": "cases.Advice", "Handlungsziele": "cases.ActionGoal",
        "Maßnahmen": "cases.Measure", "Vermittlungen": "cases.Referral", "Aufgaben": "cases.CaseTask",
        "Überprüfungen": "cases.FollowUp", "Einträge im Verlauf": "cases.TimelineEntry",
        "Teammitglieder": "cases.CaseMember", "Lesezugriffe": "logbook.ReadEntry", "Angebote": "offers.Offer",
    }  # fmt: skip
    counts = {word: apps.get_model(label)._base_manager.count() for word, label in labels.items()}
    history = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    counts["Fassungen in der Geschichte"] = sum(model._base_manager.count() for model in history)
    return {"stock": counts, "told": filling.TOLD, "invented": filling.INVENTED}


def measure_all() -> Iterator[Measured]:
    """Every page, first as the case manager, then as the intake desk; settled as a server is."""
    from django.db import connection
    from django.test import Client

    from roterfaden.config.memory import settle

    worker, desk = people()
    settle()
    for by, user, asks in (
        ("Fallmanagement", worker, [*searches(), *files(worker), *lists(), *offers(worker)]),
        ("Aufnahme", desk, [*searches(), *talks(desk)]),
    ):
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(user, backend="roterfaden.accounts.backend.Backend")
        kinds: dict[str, list[Series]] = {}
        for ask in asks:
            series = ask_often(browser, ask)
            kinds.setdefault(ask.page.partition(": ")[0], []).append(series)
            yield measured(ask.page, by, series)
        for name, several in kinds.items():
            if len(several) > 1:
                yield measured(f"{name}: alle zusammen", by, sum(several[1:], several[0]))
    connection.close()


def people() -> tuple[Any, Any]:
    """A case manager with a usual caseload, and the colleague who has had most first talks; a queue for today."""
    from django.db.models import Count
    from django.utils import timezone

    from roterfaden.accounts.models import User
    from roterfaden.base.access import Role
    from roterfaden.cases.actions.queue import enter_queue
    from roterfaden.cases.models import Waiting, Way
    from roterfaden.demo.stories.casting import case_managers

    known = case_managers(timezone.localdate())
    busy = User.objects.filter(pk__in=[user.pk for user in known]).annotate(talks=Count("intakes")).order_by("-talks")
    desk = busy[0]
    worker = next(user for user in known if user != desk)
    office = next(iter(desk.organisations_as(Role.CASE_MANAGER)))
    for _number in range(30 - Waiting.objects.filter(came_on=timezone.localdate()).count()):
        enter_queue(by=desk, organisation=office, place=None, field_of_action=None, language="ar", way=Way.OPEN_HOUR)
    return worker, desk


def searches() -> Iterator[Ask]:
    """The search before somebody is entered, as one types, and the search in everything."""
    from django.urls import reverse

    find, everywhere = reverse("cases:find"), reverse("desk:search")
    for kind, words in sought().items():

        def sent(number: int, words: Sequence[str] = words) -> dict[str, str]:
            return {"q": words[number % len(words)]}

        yield Ask(f"Personensuche: {kind}", SEARCH, lambda _number: find, sent, HTMX)
    exact = sought()["genau"]
    yield Ask("Suche in allem", SEARCH, lambda _number: everywhere, lambda number: {"q": exact[number % len(exact)]})


def sought() -> dict[str, list[str]]:
    """What is typed: two hundred different persons, each in every way."""
    import names

    from roterfaden.cases.models import Client

    dice = random.Random(7)
    keys = list(Client.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    some = list(Client.objects.filter(pk__in=dice.sample(keys, REQUESTS)).order_by("pk"))
    scripts = Client.objects.filter(pk__in=dice.sample(keys, 8 * REQUESTS)).exclude(other_names="").order_by("pk")
    own = [one.other_names for one in scripts if not one.other_names.isascii()]
    return {
        "genau": [f"{one.given_name} {one.family_name}" for one in some],
        "nur Familienname": [one.family_name for one in some],
        "Wortanfang": [one.family_name[: dice.randrange(3, 5)] for one in some],
        "Tippfehler": [f"{one.given_name} {slip(one.family_name, dice)}" for one in some],
        "andere Umschrift": [names.respelled(one.family_name, dice) for one in some],
        "andere Schrift": list(islice(cycle(own), REQUESTS)),
        "mit Geburtsdatum": [f"{one.family_name} {one.birth_date:%d.%m.%Y}" for one in some],
        "Telefon": [one.phone for one in some if one.phone],
        "Telefon, halb getippt": [one.phone[: dice.randrange(5, 9)] for one in some if one.phone],
    }


def slip(name: str, dice: random.Random) -> str:
    """The name with one letter too many, too few or wrong."""
    at = dice.randrange(1, max(2, len(name)))
    return name[:at] + dice.choice(["", "e", "n"]) + name[at + dice.randrange(2) :]


def files(user: Any) -> Iterator[Ask]:
    """Persons' pages."""
    from roterfaden.cases.models import Case

    mine = Case.objects.visible_to(user)
    running = list(mine.open().order_by("pk").values_list("pk", flat=True))
    ended = list(mine.exclude(closed_at=None).order_by("pk").values_list("pk", flat=True))
    persons = list(mine.order_by("pk").values_list("client", flat=True))
    yield Ask("Personenseite: Fall", PAGE, _of("cases:case", running))
    yield Ask("Personenseite: abgeschlossener Fall", PAGE, _of("cases:case", ended))
    yield Ask("Personenseite: Angaben", PAGE, lambda number: f"{_of('cases:client', persons)(number)}?angaben")
    yield Ask("Verlauf", PAGE, _of("cases:history", running))


def lists() -> Iterator[Ask]:
    """What one begins the day with."""
    yield Ask("Heute", LIST, _always("desk:today"))
    yield Ask("Meine Fälle", LIST, _always("cases:cases"))
    for name in ("driftet", "woche", "wartet"):
        yield Ask(f"Arbeitsliste „{name}“", LIST, _always("cases:cases", f"?liste={name}"))
    yield Ask("Abgeschlossene Fälle", LIST, _always("cases:cases", "?stand=abgeschlossen"))
    yield Ask("Doppelt erfasst?", LIST, _always("cases:doubles"))


def talks(user: Any) -> Iterator[Ask]:
    """The pages of the intake desk."""
    from roterfaden.cases.models import Intake

    persons = list(
        Intake.objects.filter(taken_by=user, case=None).order_by("pk").values_list("client", flat=True)[:200]
    )
    yield Ask("Heute", LIST, _always("desk:today"))
    yield Ask("Beratungen", LIST, _always("cases:advice"))
    yield Ask("Kurzberatungen", LIST, _always("cases:advice_short"))
    yield Ask("Warteschlange", LIST, _always("cases:queue"))
    yield Ask("Doppelt erfasst?", LIST, _always("cases:doubles"))
    yield Ask("Personenseite: Angaben", PAGE, _of("cases:client", persons))


def offers(user: Any) -> Iterator[Ask]:
    """The search for an offer inside the plan: for a person with a language, from the goal's field of action."""
    from django.urls import reverse

    from roterfaden.cases.models import ActionGoal

    goals = ActionGoal.objects.current().filter(case__in=user.cases_led.open()).exclude(case__client__language="de")
    places = [reverse("cases:measure_add", args=pair) for pair in goals.order_by("pk").values_list("case", "pk")[:50]]
    asked = {
        "nur Filter des Ziels": [""],
        "Bedarf": ["sprachkurs", "wohnung suchen", "kinderbetreuung", "schwimmen", "beratung schulden", "bewerbung"],
        "Bedarf, ohne Filter": ["sprachkurs", "wohnung suchen", "kinderbetreuung", "schwimmen", "beratung", "kinder"],
        "Sprache": ["beratung arabisch", "ukrainisch treff", "türkisch frauen", "persisch kurs"],
        "Tippfehler": ["wohung", "schprachkurs", "kinderbetreung", "schwimen", "arbiet", "hausaufgabenhife"],
    }
    for kind, words in asked.items():
        more = "&gesucht=1" if "ohne" in kind else ""
        yield Ask(f"Angebotssuche im Hilfeplan: {kind}", OFFERS, _asking(places, words, more), None, HTMX)
    yield Ask("Angebotssuche im Hilfeplan: ganze Seite", OFFERS, _asking(places, [""], ""))


def _asking(places: Sequence[str], words: Sequence[str], more: str) -> Callable[[int], str]:
    return lambda number: f"{places[number % len(places)]}?q={words[number % len(words)]}{more}"


def _always(name: str, more: str = "") -> Callable[[int], str]:
    from django.urls import reverse

    path = reverse(name) + more
    return lambda _number: path


def _of(name: str, among: Sequence[Any]) -> Callable[[int], str]:
    from django.urls import reverse

    return lambda number: reverse(name, args=[among[number % len(among)]])


def ask_often(browser: Any, ask: Ask) -> Series:
    """Ask a page until it is warm, then measure. Queries are counted in every request."""
    for number in range(WARM_UP):
        once(browser, ask, REQUESTS - 1 - number)
    took, worked, queries = [], [], 0
    for number in range(REQUESTS):
        with pages.counted() as sent:
            start, busy = time.perf_counter(), work_of_both()
            once(browser, ask, number)
            took.append(1000 * (time.perf_counter() - start))
            worked.append(1000 * (work_of_both() - busy))
        queries = max(queries, len(sent))
    return Series(ask.goal, took, worked, queries)


def measured(page: str, by: str, series: Series) -> Measured:
    """The line of a page, told at once to whoever waits."""
    took, worked = series.took, series.worked
    most = statistics.quantiles(took, n=20)[-1]
    busiest = round(statistics.quantiles(worked, n=20)[-1], 1) if any(worked) else None
    median, worst = round(statistics.median(took), 1), round(max(took), 1)
    found = Measured(page, by, series.goal, median, round(most, 1), worst, busiest, series.queries)
    print(row(found), file=sys.stderr, flush=True)
    return found


def work_of_both() -> float:
    """Seconds on a processor of this process and of the server process that works for it; 0 where nobody tells."""
    from django.db import connection

    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(server.read_text().split()[0]) / 1e9 if server.exists() else 0.0


def once(browser: Any, ask: Ask, number: int) -> None:
    """One request. Raises if it is not a page."""
    path, headers = ask.path(number), ask.headers or {}
    answer = browser.post(path, ask.sent(number), headers=headers) if ask.sent else browser.get(path, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def row(line: Measured) -> str:
    """One line of the table."""
    mark = "" if line.holds else " **!**"
    busy = "" if line.busy is None else f"{line.busy:.1f}"
    times = f"{line.p50:.1f} | {line.p95:.1f} | {line.most:.1f} | {line.goal:.0f} | {busy}"
    return f"| {line.page} | {line.by} | {times} | {line.queries}{mark} |"


def table(lines: Sequence[Measured]) -> str:
    """The results for people and for Markdown."""
    head = [
        "| Seite | als | p50 ms | p95 ms | max ms | Ziel p95 | Rechenzeit p95 | Abfragen |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *map(row, lines)])


def report(lines: Sequence[Measured], said: dict[str, Any], filled: float) -> str:
    """The whole report."""
    machine = f"{os.cpu_count()} Kerne, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    load = f"{os.getloadavg()[0]:.1f}".replace(".", ",")
    counts = [f"| {word} | {count:,} |".replace(",", ".") for word, count in said["stock"].items()]
    values = {
        "table": table(lines),
        "stock": "\n".join(["| was | Zeilen |", "|---|---:|", *counts]),
        "measured": f"{date.today():%d.%m.%Y} mit `benchmarks/cases` auf: {machine}; Last beim Messen: {load}",
        "filled": f"{filled:.0f}",
        "told": str(said["told"]),
        "invented": str(said["invented"]),
    }
    return METHOD.read_text().format(**values)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
