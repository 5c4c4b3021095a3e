"""How long the search takes among 100,000 offers in twelve languages, and whether it finds what is meant.

``benchmarks/search`` fills a database of its own under ``var/benchmark-search-100000`` (``search_filling.py``; once),
asks the judged questions (``judging.py``) of the search and of three others on the same texts, and writes
``benchmarks/search.md``. ``benchmarks/search 5000`` measures another size and writes nothing; ``--again`` fills anew.

Measured is what the directory's page asks (``filtering.find`` and the counts of all filters, as the serving role) up to
the first 25 hits: by a process that has just started ("zum ersten Mal"), then by the same one when it has answered a
thousand questions. What is misspelt is misspelt in another way the second time. The others only say their first 25
hits. Not measured: template, network and browser.
"""

import json
import os
import platform
import random
import re
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cases
import judging
import pages

REPORT = pages.ROOT / "benchmarks" / "search.md"
METHOD = pages.ROOT / "benchmarks" / "search-method.md"
SIZE = 100_000
EXACT, WITH_A_SLIP, RECALL = 25.0, 60.0, 0.95
FIRST, JUDGED = 25, 10
PATIENCE, PATIENCE_WITH_TRIGRAMS = 15.0, 40.0
"""Seconds for each kind of question to another search; what is not asked by then is left out."""
OURS = "Roter Faden"
RIGHT, JUDGED_WRONG, SLIPS = "richtig geschrieben", "mit Tippfehler, geurteilt", "mit Tippfehler, ausgelost"
COLD = ", zum ersten Mal"
Engine = Callable[[str], list[int]]
Meant = dict[int, judging.Meant]


@dataclass(frozen=True)
class Line:
    """One search on one kind of question: milliseconds, and of ten hits the share that is what was meant.

    ``busy``: milliseconds of all but the slowest twentieth in which application or database really worked.
    """

    engine: str
    kind: str
    number: int
    p50: float
    p95: float
    p99: float
    busy: float
    recall: float


@dataclass(frozen=True)
class Ready:
    """What it costs that a process holds the index: seconds to read it, megabytes of it and of the whole process."""

    seconds: float
    index: float
    process: float


def main(arguments: Sequence[str]) -> int:
    """Fill if need be, measure; the exit code says whether the search keeps to its goals."""
    wanted = [one for one in arguments if not one.startswith("--")]
    size = int(wanted[0]) if wanted else SIZE
    if "--fill" in arguments:
        return _fill(size)
    if "--measure" in arguments:
        print(json.dumps(measured()))
        return 0
    place = Path(os.environ.get("ROTERFADEN_BENCHMARK_VAR", pages.ROOT / "var")) / f"benchmark-search-{size}"
    if "--again" in arguments or not (filled := _filled(place)):
        began = time.monotonic()
        cases.empty(place)
        cases.process(__file__, place, size, "--fill", fsync="0")
        filled = f"{time.monotonic() - began:.0f}"
        (place / "filled").write_text(f"{filled} {_mark()}\n")
    said = json.loads(cases.process(__file__, place, size, "--measure", fsync="1", role="serving").splitlines()[-1])
    lines = [Line(**line) for line in said["lines"]]
    text = report(lines, said, filled)
    print(text)
    if not wanted:
        REPORT.write_text(text)
    return 0 if all(map(is_in_time, lines)) and recall_of_all(lines) >= RECALL else 1


def is_in_time(line: Line) -> bool:
    """Whether our search keeps to its goal; the others have none."""
    return line.p95 <= (_goal(line) or line.p95)


def _goal(line: Line) -> float | None:
    if line.engine != OURS or line.kind.endswith(COLD):
        return None
    return EXACT if line.kind == RIGHT else WITH_A_SLIP


def recall_of_all(lines: Sequence[Line]) -> float:
    """What our search finds of all judged questions, right and wrong."""
    judged = [line for line in lines if line.engine == OURS and line.kind in (RIGHT, JUDGED_WRONG)]
    return sum(line.recall * line.number for line in judged) / sum(line.number for line in judged)


def _filled(place: Path) -> str:
    """In how many seconds it was filled; nothing if it was not, or with what is indexed in another way by now."""
    told = (place / "filled").read_text().split() if (place / "filled").exists() else []
    return told[0] if told[1:] == [_mark()] else ""


def _mark() -> str:
    """Changes with all that decides what stands in the database."""
    offers = pages.ROOT / "roterfaden" / "offers"
    deciding = [Path(__file__).with_name("search_filling.py"), Path(judging.__file__), *judging.JUDGED.glob("*.yaml")]
    deciding += [offers / "search" / "indexing.py", offers / "search" / "words.py", *offers.glob("migrations/0*.py")]
    return sha256(b"".join(path.read_bytes() for path in sorted(deciding))).hexdigest()[:16]


