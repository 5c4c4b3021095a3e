"""Tables as people have them become offers, and nothing in them gets lost."""

import csv
import io
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.concept.models import Project
from roterfaden.jobs.working import work_once
from roterfaden.offers.differences import facts_of
from roterfaden.offers.filtering import find
from roterfaden.offers.models import Offer, OfferImport, OfferKind, OfferSchedule
from roterfaden.offers.spreadsheets import jobs, parsing, views
from roterfaden.offers.spreadsheets.actions import bring_table, checked, match_names, skip_row, take_in
from roterfaden.offers.spreadsheets.cells import cell_of, rhythm_of, with_columns
from roterfaden.offers.spreadsheets.checking import RowState
from roterfaden.offers.spreadsheets.columns import APPEND, guessed
from roterfaden.offers.spreadsheets.exporting import as_csv, as_xlsx, kept
from roterfaden.offers.spreadsheets.reading import read_table
from roterfaden.offers.wanted import RhythmWanted
from tests.api.directory import full_offer
from tests.factories import FieldOfActionFactory, OfferFactory, OrganisationFactory, PlaceFactory, UserFactory
from tests.jobs.worked import work_off
from tests.offers.tables import messy, workbook

SignIn = Callable[..., Client]


def a_city_person() -> Any:
    return UserFactory(roles=[Role.HEAD_OF_UNIT])


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_however_it_was_saved(encoding: str, delimiter: str) -> None:
    lines = [["Titel", "Für wen"], ["Frühstück", "Mütter"]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    table = read_table("a.csv", text.encode(encoding))
    assert (table.headings, table.rows) == (["Titel", "Für wen"], [["Frühstück", "Mütter"]])


def test_umlauts_that_were_read_wrongly_once_come_back() -> None:
    broken = "Titel;Für wen\r\nFrühstück;„Mütter“".encode().decode("cp1252")
    assert read_table("a.csv", broken.encode()).rows == [["Frühstück", "„Mütter“"]]


def test_a_merged_cell_holds_for_all_rows_it_spans() -> None:
    rows = [["Angebote 2026"], ["Träger", "Titel"], ["Caritas", "Sprachcafé"], [None, "Nähkurs"], ["ASB", "Beratung"]]
    table = read_table("a.xlsx", workbook(rows, ("A1:B1", "A3:A4")))
    assert table.headings == ["Träger", "Titel"]
    assert table.rows == [["Caritas", "Sprachcafé"], ["Caritas", "Nähkurs"], ["ASB", "Beratung"]]


@pytest.mark.parametrize(
    "content", [b"", b"Titel\r\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old"]
)
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(RuleBroken):
        read_table("a.xlsx", content)


def test_columns_are_recognised_by_what_people_write_above_them() -> None:
    headings = ["Nr.", "Name des Angebots", "Träger", "Zielgruppe", "Uhrzeit", "Wo?", "Sprache", "Bemerkung intern"]
    assert guessed(headings) == ["key", "title", "organisation", "target_group", "schedules", "places", "languages", ""]


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("12.3.2026", date(2026, 3, 12)), ("12.03.26", date(2026, 3, 12)), ("2026-03-12", date(2026, 3, 12)),
        ("12. März 2026", date(2026, 3, 12)), ("1 Dez 2026", date(2026, 12, 1)), ("46093", date(2026, 3, 12)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_and_excel_write_it(cell: str, day: date) -> None:
    assert parsing.day_of(cell) == day


@pytest.mark.parametrize("cell", ["31.2.2026", "bald", "2026", "3/2026"])
def test_what_is_no_day_is_told(cell: str) -> None:
    with pytest.raises(parsing.NotReadable):
        parsing.day_of(cell)


@pytest.mark.parametrize(
    ("cell", "spans"),
    [
        ("Mo 9-11 Uhr", [(1, 9, 0, 11, 0)]),
        ("montags und mittwochs von 9.30 bis 11:00 Uhr", [(1, 9, 30, 11, 0), (3, 9, 30, 11, 0)]),
        ("Mo-Mi 14:00–16:00; Fr 10-12", [(1, 14, 0, 16, 0), (2, 14, 0, 16, 0), (3, 14, 0, 16, 0), (5, 10, 0, 12, 0)]),
    ],
)
def test_weekly_times_are_read(cell: str, spans: list[tuple[int, ...]]) -> None:
    found = [
        (s.weekday, s.starts_at.hour, s.starts_at.minute, s.ends_at.hour, s.ends_at.minute)
        for s in parsing.spans_of(cell)
    ]
    assert found == spans


@pytest.mark.parametrize(
    "cell", ["jeden 2. Dienstag im Monat", "Mo 11-9 Uhr", "nach Absprache", "Mo 9-11 Uhr außer in den Ferien"]
)
def test_times_with_more_to_them_stay_words(cell: str) -> None:
    with pytest.raises(parsing.NotReadable):
        parsing.spans_of(cell)


# --- a messy table ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_messy_table_of_200_rows_loses_nothing() -> None:
    by = a_city_person()
    caritas = OrganisationFactory(name="Caritasverband Marl e. V.")
    found = bring_table("angebote.xlsx", messy(), by=by)
    assert found.mapping == ["organisation", "title", "target_group", "schedules", "languages", "starts_on", ""]
    found.mapping[-1] = APPEND
    found.save()
    assert checked(found).unknown == {"organisation": {"Caritasverband Marl": 200}}

    found = match_names(found.pk, {"organisation": {"Caritasverband Marl": str(caritas.pk)}}, seen=1, by=by)
    result = checked(found)
    assert (result.number(RowState.NEW), result.number(RowState.DOUBLE), result.number(RowState.BAD)) == (191, 9, 0)
    assert sum(any("verloren" in problem.message for problem in row.problems) for row in result.rows) == 4

    # "Sprachcaf\ufffd 7" may be "Sprachcafé 7"; and of the doubles one says something else, which waits for a decision.
    assert [row.number for row in result.rows if any("Vielleicht" in one.message for one in row.problems)] == [200]

    outcome = take_in(found.pk, seen=found.revision, only_good=False, by=by)
    assert (outcome.added, outcome.changed, outcome.left_out) == (191, 0, 1)
    found.refresh_from_db()
    assert [(row.number, row.state, row.changes) for row in checked(found).rows] == [
        (196, RowState.CHANGED, ["Termine"])
    ]
    offer = Offer.objects.get(title="Sprachcafé 1")
    assert (offer.target_group, offer.languages, offer.starts_on) == ("Mütter", ["de", "ar"], date(2026, 9, 1))
    assert "Raum beim Hausmeister erfragen" in offer.description
    assert [str(span) for span in offer.schedules.all()] == ["Dienstag 15:00–17:00"]
    assert Offer.objects.filter(rhythm="jeden 2. Dienstag").count() == 10
    assert len(find({"q": "Sprachcafé Mütter"}))


@pytest.mark.django_db
def test_the_same_table_again_changes_nothing_and_another_one_only_what_differs() -> None:
    by = a_city_person()
    OrganisationFactory(name="ASB")
    rows = [["Titel", "Anbieter", "Kosten"], ["Beratung", "ASB", "kostenlos"], ["Kurs", "ASB", "5 Euro"]]
    first = bring_table("a.xlsx", workbook(rows), by=by)
    take_in(first.pk, seen=1, only_good=False, by=by)

    assert {row.state for row in checked(bring_table("a.xlsx", workbook(rows), by=by)).rows} == {RowState.SAME}

    rows[2][2] = "6 Euro"
    again = bring_table("a.xlsx", workbook(rows), by=by)
    assert [(row.state, row.changes) for row in checked(again).rows] == [
        (RowState.SAME, []),
        (RowState.CHANGED, ["Kosten"]),
    ]
    take_in(again.pk, seen=1, only_good=False, by=by)
    assert Offer.objects.get(title="Kurs").cost == "6 Euro"
    assert Offer.objects.count() == 2


@pytest.mark.django_db
def test_all_or_nothing_or_only_the_good_rows() -> None:
    by = a_city_person()
    OrganisationFactory(name="ASB")
    rows = [
        ["Titel", "Anbieter", "Plätze"],
        ["Beratung", "ASB", "12"],
        ["Kurs", "ASB", "viele"],
        ["Treff", "Niemand", "3"],
    ]
    found = bring_table("a.xlsx", workbook(rows), by=by)
    with pytest.raises(RuleBroken):
        take_in(found.pk, seen=1, only_good=False, by=by)
    assert not Offer.objects.exists()

    outcome = take_in(found.pk, seen=1, only_good=True, by=by)
    assert (outcome.added, outcome.left_out) == (1, 2)
    found.refresh_from_db()
    assert [row[0] for row in found.rows] == ["Kurs", "Treff"]
    assert found.numbers == [3, 4]


@pytest.mark.django_db
def test_what_a_row_does_not_say_stays_as_it_is() -> None:
    by = a_city_person()
    place = PlaceFactory()
    offer = OfferFactory(title="Beratung", organisation=OrganisationFactory(name="ASB"), age_from=10, cost="5 Euro")
    offer.places.add(place)
    OfferSchedule.objects.create(offer=offer, weekday=1, starts_at=time(9), ends_at=time(11), place=place, note="oben")
    rows = [["Nr.", "Titel", "Anbieter", "Zeiten"], ["17", "Beratung", "ASB", "Mo 9-11, Mi 14-15 Uhr"]]
    take_in(bring_table("a.xlsx", workbook(rows), by=by).pk, seen=1, only_good=False, by=by)
    offer.refresh_from_db()
    assert (Offer.objects.count(), offer.cost, offer.age_from, list(offer.places.all())) == (1, "5 Euro", 10, [place])
    assert [(str(one), one.place, one.note) for one in offer.schedules.all()] == [
        ("Montag 09:00–11:00", place, "oben"),
        ("Mittwoch 14:00–15:00", None, ""),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heading", "cell"), [("Alter bis", "9"), ("letzter Tag", "1.1.2020"), ("Plätze", "1"), ("Stichworte", "x" * 81)]
)
def test_what_the_database_would_refuse_is_told_before(heading: str, cell: str) -> None:
    known = OfferFactory(title="Kurs", age_from=10, starts_on=date(2026, 1, 1), capacity=8, free_places=4)
    rows = [["Titel", "Anbieter", heading], ["Kurs", known.organisation.name, cell]]
    (row,) = checked(bring_table("a.xlsx", workbook(rows), by=a_city_person())).rows
    assert row.state == RowState.BAD


@pytest.mark.django_db
def test_titles_of_one_provider_that_differ_by_a_slip_are_pointed_out() -> None:
    OrganisationFactory(name="ASB")
    OfferFactory(title="Sprachcafé Hüls", organisation=OrganisationFactory(name="Caritas"))
    rows = [
        ["Titel", "Anbieter"],
        ["Sprachcaf\ufffd Hüls", "Caritas"],
        ["Sprachcaf\ufffd Hüls", "ASB"],
        ["Deutschkurs A1", "ASB"],
        ["Deutschkurs A2", "ASB"],
        ["Frauenfrühstük", "ASB"],
        ["Frauenfrühstück", "ASB"],
    ]
    result = checked(bring_table("a.xlsx", workbook(rows), by=a_city_person())).rows
    hints = {row.number: one.message for row in result for one in row.problems if "Vielleicht" in one.message}
    assert hints == {
        2: "Vielleicht dasselbe wie im Verzeichnis: „Sprachcafé Hüls“.",
        7: "Vielleicht dasselbe wie Zeile 6: „Frauenfrühstük“.",
    }
    assert {row.state for row in result} == {RowState.NEW}


# --- there and back --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_leaves_comes_back_unchanged(write: Callable[..., bytes]) -> None:
    place = PlaceFactory(name="Begegnungsstätte; Schacht 1/2")
    offer = OfferFactory(
        title="=1+1 Deutsch", kind=OfferKind.COURSE, languages=["de", "ar", "kmr"], german_level="B1", childcare=True,
        cost="-5 Euro", keywords=["Deutsch", "Kurs"], documents=["Ausweis", "Brief"], age_from=16, age_to=99,
        capacity=12,
        description="Zeile eins\nZeile zwei", registration_url="https://kurs.example/a", valid_until=date(2030, 1, 31),
    )  # fmt: skip
    offer.places.add(place)
    offer.fields_of_action.add(FieldOfActionFactory(key="bildung"))
    for weekday in (1, 3):
        OfferSchedule.objects.create(offer=offer, weekday=weekday, starts_at=time(9), ends_at=time(11, 30))
    file = write(with_columns(Offer.objects.order_by("title")))

    found = bring_table("a", file, by=a_city_person())
    (row,) = checked(found).rows
    assert ([problem.message for problem in row.problems], row.changes, row.state) == ([], [], RowState.SAME)


def a_full_offer() -> Offer:
    """With everything, in words that are easily mistaken."""
    same_name = [PlaceFactory(name="Turnhalle; klein") for _number in range(2)]
    offer = full_offer(
        description="Zeile eins\r\nZeile zwei\r\n", documents=["Ausweis, Pass; beides", "Brief"], rhythm="- immer",
        residence=["recognised", "tolerated"], review_months=3, eligibility="'s ist so",
    )  # fmt: skip
    offer.places.set(same_name)
    offer.project = Project.objects.get()
    offer.save()
    return offer


@pytest.mark.django_db
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_everything_that_is_known_leaves_and_comes_back_unchanged(write: Callable[..., bytes]) -> None:
    offer = a_full_offer()
    by = a_city_person()
    file = write(with_columns(Offer.objects.all()))
    assert b"Geheim" not in as_csv(with_columns(Offer.objects.all()))

    (row,) = checked(bring_table("a", file, by=by)).rows
    assert ([problem.message for problem in row.problems], row.changes, row.state) == ([], [], RowState.SAME)

    table = read_table("a", file)
    table.rows[0][table.headings.index("Kosten")] = "5 Euro"
    Offer.objects.update(free_places_on=date(2026, 1, 1))
    before = facts_of(offer)
    changed = bring_table("b.xlsx", workbook([table.headings, *table.rows]), by=by)
    assert checked(changed).rows[0].changes == ["Kosten"]
    take_in(changed.pk, seen=1, only_good=False, by=by)
    offer = Offer.objects.get()
    assert {name for name, fact in facts_of(offer).items() if fact != before[name]} == {"cost"}
    assert offer.free_places_on == date(2026, 1, 1)
    assert offer.schedules.filter(exceptions__isnull=False).exists()


@pytest.mark.django_db
def test_an_empty_directory_gets_the_same_facts() -> None:
    offer = full_offer()
    file, before, by = as_csv(with_columns(Offer.objects.all())), facts_of(offer), a_city_person()
    Offer.objects.all().delete()

    take_in(bring_table("a", file, by=by).pk, seen=1, only_good=False, by=by)

    after = facts_of(Offer.objects.get())
    assert {name for name, fact in after.items() if fact != before[name]} == {"contacts"}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("jeden ersten Montag im Monat 9-11 Uhr", RhythmWanted("monthly", time(9), time(11), 1, nth=1)),
        ("jeden 2. Di 14:00-15:30", RhythmWanted("monthly", time(14), time(15, 30), 2, nth=2)),
        ("24.12.2026 9:00-11:00", RhythmWanted("once", time(9), time(11), on_date=date(2026, 12, 24))),
        (
            "alle 2 Wochen Mi 9-10 ab 07.01.2026",
            RhythmWanted("weekly", time(9), time(10), 3, 2, starts_on=date(2026, 1, 7)),
        ),
        ("Fr 9-10 bis 1.7.2026", RhythmWanted("weekly", time(9), time(10), 5, ends_on=date(2026, 7, 1))),
    ],
)
def test_other_times_are_read(line: str, wanted: RhythmWanted) -> None:
    assert parsing.rhythms_of(f"{line}\n{line}") == [wanted]


