"""From the file somebody has to a table of texts, however it was saved."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from roterfaden.base.errors import RuleBroken

# A cell of Excel holds no more letters.
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2000, 80, 32_767
# An XLSX file is a ZIP archive: a small one may become very large.
LARGEST_UNPACKED = 100 * 1024 * 1024
DELIMITERS = ";,\t|"
# What UTF-8 looks like when it was read as Windows-1252: "MÃ¼tter", "â€ž".
_MOJIBAKE = ("Ã", "â€", "Â")
LOST = "\ufffd"
"""Stands where a letter is lost for good."""


@dataclass(frozen=True)
class Table:
    """Headings and rows, all texts, all rows of the same length; empty rows are gone.

    ``numbers``: where each row stands in the file, as the spreadsheet itself counts.
    """

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]


def read_table(name: str, content: bytes) -> Table:
    """The first sheet that holds something. Raises ``RuleBroken`` with words for whoever chose the file."""
    if content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0":
        grid: Iterable[list[str]] = _of_workbook(content)
    elif b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RuleBroken(
            _("Das ist keine Tabelle. Bitte wählen Sie eine Datei aus Excel, LibreOffice oder eine CSV-Datei.")
        )
    else:
        grid = _of_text(content)
    return _table(grid)


def _table(grid: Iterable[Iterable[str]]) -> Table:
    lines = (
        (number, [cell.replace("\0", "").strip()[:LONGEST_CELL] for cell in row])
        for number, row in enumerate(grid, start=1)
    )
    numbered = [(number, row) for number, row in lines if any(row)]
    # Above the headings there is often a title in one cell.
    start = next((place for place, (_number, row) in enumerate(numbered) if sum(map(bool, row)) >= 2), 0)
    numbers, rows = [number for number, _row in numbered[start:]], [row for _number, row in numbered[start:]]
    if len(rows) < 2:
        raise RuleBroken(_("In der Tabelle stehen keine Zeilen unter den Überschriften."))
    if len(rows) - 1 > MOST_ROWS:
        raise RuleBroken(_("Die Tabelle hat mehr als {most} Zeilen. Bitte teilen Sie sie.").format(most=MOST_ROWS))
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        raise RuleBroken(_("Die Tabelle hat mehr als {most} Spalten.").format(most=MOST_COLUMNS))
    padded = [row + [""] * (width - len(row)) for row in rows]
    kept = [place for place in range(width) if any(row[place] for row in padded)]
    headings, *rest = [[row[place] for place in kept] for row in padded]
    named = [heading or _("Spalte {n}").format(n=n) for n, heading in enumerate(headings, start=1)]
    return Table(named, rest, numbers[1:])


def _of_text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda sign: (first.count(sign), -DELIMITERS.index(sign)))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [mended(cell) for cell in row]
    except csv.Error as error:
        raise RuleBroken(
            _("Die CSV-Datei lässt sich nicht lesen. Bitte speichern Sie sie neu oder als XLSX.")
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel's CSV. Five bytes mean nothing there and are left out.
        return content.decode("cp1252", errors="replace")


def mended(cell: str) -> str:
    """UTF-8 that was once read as Windows-1252 put right ("MÃ¼tter"), as far as nothing is lost."""
    if not any(sign in cell for sign in _MOJIBAKE):
        return cell
    try:
        return cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return cell


def _of_workbook(content: bytes) -> list[list[str]]:
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            grid: list[list[Any]] = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 50)
            if any(any(row) for row in grid):
                return _unmerged(grid, sheet.merged_cell_ranges or [])
    except (CalamineError, OSError, ValueError) as error:
        raise RuleBroken(_("Die Datei ist beschädigt oder mit einem Passwort geschützt.")) from error
    raise RuleBroken(_("Die Tabelle ist leer."))


def _refuse_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise RuleBroken(_("Die Datei ist beschädigt oder mit einem Passwort geschützt.")) from error
    if size > LARGEST_UNPACKED:
        raise RuleBroken(_("Die Datei ist ausgepackt zu groß."))


def _unmerged(grid: list[list[Any]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[str]]:
    """What stands once beside many rows holds for each of them: the provider of ten offers. Titles above stay one."""
    cells = [[_text(cell) for cell in row] for row in grid]
    for (top, left), (bottom, _right) in merged:
        for row in cells[top : bottom + 1]:
            row[left] = cells[top][left]
    return cells


def _text(cell: Any) -> str:
    """The cell as people write it: a date is 12.03.2026, a number has no needless ".0"."""
    if isinstance(cell, bool):
        return _("ja") if cell else _("nein")
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y}" if cell.time() == time() else f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return mended(str(cell)) if cell is not None else ""
