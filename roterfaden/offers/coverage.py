"""Which institution has which programme since when, and where one is missing: the table on the page "Programme".

Beside each district stand the needs that are published for it (:mod:`roterfaden.needs`, on the same floor and therefore
asked for by name): only to whoever may read them there, and only figures that are told there.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from roterfaden.base.tables import german_csv, harmless
from roterfaden.network.models import District, Place
from roterfaden.offers.models import Offer, OfferQuerySet, Programme
from roterfaden.offers.programme_forms import NOWHERE, CoverageFilter


@dataclass(frozen=True)
class Cell:
    """One programme in one institution: the offer, or none; ``fits``: it could run there."""

    programme: Programme
    offer: Offer | None
    fits: bool

    @property
    def is_gap(self) -> bool:
        """It could run there and does not."""
        return self.fits and self.offer is None

    @property
    def in_words(self) -> str:
        """ "seit 2019", "ja", "fehlt", or nothing where it does not belong."""
        if self.offer is None:
            return _("fehlt") if self.fits else ""
        if self.offer.programme_since:
            return _("seit {year}").format(year=self.offer.programme_since)
        return _("ja")


@dataclass(frozen=True)
class Line:
    """An institution with a cell for each programme."""

    place: Place
    cells: list[Cell]

    @property
    def has_gap(self) -> bool:
        """Whether a programme is missing that could run there."""
        return any(cell.is_gap for cell in self.cells)


@dataclass(frozen=True)
class Block:
    """The institutions of a district, with what is told of needs there."""

    district: District | None
    lines: list[Line]
    needs: list[str]

    @property
    def name(self) -> str:
        """The district."""
        return self.district.name if self.district else _("Quartier nicht eingetragen")


@dataclass(frozen=True)
class Sum:
    """Of how many institutions a programme could run in it does."""

    programme: Programme
    there: int
    possible: int


@dataclass(frozen=True)
class Coverage:
    """The whole table."""

    programmes: list[Programme]
    blocks: list[Block]
    sums: list[Sum]
    quarter: str

    @property
    def number(self) -> int:
        """How many institutions it shows."""
        return sum(len(block.lines) for block in self.blocks)


def coverage(user: Any, values: Any) -> tuple[CoverageFilter, Coverage]:
    """The table for these filters (six queries)."""
    programmes = list(Programme.objects.visible_to(user).prefetch_related("fields_of_action", "not_at"))
    filters = CoverageFilter(values, programmes, list(District.objects.all()))
    shown = [one for one in programmes if filters.asked("programm") in {"", one.key}]
    offers = _offers(user, shown)
    lines = [_line(place, shown, offers) for place in _places(user, shown, filters)]
    if filters.asked("luecken"):
        lines = [line for line in lines if line.has_gap]
    quarter, needs = _needs(user, shown)
    return filters, Coverage(shown, _blocks(lines, needs), [_sum(one, lines) for one in shown], quarter)


def _places(user: Any, programmes: Iterable[Programme], filters: CoverageFilter) -> Iterable[Place]:
    """Institutions in which one of the programmes could run, or does."""
    kinds = {kind for one in programmes for kind in one.institutions}
    possible = Q(kind__in=kinds, is_collective=False)
    running = Q(offers__in=_running(user, programmes))
    places = Place.objects.visible_to(user).filter(possible | running).select_related("district")
    if kind := filters.asked("art"):
        places = places.filter(kind=kind)
    match filters.asked("quartier"):
        case "":
            pass
        case district if district == NOWHERE:
            places = places.filter(district=None)
        case district:
            places = places.filter(district__key=district)
    return places.distinct().order_by("district__name", "name", "id")


def _running(user: Any, programmes: Iterable[Programme]) -> OfferQuerySet:
    return Offer.objects.visible_to(user).current().filter(programme__in=programmes)


def _offers(user: Any, programmes: Iterable[Programme]) -> dict[tuple[Any, Any], Offer]:
    current = _running(user, programmes)
    found: dict[tuple[Any, Any], Offer] = {}
    for offer in current.prefetch_related("places").order_by("programme_since", "title", "id"):
        for place in offer.places.all():
            found.setdefault((place.pk, offer.programme_id), offer)
    return found


def _line(place: Place, programmes: list[Programme], offers: dict[tuple[Any, Any], Offer]) -> Line:
    return Line(place, [Cell(one, offers.get((place.pk, one.pk)), _fits(place, one)) for one in programmes])


def _fits(place: Place, programme: Programme) -> bool:
    return place.kind in programme.institutions and not place.is_collective and place not in programme.not_at.all()


def _blocks(lines: list[Line], needs: dict[str, list[str]]) -> list[Block]:
    """By district, those without one at the end."""
    by_district: defaultdict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        by_district[line.place.district].append(line)
    ordered = sorted(by_district.items(), key=lambda item: (item[0] is None, item[0].name if item[0] else ""))
    return [Block(district, of, needs.get(district.key, []) if district else []) for district, of in ordered]


def _sum(programme: Programme, lines: list[Line]) -> Sum:
    cells = [cell for line in lines for cell in line.cells if cell.programme == programme]
    there = sum(cell.offer is not None for cell in cells)
    return Sum(programme, there, there + sum(cell.is_gap for cell in cells))


def _needs(user: Any, programmes: Iterable[Programme]) -> tuple[str, dict[str, list[str]]]:
    """The newest quarter told, and its whole figures by district for the fields of these programmes."""
    fields = {field.key: str(field) for one in programmes for field in one.fields_of_action.all()}
    quarter = apps.get_model("needs", "CountedQuarter")._default_manager.visible_to(user).first()
    if quarter is None:
        return "", {}
    told = apps.get_model("needs", "Need")._default_manager.visible_to(user)
    found: defaultdict[str, list[str]] = defaultdict(list)
    whole = told.filter(quarter=quarter.quarter, by="", field__in=fields).order_by("field")
    for field, district, number in whole.values_list("field", "district", "number"):
        found[district].append(f"{fields[field]}: {number}")
    return str(quarter), found


def csv_of(table: Coverage) -> bytes:
    """The table as a file for spreadsheets."""
    head = [_("Quartier"), _("Einrichtung"), _("Art"), *(one.name for one in table.programmes)]
    lines = [
        [block.name, line.place.name, str(line.place.get_kind_display()), *(cell.in_words for cell in line.cells)]
        for block in table.blocks
        for line in block.lines
    ]
    return german_csv(map(harmless, row) for row in (head, *lines))