def _fill(size: int) -> int:
    import django

    django.setup()
    import search_filling
    from django.db import connection

    from roterfaden.config.embedded import Server, release

    search_filling.fill(size)
    directory = connection.settings_dict["DATA_DIRECTORY"]
    connection.close()
    # The next process starts the server anew, this time with the safety of a real one.
    return 0 if release(Server(Path(directory)), seconds=120) else 1


# ---- Measuring -------------------------------------------------------------------------------------------------------


def measured() -> dict[str, Any]:
    """Everything that is measured, in a process that has read nothing yet."""
    import django

    django.setup()
    from django.utils import translation

    from roterfaden.config.memory import settle

    load = others_work()
    with translation.override("de"):
        ready = get_ready()
        settle()
        meant, stock = what_is_meant(), what_there_is()
        lines = list(lines_of_all(meant))
    return {"load": load, "ready": asdict(ready), "stock": stock, "lines": [asdict(line) for line in lines]}


def others_work() -> float:
    """The share of the processors that others use while this process waits two seconds; 0 where nobody tells."""
    if not (stat := Path("/proc/stat")).exists():
        return 0.0
    before = _ticks(stat)
    time.sleep(2)
    spent = [after - one for after, one in zip(_ticks(stat), before, strict=True)]
    return 1 - (spent[3] + spent[4]) / sum(spent)


def _ticks(stat: Path) -> list[int]:
    """Of all processors: user, nice, system, idle, waiting for disks, …"""
    return [int(one) for one in stat.read_text().splitlines()[0].split()[1:9]]


def get_ready() -> Ready:
    """Ask for everything and for a word: the first question of a process reads the index."""
    from django.db import connection

    connection.ensure_connection()
    before, start = resident(), time.perf_counter()
    for text in ("", "Verein"):
        ours(text)
    return Ready(time.perf_counter() - start, resident() - before, resident())


