"""What a person sees: one calm line per step, and errors which say what to do."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path


class SetupError(Exception):
    """Something went wrong that a person can mend; the message is German and says how."""


def say(line: str = "") -> None:
    """Print a line, even when the terminal is gone: then there is nobody to read it, and work goes on."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Show ``title …`` and, when done, the seconds it took."""
    begin = time.monotonic()
    with contextlib.suppress(OSError):
        print(f"{title} …", end="", flush=True)
    try:
        yield
    except BaseException:
        say()
        raise
    seconds = time.monotonic() - begin
    say(f" {seconds:.1f} s".replace(".", ",") if seconds >= 0.05 else " fertig")


def last_lines(log: Path, count: int = 25) -> str:
    """The end of a log file, indented."""
    lines = log.read_text(errors="replace").splitlines()[-count:] if log.exists() else []
    return "\n".join("    " + line for line in lines)


def complain(message: str) -> None:
    """Print an error where errors belong."""
    with contextlib.suppress(OSError):
        print(f"\n{message}", file=sys.stderr, flush=True)
