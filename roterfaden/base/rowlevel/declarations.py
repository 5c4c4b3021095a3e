"""The types of a declaration, and what many of them have in common."""

from dataclasses import dataclass

SERVING_ROLE = "roterfaden_serving"
"""The role of PostgreSQL that answers people. It owns nothing, and nothing it may do passes the policies by."""

ALL = "true"
NOBODY = "false"


@dataclass(frozen=True)
class Rows:
    """Which rows of one table the serving role may read, add, change and remove for the current user and purpose.

    Each is an SQL condition over the row, in which ``{table}`` stands for its table; ``NOBODY`` also withholds the
    privilege. ``change`` holds for the row before and after; ``changed`` says so separately for the row after.
    ``history`` gives the history table of the model the same ``read``: its columns have the same names. ``columns``
    restricts what may be changed to these.
    """

    table: str
    read: str = NOBODY
    add: str = NOBODY
    change: str = NOBODY
    remove: str = NOBODY
    changed: str = ""
    history: bool = False
    columns: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing depends on the row: then a policy would only cost time, the privileges say it all."""
        return {self.read, self.add, self.change, self.remove} <= {ALL, NOBODY}


def any_of(*conditions: str) -> str:
    """At least one of the conditions holds."""
    return "(" + " or ".join(conditions) + ")"


def both(*conditions: str) -> str:
    """All of the conditions hold."""
    return "(" + " and ".join(conditions) + ")"


def plain(*tables: str) -> list[Rows]:
    """Tables without anything personal in them, which the pages read and nobody changes by a page."""
    return [Rows(table, read=ALL) for table in tables]
