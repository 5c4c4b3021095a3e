"""No path leads from a need to a case: not by key, by order, by time, nor by who may read or write."""

import re
from dataclasses import fields
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from django.db.utils import DatabaseError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts.models import User
from roterfaden.base.access import Purpose, Role
from roterfaden.cases.actions import plan
from roterfaden.cases.actions.gaps import count_needs, count_quarter
from roterfaden.cases.actions.referrals import answer_referral
from roterfaden.cases.models import ActionGoal, Case, Client, Gap, MeasureKind, Phase
from roterfaden.cases.reach import reached_models
from roterfaden.config.environment import ROOT
from roterfaden.needs.actions import is_counted, record_needs
from roterfaden.needs.models import CountedQuarter, Need, NeedKind
from roterfaden.needs.protection import Unmet
from roterfaden.needs.quarters import quarter_after, quarter_of
from tests.factories import (
    CaseFactory,
    CaseManagerFactory,
    DistrictFactory,
    OfferFactory,
    UserFactory,
    add_measure,
    ask_provider,
    record_many_needs,
)
from tests.rowlevel.seen import may, rows_seen, undone

pytestmark = pytest.mark.django_db

QUARTER, NEXT = date(2026, 1, 1), date(2026, 4, 1)
COUNTS = [Need, CountedQuarter]
TABLES = [model._meta.db_table for model in COUNTS]


def test_figures_have_no_key_to_anything_and_nothing_has_one_to_them() -> None:
    for model in COUNTS:
        assert [field.name for field in model._meta.get_fields() if field.is_relation] == []
        assert model not in reached_models()
    assert {model._meta.label for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}.isdisjoint(
        {"needs.NeedEvent", "needs.CountedQuarterEvent"}
    )


def catalogue(question: str) -> set[str]:
    """What PostgreSQL itself says of the tables of figures."""
    with connection.cursor() as cursor:
        cursor.execute(f"with figures as (select %s::regclass[] as tables) {question}", [TABLES])
        return {answer for (answer,) in cursor.fetchall()}


def test_postgresql_knows_no_key_no_trigger_and_no_time_that_would_lead_from_figures_to_files() -> None:
    keys = (
        "select conname from pg_constraint, figures"
        " where contype = 'f' and (conrelid = any (tables) or confrelid = any (tables))"
    )
    assert catalogue(keys) == set()
    columns = (
        "select format_type(atttypid, null) from pg_attribute, figures"
        " where attrelid = any (tables) and attnum > 0 and not attisdropped"
    )
    assert catalogue(columns) == {"uuid", "date", "character varying", "integer"}
    triggers = "select tgname from pg_trigger, figures where tgrelid = any (tables) and not tgisinternal"
    assert {name.rpartition("_")[0] for name in catalogue(triggers)} == {"pgtrigger_need_is_final"}
    depending = (
        "select distinct r.ev_class::regclass::text from pg_depend d join pg_rewrite r on r.oid = d.objid, figures"
        " where d.classid = 'pg_rewrite'::regclass and d.refobjid = any (tables)"
    )
    assert catalogue(depending) == set()


def test_what_is_handed_over_to_be_counted_has_no_place_for_a_person_or_a_day() -> None:
    assert [field.name for field in fields(Unmet)] == ["kind", "field", "group", "district", "month"]


def test_the_finest_time_is_a_quarter_and_words_are_codes() -> None:
    fields: list[Any] = [field for model in COUNTS for field in model._meta.fields]
    times = [field for field in fields if isinstance(field, models.DateField | models.TimeField)]
    assert {(field.name, type(field)) for field in times} == {("quarter", models.DateField)}
    assert not [field for field in fields if isinstance(field, models.TextField | models.JSONField)]
    with pytest.raises(IntegrityError):
        Need.objects.create(quarter=date(2026, 1, 2), field="wohnen", district="hamm", number=7)


def test_nothing_happens_in_needs_when_something_happens_in_a_case() -> None:
    case = CaseFactory(phase=Phase.PLANNING)
    goal = ActionGoal.objects.get()
    referral = ask_provider(add_measure(goal, offer=OfferFactory()))
    with CaptureQueriesContext(
        connection,
    ) as sent:
        plan.add_measure(goal, by=case.lead, kind=MeasureKind.NO_OFFER, title="Kurs", missing="Kurs")
        answer_referral(referral, by=case.lead, state="declined", reason="voll")
    assert Gap.objects.count() == 2
    assert [query["sql"] for query in sent if re.search(r"needs_(need|counted)", query["sql"])] == []
    assert (Need.objects.count(), CountedQuarter.objects.count()) == (0, 0)


@pytest.mark.parametrize("place", ["ctid", "id"])
def test_all_figures_of_a_quarter_are_written_together_in_an_order_that_says_nothing(place: str) -> None:
    """Neither on the disk nor by key: the same needs of the same quarter lie otherwise each time they are written."""
    orders = []
    for _time in range(3):
        with undone(), connection.cursor() as cursor:
            record_many_needs(QUARTER, {f"feld-{number:02}": 5 for number in range(30)})
            cursor.execute(f"select field, xmin::text from needs_need where by = '' order by {place}")
            rows = cursor.fetchall()
        assert len({transaction for _field, transaction in rows}) == 1
        orders.append(tuple(field for field, _transaction in rows))
    assert {len(order) for order in orders} == {30}
    assert len({*orders, tuple(sorted(orders[0]))}) == 4


