"""Spreadsheets as people have them."""

import io
from typing import Any

from openpyxl import Workbook


def workbook(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def messy() -> bytes:
    """200 rows as a coordinator has them: merged providers, dates as text, lost umlauts, doubles, remarks."""
    rows: list[list[Any]] = [
        ["Angebote Stand Herbst"],
        ["Träger", "Name des Angebots", "Zielgruppe", "Zeiten", "Sprachen", "Beginn", "Bemerkung"],
    ]
    for number in range(200):
        rows.append([
            "Caritasverband Marl" if number % 10 == 0 else None,
            f"Sprachcaf\ufffd {number}" if number % 50 == 7 else f"Sprachcafé {number % 190}",
            "M\u00c3\u00bctter",
            "jeden 2. Dienstag" if number % 20 == 3 else "Di 15-17 Uhr",
            "Deutsch, Arabisch",
            "1. September 2026" if number % 2 else "01.09.26",
            "Raum beim Hausmeister erfragen",
        ])  # fmt: skip
    areas = ("A1:G1", *(f"A{start}:A{start + 9}" for start in range(3, 203, 10)))
    return workbook(rows, areas)
