"""What happens to a spreadsheet: it is brought, its columns and names are told, cells are put right, it is taken in."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.names import fold
from roterfaden.network.directory import add_organisation
from roterfaden.network.models import Organisation, OrganisationKind, Place
from roterfaden.offers.actions import add_offer, change_offer
from roterfaden.offers.models import OfferImport
from roterfaden.offers.models.imports import ImportState
from roterfaden.offers.spreadsheets.cells import plain_times
from roterfaden.offers.spreadsheets.checking import Checked, Row, RowState, check
from roterfaden.offers.spreadsheets.columns import APPEND, guessed
from roterfaden.offers.spreadsheets.reading import read_table
from roterfaden.offers.wanted import RhythmWanted, TimeWanted

NEW = "neu"


@dataclass(frozen=True)
class Outcome:
    """How many offers were added and changed, and how many rows still lie here."""

    added: int
    changed: int
    left_out: int


@transaction.atomic
def bring_table(name: str, content: bytes, *, by: Any, organisation: Organisation | None = None) -> OfferImport:
    """Read a file; the meaning of its columns is guessed. Raises ``RuleBroken``."""
    table = read_table(name, content)
    return OfferImport.objects.create(
        file_name=name[:200],
        created_by=by,
        changed_by=by,
        headings=table.headings,
        rows=table.rows,
        numbers=table.numbers,
        mapping=guessed(table.headings),
        organisation=organisation,
    )


@transaction.atomic
def map_columns(
    pk: UUID, mapping: Sequence[str], organisation: Organisation | None, *, seen: int, by: Any
) -> OfferImport:
    """Say which field each column is. Raises ``RuleBroken`` when one stands twice or the title is missing."""
    told = [key for key in mapping if key and key != APPEND]
    if len(told) != len(set(told)):
        raise RuleBroken(_("Zwei Spalten haben dieselbe Bedeutung."))
    if "title" not in told:
        raise RuleBroken(_("Bitte sagen Sie, in welcher Spalte der Titel steht."))
    found = _claimed(pk, seen, by)
    found.mapping, found.organisation = list(mapping), organisation
    found.save()
    return found


@transaction.atomic
def match_names(pk: UUID, answers: Mapping[str, Mapping[str, str]], *, seen: int, by: Any) -> OfferImport:
    """Say what names mean: the key of a row for each name, "" to leave it out, ``NEW`` for a new provider."""
    found = _claimed(pk, seen, by)
    for column, meant in answers.items():
        told = {name: _new_provider(name, by) if key == NEW else key for name, key in meant.items()}
        found.answers.setdefault(column, {}).update({fold(name): key for name, key in told.items()})
    found.save()
    return found


@transaction.atomic
def correct_row(pk: UUID, number: int, cells: Sequence[str], *, seen: int, by: Any) -> OfferImport:
    """Other texts for one row. Raises ``RuleBroken`` when there is no such row."""
    found = _claimed(pk, seen, by)
    if number not in found.numbers or len(cells) != len(found.headings):
        raise RuleBroken(_("Diese Zeile gibt es nicht."))
    found.rows[found.numbers.index(number)] = list(cells)
    found.save()
    return found


@transaction.atomic
def skip_row(pk: UUID, number: int, *, by: Any) -> OfferImport:
    """Leave a row out; it can be brought back."""
    return _set_skipped(pk, by, lambda skipped: skipped | {number})


@transaction.atomic
def bring_row_back(pk: UUID, number: int, *, by: Any) -> OfferImport:
    """Do not leave a row out after all."""
    return _set_skipped(pk, by, lambda skipped: skipped - {number})


def checked(found: OfferImport) -> Checked:
    """What would become of its rows."""
    return check(found)


@transaction.atomic
def take_in(pk: UUID, *, seen: int, only_good: bool, by: Any) -> Outcome:
    """Add and change the offers. Without ``only_good`` nothing happens unless every row fits: ``RuleBroken``.

    Rows that say something which is not in the directory now stay here.
    """
    found = _claimed(pk, seen, by)
    rows = checked(found).rows
    bad = sum(row.state == RowState.BAD for row in rows)
    if bad and not only_good:
        raise RuleBroken(_("{n} Zeilen passen noch nicht. Es ist nichts übernommen.").format(n=bad))
    for row in rows:
        if row.is_good:
            _take_row(row, by)
    kept = {row.number for row in rows if row.stays}
    outcome = Outcome(
        added=sum(row.state == RowState.NEW for row in rows),
        changed=sum(row.state == RowState.CHANGED for row in rows),
        left_out=len(kept),
    )
    _finish(found, kept, outcome)
    return outcome


@transaction.atomic
def take_rows(pk: UUID, numbers: Collection[int], *, seen: int, by: Any) -> tuple[OfferImport, list[Row]]:
    """Take some rows and forget them here, one step of many. Which were taken: one may not fit any more."""
    found = _claimed(pk, seen, by)
    taken = [row for row in check(found, only=numbers).rows if row.is_good]
    for row in taken:
        _take_row(row, by)
    _keep(found, set(found.numbers) - {row.number for row in taken})
    found.save()
    return found, taken


@transaction.atomic
def finish_taking(pk: UUID, kept: Collection[int], outcome: Outcome, *, seen: int, by: Any) -> None:
    """The last of many steps: only the rows that say something stay here."""
    _finish(_claimed(pk, seen, by), kept, outcome)


@transaction.atomic
def drop_import(pk: UUID) -> None:
    """Forget the table; offers that were taken in stay."""
    OfferImport.claim(pk, None).delete()


def _new_provider(name: str, by: Any) -> str:
    return str(add_organisation({"name": name[:200], "kind": OrganisationKind.OTHER}, by=by).pk)


def _take_row(row: Row, by: Any) -> None:
    values = {**{name: value for name, value in row.values.items() if name != "key"}, **row.links}
    if row.offer:
        # A number of free places that has not changed is not of today.
        values = {name: value for name, value in values.items() if getattr(row.offer, name) != value}
        change_offer(row.offer.pk, values, _times(row), seen=row.offer.revision, by=by, rhythms=_rhythms(row))
    else:
        add_offer(values, _times(row), by=by, rhythms=_rhythms(row))


def _times(row: Row) -> list[TimeWanted] | None:
    """The weekly times a row tells, at its place if it has one; a table that tells none leaves them as they are.

    A time that is there already keeps its place and what is noted beside it.
    """
    if row.spans is None:
        return None
    place = _place(row)
    now = {(one.weekday, one.starts_at, one.ends_at): one for one in plain_times(row.offer)} if row.offer else {}
    wanted = []
    for span in row.spans:
        known = now.get((span.weekday, span.starts_at, span.ends_at))
        there, note = (known.place, known.note) if known else (place, "")
        wanted.append(TimeWanted(span.weekday, span.starts_at, span.ends_at, there, note))
    return wanted


def _rhythms(row: Row) -> list[RhythmWanted] | None:
    """The other times a row tells; those that are there already stay as they are."""
    return None if row.rhythms is None else [replace(one, place=_place(row)) for one in row.rhythms]


def _place(row: Row) -> Place | None:
    """Where new times are: at the row's place if it has one."""
    places = row.links.get("places", [])
    return places[0] if len(places) == 1 else None


def _finish(found: OfferImport, kept: Collection[int], outcome: Outcome) -> None:
    _keep(found, kept)
    found.state = ImportState.OPEN if kept else ImportState.DONE
    found.outcome = asdict(outcome)
    found.save()


def _keep(found: OfferImport, kept: Collection[int]) -> None:
    staying = set(kept)
    rows = [(number, cells) for number, cells in zip(found.numbers, found.rows, strict=True) if number in staying]
    found.numbers, found.rows = [number for number, _cells in rows], [cells for _number, cells in rows]


def _claimed(pk: UUID, seen: int | None, by: Any) -> OfferImport:
    found = OfferImport.claim(pk, seen)
    found.changed_by = by
    return found


def _set_skipped(pk: UUID, by: Any, change: Callable[[set[int]], set[int]]) -> OfferImport:
    found = _claimed(pk, None, by)
    found.skipped = sorted(change(set(found.skipped)) & set(found.numbers))
    found.save()
    return found
