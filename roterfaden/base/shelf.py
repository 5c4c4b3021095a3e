"""Where sealed contents lie: one file each below ``settings.FILES_DIRECTORY``, named by a random identifier.

The name a person gave never becomes a path. A content is there completely or not at all; removing it leaves nothing
behind. Without its row a content is worthless, for the row holds the sealed data key: what a failed request or a
restored backup leaves over cannot be read by anyone, and ``manage.py check_files`` finds it.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

_UNFINISHED = ".new"


def place_of(file_id: UUID) -> Path:
    """Where the content of this identifier lies: ``files/ab/abcdef…``."""
    return directory() / file_id.hex[:2] / str(file_id)


def directory() -> Path:
    """The directory of all contents."""
    return Path(settings.FILES_DIRECTORY)


def put(file_id: UUID, chunks: Iterable[bytes]) -> None:
    """Write a content to stay, whatever happens next: complete, on the disk, readable by us only."""
    place = place_of(file_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = place.with_name(f"{place.name}.{uuid4().hex[:8]}{_UNFINISHED}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.writelines(chunks)
            target.flush()
            os.fsync(target.fileno())
        unfinished.rename(place)
    finally:
        unfinished.unlink(missing_ok=True)
    _settle(place.parent)


def _settle(folder: Path) -> None:
    """Make the new name in ``folder`` survive a power cut as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def get(file_id: UUID) -> BinaryIO:
    """The stored bytes, to be read and closed. Raises ``FileNotFoundError``."""
    return place_of(file_id).open("rb")


def remove(file_id: UUID) -> None:
    """Remove a content and, when it was the last one there, its folder. Nothing to remove is no fault."""
    place = place_of(file_id)
    place.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        place.parent.rmdir()


def remove_on_commit(file_ids: Iterable[UUID]) -> None:
    """Remove contents once the rows that belong to them are really gone."""
    for file_id in list(file_ids):
        transaction.on_commit(lambda gone=file_id: remove(gone))  # type: ignore[misc]


def identifiers() -> Iterator[UUID]:
    """The identifiers of all contents there are."""
    for place in directory().glob("??/*"):
        with contextlib.suppress(ValueError):
            found = UUID(place.name)
            if place == place_of(found):
                yield found


def strangers() -> Iterator[Path]:
    """Files that are no content: what a killed process left unfinished, or somebody else put there."""
    known = {place_of(found) for found in identifiers()}
    for place in directory().rglob("*"):
        if place.is_file() and place not in known:
            yield place
