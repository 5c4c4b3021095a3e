"""Every log is sealed after each migration: append-only, chained, and found by the time of its rows.

By construction: the read log and *every* table of history that ``pghistory`` keeps, also of modules to come. What stood
in a table before it was sealed is linked at that moment.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connections

from roterfaden.logbook.models import ReadEntry


def logs() -> Iterator[tuple[str, str]]:
    """All log tables with the column that names a row."""
    yield ReadEntry._meta.db_table, "id"
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model") and model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table, "pgh_id"


def seal_all(*, using: str = "default") -> None:
    """Seal what is not sealed yet. Tables of a migration plan that stops half-way are sealed by the next one."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("select to_regproc('logbook_seal') is not null")
        if not cursor.fetchone()[0]:
            return
        there = set(connection.introspection.table_names(cursor))
        for log, key in sorted(logs()):
            if log in there:
                cursor.execute("select logbook_seal(%s, %s)", [log, key])
        cursor.execute("select logbook_seal_context()")
