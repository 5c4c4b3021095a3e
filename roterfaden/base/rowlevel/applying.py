"""Bring the database to what the modules declare: the serving role, its privileges, functions and policies."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from roterfaden.base.rowlevel.declarations import NOBODY, SERVING_ROLE, Rows

# A role without a password signs in where the server trusts it (the embedded one); elsewhere the operator makes it.
_ROLE = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{SERVING_ROLE}') then
    create role {SERVING_ROLE} login nosuperuser nocreatedb nocreaterole nobypassrls noinherit;
  end if;
end $$;
"""
_GROUND = f"""
create schema if not exists rf;
revoke all on schema public, rf from public, {SERVING_ROLE};
grant usage on schema public, rf to {SERVING_ROLE};
revoke all on all tables in schema public from public, {SERVING_ROLE};
revoke all on all sequences in schema public from public, {SERVING_ROLE};
grant usage on all sequences in schema public to {SERVING_ROLE};
do $$ begin execute format('revoke all on database %I from public', current_database()); end $$;
do $$ begin execute format('grant connect on database %I to {SERVING_ROLE}', current_database()); end $$;
"""
# History is written by triggers with the rights of the owner: the serving role can neither forge nor change a line.
_HISTORY_TRIGGERS = """
do $$ declare writer regprocedure; begin
  for writer in
    select oid::regprocedure from pg_proc
    where pronamespace = 'public'::regnamespace and (proname like 'pgtrigger\\_%' or proname = '_pgh_attach_context')
  loop
    execute format('alter function %s security definer set search_path = public, pg_catalog, pg_temp', writer);
    execute format('revoke all on function %s from public', writer);
  end loop;
end $$;
"""
_FUNCTION_RIGHTS = f"""
revoke all on all functions in schema rf from public, {SERVING_ROLE};
grant execute on all functions in schema rf to {SERVING_ROLE};
"""


def apply(*, only_if_changed: bool = False) -> bool:
    """Declare everything anew, in one transaction; needs to be the owner. Says whether there was something to do.

    A table that no module declares keeps row-level security on, no policy and no privilege: default deny.
    """
    rows = declared_rows()
    statements = [_ROLE, _GROUND, *_views_and_functions(), _FUNCTION_RIGHTS, *_undeclared(rows), _HISTORY_TRIGGERS]
    for declaration in rows:
        statements += statements_of(declaration)
    mark = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    if only_if_changed and _mark() == mark:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in [*statements, f"comment on schema rf is 'policies {mark}'"]:
            cursor.execute(statement)
    return True


def declared_rows() -> list[Rows]:
    """What all modules declare, histories included. Raises ``ValueError`` when a table is declared twice."""
    rows = [row for module in _modules() for row in module.ROWS]
    rows += [Rows(_history_of(row.table), read=row.read) for row in rows if row.history]
    tables = [row.table for row in rows]
    twice = sorted({table for table in tables if tables.count(table) > 1})
    if twice:
        raise ValueError(f"declared twice: {', '.join(twice)}")
    return rows


def statements_of(rows: Rows) -> Iterator[str]:
    """The statements that bring one table to its declaration."""
    table = f'public."{rows.table}"'
    privileges = {"select": rows.read, "insert": rows.add, "update": rows.change, "delete": rows.remove}
    granted = [name for name, condition in privileges.items() if condition != NOBODY]
    if rows.columns and "update" in granted:
        granted[granted.index("update")] = f"update ({', '.join(rows.columns)})"
    if granted:
        yield f"grant {', '.join(granted)} on {table} to {SERVING_ROLE}"
    if rows.table in declared_views():
        return
    for name in privileges:
        yield f"drop policy if exists {_policy(name)} on {table}"
    if rows.is_open:
        yield f"alter table {table} disable row level security"
        return
    yield f"alter table {table} enable row level security"
    yield from _policies(table, rows)


def _policies(table: str, rows: Rows) -> Iterator[str]:
    def policy(name: str, clauses: str) -> str:
        where = clauses.replace("{table}", rows.table)
        return f"create policy {_policy(name)} on {table} for {name} to {SERVING_ROLE} {where}"

    if rows.read != NOBODY:
        yield policy("select", f"using ({rows.read})")
    if rows.add != NOBODY:
        yield policy("insert", f"with check ({rows.add})")
    if rows.change != NOBODY:
        yield policy("update", f"using ({rows.change}) with check ({rows.changed or rows.change})")
    if rows.remove != NOBODY:
        yield policy("delete", f"using ({rows.remove})")


def _policy(name: str) -> str:
    return f"serving_{name}"


def _undeclared(rows: Sequence[Rows]) -> Iterator[str]:
    known = {row.table for row in rows}
    for table in existing_tables():
        if table not in known:
            yield f'alter table public."{table}" enable row level security'


def existing_tables() -> list[str]:
    """All tables of the application's schema, those of the packages included."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
        return sorted(name for (name,) in cursor.fetchall())


def declared_views() -> dict[str, str]:
    """The windows onto rows of others, by name: the query behind each."""
    return {name: query for module in _modules() for name, query in getattr(module, "VIEWS", {}).items()}


def drop_views() -> None:
    """Take the windows away, so that the tables behind them can be altered; :func:`apply` brings them back."""
    with connection.cursor() as cursor:
        for name in declared_views():
            cursor.execute(f'drop view if exists public."{name}" cascade')


def _views_and_functions() -> Iterator[str]:
    """Lower floors first; a module's functions may look through its views."""
    for module in _modules():
        for name, query in getattr(module, "VIEWS", {}).items():
            yield f'drop view if exists public."{name}" cascade'
            yield f'create view public."{name}" as {query}'
        if functions := getattr(module, "FUNCTIONS", ""):
            yield functions


def _history_of(table: str) -> str:
    for model in apps.get_models():
        tracked: Any = getattr(model, "pgh_tracked_model", None)
        if tracked is not None and tracked._meta.db_table == table:
            return str(model._meta.db_table)
    raise ValueError(f"{table} has no history")


def _mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = 'rf'")
        found = cursor.fetchone()
    return str(found[0] or "").removeprefix("policies ") if found else ""


def _modules() -> Iterable[ModuleType]:
    """The declaring modules, lower floors first (the order of ``INSTALLED_APPS``)."""
    for config in apps.get_app_configs():
        name = f"{config.name}.rowlevel.ground" if config.label == "base" else f"{config.name}.rowlevel"
        if config.name.startswith("roterfaden.") and find_spec(name):
            yield import_module(name)
