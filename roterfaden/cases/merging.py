"""Words of PostgreSQL for putting two entries of one person together, and for parting them again.

They run with the rights of the owner: what hangs on a person is in part nobody's but a colleague's, and moves all the
same without being opened to anybody else. So they ask themselves who may. Which tables lead to a person PostgreSQL
knows: a new one moves along without a line here.
"""

from roterfaden.base.access import Role
from roterfaden.base.rowlevel.words import own

_CASE_MANAGER = "(select rf.case_manager())"

FUNCTIONS = """
create or replace function rf.persons_of(which uuid) returns setof uuid language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$ select which union select id from cases_client where merged_into_id = which $$;
comment on function rf.persons_of(uuid) is 'A person and the entries that were found to be the same person.';

create or replace function rf.persons_at_hand() returns uuid[] language plpgsql stable
as $$
begin
  if rf.is_served() then return rf.my_persons(); end if;
  return array(select id from cases_client);
end $$;
comment on function rf.persons_at_hand() is
  'The persons of whoever asks; all for the owner. As one array, so that they are found by their key: joined by "or"'
  ' PostgreSQL walks through everybody.';

create or replace function rf.may_merge(which uuid) returns boolean language sql stable
as $$ select exists (select from cases_mergeableclient where id = which) $$;
comment on function rf.may_merge(uuid) is 'Whether whoever asks may put this person together with another one.';

create or replace function rf.places_of_persons() returns table (place regclass, col name) language sql stable
set search_path = public, pg_catalog, pg_temp
as $$
  select c.conrelid::regclass, a.attname
  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  where c.contype = 'f' and c.confrelid = 'cases_client'::regclass and c.conrelid <> 'cases_clientmerge'::regclass
    and not exists (
      select from pg_index i
      where i.indrelid = c.conrelid and i.indisunique and i.indpred is null
        and i.indnkeyatts = 1 and i.indkey[0] = c.conkey[1]
    )
  order by c.conrelid::regclass::text, a.attname
$$;
comment on function rf.places_of_persons() is
  'The columns that lead to a person. Not those of which each person has one row: such rows are worked out anew.';

create or replace function rf.tell_merge(act text, kept uuid, joined uuid, merge uuid) returns void
language sql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  select gen_random_uuid(), k.id, $1, now(), rf.me(),
         trim(j.given_name || ' ' || j.family_name) || ' → ' || trim(c.given_name || ' ' || c.family_name),
         '', '', '', merge
  from cases_case k, cases_client c, cases_client j
  where k.client_id in (kept, joined) and c.id = kept and j.id = joined
$$;

create or replace function rf.merge_clients(kept uuid, joined uuid, changes jsonb, who uuid) returns uuid
language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  made uuid := gen_random_uuid(); moves jsonb := '{}'; place record; keys jsonb;
begin
  if kept = joined or not rf.may_merge(kept) or not rf.may_merge(joined)
     or (rf.is_served() and who is distinct from rf.me())
     or (select count(distinct organisation_id) from cases_client where id in (kept, joined)) <> 1 then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtext('client'), hashtext(p::text)) from unnest(array[kept, joined]) p order by p;
  perform rf.tell_merge('clients_merged', kept, joined, made);
  for place in select * from rf.places_of_persons() loop
    execute format('with gone as (update %s set %I = $1 where %I = $2 returning id)'
                   ' select coalesce(jsonb_agg(id), ''[]'') from gone', place.place, place.col, place.col)
      into keys using kept, joined;
    if keys <> '[]' then
      moves := moves || jsonb_build_object(place.place || '.' || place.col, keys);
    end if;
  end loop;
  update cases_client set merged_into_id = kept, revision = revision + 1 where id = joined;
  insert into cases_clientmerge (id, kept_id, joined_id, by_id, at, moved, changed)
  values (made, kept, joined, who, clock_timestamp(), moves, changes);
  return made;
end $$;
comment on function rf.merge_clients(uuid, uuid, jsonb, uuid) is
  'All that leads to the one leads to the other from now on, told in every file. Null when whoever asks may not.';

create or replace function rf.part_clients(which uuid, who uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  done cases_clientmerge; moves record;
begin
  select * into done from cases_clientmerge where id = which and parted_at is null for no key update;
  if done is null or not rf.may_merge(done.kept_id) or (rf.is_served() and who is distinct from rf.me()) then
    return false;
  end if;
  perform rf.tell_merge('clients_parted', done.kept_id, done.joined_id, done.id);
  update cases_client set merged_into_id = null, revision = revision + 1 where id = done.joined_id;
  for moves in select split_part(key, '.', 1) as place, split_part(key, '.', 2) as col, value
               from jsonb_each(done.moved) loop
    execute format('update %s set %I = $1 where %I = $2 and id::text in (select jsonb_array_elements_text($3))',
                   moves.place::regclass, moves.col, moves.col)
      using done.joined_id, done.kept_id, moves.value;
  end loop;
  update cases_clientmerge set parted_at = clock_timestamp(), parted_by_id = who where id = done.id;
  return true;
end $$;
comment on function rf.part_clients(uuid, uuid) is
  'Takes a merge back: what moved leads again to whom it led before, as far as it is still there.';

create or replace function rf.refuse_merged() returns trigger language plpgsql security definer
set search_path = public, pg_catalog, pg_temp
as $$
begin
  -- Not by a lock of the row: whoever waited for that at the end of a transaction would hold the chain of the log.
  if rf.is_served() then
    perform pg_advisory_xact_lock_shared(hashtext('client'), hashtext(new.client_id::text));
  end if;
  if exists (select from cases_client where id = new.client_id and merged_into_id is not null) then
    raise check_violation using message = 'this person stands under another one', constraint = 'client_is_unmerged';
  end if;
  return new;
end $$;

create or replace function rf.guard_merged() returns trigger language plpgsql
as $$
begin
  if rf.serves() and new.merged_into_id is distinct from (case tg_op when 'UPDATE' then old.merged_into_id end) then
    raise insufficient_privilege using message = 'permission denied: only rf.merge_clients puts persons together';
  end if;
  return new;
end $$;
create or replace trigger guard_merged before insert or update of merged_into_id on cases_client
for each row execute function rf.guard_merged();

do $$ declare place record; begin
  for place in select * from rf.places_of_persons() where col = 'client_id' loop
    execute format('create or replace trigger refuse_merged before insert on %s'
                   ' for each row execute function rf.refuse_merged()', place.place);
  end loop;
end $$;
"""

