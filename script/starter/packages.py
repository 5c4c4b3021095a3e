"""Fetch what Roter Faden needs: Python packages by uv, front-end packages by npm, exactly as locked by checksum."""

import contextlib
import fcntl
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from starter.places import NODE_MODULES, PYTHON, REQUIREMENTS, ROOT, TOOLS, VENV
from starter.processes import Command, must
from starter.report import SetupError, say, step
from starter.stamps import digest, holds, put

LOG = TOOLS / "setup.log"
OLDEST_UV = (0, 5)
OLDEST_NODE = (18,)
NETWORK = (
    "Meist fehlt die Verbindung zum Paketverzeichnis (PyPI, npm) oder Platz auf dem Datenträger. Hinter einem Proxy\n"
    "HTTPS_PROXY setzen, mit eigenen Zertifikaten SSL_CERT_FILE, mit eigenem Spiegel PIP_INDEX_URL.\n"
    "Danach noch einmal starten: Geholtes bleibt erhalten."
)


def ensure_packages(kind: str) -> None:
    """Bring ``.venv`` and ``node_modules`` to the locked state; ``kind`` is ``serve`` or, a superset, ``develop``."""
    with _one_at_a_time():
        if not _python_is_ready(kind):
            with step("Python-Pakete holen"):
                _install_python(kind)
        if not _front_is_ready(kind):
            with step("Oberflächen-Pakete holen"):
                _install_front(kind)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    try:
        TOOLS.mkdir(parents=True, exist_ok=True)
        lock = (TOOLS / "setup.lock").open("w")
    except PermissionError as error:
        raise SetupError(
            f"In {ROOT} darf dieser Benutzer nicht schreiben. Als dessen Eigentümer starten\n"
            "oder den Ordner an einen eigenen Platz kopieren."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Eine andere Einrichtung läuft gerade; sie wird abgewartet …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- Python -----------------------------------------------------------------------------------------------------------


def _python_stamp(kind: str) -> str:
    return digest([REQUIREMENTS / f"{kind}.txt"], kind, str(VENV))


def _python_is_ready(kind: str) -> bool:
    stamp = VENV / "roterfaden-stamp"
    wanted = [kind] if kind == "develop" else [kind, "develop"]
    return PYTHON.exists() and any(holds(stamp, _python_stamp(each)) for each in wanted)


def _install_python(kind: str) -> None:
    tool, environment = uv(), uv_environment()
    (VENV / "roterfaden-stamp").unlink(missing_ok=True)
    if not _usable(PYTHON) or str(VENV) not in (VENV / "bin" / "activate").read_text():
        shutil.rmtree(VENV, ignore_errors=True)
        must([tool, "venv", "--python", sys.executable, VENV], log=LOG, advice=NETWORK, environment=environment)
    lock = REQUIREMENTS / f"{kind}.txt"
    command: Command = [tool, "pip", "sync", "--python", PYTHON, "--require-hashes", lock]
    must(command, log=LOG, advice=NETWORK, environment=environment)
    put(VENV / "roterfaden-stamp", _python_stamp(kind))


def _usable(python: Path) -> bool:
    """Whether ``python`` starts and is new enough; a virtual environment breaks when its Python is removed."""
    try:
        code = subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], capture_output=True)
    except OSError:
        return False
    return code.returncode == 0


def uv() -> Path:
    """The machine's uv, or one fetched by pip into a small environment of its own."""
    found = shutil.which("uv")
    if found and _version([found, "--version"]) >= OLDEST_UV:
        return Path(found)
    home = TOOLS / "uv"
    lock = REQUIREMENTS / "uv.txt"
    if not holds(home / "stamp", digest([lock], str(home))) or not _usable(home / "bin" / "python"):
        shutil.rmtree(home, ignore_errors=True)
        _make_environment(home)
        pip: list[str | Path] = [
            home / "bin" / "python",
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
        ]
        command = [*pip, "--require-hashes", "--only-binary=:all:", "-r", lock]
        must(command, log=LOG, advice=NETWORK, environment=_certificates())
        put(home / "stamp", digest([lock], str(home)))
    return home / "bin" / "uv"


