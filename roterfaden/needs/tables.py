"""Tables of the page "Bedarfe". They only arrange and add up figures that may be told (``needs.protection``)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from roterfaden.needs.catalogue import Catalogue
from roterfaden.needs.models import Need
from roterfaden.needs.protection import ELSEWHERE, NOWHERE
from roterfaden.needs.quarters import quarter_in_words

Place = tuple[str, str]


@dataclass(frozen=True)
class Share:
    """One way to look at the figures: as a whole, or only one share of them."""

    by: str = ""
    value: str = ""


@dataclass(frozen=True)
class Cell:
    """A field in a district; no ``number``: not told. ``is_whole_told``: then it is only the share that is not."""

    field: str
    field_name: str
    number: int | None
    is_whole_told: bool


@dataclass(frozen=True)
class Line:
    """A district, if it is one, with a cell for each field."""

    district: str
    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Sum:
    """What is told of a field in all; ``is_all``: nothing is held back."""

    field: str
    field_name: str
    number: int
    is_all: bool


@dataclass(frozen=True)
class NeedTable:
    """Fields across, districts down: only districts of which something is told."""

    lines: list[Line]
    sums: list[Sum]

    @property
    def number(self) -> int:
        """Everything that is told."""
        return sum(one.number for one in self.sums)


def need_table(needs: Sequence[Need], catalogue: Catalogue, share: Share) -> NeedTable:
    """Arrange the figures of one quarter, given with all their shares, by field and district."""
    whole = _numbers(needs, Share())
    shown = _numbers(needs, share)
    if share.by:
        # Of a figure that is told in shares, one that is not among them is none.
        shown = {_place(one): 0 for one in needs if one.by == share.by} | shown
    fields = [code for code in catalogue.fields if any(field == code for field, _district in whole)]
    found = {district for _field, district in whole}
    districts = [code for code in (*catalogue.districts, NOWHERE, ELSEWHERE) if code in found]

    def cell(field: str, district: str) -> Cell:
        place = (field, district)
        return Cell(field, catalogue.field_name(field), shown.get(place), place in whole)

    return NeedTable(
        [Line(code, catalogue.district_name(code), [cell(field, code) for field in fields]) for code in districts],
        [_sum(field, catalogue, shown) for field in fields],
    )


def _place(need: Need) -> Place:
    return need.field, need.district


def _numbers(needs: Sequence[Need], share: Share) -> dict[Place, int]:
    return {_place(one): one.number for one in needs if (one.by, one.value) == (share.by, share.value)}


def _sum(field: str, catalogue: Catalogue, shown: dict[Place, int]) -> Sum:
    number = sum(number for place, number in shown.items() if place[0] == field)
    told = {district for of_field, district in shown if of_field == field}
    is_all = ELSEWHERE in told or told >= {*catalogue.districts, NOWHERE}
    return Sum(field, catalogue.field_name(field), number, is_all)


@dataclass(frozen=True)
class QuarterLine:
    """What is told of one quarter: the number, ``None`` for fewer than told, and its shares in words."""

    quarter: str
    number: int | None
    shares: list[str]


def quarter_lines(needs: Sequence[Need], quarters: Iterable[date], catalogue: Catalogue) -> list[QuarterLine]:
    """One line for each quarter, in the given order; ``needs`` are the figures of one field or of one place in it."""
    by_quarter: defaultdict[date, list[Need]] = defaultdict(list)
    for one in needs:
        by_quarter[one.quarter].append(one)
    return [_quarter_line(quarter, by_quarter[quarter], catalogue) for quarter in quarters]


def _quarter_line(quarter: date, needs: list[Need], catalogue: Catalogue) -> QuarterLine:
    whole = [one.number for one in needs if not one.by]
    shares: defaultdict[str, list[str]] = defaultdict(list)
    for one in sorted(needs, key=lambda one: (-one.number, one.value)):
        # Shares of one figure; those of several are not told by the same.
        if one.by and len(whole) == 1:
            shares[one.by].append(f"{catalogue.share_name(one.by, one.value)}: {one.number}")
    in_words = [", ".join(parts) for _by, parts in sorted(shares.items())]
    return QuarterLine(quarter_in_words(quarter), sum(whole) if whole else None, in_words)