@pytest.mark.parametrize(
    "line",
    [
        "Mo 9-10", "alle 2 Wochen Mo 9-10", "alle 9 Wochen Mo 9-10 ab 1.1.2026", "jeden 5. Mo 9-10", "31.2.2026 9-10",
        "Mo 9-10 ab 2.1.2026 bis 1.1.2026", "24.12.2026 11-9", "irgendwann",
    ],
)  # fmt: skip
def test_other_times_that_cannot_be_are_told(line: str) -> None:
    with pytest.raises(parsing.NotReadable):
        parsing.rhythms_of(line)


DAY = st.dates(date(2000, 1, 1), date(2100, 1, 1))
CLOCK = st.builds(time, st.integers(0, 22), st.integers(0, 59))
BOUNDS = st.tuples(DAY, DAY).map(sorted)


@st.composite
def rhythms(draw: Any) -> OfferSchedule:
    first, last = draw(BOUNDS)
    at = {"starts_at": draw(CLOCK), "ends_at": time(23), "weekday": draw(st.integers(1, 7))}
    ends = {"ends_on": draw(st.sampled_from([None, last]))}
    kinds = [
        {"frequency": "once", "weekday": None, "on_date": first},
        {"frequency": "monthly", "nth": draw(st.sampled_from([1, 2, 3, 4, -1])), "starts_on": first, **ends},
        {"every_weeks": draw(st.integers(1, 8)), "starts_on": first, **ends},
    ]
    return OfferSchedule(**(at | draw(st.sampled_from(kinds))))


