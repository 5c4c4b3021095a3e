"""What can be a job: kinds, registered by the modules whose work it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose
from roterfaden.jobs.models import Job


@dataclass(frozen=True)
class Step:
    """What came of one piece: how much is done by now and of how much, and what the next piece has to know.

    ``said``: the outcome so far, for whoever gave the job. ``path``: the page to look at, where it is another one.
    """

    done: int
    total: int
    is_last: bool
    said: str
    memory: dict[str, Any] = field(default_factory=dict)
    path: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of job. ``piece`` does the next bit of it, in a transaction of its own, as ``job.owner``.

    It takes seconds, not minutes, and raises ``RuleBroken`` with a sentence for the owner when it cannot go on.
    """

    key: str
    piece: Callable[[Job, User], Step]
    purpose: Purpose = Purpose.DIRECTORY


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let it be worked off."""
    _kinds[kind.key] = kind


def kind_of(job: Job) -> Kind:
    """The kind of a job. Raises ``KeyError`` for one that this version does not know any more."""
    return _kinds[job.kind]
