"""Where a module says what of a person it keeps beside the foreign keys, and which of its rows run out by themselves.

Rows with a foreign key that leads to a person are found by ``roterfaden.retention`` itself. What has none is told here,
in ``<module>/erasing.py``, imported by the module's ``AppConfig.ready``:

- :func:`erases`: a function that removes what refers to a person in another way (a path in a notice, a file);
- :func:`holds_no_person`: tables that know nobody seeking help, with the reason;
- :func:`register_clock`: rows with a period of their own, such as notices that have been read;
- :func:`announces_deletion`: who can tell when a case will be deleted (asked by lower floors);
- :func:`releases_for_erasure`: who knows the persons whose wish to be deleted was granted (Art. 17 GDPR).

A test names every table that is neither reached nor told.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from roterfaden.base.badges import Text


@dataclass(frozen=True)
class Going:
    """Persons about to be deleted together: every row of theirs, by the label of its model (``cases.Case``)."""

    persons: frozenset[UUID]
    rows: Mapping[str, tuple[Any, ...]]

    @property
    def ids(self) -> frozenset[UUID]:
        """All random identifiers that lead to the persons."""
        return frozenset(key for keys in self.rows.values() for key in keys if isinstance(key, UUID))


Eraser = Callable[[Going], int]
"""Deletes and says how many rows. Runs inside the transaction, before the rows go; files go in ``on_commit``."""


@dataclass(frozen=True)
class Clock:
    """Rows that run out by themselves. ``starts``: what sets the clock going; both functions take the latest start."""

    kind: str
    label: Text
    starts: Text
    count: Callable[[datetime], int]
    delete: Callable[[datetime, int], int]
    """Deletes at most so many and says how many; called again until it says 0."""


@dataclass(frozen=True)
class Announcement:
    """When a closed case will be deleted, as its team reads it, and the page that says more."""

    on: date | None
    is_held: bool
    url: str


@dataclass(frozen=True)
class Release:
    """A person whose wish to be deleted was granted as a whole: by which request, and whether they know the answer."""

    person: UUID
    reference: str
    is_answered: bool


Releases = Callable[[], Iterable[Release]]

_erasers: dict[str, Eraser] = {}
_impersonal: dict[str, Text] = {}
_clocks: dict[str, Clock] = {}
_announcers: list[Callable[[Any], Announcement]] = []
_releasers: list[Releases] = []


def erases(label: str) -> Callable[[Eraser], Eraser]:
    """Register the function that removes a person from the table ``label`` (``accounts.Notice``)."""

    def register(eraser: Eraser) -> Eraser:
        _erasers[label] = eraser
        return eraser

    return register


def holds_no_person(*labels: str, why: Text) -> None:
    """Say of tables that nothing in them leads to a person seeking help."""
    _impersonal.update(dict.fromkeys(labels, why))


def register_clock(clock: Clock) -> None:
    """Let the rows of ``clock`` have a rule among the periods."""
    _clocks[clock.kind] = clock


def announces_deletion(announcer: Callable[[Any], Announcement]) -> Callable[[Any], Announcement]:
    """Register who knows when a case will be deleted."""
    _announcers[:] = [announcer]
    return announcer


def releases_for_erasure(releaser: Releases) -> Releases:
    """Register who knows whose erasure was granted. Asked again before each deletion, with the person locked."""
    if releaser not in _releasers:
        _releasers.append(releaser)
    return releaser


def erasers() -> Mapping[str, Eraser]:
    """The registered functions by the label of their table."""
    return _erasers


def impersonal() -> Mapping[str, Text]:
    """The tables that know no person seeking help, with the reason."""
    return _impersonal


def clocks() -> Mapping[str, Clock]:
    """The registered clocks by kind."""
    return _clocks


def announcement_of(case: Any) -> Announcement | None:
    """When ``case`` will be deleted; ``None`` if nobody keeps periods."""
    return _announcers[0](case) if _announcers else None


def released() -> dict[UUID, Release]:
    """Whose erasure was granted, by person."""
    return {release.person: release for releaser in _releasers for release in releaser()}
