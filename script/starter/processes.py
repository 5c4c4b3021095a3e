"""Run other programs so that none outlives this one.

Every child gets a process group of its own. Whatever ends this process (Ctrl-C, SIGTERM, a closed terminal) ends the
whole group, grandchildren included; on Linux the kernel also ends the child if this process is killed outright.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from starter.places import ROOT
from starter.report import SetupError, last_lines

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Command = Sequence[str | Path]
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(BaseException):
    """Somebody asked this process to end. ``number`` is the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def listen_for_signals() -> None:
    """Turn the signals that end a program into :class:`Stopped`; only the first, so that clean-up is not disturbed."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    for each in SIGNALS:
        signal.signal(each, stop)


def _die_with_parent() -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    if _libc is not None:
        _libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@contextlib.contextmanager
def child(
    command: Command, *, log: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A running program in its own process group, ended with all its children when the block is left."""
    with contextlib.ExitStack() as stack:
        output = None
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            output = stack.enter_context(log.open("wb"))
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            process_group=0,
            preexec_fn=_die_with_parent,
        )
        try:
            yield process
        finally:
            end_group(process)


def end_group(process: "subprocess.Popen[bytes]", *, patience: float = 15) -> None:
    """End ``process`` and everything it started: politely, after ``patience`` seconds for good."""
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if _signal_group(process.pid, signal.SIGTERM):
        end = time.monotonic() + 2
        while time.monotonic() < end and _signal_group(process.pid, 0):
            time.sleep(0.02)
        _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(group: int, number: int) -> bool:
    """Send a signal to the group; says whether anybody is left in it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # macOS says "not permitted" of a group of zombies
        return False
    return True


def run(command: Command, *, log: Path | None = None, environment: Mapping[str, str] | None = None) -> int:
    """Run a program to its end and return its exit code; its output goes to the terminal or to ``log``."""
    with child(command, log=log, environment=environment) as process:
        return process.wait()


def must(command: Command, *, log: Path, advice: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a program that has to succeed. Raises :class:`SetupError` with the end of its output and ``advice``."""
    if code := run(command, log=log, environment=environment):
        called = " ".join([Path(command[0]).name, *(str(part) for part in command[1:4])])
        raise SetupError(f"„{called} …“ endete mit dem Fehler {code}. Zuletzt stand da:\n{last_lines(log)}\n\n{advice}")