@given(st.lists(rhythms(), max_size=3))
def test_any_other_times_are_read_as_they_are_written(times: list[OfferSchedule]) -> None:
    offer = Offer()
    offer._prefetched_objects_cache = {"schedules": Rows(times)}  # type: ignore[attr-defined]
    assert set(parsing.rhythms_of(cell_of(offer, "rhythms"))) == set(map(rhythm_of, times))


class Rows(list[OfferSchedule]):
    """A list that answers like a prefetched relation."""

    def all(self) -> "Rows":
        return self


@pytest.mark.django_db
def test_who_may_come_is_decided_and_not_guessed() -> None:
    OrganisationFactory(name="ASB")
    rows = [
        ["Titel", "Anbieter", "Für jeden Aufenthaltsstatus", "Nur mit diesem Aufenthalt"],
        ["Kurs", "ASB", "", "Duldung; Aufenthaltserlaubnis nach Anerkennung (§ 25 Abs. 1, 2)"],
        ["Treff", "ASB", "ja", "Duldung"],
        ["Reise", "ASB", "", "Visum"],
    ]
    found = bring_table("a.xlsx", workbook(rows), by=a_city_person())
    assert [row.state for row in checked(found).rows] == [RowState.NEW, RowState.BAD, RowState.BAD]
    take_in(found.pk, seen=1, only_good=True, by=a_city_person())
    offer = Offer.objects.get()
    assert (offer.any_residence, offer.residence) == (False, ["tolerated", "recognised"])


