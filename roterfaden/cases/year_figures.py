"""The figures of a year of case management, as tables with small counts protected; nobody is named in them.

They follow what NRW asks the municipalities for ("Datenbank KIM"), but are a table of the unit's own: which fields the
state's database has is not documented here, so no field of it is claimed.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.base.badges import Text
from roterfaden.base.tables import harmless
from roterfaden.cases.models import AfterTalkState, CloseReason, Gender, LegalArea, ReferralState, ResidenceTitle
from roterfaden.cases.models.evaluation import RATINGS
from roterfaden.cases.protection import SMALLEST, SMALLEST_OF_DELICATE, Cell, Equation, Flow, Sum, held_back

HELD_BACK = "•"
CASES = {
    "begun": gettext_lazy("begonnen"),
    "ended": gettext_lazy("beendet"),
    "running": gettext_lazy("laufend am Stichtag"),
}
ENDED = {"ended": gettext_lazy("beendet")}
COUNT = {"count": gettext_lazy("Anzahl")}
AGES = {
    "0": gettext_lazy("unter 18"), "18": gettext_lazy("18 bis 26"), "27": gettext_lazy("27 bis 44"),
    "45": gettext_lazy("45 bis 64"), "65": gettext_lazy("65 und älter"), "": gettext_lazy("nicht bekannt"),
}  # fmt: skip
DURATIONS = {
    "0": gettext_lazy("unter 3 Monaten"), "3": gettext_lazy("3 bis unter 6 Monate"),
    "6": gettext_lazy("6 bis unter 12 Monate"), "12": gettext_lazy("1 bis unter 2 Jahre"),
    "24": gettext_lazy("2 Jahre und länger"),
}  # fmt: skip
LEVELS = {
    "2": gettext_lazy("+2 viel mehr als vereinbart"), "1": gettext_lazy("+1 etwas mehr als vereinbart"),
    "0": gettext_lazy("0 wie vereinbart"), "-1": gettext_lazy("−1 etwas weniger als vereinbart"),
    "-2": gettext_lazy("−2 viel weniger als vereinbart"),
}  # fmt: skip
OFFICE = {
    "procedure": gettext_lazy("Vorgehen"), "communication": gettext_lazy("Verständigung"),
    "time": gettext_lazy("Zeit"),
}  # fmt: skip
VIEWS = {
    "way": gettext_lazy("Weg"), "understanding": gettext_lazy("Verständigung"), "time": gettext_lazy("Zeit"),
    "today": gettext_lazy("kommt heute zurecht"),
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One table: its lines and columns by key. ``least``: from which count on a cell is shown."""

    key: str
    title: Text
    lines: Mapping[str, Text]
    sides: Mapping[str, Text]
    least: int = SMALLEST
    note: Text = ""

    def total(self, side: str) -> Cell:
        """The total of a column; cases have the same totals in every table."""
        return ("total", "", side) if side in CASES else (self.key, "total", side)


@dataclass(frozen=True)
class ShownLine:
    """One line as it is shown: ``None`` is held back."""

    name: str
    counts: list[int | None]


@dataclass(frozen=True)
class ShownSheet:
    """One table as it is shown."""

    key: str
    title: str
    note: str
    sides: list[str]
    lines: list[ShownLine]
    total: ShownLine


@dataclass(frozen=True)
class YearFigures:
    """All tables of a year, protected."""

    year: int
    as_of: date
    sheets: list[ShownSheet]
    totals: dict[str, int | None] = field(default_factory=dict)


def figures_of(year: int) -> YearFigures:
    """The tables of a year for whoever asks. One query."""
    counts = counts_of(year)
    sheets = sheets_of(year, counts)
    values = cells_of(sheets, counts)
    hidden = held_back(values, least_of(sheets), equations_of(sheets))
    shown = {cell: None if cell in hidden else count for cell, count in values.items()}
    as_of = min(date(year, 12, 31), timezone.localdate())
    totals = {side: shown["total", "", side] for side in CASES}
    return YearFigures(year, as_of, [_shown(sheet, shown) for sheet in sheets], totals)


def counts_of(year: int) -> dict[Cell, int]:
    """The counts before they are protected: not for showing."""
    with connection.cursor() as cursor:
        cursor.execute("select sheet, line, side, n from rf.year_counts(%s)", [year])
        return {(sheet, line, side): count for sheet, line, side, count in cursor.fetchall()}


def sheets_of(year: int, counts: Mapping[Cell, int]) -> list[Sheet]:
    """The tables; months and districts are those that there are."""
    today = timezone.localdate()
    months = {f"{month:02}": date_format(date(year, month, 1), "F") for month in _months(year, today)}
    districts = sorted({line for sheet, line, _side in counts if sheet == "district" and line})
    nowhere = {"": _("nicht bekannt")}
    levels = {str(step): word for step, word in reversed(RATINGS)}
    talks = {state.value: state.label for state in (AfterTalkState.REACHED, AfterTalkState.UNREACHED)}
    return [
        Sheet("months", _("Fälle nach Monat"), months, CASES | {"running": _("laufend am Monatsende")}),
        Sheet("reason", _("Gründe des Endes"), _of(CloseReason), ENDED),
        Sheet("duration", _("Dauer der beendeten Fälle"), DURATIONS, ENDED),
        Sheet("legal_area", _("Rechtskreis"), _of(LegalArea), CASES, SMALLEST_OF_DELICATE),
        Sheet("age", _("Alter am Stichtag"), AGES, CASES),
        Sheet("gender", _("Geschlecht"), _of(Gender), CASES),
        Sheet("residence", _("Aufenthalt"), _of(ResidenceTitle), CASES, SMALLEST_OF_DELICATE),
        Sheet("district", _("Quartier"), {name: name for name in districts} | nowhere, CASES),
        Sheet("advice", _("Beratungen ohne Fall nach Monat"), months, COUNT),
        Sheet("referrals", _("Vermittlungen und was daraus wurde"), _of(ReferralState), COUNT),
        Sheet("goals", _("Zielerreichung"), LEVELS, COUNT, note=_("Bewertete Handlungsziele der Auswertungen.")),
        Sheet("office", _("Auswertung durch die Stelle"), levels, OFFICE),
        Sheet("views", _("Sicht der Personen"), levels, VIEWS, note=_("Freiwillige Antworten.")),
        Sheet("talks", _("Nachgespräche"), talks, COUNT),
    ]  # fmt: skip


