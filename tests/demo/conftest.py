"""Files to make mistakes in."""

import shutil
from pathlib import Path

import pytest

from tests.demo.files import MARL


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of Marl's files to make mistakes in."""
    return Path(shutil.copytree(MARL, tmp_path / "marl"))