@pytest.mark.django_db
def test_a_sign_that_no_workbook_holds_is_left_out() -> None:
    OfferFactory(title="Kurs", description="vor\x0bnach")
    assert read_table("a", as_xlsx(with_columns(Offer.objects.all()))).rows[0][5 - 1] == "vornach"


@pytest.mark.django_db
def test_a_workbook_holds_texts_only() -> None:
    OfferFactory(title='=HYPERLINK("http://boese.example")')
    book = load_workbook(io.BytesIO(as_xlsx(with_columns(Offer.objects.all()))))
    sheet: Any = book.active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60)


@given(st.lists(TEXT.map(str.strip).filter(bool), min_size=2, max_size=5))
def test_any_text_survives_a_csv(cells: list[str]) -> None:
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows([[f"Spalte {n}" for n in range(len(cells))], map(kept, cells)])
    (row,) = read_table("a.csv", target.getvalue().encode("utf-8-sig")).rows
    assert [cell.removeprefix("'") for cell in row] == cells


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_the_file_to_the_directory(signed_in: SignIn) -> None:
    browser = signed_in(Role.HEAD_OF_UNIT)
    content = workbook(
        [["Titel", "Anbieter", "Telefonnotiz"], ["Nähkurs", "Nähstube", "02365 1"], ["", "Nähstube", ""]]
    )
    answer = browser.post(reverse("offers:imports"), {"file": SimpleUploadedFile("kurse.xlsx", content)})
    found = OfferImport.objects.get()
    assert answer["Location"] == reverse("offers:import_columns", args=[found.pk])

    columns = {"seen": 1, "spalte0": "title", "spalte1": "organisation", "spalte2": APPEND, "organisation": ""}
    assert browser.post(answer["Location"], columns)["Location"] == found.get_absolute_url()
    page = browser.get(found.get_absolute_url()).content.decode()
    assert "Den Anbieter „Nähstube“ kennen wir nicht." in page

    browser.post(found.get_absolute_url(), {"seen": 2, "name0": "neu"})
    edit = reverse("offers:import_row", args=[found.pk, 3])
    still_bad = browser.post(edit, {"seen": 3, "zelle0": "", "zelle1": "Nähstube", "zelle2": "nachfragen"})
    assert still_bad["Location"] == edit
    browser.post(edit, {"seen": 4, "zelle0": "Stricken", "zelle1": "Nähstube", "zelle2": ""})
    browser.post(reverse("offers:import_row_skip", args=[found.pk, 3]))
    assert "weggelassen (1)" in browser.get(found.get_absolute_url()).content.decode()
    browser.post(reverse("offers:import_row_back", args=[found.pk, 3]))
    stale = browser.post(reverse("offers:import_take", args=[found.pk]), {"seen": 4}, follow=True)
    assert "Inzwischen hat jemand etwas geändert." in stale.content.decode()
    assert not Offer.objects.exists()
    browser.post(reverse("offers:import_take", args=[found.pk]), {"seen": 7})
    assert set(Offer.objects.values_list("title", "organisation__name")) == {
        ("Nähkurs", "Nähstube"),
        ("Stricken", "Nähstube"),
    }


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> OfferImport:
    """A table of five offers and a double with another price, too big for one go."""
    monkeypatch.setattr(views, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "PORTION", 2)
    OrganisationFactory(name="ASB")
    rows = [
        ["Titel", "Anbieter", "Kosten"],
        *([f"Kurs A{n}", "ASB", ""] for n in range(5)),
        ["Kurs A0", "ASB", "5 Euro"],
    ]
    return bring_table("a.xlsx", workbook(rows), by=a_city_person())


