"""``script/demo``: from a fresh clone to a running Roter Faden with the demo data of Marl."""

import argparse
import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from roterfaden.config import embedded
from starter.packages import ensure_packages
from starter.places import NODE_MODULES, PYTHON, ROOT, VENV, relative, variable_directory
from starter.processes import Stopped, child, run
from starter.report import SetupError, last_lines, say, step
from starter.stamps import digest, holds, put, tree

HOST = "127.0.0.1"
START_SECONDS = 60


def demo(arguments: list[str]) -> int:
    """Set up what is missing, serve until stopped, leave no process behind. Returns the exit code."""
    options = _options(arguments)
    _refuse_busy_port(options.port)
    ensure_packages("serve")
    _go_on_with_packages(arguments)
    variable = variable_directory()
    _enter_demo_environment(variable)
    server = embedded.Server(variable / "postgres")
    with _only_demo(variable):
        if options.reset:
            _reset(server, variable)
        embedded.hold(server)
        try:
            return _serve(options.port, variable)
        finally:
            embedded.release(server)


def _go_on_with_packages(arguments: list[str]) -> None:
    """Become the Python that has the packages: a database that lost its keeper is only stopped with them."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), "-X", "utf8", sys.argv[0], "demo", *arguments])


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/demo",
        description="Startet Roter Faden mit den Demo-Daten von Marl. Beim ersten Mal werden die Pakete geholt.",
        epilog="Beenden mit Strg+C. Alles liegt in diesem Ordner (.venv, node_modules, var) und lässt sich löschen.",
    )
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="Anschluss statt 8000")
    parser.add_argument("--reset", action="store_true", help="Demo-Daten löschen und neu anlegen")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} ist keine Zahl von 1 bis 65535")
    return int(text)


def _refuse_busy_port(port: int) -> None:
    """Say so before anything slow happens, not after."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise SetupError(f"Anschluss {port} ist diesem Benutzer verwehrt: script/demo --port 8001") from error
        except OSError as error:
            raise SetupError(
                f"Der Anschluss {port} ist schon belegt; vielleicht läuft die Demo bereits: http://{HOST}:{port}\n"
                f"Das andere Programm beenden oder einen anderen nehmen: script/demo --port {port % 65535 + 1}"
            ) from error


def _enter_demo_environment(variable: Path) -> None:
    """The demo has its own database and never touches a configured one."""
    if os.environ.pop("DATABASE_URL", None):
        say("DATABASE_URL ist gesetzt und bleibt hier unbenutzt: Die Demo hat ihre eigene Datenbank.")
    os.environ.update(ROTERFADEN_DEMO="1", ROTERFADEN_VAR=str(variable), ROTERFADEN_ALLOWED_HOSTS=f"{HOST},localhost")
    os.environ["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings"
    os.environ["PYTHONPATH"] = str(ROOT)


@contextlib.contextmanager
def _only_demo(variable: Path) -> Iterator[None]:
    variable.mkdir(parents=True, exist_ok=True)
    with (variable / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(
                f"Die Demo läuft schon, mit den Daten in {relative(variable)}. Bitte dort mit Strg+C beenden.\n"
                "Für eine zweite daneben: ROTERFADEN_VAR=/ein/anderer/ordner script/demo --port 8001"
            ) from error
        yield


def _reset(server: embedded.Server, variable: Path) -> None:
    with step("Demo-Daten löschen"):
        if not embedded.remove(server):
            raise SetupError("Die Datenbank wird noch benutzt, etwa von script/manage. Bitte zuerst dort beenden.")
        for name in ("stamps", "static", "files"):
            shutil.rmtree(variable / name, ignore_errors=True)


def _serve(port: int, variable: Path) -> int:
    accounts = _prepare(variable)
    log = variable / "log" / "demo.log"
    with child(_granian(port), log=log) as process:
        with step("Anwendung starten"):
            _wait_until_healthy(process, port, log)
        try:
            say(f"\nRoter Faden läuft:  http://{HOST}:{port}\n\n{accounts.read_text().rstrip()}\n")
            say(f"Beenden mit Strg+C. Protokoll: {relative(log)}")
            with child([PYTHON, ROOT / "manage.py", "work"], log=variable / "log" / "auftraege.log"):
                process.wait()
        except Stopped:
            say("\nBeendet.")
            return 0
    raise SetupError(f"Die Anwendung hat sich beendet. Zuletzt stand im Protokoll:\n{last_lines(log)}")


def _prepare(variable: Path) -> Path:
    """Bring database and files up to date, unless nothing has changed since; returns the table of the accounts."""
    accounts, stamp = variable / "demo-accounts.txt", variable / "stamps" / "prepared"
    value = _state_of_sources()
    if not (holds(stamp, value) and accounts.exists() and (variable / "postgres" / "PG_VERSION").exists()):
        if run([PYTHON, ROOT / "script" / "prepare.py", accounts]):
            raise SetupError("Die Demo ließ sich nicht einrichten; die Meldung darüber sagt, woran es lag.")
        put(stamp, value)
    return accounts


def _state_of_sources() -> str:
    """A fingerprint of everything the preparation reads, by size and time: quicker than starting Django to ask it."""
    files = [*tree(ROOT / "roterfaden", "*"), *tree(ROOT / "demo", "*"), ROOT / "script" / "prepare.py"]
    states = ((path, path.stat()) for path in files)
    packages = (stamp.read_text() for stamp in (VENV / "roterfaden-stamp", NODE_MODULES / ".roterfaden-stamp"))
    return digest([], *packages, *(f"{relative(path)} {state.st_size} {state.st_mtime_ns}" for path, state in states))


def _granian(port: int) -> list[str | Path]:
    options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    return [
        PYTHON,
        "-m",
        "granian",
        *options,
        "--no-ws",
        "--log-level",
        "warning",
        "roterfaden.config.wsgi:application",
    ]


def _wait_until_healthy(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with direct.open(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
                if answer.read().startswith(b"ok") and process.poll() is None:
                    return
        except urllib.error.HTTPError as error:
            raise SetupError(f"Die Anwendung antwortet mit Fehler {error.code}:\n{last_lines(log)}") from error
        except OSError:
            time.sleep(0.1)
    raise SetupError(f"Die Anwendung ist nicht gestartet. Zuletzt stand im Protokoll:\n{last_lines(log)}")
