"""The figures of a year: right counts, no persons, and nothing that is held back follows from what is shown."""

import csv
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from roterfaden.base.access import Role
from roterfaden.cases.actions import own_views
from roterfaden.cases.models import Case, Phase
from roterfaden.cases.protection import SMALLEST, Cell, Equation, Flow, Sum, determined, held_back
from roterfaden.cases.year_figures import (
    Sheet,
    cells_of,
    counts_of,
    equations_of,
    figures_of,
    harmless,
    least_of,
    sheets_of,
)
from tests.factories import (
    AdvisedIntakeFactory,
    CaseFactory,
    ClientFactory,
    DistrictFactory,
    HeadOfUnitFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
)

YEAR = timezone.localdate().year
PAGE, FILE = reverse("cases:year_figures"), reverse("cases:year_csv")
PRIME = 1_000_003


# --- nothing follows --------------------------------------------------------------------------------------------------


def rank(rows: list[list[int]]) -> int:
    """Of a matrix, in a finite field: another way than that of the application."""
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((each for each in range(found, len(rows)) if rows[each][column] % PRIME), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        inverse = pow(rows[found][column], -1, PRIME)
        for other in range(found + 1, len(rows)):
            times = rows[other][column] * inverse % PRIME
            rows[other] = [(a - times * b) % PRIME for a, b in zip(rows[other], rows[found], strict=True)]
        found += 1
    return found


def follows(cell: Cell, equations: list[Equation], hidden: frozenset[Cell]) -> bool:
    """Whether the equations have one solution for ``cell``: asking for it as well then adds nothing to them."""
    unknown = sorted(hidden)
    matrix = [[each.weights.get(one, 0) for one in unknown] for each in equations]
    asked = [int(one == cell) for one in unknown]
    return rank(matrix) == rank([*matrix, asked])


def sheets_with(months: int) -> list[Sheet]:
    keys = [f"{month:02}" for month in range(1, months + 1)]
    sides = {"begun": "b", "ended": "e", "running": "r"}
    return [
        Sheet("months", "m", dict.fromkeys(keys, "m"), sides),
        Sheet("legal_area", "l", dict.fromkeys("abc", "x"), sides, 5),
        Sheet("gender", "g", dict.fromkeys("ab", "x"), sides),
        Sheet("reason", "r", dict.fromkeys("abc", "x"), {"ended": "e"}),
        Sheet("goals", "z", dict.fromkeys("abcd", "x"), {"count": "n"}),
    ]


@st.composite
def years(draw: st.DrawFn) -> tuple[list[Sheet], dict[Cell, int]]:
    """A unit with few or many cases: every table tells of the same ones."""
    months = draw(st.integers(1, 5))
    sheets, counts = sheets_with(months), dict[Cell, int]()
    running = draw(st.integers(0, 8))
    totals = {"begun": 0, "ended": 0, "running": running}
    for month in (f"{each:02}" for each in range(1, months + 1)):
        begun = draw(st.integers(0, 6))
        ended = draw(st.integers(0, running + begun))
        running += begun - ended
        for side, count in (("begun", begun), ("ended", ended), ("running", running)):
            counts["months", month, side] = count
            totals[side] = count if side == "running" else totals[side] + count
    for side, total in totals.items():
        counts["total", "", side] = total
    for sheet in sheets[1:]:
        for side in sheet.sides:
            left = totals.get(side, draw(st.integers(0, 12)))
            lines = list(sheet.lines)
            for line in lines[:-1]:
                counts[sheet.key, line, side] = draw(st.integers(0, left))
                left -= counts[sheet.key, line, side]
            counts[sheet.key, lines[-1], side] = left
    return sheets, counts


@settings(max_examples=110)
@given(years())
def test_no_cell_that_is_held_back_follows_from_the_others(year: tuple[list[Sheet], dict[Cell, int]]) -> None:
    sheets, counts = year
    values, least, equations = cells_of(sheets, counts), least_of(sheets), equations_of(sheets)
    for each in equations:
        before = 0 if getattr(each, "before", "") is not None else None
        assert before is None or sum(weight * values[cell] for cell, weight in each.weights.items()) == 0
    hidden = held_back(values, least, equations)
    assert {cell for cell, count in values.items() if 0 < count < least[cell]} <= hidden
    for cell in hidden:
        assert not follows(cell, equations, hidden)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_what_is_held_back_in_a_column_is_together_no_small_count(column: list[int]) -> None:
    """So zeros and ones cannot be told apart by trying all whole numbers either."""
    sheet = Sheet("goals", "z", {str(line): "x" for line in range(len(column))}, {"count": "n"})
    values = cells_of([sheet], {("goals", str(line), "count"): count for line, count in enumerate(column)})
    hidden = held_back(values, least_of([sheet]), equations_of([sheet]))
    parts = [values[cell] for cell in hidden if cell[1] != "total"]
    if ("goals", "total", "count") not in hidden and parts:
        assert len(parts) > 1
        assert sum(parts) >= SMALLEST


def test_what_is_held_back_does_not_follow_from_the_tables_of_the_year_before() -> None:
    """Two women began. That three ended and eight run, beside the nine of last year, would tell."""
    sheets = [Sheet("gender", "g", {"f": "x", "m": "x"}, {"begun": "b", "ended": "e", "running": "r"})]
    women, men = {"begun": 2, "ended": 3, "running": 8}, {"begun": 10, "ended": 6, "running": 12}
    counts = {("gender", line, side): n for line, ns in (("f", women), ("m", men)) for side, n in ns.items()}
    counts |= {("total", "", side): women[side] + men[side] for side in women}
    hidden = held_back(cells_of(sheets, counts), least_of(sheets), equations_of(sheets))
    assert ("gender", "f", "begun") in hidden
    assert {("gender", "f", "ended"), ("gender", "f", "running")} & hidden


def test_the_totals_of_a_year_are_held_back_last() -> None:
    """January's single case is hidden behind the months beside it, not behind the sum everybody asks for first."""
    begun, ended, running = (1, 6, 4), (3, 3, 4), (13, 16, 16)
    months = ("01", "02", "03")
    columns = {"begun": begun, "ended": ended, "running": running}
    values = {("months", month, side): n for side, ns in columns.items() for month, n in zip(months, ns, strict=True)}
    totals = {("total", "", "begun"): 11, ("total", "", "ended"): 10, ("total", "", "running"): 16}
    equations: list[Equation] = [
        Sum(tuple(("months", month, side) for month in months), ("total", "", side)) for side in ("begun", "ended")
    ]
    before: Cell | None = None
    for month in months:
        now = ("months", month, "running")
        equations.append(Flow(before, ("months", month, "begun"), ("months", month, "ended"), now))
        before = now
    equations.append(Sum((("months", "03", "running"),), ("total", "", "running")))
    equations.append(Flow(None, *totals))
    hidden = held_back(values | totals, dict.fromkeys(values | totals, SMALLEST), equations)
    assert ("months", "01", "begun") in hidden
    assert not hidden & totals.keys()
    assert not determined(equations, hidden)


def test_many_cases_are_shown_as_they_are_and_quickly() -> None:
    sheets = sheets_of(2025, {})
    values = dict.fromkeys(cells_of(sheets, {}), 40)
    assert held_back(values, least_of(sheets), equations_of(sheets)) == frozenset()
    values = {cell: number % 7 for number, cell in enumerate(sorted(values))}
    began = time.process_time()
    held_back(values, least_of(sheets), equations_of(sheets))
    assert time.process_time() - began < 2


# --- what is counted --------------------------------------------------------------------------------------------------


@pytest.fixture
def unit(db: None) -> list[Case]:
    """Two cases run, one has ended; one person said how it was."""
    cases = [CaseFactory(phase=phase) for phase in (Phase.STEERING, Phase.ASSESSMENT, Phase.CLOSED)]
    own_views.enter_own_view(cases[0], by=cases[0].lead, language="ar", way=5)
    AdvisedIntakeFactory()
    return cases


def test_the_counts_are_right_and_add_up(unit: list[Case]) -> None:
    Case.objects.filter(pk=unit[1].pk).update(opened_at=timezone.now() - timedelta(days=400))
    counts = counts_of(YEAR)
    month = f"{timezone.localdate():%m}"
    assert [counts.get(("total", "", side), 0) for side in ("begun", "ended", "running")] == [2, 1, 2]
    assert counts["months", month, "running"] == 2
    assert counts["legal_area", "unclear", "begun"] == 2
    assert counts["reason", "goals_reached", "ended"] == 1
    assert counts["duration", "0", "ended"] == 1
    assert counts["goals", "0", "count"] == 1
    assert counts["office", "4", "time"] == 1
    assert counts["views", "5", "way"] == 1
    assert counts["advice", month, "count"] == 1
    assert counts_of(YEAR - 2).get(("total", "", "begun"), 0) == 0
    sheets = sheets_of(YEAR, counts)
    values = cells_of(sheets, counts)
    for each in equations_of(sheets):
        if getattr(each, "before", "") is not None:
            assert sum(weight * values[cell] for cell, weight in each.weights.items()) == 0


def test_the_page_shows_no_small_count_and_no_person(unit: list[Case], signed_in: Callable[..., Client]) -> None:
    response = signed_in(HeadOfUnitFactory()).get(PAGE)
    page = response.content.decode()
    assert "zurückgehalten" in page
    assert response.context["figures"].totals == dict.fromkeys(("begun", "ended", "running"))
    for case in unit:
        assert case.client.family_name not in page
        assert case.reference not in page


def test_the_head_of_another_unit_counts_none_of_them(unit: list[Case], signed_in: Callable[..., Client]) -> None:
    other = SeatFactory(user=UserFactory(), organisation=OrganisationFactory(), role=Role.HEAD_OF_UNIT).user
    assert signed_in(other).get(PAGE).context["figures"].totals["begun"] == 0
    assert signed_in(unit[0].lead).get(PAGE).status_code == 403


def test_the_file_opens_in_a_german_spreadsheet_and_runs_nothing(
    unit: list[Case], signed_in: Callable[..., Client]
) -> None:
    place = DistrictFactory(name="=cmd|'/c calc'!A1")
    for _ in range(3):
        CaseFactory(client=ClientFactory(district=place), lead=unit[0].lead)
    response = signed_in(HeadOfUnitFactory()).get(FILE, {"jahr": YEAR})
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeffJahr;Stichtag;Tabelle;Zeile;Spalte;Anzahl")
    rows = list(csv.reader(StringIO(text[1:]), delimiter=";"))
    assert {len(row) for row in rows} == {6}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert [str(YEAR), f"{timezone.localdate():%d.%m.%Y}", "Quartier", harmless(place.name), "begonnen", "3"] in rows
    assert any(row[2] == "Erläuterung" and "KIM" in row[5] for row in rows)


def test_another_year_is_asked_for_and_nonsense_is_this_one(unit: list[Case], signed_in: Callable[..., Client]) -> None:
    head = signed_in(HeadOfUnitFactory())
    last = head.get(PAGE, {"jahr": YEAR - 1}).context["figures"]
    assert (last.year, last.as_of, last.totals["begun"]) == (YEAR - 1, date(YEAR - 1, 12, 31), 0)
    for nonsense in ("1066", "x", "-1"):
        assert head.get(PAGE, {"jahr": nonsense}).context["figures"].year == YEAR


def test_however_many_cases_it_asks_the_same(
    unit: list[Case], signed_in: Callable[..., Client], django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    head = signed_in(HeadOfUnitFactory())
    for address in (PAGE, FILE):
        with django_assert_max_num_queries(5):
            head.get(address)
    assert figures_of(YEAR).sheets
