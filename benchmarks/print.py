"""300 offers as brochures in 12 languages: time and memory of typst, and of WeasyPrint with the same words.

``benchmarks/print`` writes ``print.md`` beside itself. Two brochures at a time, each in a process of its own, as the
product makes them (``base/documents/apart.py``); WeasyPrint prints in two processes as well. It comes into
``var/weasyprint`` by ``requirements/measure.txt``. The time of typst begins with the values of the offers, so that QR
codes are in it; WeasyPrint is given them ready.
"""

import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_name("print.md")
OFFERS, MOST_SECONDS, MOST_MEGABYTES = 300, 10, 500
AT_ONCE = 2
OTHER = ROOT / "var" / "weasyprint"
RIGHT_TO_LEFT = ("ar", "fa")


def start_django() -> None:
    """No database is needed: the settings name the fonts."""
    os.environ.setdefault("ROTERFADEN_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def brochures() -> Iterator[Any]:
    """One brochure for each language but German; the words are those of the fixed texts, in their own script."""
    from roterfaden.offers.brochure.content import LANGUAGES

    for language in LANGUAGES[1:]:
        yield brochure(language)


def brochure(language: str) -> Any:
    """300 offers in one language."""
    from roterfaden.base.documents import qr_code
    from roterfaden.offers.brochure import content

    said = content.words(language)
    names = list(said["groups"].values())
    groups = []
    for place, name in enumerate(names):
        members = [number for number in range(OFFERS) if number % len(names) == place]
        entries = tuple(
            content.Entry(
                number=number,
                keep=True,
                provider=f"Träger {number % 40}",
                short_url=f"kommune.example/a/k7m2p{number:03}",
                code=qr_code(f"https://kommune.example/a/k7m2p{number:03}"),
                texts={language: _text(said, names, language, number)},
            )
            for number in members
        )
        groups.append(content.Group({language: name}, entries))
    providers = tuple(content.Provider(f"Träger {n}", tuple(range(n, OFFERS, 40))) for n in range(40))
    return content.Brochure(
        languages=(language,),
        layout=content.LAYOUTS[content.Format.A4],
        title={language: said["offers"]},
        as_of=date(2026, 1, 1),
        letterhead=content.Letterhead("Kommune", "Fachdienst Integration", ("Rathausplatz 1",)),
        words={language: said},
        groups=tuple(groups),
        providers=providers,
    )


def _text(said: dict[str, Any], names: list[str], language: str, number: int) -> Any:
    from roterfaden.offers.brochure.content import EntryText, Line

    sentences = [said[key] for key in ("old", "german_only", "outdated", "machine")]
    description = " ".join(sentences[(number + step) % 4] for step in range(5))
    values = {"who": names[number % 13], "when": "09:00–11:30", "where": "Rathausplatz 1", "languages": names[3],
              "cost": said["free"], "register": "02365 99-0", "bring": names[(number + 5) % 13]}  # fmt: skip
    return EntryText(
        title=f"{names[number % 13]} {number}",
        spoken=language,
        description=description,
        notes=(),
        lines=tuple(Line(said[key], value) for key, value in values.items()),
    )


def run_typst() -> None:
    """Twelve PDF/UA-1 files."""
    start_django()
    from roterfaden.base.documents import render_large_pdf
    from roterfaden.offers.brochure.making import TEMPLATE

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [pool.submit(render_large_pdf, TEMPLATE, asdict(one)) for one in brochures()]
        sizes = [len(one.result()) for one in made]
    seconds = time.perf_counter() - start
    _tell(seconds, AT_ONCE * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, sum(sizes))


def run_weasyprint() -> None:
    """The same words as HTML, read from the standard input."""
    from weasyprint import HTML  # type: ignore[import-not-found]

    pages = json.load(sys.stdin)
    start = time.perf_counter()
    sizes = [len(HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")) for page in pages]
    _tell(time.perf_counter() - start, greatest_memory(), sum(sizes))


def as_html(told: dict[str, Any]) -> str:
    """A brochure as a plain page with the same words: title, headings, entries with codes, index."""
    (language,) = told["languages"]
    turned = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    parts = [
        f'<!DOCTYPE html><html lang="{language}"{turned}><head><title>{escape(told["title"][language])}</title></head>'
    ]
    for group in told["groups"]:
        parts.append(f"<h2>{escape(group['name'][language])}</h2>")
        for entry in group["entries"]:
            text = entry["texts"][language]
            lines = "".join(f"<p><b>{escape(line['label'])}:</b> {escape(line['value'])}</p>" for line in text["lines"])
            parts.append(f"<h3>{escape(text['title'])}</h3>{entry['code']}<p>{escape(text['description'])}</p>{lines}")
    parts += [f"<p>{escape(provider['name'])} {len(provider['numbers'])}</p>" for provider in told["providers"]]
    return "".join(parts)


def _tell(seconds: float, megabytes: float, size: int) -> None:
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "size": size}))


