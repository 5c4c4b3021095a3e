"""What other modules add to the information a person gets under Art. 15 GDPR, and to the state of our measures.

Tables with a foreign key that leads to a person are found by ``roterfaden.rights`` itself. What has none, or is known
only to another module, is told here, from the module's ``AppConfig.ready``:

- :func:`tells_readers`: who has read the file (the log);
- :func:`tells_periods`: how long what is kept (the retention rules);
- :func:`supplies_files`: stored files, handed over with the information;
- :func:`shows_measure`: a technical or organisational measure as it stands in this installation.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from roterfaden.base.badges import Text


@dataclass(frozen=True)
class Reading:
    """Somebody saw personal data: when, who (as the person may know it), in which way and for what."""

    at: datetime
    who: str
    way: Text
    purpose: Text = ""


@dataclass(frozen=True)
class Period:
    """How long something is kept, with the source of the rule; ``key`` names the rule in declarations.

    ``only_for``: the legal area to which the rule is limited. ``months``, ``from_year_end`` and ``is_proposal`` say
    again what ``how_long`` says in German, for papers in other languages.
    """

    key: str
    what: Text
    how_long: Text
    source: Text = ""
    only_for: Text = ""
    months: int = 0
    from_year_end: bool = False
    is_proposal: bool = False

    @property
    def subject(self) -> str:
        """What is kept so long, with its legal area."""
        return f"{self.what}, {self.only_for}" if self.only_for else str(self.what)


@dataclass(frozen=True)
class StoredFile:
    """A file of the person: the name it gets in the ZIP, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class State:
    """How a measure stands: ``holds`` is None where the software cannot know; ``detail`` says what was found."""

    area: Text
    title: Text
    holds: bool | None
    detail: Text


Readers = Callable[[UUID], Iterable[Reading]]
Periods = Callable[[], Iterable[Period]]
Files = Callable[[UUID, Any], Iterable[StoredFile]]
Measures = Callable[[], Iterable[State]]
Teller = TypeVar("Teller", Readers, Periods, Files, Measures)

_readers: list[Readers] = []
_periods: list[Periods] = []
_files: list[Files] = []
_measures: list[Measures] = []


def tells_readers(teller: Readers) -> Readers:
    """Register who knows the readers of a person's file, given the person's identifier."""
    return _once(_readers, teller)


def tells_periods(teller: Periods) -> Periods:
    """Register who knows how long what is kept."""
    return _once(_periods, teller)


def supplies_files(teller: Files) -> Files:
    """Register who holds files of a person, given the person's identifier and the user who hands them over."""
    return _once(_files, teller)


def shows_measure(teller: Measures) -> Measures:
    """Register who can say how a measure stands."""
    return _once(_measures, teller)


def _once(tellers: list[Teller], teller: Teller) -> Teller:
    if teller not in tellers:
        tellers.append(teller)
    return teller


def readers_of(person: UUID) -> list[Reading]:
    """Who has read the file, newest first."""
    return sorted((each for teller in _readers for each in teller(person)), key=lambda each: each.at, reverse=True)


def periods() -> list[Period]:
    """How long what is kept, as far as rules say so."""
    return [each for teller in _periods for each in teller()]


def files_of(person: UUID, user: Any) -> list[StoredFile]:
    """The files of a person."""
    return [each for teller in _files for each in teller(person, user)]


def measures() -> list[State]:
    """The measures that modules know of."""
    return [each for teller in _measures for each in teller()]


def is_log_kept() -> bool:
    """Whether anybody knows who has read a file."""
    return bool(_readers)