def _months(year: int, today: date) -> range:
    return range(1, (today.month if year == today.year else 12) + 1)


def _of(choices: Any) -> dict[str, Text]:
    return {value: label for value, label in choices.choices if value}


def cells_of(sheets: Iterable[Sheet], counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """Every cell that stands somewhere, totals too."""
    cells: dict[Cell, int] = {}
    for sheet in sheets:
        for side in sheet.sides:
            parts = {(sheet.key, line, side): counts.get((sheet.key, line, side), 0) for line in sheet.lines}
            cells |= parts
            cells[sheet.total(side)] = counts.get(("total", "", side), 0) if side in CASES else sum(parts.values())
    return cells


def least_of(sheets: Iterable[Sheet]) -> dict[Cell, int]:
    """From which count on each cell is shown."""
    least: dict[Cell, int] = {}
    for sheet in sheets:
        least |= {(sheet.key, line, side): sheet.least for line in sheet.lines for side in sheet.sides}
        least |= {sheet.total(side): SMALLEST for side in sheet.sides}
    return least


def equations_of(sheets: Iterable[Sheet]) -> list[Equation]:
    """What everybody knows of the tables: columns add up, and what runs follows from what ran, began and ended."""
    equations: list[Equation] = []
    for sheet in sheets:
        for side in sheet.sides:
            if (sheet.key, side) != ("months", "running"):
                parts = tuple((sheet.key, line, side) for line in sheet.lines)
                equations.append(Sum(parts, sheet.total(side)))
        if sheet.key == "months":
            equations += _flows(list(sheet.lines))
        elif sheet.key != "age" and sheet.sides.keys() >= CASES.keys():
            # What ran of a line before stands in the tables of the year before; not of an age, which grows.
            equations += [Flow(None, *((sheet.key, line, side) for side in CASES)) for line in sheet.lines]
    return equations


def _flows(months: list[str]) -> Iterator[Equation]:
    """What ran before January stands in the tables of the year before: it counts as known."""
    before: Cell | None = None
    for month in months:
        now: Cell = ("months", month, "running")
        yield Flow(before, ("months", month, "begun"), ("months", month, "ended"), now)
        before = now
    yield Sum((("months", months[-1], "running"),), ("total", "", "running"))
    yield Flow(None, ("total", "", "begun"), ("total", "", "ended"), ("total", "", "running"))


def _shown(sheet: Sheet, shown: Mapping[Cell, int | None]) -> ShownSheet:
    lines = [
        ShownLine(str(name), [shown[sheet.key, line, side] for side in sheet.sides])
        for line, name in sheet.lines.items()
    ]
    total = ShownLine(_("zusammen"), [shown[sheet.total(side)] for side in sheet.sides])
    return ShownSheet(
        sheet.key, str(sheet.title), str(sheet.note), [str(name) for name in sheet.sides.values()], lines, total
    )


def csv_of(figures: YearFigures) -> str:
    """The tables as one file for German spreadsheets: UTF-8 with BOM, semicolons; explained at its end."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow([_("Jahr"), _("Stichtag"), _("Tabelle"), _("Zeile"), _("Spalte"), _("Anzahl")])
    for sheet in figures.sheets:
        for line in [*sheet.lines, sheet.total]:
            for side, count in zip(sheet.sides, line.counts, strict=True):
                shown = HELD_BACK if count is None else str(count)
                row = [str(figures.year), f"{figures.as_of:%d.%m.%Y}", sheet.title, line.name, side, shown]
                writer.writerow(map(harmless, row))
    for head, text in explanations():
        writer.writerow([str(figures.year), f"{figures.as_of:%d.%m.%Y}", _("Erläuterung"), head, "", harmless(text)])
    return "\ufeff" + file.getvalue()


def explanations() -> list[tuple[str, str]]:
    """What the columns mean, for page and file."""
    return [
        (_("Was das ist"), _(
            "Eigene Tabelle der Stelle, in Anlehnung an die jährliche Meldung von Case Management in "
            "Nordrhein-Westfalen („Datenbank KIM“). Die Felder der Landesdatenbank sind hier nicht nachgebildet."
        )),
        (_("Jahr, Stichtag"), _("Gezählt wird vom 1. Januar bis zum Stichtag; im laufenden Jahr ist das heute.")),
        (_("Tabelle, Zeile, Spalte"), _("Wonach gezählt wird, welche Gruppe, und ob begonnen, beendet oder laufend.")),
        (_("Anzahl"), _(
            "Fälle, nicht Menschen. Ein wieder aufgenommener Fall zählt als laufend. Rechtskreis, Aufenthalt und "
            "Quartier sind die von heute."
        )),
        (HELD_BACK, _(
            "Zurückgehalten: 1 und 2 (bei Rechtskreis und Aufenthalt 1 bis 4), wie es die Statistik der Bundesagentur "
            "für Arbeit mit 1 und 2 tut, dazu so viele weitere, dass sich nichts aus den Summen errechnen lässt, auch "
            "nicht mit den Tabellen des Jahres davor."
        )),
    ]  # fmt: skip