def greatest_memory() -> float:
    """Megabytes. What Linux calls ``ru_maxrss`` begins with the memory of the process that started this one."""
    if (status := Path("/proc/self/status")).exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measured(python: Path | str, how: str, given: str = "") -> dict[str, float]:
    command = [str(python), __file__, how]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _measured_weasyprint(pages: list[str]) -> dict[str, float]:
    """Every other page by each of two processes: the time of the slower one, the memory of both."""
    python = _weasyprint()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        halves = [json.dumps(pages[number::AT_ONCE]) for number in range(AT_ONCE)]
        told = list(pool.map(lambda half: _measured(python, "weasyprint", half), halves))
    together = {name: sum(one[name] for one in told) for name in ("megabytes", "size")}
    return {"seconds": max(one["seconds"] for one in told), **together}


def _weasyprint() -> Path:
    python, ready = OTHER / "bin" / "python", OTHER / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", OTHER], check=True)
        lock = ROOT / "requirements" / "measure.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], check=True)
        ready.touch()
    return python


def main() -> int:
    """Measure both and write the page. 1 when typst is over its limits."""
    load = os.getloadavg()[0]
    start_django()
    pages = [as_html(asdict(one)) for one in brochures()]
    typst, weasy = _measured(sys.executable, "typst"), _measured_weasyprint(pages)
    good = typst["seconds"] <= MOST_SECONDS and typst["megabytes"] <= MOST_MEGABYTES
    RESULT.write_text(_page(typst, weasy, load, good=good), encoding="utf-8")
    print(RESULT.read_text(encoding="utf-8"))
    return 0 if good else 1


def _page(typst: dict[str, float], weasy: dict[str, float], load: float, *, good: bool) -> str:
    rows = [
        f"| {name} | {one['seconds']:.1f} | {one['megabytes']:.0f} | {one['size'] / 1e6:.1f} |"
        for name, one in (("typst (Roter Faden)", typst), ("WeasyPrint, dieselben Wörter", weasy))
    ]
    return "\n".join([
        "# Broschüren drucken",
        "",
        f"Gemessen am {date.today():%d.%m.%Y} mit `benchmarks/print` auf: {os.cpu_count()} Kerne, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}; Last vorher: {load:.1f}.",
        "",
        f"{OFFERS} Angebote in 12 Sprachen, 12 Dateien nach PDF/UA-1 mit Inhalt, Verzeichnis und QR-Codes. Ziel:",
        f"höchstens {MOST_SECONDS} s und {MOST_MEGABYTES} MB. {'Erreicht.' if good else 'Nicht erreicht.'}",
        "",
        "| womit | Sekunden | größter Speicher beider Prozesse MB | Dateien MB |",
        "|---|---:|---:|---:|",
        *rows,
        "",
        "Gemessen ist von den Angaben der Angebote bis zur fertigen Datei, immer zwei Sprachen zugleich; nicht die",
        "Abfrage der Datenbank. Jede Broschüre entsteht in einem eigenen Prozess: typst behält für die nächste, was es",
        "ausgerechnet hat; in einem einzigen Prozess waren es nach zwölf Sprachen 1.800 MB. Der Speicher der",
        "Anwendung, die sie bestellt, ist nicht dabei; er wächst nicht. WeasyPrint bekommt dieselben Wörter als",
        "schlichte Seite, mit fertigen QR-Codes, ohne Inhalt und ohne Seitenzahlen am Ende: Es hat weniger zu tun.",
        "",
    ])  # fmt: skip


if __name__ == "__main__":
    how = sys.argv[1] if len(sys.argv) > 1 else ""
    if how:
        {"typst": run_typst, "weasyprint": run_weasyprint}[how]()
    else:
        sys.exit(main())
