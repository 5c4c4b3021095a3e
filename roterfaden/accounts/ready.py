"""Annotations and whole statements whose SQL is made once and then only filled in with who asks, and about what.

A person's page asks for two dozen sub-queries in one statement. Django built and compiled all of them anew for every
page, which took longer than PostgreSQL took to answer. Their text depends on nothing but the roles of whoever asks, on
the day and on whether the page is of one file, so it is kept for these. Heute asks for eight kinds of rows in one
statement, likewise.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import Expression
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.base.rowlevel.serving import is_about_one_file

Build = Callable[[Any], Mapping[str, Any]]
Row = TypeVar("Row", bound=Model)

_WHO, _WHERE, _WHAT = uuid4(), uuid4(), uuid4()
"""Stand for whoever asks, for their organisations and for what is asked about while the SQL is made. The first and the
last are filled in where they stand as keys; inside of a text nothing is."""
_NOT_TO_KEEP = (_WHERE, str(_WHERE), str(_WHO), str(_WHAT))


class ReadyMade(Expression):
    """A sub-query as SQL with its values. It looks out at ``table``, so it stands in a query of that table alone."""

    def __init__(self, sql: str, values: tuple[Any, ...], table: str, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.sql, self.values, self.table = sql, values, table

    def asked_by(self, user: User | None) -> "ReadyMade":
        """The same with ``user`` filled in."""
        return ReadyMade(self.sql, _filled(self.values, user), self.table, self.output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL and its values. Raises ``ValueError`` inside another query, where the table has another name."""
        if compiler.query.get_initial_alias() != self.table:
            msg = f"ready-made SQL looks out at {self.table}, which has another name inside another query"
            raise ValueError(msg)
        return self.sql, self.values


class Ready:
    """What ``build`` annotates rows of ``model`` with, made once for each day, set of roles and kind of page.

    ``build`` gets whoever asks (somebody with the same roles, see :meth:`User.stand_in`) and returns annotations that
    depend on them, on the day and on nothing else: neither on an hour nor on an organisation.
    """

    def __init__(self, model: str, build: Build) -> None:
        self.model = model
        self.build = build
        self._made = lru_cache(maxsize=64)(self._make)

    def of(self, user: User | None = None) -> dict[str, Any]:
        """The annotations for ``user`` today; without one, those that are the same for everybody."""
        made = self._made(timezone.localdate(), user.seat_kinds if user else frozenset(), is_about_one_file())
        return {name: one.asked_by(user) if isinstance(one, ReadyMade) else one for name, one in made.items()}

    def _make(self, _day: date, kinds: frozenset[tuple[str, bool]], _about: bool) -> dict[str, Any]:
        model: Any = apps.get_model(self.model)
        annotations = self.build(User.stand_in(_WHO, _WHERE, kinds))
        query = model.objects.annotate(**annotations).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        table = query.get_initial_alias()
        # A key of the table itself may leave a join behind that nothing uses.
        if any(count for alias, count in query.alias_refcount.items() if alias != table):
            msg = f"ready-made SQL looks out at more than {table}"
            raise ValueError(msg)
        return {
            name: _made(annotations[name], resolved, compiler, table)
            for name, resolved in query.annotation_select.items()
        }


class ReadyRows:
    """The rows of ``build``, a query of ``values``, as one statement that is made once for each day and set of roles.

    ``build`` depends on the same as that of :class:`Ready`. The rows come in no order.
    """

    def __init__(self, build: Callable[[Any], Any]) -> None:
        self.build = build
        self._made = lru_cache(maxsize=64)(self._make)

    def of(self, user: User) -> list[dict[str, Any]]:
        """The rows for ``user`` today (one query)."""
        names, sql, values = self._made(timezone.localdate(), user.seat_kinds, is_about_one_file())
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(values, user))
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _make(self, _day: date, kinds: frozenset[tuple[str, bool]], _about: bool) -> tuple[Any, str, tuple[Any, ...]]:
        query = self.build(User.stand_in(_WHO, _WHERE, kinds)).query
        sql, values = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        _refuse_to_keep(sql, values)
        # What begins with SELECT is planned once per connection (config/preparing.py); a union begins with a bracket.
        return tuple(query.selected), f"SELECT * FROM ({sql}) AS found", tuple(values)


class ReadyObjects(Generic[Row]):
    """The rows that ``build`` finds, as objects, by a statement that is made once like :class:`Ready`.

    ``build`` gets whoever asks, the key of what it is about (of a case or of the row itself; of several as an array)
    and what else is asked for (``asked``, a few possibilities), and depends on nothing more than these, the day and the
    kind of page. It prefetches nothing and may find something.

    The rows are made by Django's own iterators, which ask a query for its compiler: it gets a copy of the one that was
    kept, whose SQL is there already.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self.build = build
        self._made = lru_cache(maxsize=64)(self._make)

    def of(self, key: UUID | list[UUID], user: User | None = None, **asked: bool) -> list[Row]:
        """The rows for ``user`` today (one query). Raises ``ValueError`` without a user if the query needs one."""
        kinds = user.seat_kinds if user else frozenset()
        found, compiler, sql, values = self._made(timezone.localdate(), kinds, is_about_one_file(), **asked)
        if user is None and _WHO in values:
            msg = f"depends on who asks: {sql}"
            raise ValueError(msg)
        filled = copy(compiler)
        filled.connection = connections[DEFAULT_DB_ALIAS]
        filled.as_sql = lambda: (sql, _filled(values, user, key))
        rows: Any = found.all()
        rows.query.get_compiler = lambda **_using: filled
        return list(rows)

    def _make(
        self, _day: date, kinds: frozenset[tuple[str, bool]], _about: bool, **asked: bool
    ) -> tuple[QuerySet[Row], Any, str, tuple[Any, ...]]:
        found = self.build(User.stand_in(_WHO, _WHERE, kinds), _WHAT, **asked)
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        _refuse_to_keep(sql, values)
        compiler.connection = None  # that of this thread, which may end
        return found, compiler, sql, tuple(values)


def _filled(values: tuple[Any, ...], user: User | None, key: Any = None) -> tuple[Any, ...]:
    filled = {_WHO: user.pk if user else _WHO, _WHAT: key}
    return tuple(filled[value] if isinstance(value, UUID) and value in filled else value for value in values)


def _refuse_to_keep(sql: str, values: Iterable[Any]) -> None:
    if any(isinstance(value, datetime | time | list | tuple) or value in _NOT_TO_KEEP for value in values):
        msg = f"kept for a day and a set of roles, but asks for more: {sql}"
        raise ValueError(msg)


def _made(annotation: Any, resolved: Any, compiler: Any, table: str) -> Any:
    try:
        sql, values = compiler.compile(resolved)
    except (EmptyResultSet, FullResultSet):  # it is never or always so, and Django has its own way to say that
        return annotation
    _refuse_to_keep(sql, values)
    return ReadyMade(sql, tuple(values), table, resolved.output_field)
