"""Changes as data protection sees them: who, what kind of record, which fields, why. Contents are not shown.

To oversee, nobody needs to read what was written about a person: the names of the fields are enough, and the database
hands out nothing more (``logbook_changes``). Who has grounds to see contents asks the team, or the person does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.logbook.forms import ChangeFilter

LABELS = {
    "insert": gettext_lazy("angelegt"),
    "update": gettext_lazy("geändert"),
    "delete": gettext_lazy("gelöscht"),
}
PAGE = (
    "select log, entry, at, label, case_id, user_id, page, request, reason, fields"
    " from logbook_changes(%s, %s, %s, %s, %s, %s, %s, %s)"
)


class Row(NamedTuple):
    """What the database tells of one change."""

    log: str
    entry: int
    at: datetime
    label: str
    case_id: str | None
    user_id: str | None
    page: str | None
    request: str | None
    reason: str | None
    fields: list[str]


@dataclass(frozen=True)
class Change:
    """One change, in words."""

    at: datetime
    who: str
    what: str
    how: str
    fields: str
    case: str
    page: str
    reason: str


class Changes:
    """All changes that a filter leaves, one page at a time: two queries, and one for the names. For ``Paginator``."""

    ordered = True

    def __init__(self, filters: ChangeFilter) -> None:
        asked = filters.asked
        logs = [asked["art"]] if asked.get("art") else None
        who = str(asked["wer"].pk) if asked.get("wer") else ""
        self._values = [*filters.span, logs, who, filters.client, bool(asked.get("grund"))]

    @cached_property
    def _count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("select logbook_count_changes(%s, %s, %s, %s, %s, %s)", self._values)
            return int(cursor.fetchone()[0])

    def count(self) -> int:
        """How many there are."""
        return self._count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[Change]:
        """The changes of one page, newest first."""
        values = [*self._values, part.stop - part.start, part.start]
        with connection.cursor() as cursor:
            cursor.execute(PAGE, values)
            rows = [Row(*row) for row in cursor.fetchall()]
        return _in_words(rows)


def _in_words(rows: Sequence[Row]) -> list[Change]:
    ids = {row.user_id for row in rows if row.user_id}
    names = {str(pk): name for pk, name in get_user_model().objects.filter(pk__in=ids).values_list("pk", "name")}
    tracked = {
        model._meta.db_table: model.pgh_tracked_model
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    return [_change(row, tracked[row.log], names) for row in rows]


def _is_named(field: Any) -> bool:
    return bool(str(field.verbose_name) != field.name.replace("_", " "))


def _change(row: Row, model: type[models.Model], names: dict[str, str]) -> Change:
    # Fields without a German name (search keys, revision) say nothing to anybody.
    named = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields if _is_named(field)}
    fields = [named[column] for column in row.fields if column in named and column != "revision"]
    return Change(
        at=row.at,
        who=names.get(row.user_id or "", "") or _("ohne Anmeldung (Wartung oder Aufgabe im Hintergrund)"),
        what=str(model._meta.verbose_name),
        how=str(LABELS.get(row.label, row.label)),
        fields=", ".join(fields),
        case=(row.case_id or "")[:8],
        page=row.page or "",
        reason=row.reason or "",
    )
