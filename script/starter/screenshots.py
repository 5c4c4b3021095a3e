"""``script/screenshots``: start a demo of its own, take the pictures for ``docs/images``, and leave nothing behind."""

import os
import socket
import sys
from pathlib import Path

from starter.chromium import chromium
from starter.packages import ensure_packages
from starter.places import PYTHON, ROOT
from starter.processes import child, run
from starter.report import SetupError, say

HELP = """\
script/screenshots            alle Bilder für docs/images neu aufnehmen
script/screenshots NAME …     nur diese, etwa  script/screenshots heute fall
"""


def screenshots(arguments: list[str]) -> int:
    """Take the pictures; returns the exit code."""
    if arguments[:1] in (["--help"], ["-h"]):
        say(HELP)
        return 0
    ensure_packages("develop")
    os.environ["ROTERFADEN_CHROMIUM"] = chromium()
    variable = os.environ.setdefault("ROTERFADEN_VAR", str(ROOT / "var" / "screenshots"))
    os.environ.update(ROTERFADEN_DEMO="1", PYTHONPATH=str(ROOT), DJANGO_SETTINGS_MODULE="roterfaden.config.settings")
    port = _free_port()
    log = ROOT / "var" / "tools" / "screenshots.log"
    demo: list[str | Path] = [sys.executable, ROOT / "script" / "run.py", "demo", "--port", str(port)]
    with child(demo, log=log):
        pictures: list[str | Path] = [PYTHON, ROOT / "script" / "pictures.py", f"http://127.0.0.1:{port}", *arguments]
        # As the owner: it looks for what is worth a picture without being anybody.
        if run(pictures, environment={"ROTERFADEN_DATABASE_ROLE": "owner"}):
            raise SetupError(
                f"Die Bilder ließen sich nicht aufnehmen. Protokoll der Demo: {log}, ihre Daten: {variable}"
            )
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
