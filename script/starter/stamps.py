"""Remember what a finished step was done for, so that it is skipped until that changes."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from starter.places import relative


def digest(files: Iterable[Path], *more: str) -> str:
    """A fingerprint of the contents of ``files`` (in the given order) and of further words."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in files:
        total.update(f"\0{relative(path)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def tree(directory: Path, *patterns: str) -> list[Path]:
    """All files below ``directory`` that match, sorted; without Python's caches."""
    found = {path for pattern in patterns for path in directory.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)


def holds(stamp: Path, value: str) -> bool:
    """Whether the step was last finished for ``value``."""
    return stamp.exists() and stamp.read_text() == value


def put(stamp: Path, value: str) -> None:
    """Note that the step is finished for ``value``."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