VIEWS = {
    "cases_mergeableclient": f"""
        select c.id, c.organisation_id, c.created_by_id, decisive.id as decisive_case
        from cases_client c
        left join lateral (
            select k.id from cases_case k where k.client_id = c.id
            order by k.closed_at desc nulls first, k.opened_at desc, k.id limit 1
        ) decisive on true
        where c.merged_into_id is null
          and c.id = any ((select rf.persons_at_hand())::uuid[])
          and ((select not rf.is_served())
               or (c.organisation_id = any ((select rf.my_organisations('{Role.CASE_MANAGER}'))::uuid[])
                   and {_CASE_MANAGER} is not null
                   and (decisive.id = any ((select rf.my_cases('led'))::uuid[])
                        or (decisive.id is null and {own("c.created_by_id")}
                            and exists (select from cases_intake i where i.client_id = c.id
                                        and i.taken_by_id = {_CASE_MANAGER})))))
    """,
    # "is true" keeps the index of the names out: few share a birth date, thousands a name.
    "cases_probabledouble": """
        select a.id || ':' || b.id as id, a.id as first_id, b.id as second_id,
               similarity(a.search_text, b.search_text)::double precision as likeness
        from cases_mergeableclient m
        join cases_client a on a.id = m.id
        join cases_client b on b.birth_date = a.birth_date and b.organisation_id = a.organisation_id and b.id <> a.id
                           and (b.skeletons && a.skeletons) is true and b.merged_into_id is null
    """,
}
