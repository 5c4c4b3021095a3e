"""The commands a person calls, and how they end."""

import os
from collections.abc import Callable

from starter.processes import Stopped, listen_for_signals
from starter.report import SetupError, complain


def main(command: str, arguments: list[str]) -> int:
    """Run one command and return its exit code: 0, 1 with a message, or 128 plus the signal that stopped it."""
    listen_for_signals()
    # Dozens of programs start; what the first one compiled serves the others, also where somebody keeps none of it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        return _command(command)(arguments)
    except SetupError as problem:
        complain(str(problem))
        return 1
    except Stopped as stopped:
        complain("Abgebrochen.")
        return 128 + stopped.number
    except RuntimeError as error:
        if type(error).__name__ != "EmbeddedDatabaseError":
            raise
        complain(str(error))
        return 1


def _command(name: str) -> Callable[[list[str]], int]:
    """Import only what the command needs."""
    if name == "demo":
        from starter.demo import demo

        return demo
    if name == "test":
        from starter.checks import test

        return test
    if name == "lock":
        from starter.lock import lock

        return lock
    if name == "screenshots":
        from starter.screenshots import screenshots

        return screenshots
    from starter.manage import manage

    return manage
