"""The key for the files of the demo: made at the first start, kept beside its data, never in the repository."""

import contextlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from roterfaden.base.vault import new_secret


def demo_key(variable_directory: Path) -> str:
    """The key of this demo. Several processes may ask for the first time at once: all of them get the same one."""
    place = variable_directory / "demo-file-key"
    if not place.exists():
        variable_directory.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=variable_directory, prefix="demo-file-key.") as unfinished:
            unfinished.write(new_secret())
            unfinished.flush()
            with contextlib.suppress(FileExistsError):  # somebody was faster
                os.link(unfinished.name, place)
    return place.read_text().strip()
