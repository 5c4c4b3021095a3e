"""Removing rows of a log when their time is over. The only way there is, and only for the owner of the database."""

from collections.abc import Iterable

from django.db import connection, models


def remove(model: type[models.Model], rows: Iterable[int], *, run: str) -> int:
    """Remove rows of ``ReadEntry`` or of a history model by primary key; how many there were.

    For each row the chain gets a link ``removed`` that names ``run`` (the retention run with its protocol, no personal
    data), so ``verify_log`` tells removed by rule from removed by hand. Rows of history whose context (who, which page)
    no other row needs lose it as well. Runs in the caller's transaction; the serving role may not call it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select logbook_remove(%s, %s, %s)", [model._meta.db_table, list(rows), run])
        return int(cursor.fetchone()[0])
