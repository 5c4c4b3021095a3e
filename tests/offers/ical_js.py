"""ical.js as a second opinion: reads a calendar and tells the dates in it."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starter.packages import node_directory

Dated = tuple[int, int, str]
"""Start and end as seconds since 1970, and where."""
SCRIPT = Path(__file__).with_name("expand.mjs")


class IcalJs:
    """A running process that is asked as often as one likes."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def dates(self, calendar: bytes) -> list[Dated]:
        """All dates of a calendar, in order."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(calendar.decode()), file=self._process.stdin, flush=True)
        return sorted((start, end, where) for start, end, where in json.loads(self._process.stdout.readline()))


@contextmanager
def ical_js() -> Iterator[IcalJs]:
    """Started once for many questions."""
    node = node_directory()
    path = os.pathsep.join([*([str(node)] if node else []), os.environ.get("PATH", os.defpath)])
    with subprocess.Popen(
        ["node", str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PATH": path}
    ) as process:
        yield IcalJs(process)
        assert process.stdin is not None
        process.stdin.close()