def resident() -> float:
    """Megabytes of this process in memory; where the system does not tell, the most there ever were."""
    if (status := Path("/proc/self/status")).exists():
        return int(re.search(r"VmRSS:\s+(\d+)", status.read_text())[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def what_is_meant() -> Meant:
    """What each offer is about, as it was built."""
    rows = asked_of_postgres("select number, topic, marks from bench.offer order by number")
    return {number: judging.Meant(topic, "", "", frozenset(marks)) for number, topic, marks in rows}


def what_there_is() -> dict[str, int]:
    """How much there is to search."""
    from roterfaden.offers.models import Offer, OfferText, SearchWord

    counts = {"Angebote": Offer, "Texte nach Sprache und Abschnitt": OfferText, "verschiedene Wörter": SearchWord}
    return {name: model.objects.count() for name, model in counts.items()}


def lines_of_all(meant: Meant) -> Iterator[Line]:
    """The questions, asked of every search. In an order by lot: whoever runs out of time has answered a fair part."""
    questions = judging.questions()
    random.Random(7).shuffle(questions)
    right = [one for one in questions if not one.is_misspelt]
    wrong = [one for one in questions if one.is_misspelt]
    by_topic = numbers_by_topic(meant)
    slips, others = list(with_slips(right, 8)), {RIGHT: right, JUDGED_WRONG: wrong}
    rounds: list[tuple[str, Engine, float | None, dict[str, list[judging.Question]]]] = [
        (OURS, ours, None, {RIGHT + COLD: right, SLIPS + COLD: slips}),
        (OURS, ours, None, others | {SLIPS: list(with_slips(right, 9))}),
        ("ILIKE", ilike, PATIENCE, others),
        ("Volltext allein", full_text, PATIENCE, others),
        ("Trigramme allein", trigrams, PATIENCE_WITH_TRIGRAMS, others),
    ]
    for name, engine, patience, kinds in rounds:
        for kind, asked in kinds.items():
            line = ask(name, kind, asked, engine, meant, by_topic, patience)
            print(row(line), file=sys.stderr, flush=True)
            yield line


def with_slips(questions: Sequence[judging.Question], seed: int) -> Iterator[judging.Question]:
    """Each question with one slip in its longest word, if that has six letters: none of them in the first."""
    dice = random.Random(seed)
    for one in questions:
        word = max(one.text.split(), key=len)
        if len(word) >= 6:
            yield judging.Question(one.text.replace(word, _slip(word, dice), 1), one.language, one.topics, one.marks)


def _slip(word: str, dice: random.Random) -> str:
    """A letter is missing, stands twice, has changed places with the next one, or is another one of the word."""
    at = dice.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    other = dice.choice([one for one in word if one != letter])
    ways = (before + after, before + 2 * letter + after, before + after[0] + letter + after[1:], before + other + after)
    return dice.choice([one for one in ways if one != word])


def numbers_by_topic(meant: Meant) -> dict[str, list[int]]:
    """The offers of each topic."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, one in meant.items():
        found[one.topic].append(number)
    return found


def ask(
    name: str,
    kind: str,
    questions: Sequence[judging.Question],
    engine: Engine,
    meant: Meant,
    by_topic: dict[str, list[int]],
    patience: float | None,
) -> Line:
    """Ask all questions once each."""
    times, worked, recalls = [], [], []
    began = time.monotonic()
    for question in questions:
        start, busy = time.perf_counter(), cases.work_of_both()
        hits = engine(question.text)
        times.append(1000 * (time.perf_counter() - start))
        worked.append(1000 * (cases.work_of_both() - busy))
        recalls.append(recall(question, hits, meant, by_topic))
        if patience and time.monotonic() - began > patience:
            break
    steps, busiest = (statistics.quantiles(one, n=100, method="inclusive") for one in (times, worked))
    return Line(name, kind, len(times), steps[49], steps[94], steps[98], busiest[94], statistics.mean(recalls))


def recall(question: judging.Question, hits: list[int], meant: Meant, by_topic: dict[str, list[int]]) -> float:
    """Of ten hits, or of all there are to find, how many are what was meant."""
    there = 0
    for number in (number for topic in question.topics for number in by_topic[topic]):
        there += question.is_answered_by(meant[number])
        if there == JUDGED:
            break
    return sum(question.is_answered_by(meant[number]) for number in hits[:JUDGED]) / there


# ---- The searches ----------------------------------------------------------------------------------------------------


def ours(text: str) -> list[int]:
    """The directory's search with the counts of all its filters."""
    from roterfaden.offers.filtering import OfferFilter, find

    found = find({"q": text})
    OfferFilter({"q": text}, found, names_of_filters())
    return found.slice(0, FIRST)


def names_of_filters() -> Any:
    """How the values are called; asked once."""
    from roterfaden.offers.directory import labels

    if not _names:
        _names.append(labels())
    return _names[0]


_names: list[Any] = []


def ilike(text: str) -> list[int]:
    """Every word somewhere, by number; with the trigram index to help."""
    words = text.split()
    conditions = " and ".join("content ilike %s" for _word in words)
    return _numbers(f"where {conditions} order by number", [f"%{word}%" for word in words])


def full_text(text: str) -> list[int]:
    """PostgreSQL's full text with its dictionaries for German and for no language; the title counts more."""
    query = "(select websearch_to_tsquery('german', %s) || websearch_to_tsquery('simple', %s) as q)"
    return _numbers(f", {query} as asked where words @@ q order by ts_rank(words, q) desc, number", [text, text])


def trigrams(text: str) -> list[int]:
    """The most similar by pg_trgm."""
    order = "order by word_similarity(%s, content) desc, number"
    return _numbers(f"where %s <%% content {order}", [text, text])


def _numbers(clauses: str, values: list[str]) -> list[int]:
    rows = asked_of_postgres(f"select number from bench.text {clauses} limit {FIRST}", values)
    return [number for (number,) in rows]


def asked_of_postgres(statement: str, values: Sequence[str] | None = None) -> list[Any]:
    """The rows of a statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
        return rows


# ---- The report ------------------------------------------------------------------------------------------------------


def report(lines: Sequence[Line], said: dict[str, Any], filled: str) -> str:
    """The page with the figures."""
    machine = f"{os.cpu_count()} Kerne, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    values = {
        "measured": f"{date.today():%d.%m.%Y} mit `benchmarks/search` auf: {machine}",
        "load": f"{100 * said['load']:.0f}",
        "stock": ", ".join(f"{number:,} {name}".replace(",", ".") for name, number in said["stock"].items()),
        "filled": filled,
        "questions": str(len(judging.questions())),
        "table": "\n".join([*HEAD, *map(row, lines)]),
        "recall": _figure(recall_of_all(lines), 3),
        "verdict": "erreicht" if recall_of_all(lines) >= RECALL else "**verfehlt**",
        "ready": _figure(said["ready"]["seconds"], 1),
        "index": _figure(said["ready"]["index"], 0),
        "process": _figure(said["ready"]["process"], 0),
        "patience": f"{PATIENCE:.0f} s, Trigramme {PATIENCE_WITH_TRIGRAMS:.0f} s",
    }
    return METHOD.read_text().format(**values)


HEAD = (
    "| Suche | Fragen | Zahl | p50 ms | p95 ms | p99 ms | Ziel p95 | Rechenzeit p95 | Treffer unter zehn |",
    "|---|---|---:|---:|---:|---:|---:|---:|---:|",
)


def row(line: Line) -> str:
    """One line of the table; what misses its goal is marked."""
    wanted = _goal(line)
    goal = "" if wanted is None else _figure(wanted, 0) + ("" if is_in_time(line) else " **!**")
    times = " | ".join(_figure(one, 1) for one in (line.p50, line.p95, line.p99))
    facts = f"{times} | {goal} | {_figure(line.busy, 1)} | {_figure(line.recall, 3)}"
    return f"| {line.engine} | {line.kind} | {line.number} | {facts} |"


def _figure(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