def _make_environment(home: Path) -> None:
    """A virtual environment with pip. Debian and Ubuntu ship Python without it."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        version = ".".join(platform.python_version_tuple()[:2])
        raise SetupError(
            f"Diesem Python ({sys.executable}) fehlt das Modul venv, mit dem Pakete geholt werden.\n"
            f"Auf Debian und Ubuntu:  sudo apt install python{version}-venv\n"
            "Oder uv installieren (https://docs.astral.sh/uv/); dann noch einmal starten."
        ) from error
    advice = "Platz auf dem Datenträger und Schreibrechte prüfen, dann noch einmal starten."
    must([sys.executable, "-m", "venv", home], log=LOG, advice=advice)


def uv_environment() -> dict[str, str]:
    """Let uv use the package index pip is set up for on this machine, and no downloaded Python."""
    environment = {"UV_PYTHON_DOWNLOADS": "never", **_certificates()}
    if "PIP_INDEX_URL" in os.environ and "UV_DEFAULT_INDEX" not in os.environ:
        environment["UV_DEFAULT_INDEX"] = os.environ["PIP_INDEX_URL"]
    return environment


def _certificates() -> dict[str, str]:
    """Certificates named for one tool hold for all three: in an office the network often has its own."""
    names = ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS")
    known = next((os.environ[name] for name in names if os.environ.get(name)), None)
    return {name: os.environ.get(name) or known for name in names} if known else {}


def _version(command: list[str]) -> tuple[int, ...]:
    """The version a program reports; empty when it does not run."""
    try:
        words = subprocess.run(command, capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    number = next((word.lstrip("v") for word in words.split() if word.lstrip("v")[:1].isdigit()), "")
    return tuple(int(part) for part in number.split(".") if part.isdigit())


# --- front end --------------------------------------------------------------------------------------------------------


def _front_stamp(kind: str) -> str:
    return digest([ROOT / "package-lock.json", ROOT / "package.json"], kind)


def _front_is_ready(kind: str) -> bool:
    wanted = [kind] if kind == "develop" else [kind, "develop"]
    return any(holds(NODE_MODULES / ".roterfaden-stamp", _front_stamp(each)) for each in wanted)


def _install_front(kind: str) -> None:
    (NODE_MODULES / ".roterfaden-stamp").unlink(missing_ok=True)
    bin_directory = node_directory()
    path = os.pathsep.join([*([str(bin_directory)] if bin_directory else []), os.environ.get("PATH", os.defpath)])
    npm = shutil.which("npm", path=path)
    omit = [] if kind == "develop" else ["--omit=dev"]
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    must([str(npm), "ci", *omit, *quiet], log=LOG, advice=NETWORK, environment={"PATH": path, **_certificates()})
    put(NODE_MODULES / ".roterfaden-stamp", _front_stamp(kind))


def node_directory() -> Path | None:
    """Where Node and npm lie: ``None`` when the machine has both, else the directory of the ones from PyPI."""
    if shutil.which("npm") and _version(["node", "--version"]) >= OLDEST_NODE and _version(["npm", "--version"]):
        return None
    home = TOOLS / "node"
    lock = REQUIREMENTS / "node.txt"
    if not holds(home / "stamp", digest([lock], str(home))) or not _usable(home / "bin" / "python"):
        shutil.rmtree(home, ignore_errors=True)
        tool, environment = uv(), uv_environment()
        must([tool, "venv", "--python", sys.executable, home], log=LOG, advice=NETWORK, environment=environment)
        command: Command = [tool, "pip", "sync", "--python", home / "bin" / "python", "--require-hashes", lock]
        must(command, log=LOG, advice=NETWORK, environment=environment)
        put(home / "stamp", digest([lock], str(home)))
    return home / "bin"