@pytest.mark.django_db
def test_a_big_table_is_taken_in_beside_the_page(signed_in: SignIn, big: OfferImport) -> None:
    browser, there = signed_in(Role.HEAD_OF_UNIT), big.get_absolute_url()
    browser.post(reverse("offers:import_take", args=[big.pk]), {"seen": big.revision})
    assert not Offer.objects.exists()
    work_once()
    work_once()
    assert (Offer.objects.count(), "2 von 5" in browser.get(there).content.decode()) == (2, True)

    work_off()

    big.refresh_from_db()
    assert set(Offer.objects.values_list("title", "cost")) == {(f"Kurs A{n}", "") for n in range(5)}
    assert (big.numbers, big.outcome["added"], big.state) == ([7], 5, "offen")
    assert "5 neu, 0 geändert. 1 Zeile liegt noch hier." in browser.get(there).content.decode()


@pytest.mark.django_db
def test_who_changes_a_table_while_it_is_taken_in_loses_nothing(signed_in: SignIn, big: OfferImport) -> None:
    browser, take = signed_in(Role.HEAD_OF_UNIT), reverse("offers:import_take", args=[big.pk])
    browser.post(take, {"seen": big.revision})
    work_once()
    work_once()
    skip_row(big.pk, 6, by=a_city_person())
    work_off()
    assert "hat jemand die Tabelle geändert" in browser.get(big.get_absolute_url()).content.decode()
    big.refresh_from_db()
    assert (Offer.objects.count(), big.numbers) == (2, [4, 5, 6, 7])

    browser.post(take, {"seen": big.revision})
    work_off()
    big.refresh_from_db()
    assert (Offer.objects.count(), big.numbers) == (4, [6])