def test_keys_of_figures_are_drawn_by_lot_and_hold_no_time() -> None:
    record_many_needs(QUARTER, {"wohnen": 5})
    assert {key.version for model in COUNTS for key in model.objects.values_list("pk", flat=True)} == {4}


def _goal_of_somebody(**client: Any) -> ActionGoal:
    case = CaseFactory(phase=Phase.PLANNING, **{f"client__{name}": value for name, value in client.items()})
    return ActionGoal.objects.get(frame_goal__case=case)


def five_for_whom_nothing_fits() -> list[Gap]:
    """In one district, this month."""
    district = DistrictFactory()
    for _person in range(5):
        goal = _goal_of_somebody(district=district)
        lead = goal.frame_goal.case.lead
        plan.add_measure(goal, by=lead, kind=MeasureKind.NO_OFFER, title="Kurs", missing="Vertraulich")
    return list(Gap.objects.order_by("pk"))


def test_no_identifier_of_a_file_is_found_among_the_figures() -> None:
    quarter = date(five_for_whom_nothing_fits()[0].month.year, 10, 1)
    assert count_quarter(quarter) == 5
    figures = str(list(Need.objects.values()))
    assert "'number': 5" in figures
    of_files = [key for model in reached_models() for key in model._base_manager.values_list("pk", flat=True)]
    assert [key for key in of_files if str(key) in figures and not isinstance(key, int)] == []
    assert "Vertraulich" not in figures
    said = [value for model in (Client, Case, User) for row in model._base_manager.values() for value in row.values()]
    assert [value for value in said if isinstance(value, str) and len(value) > 3 and value in figures] == []


def test_neither_the_day_of_counting_nor_the_order_of_the_files_leaves_a_trace() -> None:
    """What is written of the same needs is the same, whenever they are counted and however the files lie on the disk.

    The files know the quarter, all from one statement: its transaction sets none of them apart.
    """
    gaps, dice, written = five_for_whom_nothing_fits(), Random(7), []
    after = quarter_after(quarter_of(gaps[0].month))
    for days in (1, 60):
        with undone(), connection.cursor() as cursor:
            for gap in dice.sample(gaps, len(gaps)):
                Gap.objects.filter(pk=gap.pk).update(month=gap.month)
            assert count_needs(after + timedelta(days=days)) == 5
            written.append([sorted(model.objects.values_list(*_all_but_the_key(model))) for model in COUNTS])
            cursor.execute("select count(distinct xmin::text), count(*) from cases_gap where counted_in is not null")
            assert cursor.fetchone() == (1, 5)
    assert written[0] == written[1]


def _all_but_the_key(model: Any) -> list[str]:
    return [field.name for field in model._meta.fields if not field.primary_key]


@pytest.mark.parametrize(
    "statement",
    [
        "update needs_need set number = 9",
        "delete from needs_need",
        "insert into needs_need (id, quarter, field, district, by, value, number) "
        "values (gen_random_uuid(), '2026-01-01', 'arbeiten', 'hamm', '', '', 4)",
    ],
)
def test_figures_are_final_and_never_small(statement: str) -> None:
    record_many_needs(QUARTER, {"wohnen": 6})
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_quarter_is_counted_once() -> None:
    record_needs(QUARTER, [])
    assert (is_counted(QUARTER), is_counted(NEXT)) == (True, False)
    with pytest.raises(IntegrityError):
        record_needs(QUARTER, [Unmet(NeedKind.DECLINED, "wohnen", "familien", "hamm", QUARTER)] * 9)


@pytest.mark.parametrize("table", ["needs_need", "needs_countedquarter"])
def test_whoever_serves_writes_no_figures(table: str) -> None:
    statement = f"insert into {table} (id, quarter) values (gen_random_uuid(), '2026-01-01')"
    for role in Role:
        with pytest.raises(ProgrammingError, match="permission denied"):
            may(statement, UserFactory(roles=[role]), Purpose.STEERING)


def test_that_something_was_counted_is_written_by_the_run_alone() -> None:
    case = CaseFactory(phase=Phase.PLANNING)
    plan.add_measure(ActionGoal.objects.get(), by=case.lead, kind=MeasureKind.NO_OFFER, title="K", missing="K")
    with pytest.raises(ProgrammingError, match="permission denied"):
        may("update cases_gap set counted_in = '2026-01-01'", case.lead, Purpose.CASE_WORK)


def test_figures_are_for_those_who_plan_help_or_answer() -> None:
    record_many_needs(QUARTER, {"wohnen": 6})
    reading = {Role.CASE_MANAGER, Role.HEAD_OF_UNIT, Role.VOLUNTEER_COORDINATOR}
    for role in Role:
        seen = rows_seen("needs_need", UserFactory(roles=[role]), Purpose.STEERING)
        assert (role, bool(seen)) == (role, role in reading)
    assert rows_seen("needs_need", CaseManagerFactory(), Purpose.STEERING)


def test_only_one_function_writes_figures() -> None:
    writes = re.compile(r"\bNeed\(|\bNeed\.objects\.(bulk_)?create|\bCountedQuarter\(|CountedQuarter\.objects\.create")
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "roterfaden").rglob("*.py")
        if writes.search(path.read_text()) and "class Need(" not in path.read_text()
    ]
    assert found == ["roterfaden/needs/actions.py"]
