"""Put two entries of one person together, and take that back exactly."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.json import Jsonb

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.cases import doubles
from roterfaden.cases.actions.timeline import refuse_if_restricted
from roterfaden.cases.models import Client, ClientMerge, FindableClient, HouseholdLink

NOT_YOURS = gettext_lazy(
    "Zusammenführen und trennen kann nur, wer die Akten beider führt oder vertritt. Nichts wurde geändert."
)
TWO_OPEN = gettext_lazy(
    "Bei beiden läuft ein Case Management. Schließen Sie zuerst den Fall ab, der nicht weitergeht. Nichts wurde "
    "geändert."
)
HOUSEHOLD = gettext_lazy(
    "Die Akten der beiden sind im Haushalt verbunden: als zwei Menschen, die zusammenleben. Beenden Sie zuerst die "
    "Verbindung; endete sie mit dem Abschluss eines Falls, nehmen Sie ihn dafür kurz wieder auf. Nichts wurde geändert."
)
# "with": a statement that begins with "select" is not told to the history as a change of this person.
_MERGE = "with done as (select rf.merge_clients(%s, %s, %s, %s) as answer) select answer from done"
_PART = "with done as (select rf.part_clients(%s, %s) as answer) select answer from done"


@transaction.atomic
def merge_clients(
    kept: Client, joined: Client, *, by: Any, seen: Mapping[UUID, int], chosen: Mapping[str, str]
) -> ClientMerge:
    """``joined`` is the same person as ``kept``: all that hangs on it hangs on ``kept`` from now on.

    ``seen``: the revisions of both that were compared. ``chosen``: where both say something different, whose detail
    stays (:class:`~roterfaden.cases.doubles.Side`). PostgreSQL moves the rows and tells both files (``merging``). A
    second click changes nothing.
    """
    done = ClientMerge.objects.standing().filter(kept=kept, joined=joined).first()
    if done is not None:
        return done
    current = _claimed(seen)
    kept, joined = current[kept.pk], current[joined.pk]
    for person in (kept, joined):
        refuse_if_restricted(person)
    if both_open(kept, joined):
        raise RuleBroken(TWO_OPEN)
    if _share_a_household(kept, joined):
        raise RuleBroken(HOUSEHOLD)
    if any(chosen.get(one.name) not in list(doubles.Side) for one in doubles.open_details(kept, joined)):
        raise RuleBroken(_("Wählen Sie überall, wo beide etwas Verschiedenes sagen, was stimmt."))
    changed = _change(kept, doubles.merged_values(kept, joined, chosen))
    return _move(kept, joined, changed, by)


def both_open(kept: Client, joined: Client) -> bool:
    """Whether a case of each runs, whoever leads it."""
    return FindableClient.objects.filter(pk__in=[kept.pk, joined.pk], open_case__isnull=False).count() > 1


def _share_a_household(kept: Client, joined: Client) -> bool:
    """Whether files of the two are joined, or were until one was closed: nobody lives with themselves."""
    ways = Q(case__client=kept, other_case__client=joined) | Q(case__client=joined, other_case__client=kept)
    return HouseholdLink.objects.standing_but_for_the_end().filter(ways).exists()


def _claimed(seen: Mapping[UUID, int]) -> dict[UUID, Client]:
    """Both locked, always in the same order."""
    try:
        return {pk: Client.claim(pk, seen[pk]) for pk in sorted(seen)}
    except EditConflict:
        raise RuleBroken(
            _("In der Zwischenzeit hat jemand Angaben geändert. Sehen Sie bitte noch einmal hin.")
        ) from None


def _change(kept: Client, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Write the details; says by column what stood there before and what stands there now."""
    changed = {}
    for name, value in values.items():
        field: Any = Client._meta.get_field(name)
        column = field.attname
        before = getattr(kept, column)
        setattr(kept, name, value)
        changed[column] = [before, getattr(kept, column)]
    kept.save()
    return changed


def _move(kept: Client, joined: Client, changed: Mapping[str, Any], by: Any) -> ClientMerge:
    known = Jsonb(changed, dumps=DjangoJSONEncoder().encode)
    try:
        with transaction.atomic():
            made = _ask(_MERGE, [kept.pk, joined.pk, known, by.pk])
    except IntegrityError as error:
        raise RuleBroken(_only_one(error)) from None
    if made is None:
        raise RuleBroken(NOT_YOURS)
    return ClientMerge.objects.get(pk=made)


def _only_one(error: IntegrityError) -> str:
    """Something of which a person has one only: PostgreSQL says in which table both have it."""
    said = getattr(error.__cause__, "diag", None)
    if said is None or said.constraint_name == "case_one_open_per_client":
        return str(TWO_OPEN)
    names = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
    return _(
        "Bei beiden gilt dasselbe, und davon darf es nur eins geben: {what}. Beenden Sie es bei einer von beiden "
        "Erfassungen. Nichts wurde geändert."
    ).format(what=names.get(said.table_name, said.table_name))


@transaction.atomic
def part_clients(merge: ClientMerge, *, by: Any) -> ClientMerge:
    """Two persons after all: what moved leads again to whom it led, and the details are what they were.

    A detail that somebody has changed since stays, and so does what was written since, with the person who was kept.
    """
    latest = ClientMerge.objects.standing().filter(kept=merge.kept_id).order_by("-at").first()
    if latest is None or latest.at < merge.at:
        raise RuleBroken(_("Das ist schon wieder getrennt."))
    if latest.pk != merge.pk:
        raise RuleBroken(_("Trennen Sie zuerst, was danach zusammengeführt wurde. Nichts wurde geändert."))
    current = {pk: Client.claim(pk, None) for pk in sorted([merge.kept_id, merge.joined_id])}
    kept = current[merge.kept_id]
    refuse_if_restricted(kept)
    for column, (before, after) in merge.changed.items():
        field = Client._meta.get_field(column.removesuffix("_id"))
        if getattr(kept, column) == _read(field, after):
            setattr(kept, column, _read(field, before))
    kept.save()
    if not _ask(_PART, [merge.pk, by.pk]):
        raise RuleBroken(NOT_YOURS)
    merge.refresh_from_db()
    return merge


def _read(field: Any, value: Any) -> Any:
    """A value out of JSON: a day, a key, a word."""
    return (field.target_field if field.is_relation else field).to_python(value)


def _ask(statement: str, arguments: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchone()[0]
