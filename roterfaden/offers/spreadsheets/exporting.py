"""Offers as a table for Excel and LibreOffice, with the columns that can be taken in again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from roterfaden.base.languages import language_name
from roterfaden.base.tables import harmless
from roterfaden.offers.models import Offer
from roterfaden.offers.spreadsheets.checking import LINKS, spans_now
from roterfaden.offers.spreadsheets.columns import COLUMNS

DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_WIDE = {"description": 60, "title": 40, "registration": 40, "schedules": 30}


def table_of(offers: Iterable[Offer]) -> Iterator[list[str]]:
    """Headings, then a row per offer found with ``select_related("organisation")`` and its relations prefetched."""
    yield [str(column.heading) for column in COLUMNS]
    for offer in offers:
        yield [_cell(offer, column.key) for column in COLUMNS]


def with_columns(offers: Any) -> Any:
    """The offers with all that stands in their rows."""
    return offers.select_related("organisation").prefetch_related(*LINKS, "schedules")


def as_csv(offers: Iterable[Offer]) -> bytes:
    """UTF-8 with a mark at the beginning, else Excel loses the umlauts; semicolons, as Excel in Germany writes."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    for row in table_of(offers):
        writer.writerow([harmless(cell) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def as_xlsx(offers: Iterable[Offer]) -> bytes:
    """A workbook whose cells are all texts: nothing in it is ever run."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Angebote")
    for number, row in enumerate(table_of(offers), start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=place)
            cell.value, cell.data_type, cell.quotePrefix = harmless(text), "s", True
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if number == 1:
                cell.font = Font(bold=True)
    for place, column in enumerate(COLUMNS):
        sheet.column_dimensions[sheet.cell(row=1, column=place + 1).column_letter].width = _WIDE.get(column.key, 20)
    sheet.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(offer: Offer, key: str) -> str:
    if key in LINKS:
        return "; ".join(str(one) for one in getattr(offer, key).all())
    return _CELLS.get(key, _plain)(offer, key)


def _plain(offer: Offer, key: str) -> str:
    value = getattr(offer, key)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def _times(offer: Offer, _key: str) -> str:
    spans = spans_now(offer)
    return "; ".join(f"{DAYS[one.weekday - 1]} {one.starts_at:%H:%M}-{one.ends_at:%H:%M}" for one in spans)


_CELLS: dict[str, Callable[[Offer, str], str]] = {
    "kind": lambda offer, _key: str(offer.get_kind_display()),
    "organisation": lambda offer, _key: offer.organisation.name,
    "languages": lambda offer, _key: ", ".join(language_name(code) for code in offer.languages),
    "childcare": lambda offer, _key: {True: _("ja"), False: _("nein"), None: ""}[offer.childcare],
    "documents": lambda offer, _key: "\n".join(offer.documents),
    "keywords": lambda offer, _key: "; ".join(offer.keywords),
    "schedules": _times,
}
