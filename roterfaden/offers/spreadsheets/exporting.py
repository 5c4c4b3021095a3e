"""Offers as a table for Excel and LibreOffice, with the columns that can be taken in again."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from roterfaden.base.tables import german_csv, harmless
from roterfaden.offers.models import Offer
from roterfaden.offers.spreadsheets.cells import cell_of
from roterfaden.offers.spreadsheets.columns import COLUMNS

_WIDE = {"description": 60, "title": 40, "registration": 40, "schedules": 30}


def table_of(offers: Iterable[Offer]) -> Iterator[list[str]]:
    """Headings, then a row per offer, read with ``with_columns``."""
    yield [str(column.heading) for column in COLUMNS]
    for offer in offers:
        yield [cell_of(offer, column.key) for column in COLUMNS]


def as_csv(offers: Iterable[Offer]) -> bytes:
    """A CSV file."""
    return german_csv(map(kept, row) for row in table_of(offers))


def as_xlsx(offers: Iterable[Offer]) -> bytes:
    """A workbook whose cells are all texts: nothing in it is ever run."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Angebote")
    for number, row in enumerate(table_of(offers), start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(row=number, column=place)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", kept(text))
            cell.data_type, cell.quotePrefix = "s", True
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if number == 1:
                cell.font = Font(bold=True)
    for place, column in enumerate(COLUMNS):
        sheet.column_dimensions[sheet.cell(row=1, column=place + 1).column_letter].width = _WIDE.get(column.key, 20)
    sheet.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def kept(cell: str) -> str:
    """Harmless, and as it was once the sign in front is taken off again: an apostrophe gets one as well."""
    return f"'{cell}" if cell.startswith("'") else harmless(cell)
