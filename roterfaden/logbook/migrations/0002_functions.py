"""The functions that write, chain, guard and thin out the logs.

They run as the owner (``security definer``): the serving role may call the ones that append or tell, and has no right
of its own on the tables. A later change is a migration of its own with ``create or replace``.
"""

from django.db import migrations

# What the serving role says of a read is whom a page showed and how; who the reader is, as what and when, PostgreSQL
# looks up itself; so it does whom a case is about, for readers who know the case only by what was passed on. Lists and answers to a POST count once in ten minutes (roterfaden/logbook/reading.py says why).
NOTE_READS = """
create function logbook_note_reads(
    reader uuid, page text, purpose text, request uuid, on_day date, by_get boolean, reads jsonb
) returns void language plpgsql security definer set search_path = pg_catalog, public, rf as $$
declare
    me uuid;
begin
    if to_regprocedure('rf.me()') is not null then
        execute 'select rf.me()' into me;
        if me is distinct from reader then
            raise insufficient_privilege using message = 'a read is noted for the current user only';
        end if;
    end if;
    insert into logbook_readentry (
        at, reader_id, reader_name, roles, offices, client_id, case_id, reference, kind, page, purpose, request, reason,
        listed, is_outside
    )
    select clock_timestamp(), person.id, person.name, held.roles, left(held.offices, 1000),
        coalesce(shown.client, (select known.client_id from cases_case known where known.id = shown."case")), shown."case",
        left(shown.reference, 20), shown.kind, left(logbook_note_reads.page, 100), logbook_note_reads.purpose,
        logbook_note_reads.request, left(shown.reason, 500), shown.listed, shown.outside
    from jsonb_to_recordset(reads) as shown(
        client uuid, "case" uuid, reference text, kind text, reason text, outside boolean, listed integer
    )
    join accounts_user person on person.id = reader
    cross join lateral (
        select coalesce(array_agg(distinct seat.role), '{}') as roles,
            coalesce(string_agg(distinct office.name, ', '), '') as offices
        from network_seat seat join network_organisation office on office.id = seat.organisation_id
        where seat.user_id = reader and seat.starts_on <= on_day and (seat.ends_on is null or seat.ends_on >= on_day)
    ) held
    where (by_get and shown.kind <> 'listed')
        or not exists (
            select from logbook_readentry before
            where before.client_id is not distinct from shown.client and before.reader_id = reader
                and before.at > clock_timestamp() - interval '10 minutes'
                and before.page = logbook_note_reads.page and before.kind = shown.kind
                and before.reason = shown.reason
        );
end $$;
"""

# The chain. A row is hashed as jsonb with its columns in a fixed order and times in UTC; a row of history together with
# its context (who, which page, why), so that neither can be changed alone.
CHAIN = """
create function logbook_content(row_of_log jsonb, added text[]) returns bytea
language plpgsql stable set search_path = pg_catalog, public as $$
declare
    context text := '';
begin
    if row_of_log ->> 'pgh_context_id' is not null then
        select metadata::text into context from pghistory_context
        where id = (row_of_log ->> 'pgh_context_id')::uuid;
    end if;
    return sha256(convert_to((row_of_log - added)::text || coalesce(context, ''), 'UTF8'));
end $$;

create function logbook_hash(before bytea, "position" bigint, kind text, log text, "row" bigint, run text, content bytea)
returns bytea language sql immutable set search_path = pg_catalog, public as $$
    select sha256(
        coalesce(before, '') || convert_to(concat_ws('|', "position", kind, log, "row", run), 'UTF8') || content
    );
$$;

create function logbook_append(kind text, shape integer, log text, "row" bigint, content bytea, run text) returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
    head record;
begin
    -- One after the other, until the transaction ends: "roter faden" as a number that nothing else uses.
    perform pg_advisory_xact_lock(7823104159);
    select link.position, link.hash into head from logbook_chainlink link order by link.position desc limit 1;
    insert into logbook_chainlink ("position", kind, shape_id, "row", content, run, hash) values (
        coalesce(head.position, 0) + 1, logbook_append.kind, shape, logbook_append."row", logbook_append.content,
        logbook_append.run,
        logbook_hash(
            head.hash, coalesce(head.position, 0) + 1, logbook_append.kind, log, logbook_append."row",
            logbook_append.run, logbook_append.content
        )
    );
end $$;

create function logbook_link() returns trigger
language plpgsql security definer set search_path = pg_catalog, public set timezone = 'UTC' as $$
declare
    new_row jsonb := to_jsonb(new);
begin
    -- What the acts said last (a reason, for instance) belongs to the whole request: see roterfaden/base/middleware.py.
    if new_row ->> 'pgh_context_id' = nullif(current_setting('pghistory.context_id', true), '') then
        perform _pgh_attach_context();
    end if;
    perform logbook_append(
        'written', tg_argv[0]::integer, tg_table_name, (new_row ->> tg_argv[1])::bigint,
        logbook_content(new_row, '{}'), ''
    );
    return null;
end $$;
"""

