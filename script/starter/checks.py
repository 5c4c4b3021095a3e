"""``script/test``: everything that has to hold before a change is handed in."""

import os
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen

from starter.chromium import chromium
from starter.packages import ensure_packages
from starter.places import PYTHON, REQUIREMENTS, ROOT, TOOLS, VENV, variable_directory
from starter.processes import Command, child, run
from starter.report import SetupError, say, step
from starter.stamps import digest, holds, put, tree

HELP = """\
script/test             alles prüfen: Stil, Typen, Stockwerke, Einstellungen, Tests
script/test --fast      ohne die Tests, die einen Browser brauchen oder lange dauern
script/test --fix       Stil und Form berichtigen, was von selbst geht; prüft nichts
script/test PFAD …      nur diese Tests; alles Weitere geht an pytest, etwa  -k name  oder  --pdb;
                        die Datenbank der Tests bleibt dabei stehen, --create-db legt sie neu an
"""
PRODUCTION = {
    "ROTERFADEN_DEMO": "0",
    "ROTERFADEN_SECRET_KEY": "only-for-the-check-of-the-settings-of-a-real-installation-9f2c1a7e",
    "ROTERFADEN_ALLOWED_HOSTS": "integration.example.org",
    "ROTERFADEN_TRUSTED_ORIGINS": "https://integration.example.org",
    "DATABASE_URL": "postgresql://roterfaden_serving@db.example.org/roterfaden",
    "DATABASE_OWNER_URL": "postgresql://roterfaden@db.example.org/roterfaden",
    "ROTERFADEN_EMAIL_URL": "smtp://mail.example.org:587/?tls=true",
    "ROTERFADEN_FILE_KEYS": "b25seS1mb3ItdGhlLWNoZWNrLW9mLXRoZS1zZXR0aW4=",
}
Check = tuple[Command, dict[str, str]]
"""A program, and what it finds in its environment besides."""
SPREAD = ["--numprocesses=auto", "--maxprocesses=4", "--dist=loadscope", "--no-loadscope-reorder", "--tb=native"]
"""In the pieces and the order that ``tests/conftest.py`` says; other forms of traceback can break a worker."""


def test(arguments: list[str]) -> int:
    """Run the static checks, then become pytest, whose closing line stays the last one."""
    if arguments[:1] in (["--help"], ["-h"]):
        say(HELP)
        return 0
    fast = arguments[:1] == ["--fast"]
    chosen = arguments[1:] if fast else arguments
    ensure_packages("develop")
    _enter_test_environment()
    if arguments[:1] == ["--fix"]:
        return _mend()
    if fast or not chosen:
        _check_everything()
    if not fast:
        os.environ["ROTERFADEN_CHROMIUM"] = chromium()
    pytest = [str(PYTHON), "-m", "pytest"]
    if chosen:
        os.execv(
            PYTHON, [*pytest, *_database(whole=False), *(["-m", "not browser and not slow"] if fast else []), *chosen]
        )
    os.execv(PYTHON, [*pytest, *_database(whole=True), *SPREAD, *(["-m", "not browser and not slow"] if fast else [])])


def _database(*, whole: bool) -> list[str]:
    """Keep the tests' database from run to run, migrating takes longer than most tests; a whole run makes it anew."""
    shipped = [*tree(ROOT / "roterfaden", "shipped.py"), *tree(ROOT / "roterfaden", "*.yaml")]
    sources = [*tree(ROOT / "roterfaden", "migrations/*.py"), *shipped, REQUIREMENTS / "develop.txt"]
    stamp, value = variable_directory() / "stamps" / "test-database", digest(sources)
    fresh = whole or not holds(stamp, value)
    put(stamp, value)
    return ["--reuse-db", "--create-db"] if fresh else ["--reuse-db"]


def _enter_test_environment() -> None:
    """A database of the tests' own, apart from a running demo, quick because it need not survive a power cut."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("ROTERFADEN_VAR", str(ROOT / "var" / "test"))
    os.environ.update(ROTERFADEN_DEMO="1", ROTERFADEN_DATABASE_FSYNC="0", PYTHONPATH=str(ROOT))
    os.environ["ROTERFADEN_DATABASE_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings"
    os.chdir(ROOT)


def _check_everything() -> None:
    """Run every static check beside the others, so that one run shows all there is to mend.

    Raises :class:`SetupError`.
    """
    with ExitStack() as running:
        checks = {
            title: (running.enter_context(child(command, log=_log(number), environment=environment)), _log(number))
            for number, (title, (command, environment)) in enumerate(_checks().items())
        }
        failed = [title for title, (process, log) in checks.items() if not _passes(title, process, log)]
    if failed:
        raise SetupError(f"Nicht bestanden: {', '.join(failed)}. Die Tests laufen erst, wenn das behoben ist.")


def _log(number: int) -> Path:
    return TOOLS / f"check-{number}.log"


def _passes(title: str, process: "Popen[bytes]", log: Path) -> bool:
    """One check on one line, with the time it was waited for; what it found is shown only if it failed."""
    with step(title):
        code = process.wait()
    if code:
        say(log.read_text(errors="replace").rstrip() or f"Fehler {code}")
    return code == 0


def _checks() -> dict[str, Check]:
    code = ["roterfaden", "script", "manage.py"]  # factory_boy hides what its factories make from mypy
    return {
        "Stil (ruff)": _tool("ruff", "check", "--quiet"),
        "Form (ruff)": _tool("ruff", "format", "--check", "--quiet", "--diff"),
        "Vorlagen (djade)": _tool("djade", "--check", "--target-version", "5.2", *_templates()),
        "Typen (mypy)": _tool("mypy", *code),
        "Stockwerke (import-linter)": _tool("lint-imports", "--no-cache"),
        "Migrationen": _django("makemigrations", "--check", "--dry-run", "--verbosity", "1"),
        "Einstellungen einer echten Installation": _django(
            "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION
        ),
    }


def _templates() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in tree(ROOT / "roterfaden", "templates/**/*.html")]


def _mend() -> int:
    """Let the formatters write. What only a person can decide is left for the checks."""
    for command, environment in (
        _tool("ruff", "check", "--fix-only", "--quiet"),
        _tool("ruff", "format", "--quiet"),
        _tool("djade", "--target-version", "5.2", *_templates()),
    ):
        run(command, log=TOOLS / "check.log", environment=environment)
    return 0


def _tool(name: str, *arguments: str) -> Check:
    return [VENV / "bin" / name, *arguments], {}


def _django(*arguments: str, **environment: str) -> Check:
    return [PYTHON, "manage.py", *arguments], environment