@pytest.mark.django_db
def test_what_a_table_says_is_only_text_on_the_pages(signed_in: SignIn) -> None:
    evil = "<script>alert(1)</script>"
    found = bring_table(
        "a.xlsx", workbook([["Titel", f"Ort {evil}", "Plätze"], [evil, evil, evil]]), by=a_city_person()
    )
    found.mapping[1] = "places"
    found.save()
    browser = signed_in(Role.HEAD_OF_UNIT)
    row = reverse("offers:import_row", args=[found.pk, 2])
    for address in (found.get_absolute_url(), reverse("offers:import_columns", args=[found.pk]), row):
        page = browser.get(address).content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page


@pytest.mark.django_db
def test_nobody_but_who_looks_after_the_directory_opens_a_table(signed_in: SignIn) -> None:
    found = bring_table("a.xlsx", workbook([["Titel", "Anbieter"], ["Kurs", "ASB"]]), by=a_city_person())
    assert signed_in(Role.ADMINISTRATOR).get(found.get_absolute_url()).status_code == 200
    assert signed_in(Role.PROVIDER_STAFF).get(found.get_absolute_url()).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everybody_takes_the_filtered_directory_along(signed_in: SignIn, form: str) -> None:
    OfferFactory(title="Deutschkurs", kind=OfferKind.COURSE)
    OfferFactory(title="Beratung", kind=OfferKind.ADVICE)
    answer = signed_in(Role.CASE_MANAGER).get(reverse("offers:export", args=[form]), {"art": "kurs"})
    table = read_table(f"a.{form}", answer.content)
    assert [row[1] for row in table.rows] == ["Deutschkurs"]


@pytest.mark.django_db
def test_two_who_work_on_one_table_hear_of_each_other(signed_in: SignIn) -> None:
    found = bring_table("a.xlsx", workbook([["Titel", "Anbieter"], ["Kurs", "Verein"]]), by=a_city_person())
    skip_row(found.pk, 2, by=found.created_by)
    browser = signed_in(Role.HEAD_OF_UNIT)
    row = reverse("offers:import_row", args=[found.pk, 2])
    stale = browser.post(row, {"seen": 1, "zelle0": "Nähkurs", "zelle1": "Verein"})
    assert stale.status_code == 409
    assert "Nähkurs" in stale.content.decode()
    columns = {"seen": 1, "spalte0": "title", "spalte1": "organisation"}
    assert browser.post(reverse("offers:import_columns", args=[found.pk]), columns).status_code == 409
