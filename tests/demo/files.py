"""Marl's files, and how a test changes a copy of them."""

from pathlib import Path

MARL = Path(__file__).resolve().parents[2] / "demo/marl"


def change(files: Path, name: str, old: str, new: str, place: str = "") -> int:
    """Replace the first ``old`` and return the line in which ``place`` then stands, there or further down."""
    text = (files / name).read_text(encoding="utf-8")
    changed = text.replace(old, new, 1)
    assert changed != text
    (files / name).write_text(changed, encoding="utf-8")
    return changed[: changed.index(place, text.index(old))].count("\n") + 1
