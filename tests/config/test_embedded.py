"""The embedded server: created once, shared by processes, gone when the last of them is gone, however it ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from roterfaden.config import embedded
from roterfaden.config.cluster import SOCKET
from roterfaden.config.environment import ROOT

PROGRAM = """
import sys, time
from pathlib import Path
from roterfaden.config.embedded import Server, ensure_running
ensure_running(Server(Path(sys.argv[1]), fsync=False))
print("ready", flush=True)
time.sleep(float(sys.argv[2]))
"""

pytestmark = pytest.mark.slow


started: list["subprocess.Popen[str]"] = []


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """A data directory in a path with spaces and an umlaut which every account may enter."""
    for parent in (tmp_path, *tmp_path.parents):
        if "pytest-of-" in str(parent):
            parent.chmod(0o755)
    place = tmp_path / "zwei Wörter" / "postgres"
    place.parent.mkdir()
    yield place
    while started:
        end(started.pop(), signal.SIGKILL)
    embedded.remove(embedded.Server(place))


def start(directory: Path, seconds: float = 60) -> "subprocess.Popen[str]":
    """A process that uses the server; returns once it does."""
    process = begin(directory, seconds)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(directory: Path, seconds: float = 60) -> "subprocess.Popen[str]":
    """A process that is about to use the server."""
    command = [sys.executable, "-c", PROGRAM, str(directory), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    started.append(process)
    return process


def end(process: "subprocess.Popen[str]", number: signal.Signals = signal.SIGTERM) -> None:
    """End a process and close its pipe."""
    process.send_signal(number)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def server_pid(directory: Path) -> int:
    """The number of the running server's first process."""
    return int((directory / "postmaster.pid").read_text().split()[0])


def stopped(directory: Path) -> bool:
    """Wait until no server is left."""
    limit = time.monotonic() + 15
    while time.monotonic() < limit:
        if not (directory / "postmaster.pid").exists():
            return True
        time.sleep(0.05)
    return False


def ask(directory: Path, question: str) -> object:
    """One value from the server."""
    server = embedded.Server(directory)
    with psycopg.connect(host=str(server.socket_directory), user="postgres", dbname="roterfaden") as connection:
        *preparation, last = question.encode().split(b";")
        for statement in preparation:
            connection.execute(statement)
        row = connection.execute(last).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
def test_the_server_stops_when_its_last_process_is_gone(directory: Path, number: signal.Signals) -> None:
    first, second = start(directory), start(directory)
    end(first, number)
    time.sleep(0.3)
    assert embedded.answers(embedded.Server(directory))
    end(second, number)
    assert stopped(directory)


def test_processes_that_start_together_share_one_server(directory: Path) -> None:
    processes = [begin(directory) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    assert ask(directory, "select 1") == 1
    for process in processes:
        end(process)
    assert stopped(directory)


def test_a_crashed_server_with_a_stranger_on_its_number_starts_again(directory: Path) -> None:
    process = start(directory)
    os.kill(server_pid(directory), signal.SIGKILL)
    end(process, signal.SIGKILL)
    with suppress(FileNotFoundError):
        lines = (directory / "postmaster.pid").read_text().splitlines()
        (directory / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    (directory / SOCKET).unlink(missing_ok=True)
    again = start(directory)
    assert ask(directory, "select 1") == 1
    end(again)


def test_a_creation_that_was_killed_half_way_is_begun_anew(directory: Path) -> None:
    process = begin(directory)
    limit = time.monotonic() + 10
    while not list(directory.parent.glob("postgres.new-*")) and time.monotonic() < limit:
        time.sleep(0.01)
    end(process, signal.SIGKILL)
    assert not directory.exists()
    again = start(directory)
    assert ask(directory, "select current_database()::text") == "roterfaden"
    end(again)


def test_a_moved_directory_keeps_its_data(directory: Path) -> None:
    process = start(directory)
    ask(directory, "create table kept as select 7 as number; select number from kept")
    end(process)
    assert stopped(directory)
    moved = directory.parent.with_name("umgezogen")
    directory.parent.rename(moved)
    again = start(moved / "postgres")
    assert ask(moved / "postgres", "select number from kept") == 7
    end(again)
    assert stopped(moved / "postgres")


def test_a_path_too_long_for_a_socket_works(tmp_path: Path, directory: Path) -> None:
    deep = directory.parent / ("lang" * 25) / "postgres"
    deep.parent.mkdir()
    process = start(deep)
    assert ask(deep, "select 1") == 1
    end(process)
    assert stopped(deep)


def test_search_knows_letters_beyond_ascii(directory: Path) -> None:
    process = start(directory)
    ask(directory, "create extension pg_trgm; select 1")
    assert ask(directory, "select cardinality(show_trgm('مرحبا')) > 3 and lower('ÄÖÜ') = 'äöü'") is True
    end(process)


def test_a_server_in_use_is_not_removed(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process = start(directory)
    server = embedded.Server(directory)
    assert not embedded.release(server, seconds=0.3)
    assert embedded.answers(server)
    end(process)
    assert embedded.remove(server)
    assert not directory.exists()


def test_below_a_directory_closed_to_others_the_data_lie_where_the_server_may_go(directory: Path) -> None:
    directory.parent.chmod(0o700)
    process = start(directory)
    # Root lends the server another account, which may not enter here; everybody else's server runs as themselves.
    is_lent = os.geteuid() == 0
    assert directory.is_symlink() is is_lent
    assert directory.parent.stat().st_mode & 0o777 == 0o700
    assert ask(directory, "select 1") == 1
    end(process)
    real = directory.resolve()
    assert embedded.remove(embedded.Server(directory))
    assert not (real.parent if is_lent else real).exists()
