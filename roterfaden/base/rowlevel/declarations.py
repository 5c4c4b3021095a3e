"""The types of a declaration, and what many of them have in common."""

from dataclasses import dataclass

ALL = "true"
NOBODY = "false"


@dataclass(frozen=True)
class Rows:
    """Which rows of one table the serving role may read, add, change and remove for the current user and purpose.

    Each is an SQL condition over the row; ``NOBODY`` also withholds the privilege. ``change`` holds for the row before
    and after; ``changed`` says so separately for the row after. ``history`` gives the history table of the model the
    same ``read``: its columns have the same names.
    """

    table: str
    read: str = NOBODY
    add: str = NOBODY
    change: str = NOBODY
    remove: str = NOBODY
    changed: str = ""
    history: bool = False

    @property
    def is_open(self) -> bool:
        """Whether everybody reads every row: then a policy would only cost time."""
        return self.read == ALL


def any_of(*conditions: str) -> str:
    """At least one of the conditions holds."""
    return "(" + " or ".join(conditions) + ")"


def both(*conditions: str) -> str:
    """All of the conditions hold."""
    return "(" + " and ".join(conditions) + ")"
