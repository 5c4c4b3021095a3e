"""Find a browser for the tests: a named one, an installed one, Debian's package, or Playwright's own."""

import os
import shutil
from pathlib import Path

from starter.places import PYTHON, TOOLS
from starter.processes import run
from starter.report import SetupError, last_lines, step

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""The same browser without a window first: nobody looks at it, and the tests take a tenth less time."""
PACKAGE = "chromium-headless-shell"
LOG = TOOLS / "chromium.log"
BROWSERS = TOOLS / "browsers"


def chromium() -> str:
    """The path of a Chromium; installs one if need be. Raises :class:`SetupError`."""
    named = os.environ.get("ROTERFADEN_CHROMIUM")
    if named:
        if not shutil.which(named):
            raise SetupError(f"ROTERFADEN_CHROMIUM nennt {named}; das ist kein ausführbares Programm.")
        return named
    found = _installed() or _playwrights()
    if found:
        return found
    with step("Chromium holen"):
        found = _from_debian() or _from_playwright()
    if not found:
        raise SetupError(
            f"Für die Browser-Tests fehlt ein Chromium, und es ließ sich keiner holen:\n{last_lines(LOG)}\n"
            "Chromium oder Chrome installieren oder mit ROTERFADEN_CHROMIUM nennen. Ohne Browser: script/test --fast"
        )
    return found


def _installed() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _playwrights() -> str | None:
    """The browser Playwright fetched earlier."""
    programs: list[Path] = sorted(BROWSERS.glob("chromium-*/chrome-*/chrome"))
    programs += sorted(BROWSERS.glob("chromium-*/chrome-*/*.app/Contents/MacOS/*"))
    return str(programs[-1]) if programs else None


def _from_debian() -> str | None:
    """Debian's package, where this user may install: Ubuntu's package of that name is an empty hull around a snap."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian" in "\n" + release.read_text().replace('"', "")
    if not debian or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGE]):
        if run(["apt-get", "-q", *arguments], log=LOG, environment=quiet):
            return None
    return _installed()


def _from_playwright() -> str | None:
    place = {"PLAYWRIGHT_BROWSERS_PATH": str(BROWSERS)}
    if run([PYTHON, "-m", "playwright", "install", "chromium"], log=LOG, environment=place):
        return None
    return _playwrights()
