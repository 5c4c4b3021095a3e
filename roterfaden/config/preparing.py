"""Reads which PostgreSQL plans once per connection instead of once per page.

The page of a person asks with statements of several thousand characters, always the same ones with other values. To
read and plan them took a third of the time of the database. Django binds values into the text by default, which makes
each statement a new one; here the values of plain reads go separately, and psycopg has the statement prepared when it
comes again and again (``PREPARE_THRESHOLD``).
"""

from typing import Any

from psycopg import ClientCursor, Cursor

# So often one connection asks the same before PostgreSQL keeps the plan. Psycopg lets it keep the 100 last used.
PREPARE_THRESHOLD = 5


class PreparingCursor(Cursor[Any]):
    """Values of a single read are bound by the server; everything else is sent as before, in one text.

    pghistory and pgtrigger put a command of their own before what writes. PostgreSQL takes several commands in one
    statement only as text with the values in it, and cannot prepare it.
    """

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Ask the database, like psycopg's cursor."""
        if is_single_read(query) or not params:
            return super().execute(query, params, **how)
        merged = ClientCursor(self.connection).mogrify(query, params)
        return super().execute(merged, prepare=False)


def is_single_read(query: Any) -> bool:
    """Whether this is one SELECT, as Django writes it."""
    return isinstance(query, str) and query.startswith("SELECT ") and ";" not in query