GUARDS = """
create function logbook_only_grows() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
    if tg_op = 'DELETE' and current_setting('logbook.removing', true) = tg_table_name then
        return old;
    end if;
    raise insufficient_privilege using message = format('%s only grows: %s refused', tg_table_name, lower(tg_op));
end $$;

-- pghistory writes the context of a request with its first change and again when more is known (page, reason). That is
-- one transaction. Later the same request may ask again: then what was committed stays. Nobody else may change it.
create function logbook_context_is_kept() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
    if tg_op = 'DELETE' and current_setting('logbook.removing', true) = tg_table_name then
        return old;
    end if;
    if tg_op = 'UPDATE' and new.id = old.id and old.created_at = now() then
        return new;
    end if;
    if tg_op = 'UPDATE' and old.id::text = nullif(current_setting('pghistory.context_id', true), '') then
        return null;
    end if;
    raise insufficient_privilege using message = format('%s only grows: %s refused', tg_table_name, lower(tg_op));
end $$;
"""

SEAL = """
create function logbook_seal(log text, key text) returns void
language plpgsql set search_path = pg_catalog, public set timezone = 'UTC' as $$
declare
    now_there text[];
    latest record;
    shape integer;
    sealed boolean;
begin
    select array_agg(attname::text order by attname) into now_there from pg_attribute
    where attrelid = log::regclass and attnum > 0 and not attisdropped;
    select s.id, s.columns::text[] as columns into latest from logbook_logshape s
    where s.log = logbook_seal.log order by s.id desc limit 1;
    shape := latest.id;
    if shape is null or latest.columns <> now_there then
        insert into logbook_logshape (log, key, columns, since)
        values (logbook_seal.log, logbook_seal.key, now_there, now()) returning id into shape;
    end if;
    select exists (
        select from pg_trigger where tgrelid = log::regclass and tgname = 'logbook_link'
            and split_part(convert_from(replace(encode(tgargs, 'escape'), '\\000', '|')::bytea, 'UTF8'), '|', 1)
                = shape::text
    ) into sealed;
    if not sealed then
        execute format('drop trigger if exists logbook_link on %I', log);
        execute format(
            'create constraint trigger logbook_link after insert on %I deferrable initially deferred '
            'for each row execute function logbook_link(%L, %L)', log, shape::text, key
        );
    end if;
    if not exists (
        select from pg_trigger where tgrelid = log::regclass and tgname = 'logbook_only_grows'
    ) then
        execute format(
            'create trigger logbook_only_grows before update or delete on %I '
            'for each row execute function logbook_only_grows()', log
        );
        execute format(
            'create trigger logbook_not_emptied before truncate on %I '
            'for each statement execute function logbook_only_grows()', log
        );
        if key = 'pgh_id' then
            execute format('create index if not exists %I on %I (pgh_created_at, pgh_id)', left(log, 58) || '_when', log);
        end if;
    end if;
    -- Rows from before the seal, and, when a column is gone, all rows: their old hashes can't be computed any more.
    if latest.id is null then
        perform logbook_link_all(log, key, shape, 'written');
    elsif not latest.columns <@ now_there then
        perform logbook_link_all(log, key, shape, 'restated');
    end if;
end $$;

create function logbook_link_all(log text, key text, shape integer, kind text) returns void
language plpgsql set search_path = pg_catalog, public set timezone = 'UTC' as $$
begin
    execute format(
        'select count(logbook_append(%L, %s, %L, %I, logbook_content(to_jsonb(t), ''{}''), '''')) '
        'from (select * from %I order by %I) t', kind, shape, log, key, log, key
    );
end $$;

create function logbook_seal_context() returns void language plpgsql set search_path = pg_catalog, public as $$
begin
    if not exists (
        select from pg_trigger where tgrelid = 'pghistory_context'::regclass and tgname = 'logbook_context_is_kept'
    ) then
        create trigger logbook_context_is_kept before update or delete on pghistory_context
            for each row execute function logbook_context_is_kept();
        create trigger logbook_not_emptied before truncate on pghistory_context
            for each statement execute function logbook_only_grows();
    end if;
    if not exists (
        select from pg_trigger where tgrelid = 'logbook_chainlink'::regclass and tgname = 'logbook_only_grows'
    ) then
        create trigger logbook_only_grows before update or delete on logbook_chainlink
            for each row execute function logbook_only_grows();
        create trigger logbook_not_emptied before truncate on logbook_chainlink
            for each statement execute function logbook_only_grows();
    end if;
end $$;
"""

