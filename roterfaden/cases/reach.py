"""Everything of a person, found from the relations of the models: no list that somebody would have to keep.

From ``Client`` on, every row with a foreign key to a row of the person is a row of the person, its history and its
many-to-many rows included. Only a foreign key with ``on_delete=SET_NULL`` says that the row outlives the person: it is
emptied, and its history of that link goes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.db import connection, models

from roterfaden.cases.models import Client
from roterfaden.logbook import removal

Model = type[models.Model]
Keys = dict[Model, set[Any]]


class Incomplete(Exception):
    """Something of a person is left. The message names tables and counts only."""


@dataclass(frozen=True)
class Link:
    """A foreign key: ``model.field`` leads to a row of another model."""

    model: Model
    field: "models.ForeignKey[Any, Any]"

    @property
    def outlives(self) -> bool:
        """Whether the row stays when its target goes, with nothing in this field."""
        return bool(self.field.remote_field.on_delete is models.SET_NULL)

    def rows(self, keys: set[Any]) -> "models.QuerySet[Any]":
        """The rows that lead to one of ``keys``."""
        return self.model._base_manager.filter(**{f"{self.field.name}__in": list(keys)})


@cache
def links() -> Mapping[Model, tuple[Link, ...]]:
    """All foreign keys of the application by the model they lead to."""
    found: dict[Model, list[Link]] = defaultdict(list)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey):
                    found[field.remote_field.model].append(Link(model, field))
    return {target: tuple(of_target) for target, of_target in found.items()}


@cache
def reached_models() -> frozenset[Model]:
    """Every model that may hold a row of a person."""
    reached: set[Model] = {Client}
    ahead: list[Model] = [Client]
    while ahead:
        for link in links().get(ahead.pop(), ()):
            if not link.outlives and link.model not in reached:
                reached.add(link.model)
                ahead.append(link.model)
    return frozenset(reached)


def rows_of(persons: Iterable[UUID]) -> Keys:
    """The primary keys of every row of these persons, by model. A few indexed queries for each kind of row."""
    found: Keys = {Client: set(persons)}
    ahead: Keys = {Client: set(found[Client])}
    while ahead:
        target, keys = ahead.popitem()
        for link in links().get(target, ()):
            known = found.setdefault(link.model, set())
            new = set() if link.outlives else set(link.rows(keys).values_list("pk", flat=True)) - known
            if new:
                known |= new
                ahead.setdefault(link.model, set()).update(new)
    return {model: keys for model, keys in found.items() if keys}


def with_history(model: Model, keys: Iterable[Any]) -> Keys:
    """These rows and their earlier versions, when nothing else hangs on them."""
    rows, events = set(keys), model.events.rel.related_model  # type: ignore[attr-defined]
    versions = events._base_manager.filter(pgh_obj_id__in=rows).values_list("pk", flat=True)
    return {model: rows, events: set(versions)}


def remove(found: Keys, *, run: str) -> dict[str, int]:
    """Delete the rows; how many by table. Inside a transaction, as the owner: no trigger keeps or records them.

    Rows of history go after the rows they tell of, and the chain of the log is told which ``run`` removed them. Raises
    :class:`Incomplete` when a row was not there any more, ``IntegrityError`` when one is left.
    """
    rows: dict[str, int] = {}
    with pgtrigger.ignore():
        for link, keys in _links_to(found):
            if link.outlives and (count := link.rows(keys).update(**{link.field.name: None})):
                rows[f"{link.model._meta.db_table}.{link.field.column}"] = count
        for model, keys in sorted(found.items(), key=lambda rows: _is_history(rows[0])):
            rows[model._meta.db_table] = _delete(model, keys, run)
    # Foreign keys are checked at the end of the transaction otherwise: too late to say which person it was.
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    return rows


def still_linked(gone: Keys) -> dict[str, int]:
    """Rows that still lead to rows which are gone, counted by table. Asks by index only."""
    counts: dict[str, int] = defaultdict(int)
    for link, keys in _links_to(gone):
        if count := link.rows(keys).count():
            counts[link.model._meta.db_table] += count
    return dict(counts)


def _links_to(found: Keys) -> Iterator[tuple[Link, set[Any]]]:
    for target, keys in found.items():
        for link in links().get(target, ()):
            yield link, keys


def _is_history(model: Model) -> bool:
    return hasattr(model, "pgh_tracked_model")


def _delete(model: Model, keys: set[Any], run: str) -> int:
    """Delete without asking each row: what hangs on them goes in the same transaction."""
    if not keys:
        return 0
    if _is_history(model):
        count = removal.remove(model, keys, run=run)
    else:
        count = model._base_manager.filter(pk__in=list(keys))._raw_delete("default")
    if count != len(keys):
        raise Incomplete(f"{model._meta.db_table}: {count} of {len(keys)} rows deleted")
    return count
