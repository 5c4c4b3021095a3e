"""Everything that is stored about a person, gathered from the models themselves (Art. 15 GDPR, § 83 SGB X)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden import __version__
from roterfaden.accounts.models import User
from roterfaden.base.badges import Text
from roterfaden.base.informing import Period, Reading, is_log_kept, periods, readers_of
from roterfaden.cases.models import Case, Client
from roterfaden.cases.models.entrusted import sensitive_filter
from roterfaden.network.models import Organisation
from roterfaden.offers.models import Offer
from roterfaden.rights.coverage import EXCEPT_MODELS, LANGUAGE_OF, PLANNED_ONLY, covered
from roterfaden.rights.reach import Model, history_of, rows_of
from roterfaden.rights.values import Line, Value, lines_of, machine, read

OWNERS = (Client, Case)
"""What a row of a person hangs on. A row that hangs on neither is found by the rows it leads to."""


@dataclass(frozen=True)
class Item:
    """One field of a record; ``lines`` instead of ``values`` for a whole document (answers, an agreement's wording)."""

    name: str
    label: str
    values: list[Value]
    lines: list[Line]
    raw: Any


@dataclass(frozen=True)
class Record:
    """One row; ``is_withdrawn``: taken back, still stored."""

    key: str
    title: str
    is_withdrawn: bool
    items: list[Item]


@dataclass(frozen=True)
class Part:
    """All rows of one table."""

    model: str
    title: str
    one: str
    records: list[Record]


@dataclass(frozen=True)
class Change:
    """What one user changed on one day in one kind of record."""

    on: date
    who: str
    what: str
    fields: list[str]


@dataclass(frozen=True)
class Recipient:
    """Who got data, and in which kind of record that stands."""

    name: str
    through: str


@dataclass(frozen=True)
class Information:
    """All of it, on a day."""

    client: Client
    made_at: datetime
    version: str
    parts: list[Part]
    recipients: list[Recipient]
    changes: list[Change]
    readings: list[Reading]
    periods: list[Period]
    is_log_kept: bool


def gather(client: Client) -> Information:
    """Everything about ``client`` that the person calling may read. Read only; some queries for each table."""
    keys = _own(rows_of(client.pk))
    rows = {model: _rows(model, found) for model, found in keys.items() if model._meta.label not in EXCEPT_MODELS}
    return Information(
        client=client,
        made_at=timezone.now(),
        version=__version__,
        parts=[_part(model, found) for model, found in rows.items()],
        recipients=list(_recipients(rows)),
        changes=_changes(keys),
        readings=readers_of(client.pk),
        periods=periods(),
        is_log_kept=is_log_kept(),
    )


def _own(keys: dict[Model, set[Any]]) -> dict[Model, set[Any]]:
    """Without rows that lie below somebody else's file and lead here by a link between two files only."""
    return {model: _below_own(model, found, keys) for model, found in keys.items()}


def _below_own(model: Model, found: set[Any], keys: Mapping[Model, set[Any]]) -> set[Any]:
    roads = _roads(model)
    if model in OWNERS or not roads:
        return found
    nowhere, below = models.Q(), models.Q(pk__in=[])
    for field in roads:
        nowhere &= models.Q(**{f"{field.name}__isnull": True})
        below |= models.Q(**{f"{field.name}__in": keys.get(field.remote_field.model, set())})
    return set(model._base_manager.filter(nowhere | below, pk__in=found).values_list("pk", flat=True))


def _roads(model: Model) -> "list[models.ForeignKey[Any, Any]]":
    """The foreign keys that say to whom a row belongs."""
    keys = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    return [field for field in keys if field.remote_field.model in OWNERS]


def files_beyond(client: Client, user: Any) -> int:
    """How many files of the person ``user`` does not see whole: with one of them, the information is not theirs."""
    with connection.cursor() as cursor:
        cursor.execute("select rights_count_files(%s)", [client.pk])
        (every,) = cursor.fetchone()
    return int(every) - Case.objects.filter(sensitive_filter(user, "pk"), client=client).count()


def seen_in_part(client: Client, user: Any) -> list[Case]:
    """The person's files of which ``user`` sees some only, with who leads them and can give the information."""
    partly = Case.objects.visible_to(user).filter(client=client).exclude(sensitive_filter(user, "pk"))
    return list(partly.select_related("lead").order_by("opened_at"))


def _rows(model: Model, keys: set[Any]) -> list[Any]:
    shown = (each.field for each in covered(model))
    related = [field.name for field in shown if isinstance(field, models.ForeignKey)]
    ordering = model._meta.ordering or [_since(model)]
    return list(model._base_manager.filter(pk__in=keys).select_related(*related).order_by(*ordering, "pk"))


def _since(model: Model) -> str:
    """The first date of a table, to list its rows by."""
    dates = (field.name for field in model._meta.fields if isinstance(field, models.DateField))
    return next(dates, "pk")


def _part(model: Model, rows: list[Any]) -> Part:
    return Part(
        model=model._meta.label,
        title=str(model._meta.verbose_name_plural),
        one=str(model._meta.verbose_name),
        records=[_record(model, row) for row in rows],
    )


def _record(model: Model, row: Any) -> Record:
    items = []
    for each in covered(model):
        language = getattr(row, LANGUAGE_OF.get(each.label, ""), "") or ""
        lines = lines_of(row, each.field)
        values = read(row, each.field, language) if lines is None else []
        raw = machine(row, each.field)
        items.append(Item(each.field.name, str(each.field.verbose_name), values, lines or [], raw))
    return Record(str(row.pk), str(row), bool(getattr(row, "withdrawn_at", None)), items)


def _recipients(rows: Mapping[Model, list[Any]]) -> Iterable[Recipient]:
    """Organisations to which something went: every table that names one, but for mere plans."""
    seen = set()
    for model, found in rows.items():
        if model._meta.label in PLANNED_ONLY:
            continue
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and field.remote_field.model in (Organisation, Offer):
                for row in found:
                    name = _organisation(getattr(row, field.name))
                    if name and (name, model) not in seen:
                        seen.add((name, model))
                        yield Recipient(name, str(model._meta.verbose_name_plural))


def _organisation(named: Any) -> str:
    if isinstance(named, Offer):
        return f"{named.organisation}: {named}"
    return str(named) if named is not None else ""


def _changes(keys: Mapping[Model, set[Any]]) -> list[Change]:
    """Who changed what when: the versions of every row compared, told once a day, user and kind of record."""
    told: dict[tuple[date, str, str], set[str]] = {}
    names: dict[str, str] = {}
    for model, found in keys.items():
        history = history_of(model)
        if history is None:
            continue
        before: dict[Any, Any] = {}
        versions: Any = history._base_manager.filter(_versions(history, model, found, keys))
        for version in versions.select_related("pgh_context").order_by("pgh_created_at", "pgh_id"):
            on = timezone.localtime(version.pgh_created_at).date()
            who = str((version.pgh_context.metadata or {}).get("user") or "") if version.pgh_context else ""
            row = getattr(version, "pgh_obj_id", None)  # rows of a many-to-many table never change
            last = before.get(row)
            what = told.setdefault((on, who, str(model._meta.verbose_name)), set())
            what |= _differing(model, last, version)
            if row is not None:
                before[row] = version
    users = {who for _on, who, _what in told if who}
    names = {str(key): name for key, name in User.objects.filter(pk__in=users).values_list("pk", "name")}
    changes = [Change(on, names.get(who, ""), what, sorted(fields)) for (on, who, what), fields in told.items()]
    return sorted(changes, key=lambda change: (change.on, change.what, change.who), reverse=True)


def _versions(history: Model, model: Model, found: set[Any], keys: Mapping[Model, set[Any]]) -> models.Q:
    """Versions of rows that are there, and of rows since removed whose links lead to the person."""
    known = {field.name for field in history._meta.fields}
    wanted = models.Q(pgh_obj_id__in=found) if "pgh_obj" in known else models.Q(pk__in=[])
    links = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    for field in _roads(model) or links:
        target = field.remote_field.model
        if target in keys and field.name in known:
            wanted |= models.Q(**{f"{field.name}_id__in": keys[target]})
    return wanted


def _differing(model: Model, last: Any, version: Any) -> set[str]:
    if version.pgh_label.startswith("delete"):
        return {_("entfernt")}
    if last is None:
        return {_("neu eingetragen")}
    known = {field.attname for field in type(version)._meta.fields}
    return {
        str(each.field.verbose_name)
        for each in covered(model)
        if (name := getattr(each.field, "attname", "")) in known and getattr(last, name) != getattr(version, name)
    }


def parts_named(client: Client) -> list[tuple[Text, int]]:
    """What the information will contain: the tables that hold something, with how many records."""
    counted = rows_of(client.pk)
    return [
        (model._meta.verbose_name_plural or "", len(keys))
        for model, keys in counted.items()
        if model._meta.label not in EXCEPT_MODELS
    ]
