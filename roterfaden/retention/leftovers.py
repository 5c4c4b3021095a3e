"""The check after a run: does any identifier of those who are gone still stand anywhere in the database?"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def columns(*types: str) -> dict[str, list[str]]:
    """All columns of these types (``uuid``, ``text``, ``jsonb`` …) in the tables of the application, by table."""
    found: dict[str, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns join information_schema.tables"
            " using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE'"
            " and data_type = any(%s) order by table_name, column_name",
            [list(types)],
        )
        for table, column in cursor.fetchall():
            found[table].append(column)
    return dict(found)


def leftovers(ids: Iterable[UUID]) -> int:
    """How many rows still hold one of the identifiers in a column of type uuid. Reads each table once."""
    gone, count = list(ids), 0
    with connection.cursor() as cursor:
        for table, names in columns("uuid").items():
            held = " or ".join(f'"{name}" = any(%(gone)s)' for name in names)
            cursor.execute(f'select count(*) from "{table}" where {held}', {"gone": gone})
            count += cursor.fetchone()[0]
    return count
