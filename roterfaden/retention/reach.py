"""Everything of a person, found from the relations of the models: no list that somebody would have to keep.

From ``cases.Client`` on, every row with a foreign key to a row of the person is a row of the person, its history and
its many-to-many rows included. Only a foreign key with ``on_delete=SET_NULL`` says that the row outlives the person: it
is emptied, and its history of that link goes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from roterfaden.base.erasing import Going
from roterfaden.cases.models import Client

Model = type[models.Model]
Keys = dict[Model, set[Any]]


@dataclass(frozen=True)
class Link:
    """A foreign key: ``model.field`` leads to ``target``."""

    model: Model
    field: "models.ForeignKey[Any, Any]"
    target: Model

    @property
    def outlives(self) -> bool:
        """Whether the row stays when its target goes, with nothing in this field."""
        return bool(self.field.remote_field.on_delete is models.SET_NULL)


@cache
def links() -> Mapping[Model, tuple[Link, ...]]:
    """All foreign keys of the application by the model they lead to."""
    found: dict[Model, list[Link]] = defaultdict(list)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey):
                    target = field.remote_field.model
                    found[target].append(Link(model, field, target))
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


def rows_of(person: UUID) -> Keys:
    """The primary keys of every row of a person, by model. A few indexed queries for each kind of row there is."""
    found: Keys = {Client: {person}}
    ahead: Keys = {Client: {person}}
    while ahead:
        target, keys = ahead.popitem()
        for link in links().get(target, ()):
            if link.outlives:
                continue
            known = found.setdefault(link.model, set())
            new = set(_linked(link, keys).values_list("pk", flat=True)) - known
            if new:
                known |= new
                ahead.setdefault(link.model, set()).update(new)
    return {model: keys for model, keys in found.items() if keys}


def empty_links(found: Keys) -> int:
    """Empty the foreign keys of rows that outlive the person; how many."""
    count = 0
    for link, keys in _links_to(found):
        if link.outlives:
            count += _linked(link, keys).update(**{link.field.name: None})
    return count


def still_linked(gone: Keys) -> dict[str, int]:
    """Rows that still lead to rows which are gone, counted by table. Asks by index only."""
    counts: dict[str, int] = {}
    for link, keys in _links_to(gone):
        if count := _linked(link, keys).count():
            counts[link.model._meta.db_table] = counts.get(link.model._meta.db_table, 0) + count
    return counts


def as_going(person: UUID, found: Keys) -> Going:
    """The same for the functions that other modules have registered."""
    return Going(person, {model._meta.label: tuple(keys) for model, keys in found.items()})


def _links_to(found: Keys) -> Iterator[tuple[Link, set[Any]]]:
    for target, keys in found.items():
        for link in links().get(target, ()):
            yield link, keys


def _linked(link: Link, keys: set[Any]) -> "models.QuerySet[Any]":
    return link.model._base_manager.filter(**{f"{link.field.name}__in": list(keys)})
