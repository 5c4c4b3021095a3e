"""Whoever alters the log as owner of the database is found; whoever serves pages can't alter it at all."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from roterfaden.cases.models import Case, Client
from roterfaden.logbook.models import ChainLink, LinkKind, LogShape, ReadEntry
from roterfaden.logbook.removal import remove
from roterfaden.logbook.seals import logs, seal_all
from roterfaden.logbook.verification import Anchor, Flaw, anchor, verify
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db


def commit() -> None:
    """What happens at the end of a transaction: the rows are linked."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def as_owner(statement: str, *values: object) -> None:
    """Past all triggers, as only the owner of the database can."""
    sql("set local session_replication_role = replica")
    sql(statement, *values)
    sql("set local session_replication_role = origin")


@pytest.fixture
def case(signed_in: Callable[..., Browser]) -> Case:
    """A case somebody has opened twice: both logs have rows, all are linked."""
    case = CaseFactory()
    browser = signed_in(case.lead)
    for name in ("cases:case", "cases:history"):
        browser.get(reverse(name, args=[case.pk]))
    commit()
    return case


def flaws() -> set[tuple[str, str]]:
    return {(found.flaw.name, found.log) for found in verify(batch=7)}


def last(log: str, key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select max({key}) from {log}")
        return int(cursor.fetchone()[0])


def test_a_log_that_nobody_touched_verifies(case: Case) -> None:
    assert ChainLink.objects.exists()
    assert flaws() == set()


def test_every_log_is_sealed() -> None:
    assert {"logbook_readentry", "cases_clientevent", "accounts_userevent", "network_seatevent"} <= {
        log for log, _key in logs()
    }
    assert set(LogShape.objects.values_list("log", flat=True)) == {log for log, _key in logs()}
    assert flaws() == set()


@pytest.mark.parametrize(
    ("log", "key", "change"),
    [
        ("logbook_readentry", "id", "reader_name = 'Niemand'"),
        ("cases_clientevent", "pgh_id", "street = 'Anderswo 1'"),
    ],
)
def test_a_changed_row_is_found(case: Case, log: str, key: str, change: str) -> None:
    as_owner(f"update {log} set {change} where {key} = %s", last(log, key))
    assert flaws() == {(Flaw.CHANGED.name, log)}


def test_a_changed_context_is_found_with_every_row_that_names_it(case: Case, signed_in: Callable[..., Browser]) -> None:
    signed_in(case.lead).post(reverse("cases:quick_note"), {"case": case.pk, "text": "Anruf", "way": "phone"})
    commit()
    as_owner('update pghistory_context set metadata = metadata || \'{"user": "someone else"}\'')
    assert (Flaw.CHANGED.name, "cases_contactnoteevent") in flaws()


@pytest.mark.parametrize(("log", "key"), [("logbook_readentry", "id"), ("cases_caseevent", "pgh_id")])
def test_a_removed_row_is_found(case: Case, log: str, key: str) -> None:
    as_owner(f"delete from {log} where {key} = %s", last(log, key))
    assert flaws() == {(Flaw.MISSING.name, log)}


def test_removing_the_row_and_its_link_leaves_a_gap(case: Case) -> None:
    entry = ReadEntry.objects.order_by("id").first()
    assert entry is not None
    as_owner("delete from logbook_chainlink where row = %s and shape_id in (select id from logbook_logshape "
             "where log = 'logbook_readentry')", entry.pk)  # fmt: skip
    as_owner("delete from logbook_readentry where id = %s", entry.pk)
    assert flaws() == {(Flaw.GAP.name, "logbook_chainlink")}


def test_a_row_put_in_past_the_chain_is_found(case: Case) -> None:
    as_owner(
        "insert into logbook_readentry (at, reader_id, reader_name, roles, offices, reference, kind, page, purpose, "
        "request, reason, listed, is_outside) select at, gen_random_uuid(), 'Sündenbock', roles, offices, '', kind, "
        "page, purpose, request, reason, 1, false from logbook_readentry limit 1"
    )
    assert flaws() == {(Flaw.UNLINKED.name, "logbook_readentry")}


def test_two_rows_that_changed_places_are_found(case: Case) -> None:
    as_owner(
        "update logbook_readentry r set page = o.page, at = o.at from logbook_readentry o "
        "where o.id <> r.id and o.id in (select max(id) from logbook_readentry union select min(id) "
        "from logbook_readentry) and r.id in (select max(id) from logbook_readentry union select min(id) "
        "from logbook_readentry)"
    )
    assert [found.flaw for found in verify()] == [Flaw.CHANGED, Flaw.CHANGED]


def test_two_links_that_changed_places_are_found(case: Case) -> None:
    as_owner(
        "update logbook_chainlink l set row = o.row, shape_id = o.shape_id, content = o.content, hash = o.hash "
        "from logbook_chainlink o where (l.position, o.position) in ((1, 2), (2, 1))"
    )
    assert (Flaw.BROKEN.name, "logbook_chainlink") in flaws()


def test_a_disabled_seal_is_found(case: Case) -> None:
    sql("alter table logbook_readentry disable trigger logbook_link")
    assert flaws() == {(Flaw.UNSEALED.name, "logbook_readentry")}


def test_a_chain_cut_off_at_its_end_is_found_by_the_anchor(case: Case) -> None:
    known = anchor()
    as_owner("delete from logbook_readentry where id = %s", last("logbook_readentry", "id"))
    as_owner("delete from logbook_chainlink where position = %s", known.count)
    assert list(verify()) == []
    assert [found.flaw for found in verify(known)] == [Flaw.CUT]


def test_a_chain_written_anew_is_found_by_the_anchor(case: Case) -> None:
    assert [found.flaw for found in verify(Anchor(anchor().count, "00"))] == [Flaw.REWRITTEN]


def test_the_command_says_what_it_found_and_fails(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "anker.json"
    call_command("verify_log", anchor=kept, renew=True)
    assert str(anchor().count) in capsys.readouterr().out
    assert Anchor.read(kept) == anchor()
    row = last("logbook_readentry", "id")
    as_owner("update logbook_readentry set reason = 'erfunden' where id = %s", row)
    with pytest.raises(CommandError) as refused:
        call_command("verify_log", anchor=kept)
    assert refused.value.returncode == 1
    said = capsys.readouterr().err
    assert f"logbook_readentry {row}" in said
    assert case.lead.name not in said
    assert case.client.family_name not in said


def test_what_retention_removed_is_no_flaw_and_says_by_which_run(case: Case) -> None:
    entries = list(ReadEntry.objects.of_person(case.client_id).values_list("pk", flat=True))
    assert remove(ReadEntry, entries, run="Löschlauf 7") == len(entries) == 2
    assert flaws() == set()
    tombstones = ChainLink.objects.filter(kind=LinkKind.REMOVED)
    assert set(tombstones.values_list("row", "run")) == {(entry, "Löschlauf 7") for entry in entries}


def test_history_removed_by_retention_takes_its_context_along(case: Case, signed_in: Callable[..., Browser]) -> None:
    signed_in(case.lead).post(reverse("cases:quick_note"), {"case": case.pk, "text": "Anruf", "way": "phone"})
    commit()
    for model in {type(row)._meta.get_field("events").related_model for row in [case, case.contact_notes.get()]}:
        rows = model.objects.exclude(pgh_context=None).values_list("pgh_id", flat=True)
        assert remove(model, list(rows), run="1") == 1
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pghistory_context where metadata ->> 'page' = 'cases:quick_note'")
        assert cursor.fetchone() == (0,)
    assert flaws() == set()


def test_what_was_written_and_removed_in_one_transaction_is_no_flaw(case: Case) -> None:
    Client.objects.filter(pk=case.client_id).update(street="Neue Straße 1")
    event = case.client.events.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    remove(type(event), [event.pgh_id], run="1")
    commit()
    assert flaws() == set()


def test_a_removed_row_that_is_back_is_found(case: Case) -> None:
    entry = ReadEntry.objects.order_by("id").first()
    assert entry is not None
    remove(ReadEntry, [entry.pk], run="1")
    as_owner("set local session_replication_role = replica")
    entry.save(force_insert=True)
    sql("set local session_replication_role = origin")
    assert (Flaw.BACK.name, "logbook_readentry") in flaws()


def test_a_new_column_leaves_old_hashes_valid_and_guards_new_rows(
    case: Case, signed_in: Callable[..., Browser]
) -> None:
    sql("alter table logbook_readentry add column colour text not null default 'rot'")
    seal_all()
    signed_in(case.lead).get(reverse("cases:team", args=[case.pk]))
    commit()
    assert flaws() == set()
    as_owner("update logbook_readentry set colour = 'blau' where id = %s", last("logbook_readentry", "id"))
    assert flaws() == {(Flaw.CHANGED.name, "logbook_readentry")}


def test_a_column_that_is_gone_makes_the_rows_be_hashed_anew(case: Case) -> None:
    sql("alter table cases_caseevent drop column close_note")
    assert (Flaw.CHANGED.name, "cases_caseevent") in flaws()
    seal_all()
    assert flaws() == set()
    assert ChainLink.objects.filter(kind=LinkKind.RESTATED).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update logbook_readentry set reason = 'x'",
        "delete from logbook_readentry",
        "update cases_clientevent set street = 'x'",
        "delete from cases_clientevent",
        "delete from logbook_chainlink",
        "update logbook_chainlink set run = 'x'",
    ],
)
def test_the_logs_only_grow(case: Case, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize("log", ["logbook_readentry", "cases_clientevent", "logbook_chainlink"])
def test_the_logs_are_not_emptied(log: str) -> None:
    with transaction.atomic():
        # tests/conftest.py switches this trigger off: tests with a transaction of their own empty all tables.
        sql(f"alter table {log} enable trigger logbook_not_emptied")
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(f"truncate {log} cascade")
        transaction.set_rollback(True)


def test_the_context_of_an_earlier_transaction_is_kept(case: Case) -> None:
    as_owner("insert into pghistory_context (id, metadata, created_at, updated_at) "
             "values (gen_random_uuid(), '{}', now() - interval '1 day', now())")  # fmt: skip
    for statement in ("update pghistory_context set metadata = '{}'", "delete from pghistory_context"):
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(statement)