REMOVE = """
create function logbook_remove(log text, rows bigint[], run text) returns bigint
language plpgsql set search_path = pg_catalog, public as $$
declare
    latest record;
    gone bigint[];
    contexts uuid[];
    others text;
begin
    select s.id, s.key into latest from logbook_logshape s where s.log = logbook_remove.log order by s.id desc limit 1;
    if latest.id is null then
        raise exception '% is no log', log;
    end if;
    if latest.key = 'pgh_id' then
        execute format('select array_agg(distinct pgh_context_id) from %I where pgh_id = any ($1)', log)
            into contexts using rows;
    end if;
    perform set_config('logbook.removing', log, true);
    execute format(
        'with gone as (delete from %I where %I = any ($1) returning %I as id) '
        'select coalesce(array_agg(id order by id), ''{}'') from gone', log, latest.key, latest.key
    ) into gone using rows;
    perform logbook_append('removed', latest.id::integer, log, id, sha256(''), run) from unnest(gone) as id;
    select string_agg(
        format('not exists (select from %I where pgh_context_id = c.id)', s.log), ' and '
    ) into others from (select distinct s.log from logbook_logshape s where s.key = 'pgh_id') s;
    if contexts is not null then
        perform set_config('logbook.removing', 'pghistory_context', true);
        execute format('delete from pghistory_context c where c.id = any ($1) and %s', others) using contexts;
    end if;
    perform set_config('logbook.removing', '', true);
    return cardinality(gone);
end $$;
"""

