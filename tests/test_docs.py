"""The documentation tells the truth: its links lead somewhere, its menus, commands and names exist."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from roterfaden.config import navigation

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MENU = re.compile(r"\*\*Menü: ([^*]+)\*\*")
SCRIPT = re.compile(r"\b(script/[a-z-]+)\b")
MANAGE = re.compile(r"(?:script/manage|manage\.py) ([a-z_]+)")
FILE = re.compile(r"`([\w*./-]+/[\w*.-]+\.(?:py|yaml|typ|toml|html))`")
CODE_NAME = re.compile(r"`([A-Za-z]\w*(?:\.\w+)*)(?:\([^`]*\))?`")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def anchors(document: Path) -> set[str]:
    """The headings of a document as the addresses that Git hosts give them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def menu_entries() -> set[str]:
    return {str(entry.label) for group in navigation.GROUPS for entry in group.entries}


@every_document
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    dead = []
    for target in LINK.findall(document.read_text()):
        path, _, anchor = target.partition("#")
        there = (document.parent / path).resolve() if path else document
        if "://" not in target and (not there.exists() or (anchor and anchor not in anchors(there))):
            dead.append(target)
    assert dead == []


@every_document
def test_every_menu_entry_named_exists(document: Path) -> None:
    assert set(MENU.findall(document.read_text())) - menu_entries() == set()


def test_every_menu_entry_is_explained_to_somebody() -> None:
    explained = {name for document in DOCUMENTS for name in MENU.findall(document.read_text())}
    assert menu_entries() - explained == set()


@every_document
def test_every_command_named_exists(document: Path) -> None:
    text = document.read_text()
    missing = [script for script in set(SCRIPT.findall(text)) if not (ROOT / script).exists()]
    unknown = set(MANAGE.findall(text)) - set(get_commands())
    assert (missing, unknown) == ([], set())


@every_document
def test_every_file_named_exists(document: Path) -> None:
    named = FILE.findall(document.read_text())
    missing = [name for name in named if not [*ROOT.glob(name), *(ROOT / "roterfaden").glob(f"**/{name}")]]
    assert missing == []


def test_every_name_of_the_code_in_the_architecture_exists() -> None:
    """A renamed act or table is renamed in the walk through the house as well."""
    sources = [*ROOT.glob("roterfaden/**/*.py"), *ROOT.glob("tests/**/*.py"), ROOT / "pyproject.toml"]
    words = set(re.findall(r"\w+", "\n".join(path.read_text() for path in sources)))
    rooms = {part for path in ROOT.glob("roterfaden/**/*") for part in path.parts}
    names = CODE_NAME.findall((ROOT / "docs" / "architecture.md").read_text())
    assert {word for name in names for word in name.split(".")} - words - rooms == set()


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert [d.name for d in (ROOT / "docs").glob("*.md") if d.name not in index and d.name != "README.md"] == []


def test_the_figures_in_the_readme_are_those_of_the_demo() -> None:
    text = (ROOT / "README.md").read_text()
    assert f"{entries_of('angebote')} Angeboten" in text
    assert f"{entries_of('projekte')} Projekte" in text


def entries_of(name: str) -> int:
    """How many entries a file of the municipality has."""
    sheet = (ROOT / "demo" / "marl" / f"{name}.yaml").read_text()
    return len(re.findall(r"^  - key: ", sheet, flags=re.MULTILINE))
