"""What PostgreSQL shows the serving role, asked in plain SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel.serving import serving


@contextmanager
def undone() -> Iterator[None]:
    """A savepoint that is taken back whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_seen(table: str, user: Any, purpose: Purpose, column: str = "id") -> set[str]:
    """The keys of the rows of ``table`` which the serving role gets for ``user`` and ``purpose``."""
    with serving(user.pk if user else None, purpose), connection.cursor() as cursor:
        cursor.execute(f'select "{column}" from "{table}"')
        return {str(key) for (key,) in cursor.fetchall()}


def keys_seen(columns: dict[str, str], user: Any, purpose: Purpose, about: Any = None) -> dict[str, set[str]]:
    """The same of many tables at once, on a page ``about`` a case: for each table, its column with the keys."""
    parts = (f'select \'{table}\', "{column}"::text from "{table}"' for table, column in columns.items())
    seen: dict[str, set[str]] = {table: set() for table in columns}
    with serving(user.pk if user else None, purpose, about), connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        for table, key in cursor.fetchall():
            seen[table].add(key)
    return seen


def may(statement: str, user: Any, purpose: Purpose, parameters: Any = (), about: Any = None) -> int:
    """How many rows ``statement`` touches as the serving role. Raises ``ProgrammingError`` when it is refused."""
    with undone(), serving(user.pk if user else None, purpose, about), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def guarded_models() -> list[type[models.Model]]:
    """Our models with a rule about their rows."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("roterfaden")]
    return [model for model in ours if hasattr(model._default_manager, "visible_to")]


def histories() -> list[type[models.Model]]:
    """The history tables of our models."""
    return [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