# For the officer: who changed which kind of record when and why, and the names of the fields. Never their contents.
CHANGES = """
create function logbook_overseer() returns void
language plpgsql set search_path = pg_catalog, public as $$
declare
    allowed boolean := true;
begin
    if to_regprocedure('rf.me()') is not null then
        execute $q$select rf.has_role('data_protection') and rf.purpose() = 'data_protection'$q$ into allowed;
    end if;
    if not coalesce(allowed, false) then
        raise insufficient_privilege using message = 'for data protection only';
    end if;
end $$;

create function logbook_changes_query(logs text[], who text, person uuid, reasons boolean, best integer) returns text
language plpgsql stable set search_path = pg_catalog, public as $$
declare
    cases text[];
    whole text;
begin
    if person is not null then
        select coalesce(array_agg(distinct case_id::text), '{}') into cases from logbook_readentry
        where client_id = person and case_id is not null;
    end if;
    select string_agg(format(
        '(select %L::text as log, e.pgh_id::bigint as entry, e.pgh_created_at as at, e.pgh_label as label, '
        '  to_jsonb(e) ->> ''case_id'' as case_id, c.metadata '
        'from %I e left join pghistory_context c on c.id = e.pgh_context_id '
        'where e.pgh_created_at >= $1 and e.pgh_created_at < $2 %s %s %s %s)',
        s.log, s.log,
        case when who <> '' then format('and c.metadata ->> ''user'' = %L', who) else '' end,
        case when reasons then 'and coalesce(c.metadata ->> ''reason'', '''') <> ''''' else '' end,
        case when person is not null then format(
            'and (to_jsonb(e) ->> ''client_id'' = %1$L or to_jsonb(e) ->> ''id'' = %1$L '
            'or to_jsonb(e) ->> ''case_id'' = any (%2$L) or to_jsonb(e) ->> ''id'' = any (%2$L))', person, cases
        ) else '' end,
        case when best is not null then format('order by e.pgh_created_at desc, e.pgh_id desc limit %s', best) else '' end
    ), ' union all ') into whole
    from (select distinct log from logbook_logshape where key = 'pgh_id') s
    where logs is null or s.log = any (logs);
    return whole;
end $$;

create function logbook_changed_fields(log text, entry bigint) returns text[]
language plpgsql stable set search_path = pg_catalog, public as $$
declare
    after jsonb;
    before jsonb;
begin
    execute format('select to_jsonb(e) from %I e where pgh_id = $1', log) into after using entry;
    if after ->> 'pgh_obj_id' is null then
        return '{}';
    end if;
    execute format(
        'select to_jsonb(e) from %I e where pgh_obj_id = $1 and pgh_id < $2 order by pgh_id desc limit 1', log
    ) into before using (after ->> 'pgh_obj_id')::uuid, entry;
    return coalesce((
        select array_agg(field.key order by field.key) from jsonb_each(after) field
        where field.key not like 'pgh\\_%' and before is not null and field.value is distinct from before -> field.key
    ), '{}');
end $$;

create function logbook_changes(
    since timestamptz, until timestamptz, logs text[], who text, person uuid, reasons boolean, how_many integer,
    skip integer
) returns table (
    log text, entry bigint, at timestamptz, label text, case_id text, user_id text, page text, request text,
    reason text, fields text[]
) language plpgsql stable security definer set search_path = pg_catalog, public, rf as $$
declare
    whole text;
begin
    perform logbook_overseer();
    whole := logbook_changes_query(logs, who, person, reasons, how_many + skip);
    if whole is null then
        return;
    end if;
    return query execute format(
        'select f.log, f.entry, f.at, f.label, f.case_id, f.metadata ->> ''user'', f.metadata ->> ''page'', '
        'f.metadata ->> ''request'', f.metadata ->> ''reason'', '
        'case when f.label = ''update'' then logbook_changed_fields(f.log, f.entry) else ''{}''::text[] end '
        'from (select * from (%s) every order by at desc, log, entry desc limit %s offset %s) f '
        'order by f.at desc, f.log, f.entry desc', whole, how_many, skip
    ) using since, until;
end $$;

create function logbook_count_changes(
    since timestamptz, until timestamptz, logs text[], who text, person uuid, reasons boolean
) returns bigint language plpgsql stable security definer set search_path = pg_catalog, public, rf as $$
declare
    whole text;
    found bigint;
begin
    perform logbook_overseer();
    whole := logbook_changes_query(logs, who, person, reasons, null);
    if whole is null then
        return 0;
    end if;
    execute format('select count(*) from (%s) every', whole) into found using since, until;
    return found;
end $$;
"""

# Nobody but the owner seals or removes; who serves may append and, as an officer, ask.
RIGHTS = """
revoke execute on function logbook_remove(text, bigint[], text), logbook_seal(text, text),
    logbook_link_all(text, text, integer, text), logbook_seal_context(),
    logbook_append(text, integer, text, bigint, bytea, text),
    logbook_changes_query(text[], text, uuid, boolean, integer), logbook_changed_fields(text, bigint) from public;
"""

FORGET = """
do $$
declare
    log text;
begin
    for log in select distinct event_object_table from information_schema.triggers
        where trigger_name in ('logbook_link', 'logbook_only_grows', 'logbook_context_is_kept')
    loop
        execute format('drop trigger if exists logbook_link on %I', log);
        execute format('drop trigger if exists logbook_only_grows on %I', log);
        execute format('drop trigger if exists logbook_not_emptied on %I', log);
        execute format('drop trigger if exists logbook_context_is_kept on %I', log);
    end loop;
end $$;
drop function logbook_count_changes, logbook_changes, logbook_changed_fields, logbook_changes_query, logbook_overseer,
    logbook_remove, logbook_seal_context, logbook_link_all, logbook_seal, logbook_context_is_kept, logbook_only_grows,
    logbook_link, logbook_append, logbook_hash, logbook_content, logbook_note_reads;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("logbook", "0001_tables"),
        ("accounts", "0001_tables"),
        ("network", "0001_tables"),
        ("cases", "0001_all_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(NOTE_READS + CHAIN + GUARDS + SEAL + REMOVE + CHANGES + RIGHTS, FORGET),
    ]
