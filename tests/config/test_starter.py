"""The start scripts: nothing is left running, nothing slow happens in vain."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from roterfaden.config.environment import ROOT
from starter import demo, processes, stamps
from starter.report import SetupError


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def gone(pid: int) -> bool:
    """Whether a process has ended, within five seconds."""
    limit = time.monotonic() + 5
    while time.monotonic() < limit:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_demo_goes_on_with_the_python_that_has_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[tuple[object, ...]] = []
    monkeypatch.setattr(os, "execv", lambda *given: became.append(given))
    monkeypatch.setattr(sys, "argv", ["run.py", "demo", "--reset"])
    demo._go_on_with_packages(["--reset"])
    assert became == []
    monkeypatch.setattr(sys, "prefix", "/usr")
    demo._go_on_with_packages(["--reset"])
    assert became == [(demo.PYTHON, [str(demo.PYTHON), "-X", "utf8", "run.py", "demo", "--reset"])]


def test_a_childs_own_children_end_with_it() -> None:
    grandchild = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    log = ROOT / "var" / "tools" / "test-starter.log"
    with processes.child([sys.executable, "-c", grandchild], log=log) as process:
        limit = time.monotonic() + 5
        while not (number := log.read_text().strip()) and time.monotonic() < limit:
            time.sleep(0.02)
    log.unlink()
    assert process.returncode is not None
    assert gone(int(number))


def test_a_busy_port_is_told_before_anything_slow_happens(busy_port: int) -> None:
    with pytest.raises(SetupError, match=f"--port {busy_port + 1}"):
        demo.demo(["--port", str(busy_port)])


def test_a_stamp_holds_until_a_file_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source.txt", tmp_path / "deep" / "stamp"
    source.write_text("eins")
    stamps.put(stamp, stamps.digest([source]))
    assert stamps.holds(stamp, stamps.digest([source]))
    source.write_text("zwei")
    assert not stamps.holds(stamp, stamps.digest([source]))


def demo_at(port: int, variable: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A running ``script/demo`` with data of its own."""
    environment = {**os.environ, "ROTERFADEN_VAR": str(variable), "ROTERFADEN_DEMO_CASES": "8"}
    command = [str(ROOT / "script" / "demo"), "--port", str(port), *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, cwd="/", start_new_session=True
    )


def said_until(process: "subprocess.Popen[str]", words: str) -> str:
    """What the process printed, up to ``words``."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"ended with {process.wait()}:\n{said}")


def processes_that_mention(text: str) -> list[str]:
    """Command lines of running processes with ``text`` in them."""
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [line for line in lines if text in line]


@pytest.mark.slow
def test_the_demo_starts_from_nothing_starts_again_quickly_and_leaves_nothing(tmp_path: Path, free_port: int) -> None:
    variable = tmp_path / "var mit Leerzeichen"
    first = demo_at(free_port, variable)
    said = said_until(first, "Beenden mit")
    assert f"http://127.0.0.1:{free_port}" in said
    assert "Passwort" in said
    first.send_signal(signal.SIGHUP)
    assert first.wait(30) == 0
    assert not processes_that_mention(str(variable))

    second = demo_at(free_port, variable)
    said = said_until(second, "Beenden mit")
    assert not re.search("Tabellen|laden|anlegen|bereitstellen", said.split("Roter Faden läuft")[0])
    second.send_signal(signal.SIGINT)
    assert second.wait(30) == 0
    assert not processes_that_mention(str(variable))
    for process in (first, second):
        assert process.stdout is not None
        process.stdout.close()
