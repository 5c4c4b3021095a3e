"""Bringing a table to what the files say: create what is new, change what differs, touch nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models

from roterfaden.base.models import Revised

RowT = TypeVar("RowT", bound=models.Model)


@dataclass
class Count:
    """What happened to one table."""

    name: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    # Rows of the database which the files do not name (any more).
    left: list[str] = field(default_factory=list)
    # Rows which staff have taken over in the application; the files no longer decide about them.
    kept: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows the files name."""
        return self.created + self.changed + self.unchanged + len(self.kept)

    @property
    def wrote(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.changed or self.retired)


class Table(Generic[RowT]):
    """The rows of one model inside a scope (such as one version), looked up by key. Use inside a transaction."""

    def __init__(self, model: type[RowT], *, by: str = "key", links: Iterable[str] = (), **scope: Any) -> None:
        self.model, self.by, self.scope = model, by, scope
        self.count = Count(str(model._meta.verbose_name_plural))
        found = model._base_manager.filter(**scope).select_for_update(of=("self",)).prefetch_related(*links)
        self.rows: dict[Any, RowT] = {getattr(row, by): row for row in found}
        self.named: dict[Any, RowT] = {}

    def put(self, key: Any, values: dict[str, Any], links: dict[str, Iterable[models.Model]] | None = None) -> RowT:
        """Make the row say ``values`` (columns) and ``links`` (many-to-many); saved only when something differs."""
        row = self.rows.get(key)
        if row is None:
            self.named[key] = self._create(key, values, links or {})
            return self.named[key]
        changed = self._set(row, values)
        changed |= self._link(row, links or {})
        self.count.changed += changed
        self.count.unchanged += not changed
        if changed:
            save(row)
        self.named[key] = row
        return row

    def keep(self, key: Any) -> RowT:
        """The row as it is, because staff look after it by now."""
        row = self.named[key] = self.rows[key]
        self.count.kept.append(str(row))
        return row

    def unnamed(self) -> list[RowT]:
        """Rows of the database which the files did not name."""
        return [row for key, row in self.rows.items() if key not in self.named]

    def finish(self) -> Count:
        """What happened, with the rows nobody named."""
        self.count.left = sorted(str(row) for row in self.unnamed())
        return self.count

    def _create(self, key: Any, values: dict[str, Any], links: dict[str, Iterable[models.Model]]) -> RowT:
        row = self.model(**{self.by: key}, **self.scope, **values)
        row.save(force_insert=True)
        for name, others in links.items():
            if others := list(others):
                getattr(row, name).add(*others)
        self.count.created += 1
        return row

    def _set(self, row: RowT, values: dict[str, Any]) -> bool:
        differing = {name: value for name, value in values.items() if _value(row, name) != _plain(value)}
        for name, value in differing.items():
            setattr(row, name, value)
        return bool(differing)

    def _link(self, row: RowT, links: dict[str, Iterable[models.Model]]) -> bool:
        changed = False
        for name, others in links.items():
            wanted = {other.pk: other for other in others}
            if wanted.keys() != {other.pk for other in getattr(row, name).all()}:
                getattr(row, name).set(wanted.values())
                changed = True
        return changed


def save(row: models.Model) -> None:
    """Save a changed row; one that people may edit counts its revision up, so that an open form notices."""
    if isinstance(row, Revised):
        row.revision += 1
    row.save()


def _value(row: models.Model, name: str) -> Any:
    # The column, not the relation: comparing a foreign key must not fetch the other row.
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
