"""Words of PostgreSQL for second looks: the answer of somebody outside the team, and when nobody is asked any more."""

from roterfaden.cases.models import Act, LookState, SafeguardKind

_DEFINER = "security definer set search_path = public, pg_catalog, pg_temp"

FUNCTIONS = f"""
create or replace function rf.answer_look(which uuid, seen integer, agrees boolean, words text) returns boolean
language sql volatile {_DEFINER}
as $$
  with answered as (
    update cases_secondlook set answer = answer_look.words, answered_at = now(), revision = revision + 1,
      state = case when agrees then '{LookState.AGREES}' else '{LookState.DIFFERS}' end
    where id = which and state = '{LookState.ASKED}' and revision = seen
      and (asked_of_id = rf.case_manager() or not rf.is_served())
    returning id
  )
  select exists (select from answered)
$$;
comment on function rf.answer_look(uuid, integer, boolean, text) is
  'Whoever is asked for a second look answers, and reads it no more. False when no such version waits for them.';

create or replace function rf.levels_without_look(which uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_catalog, pg_temp
as $$
  select v.id from cases_level v
  where v.assessment_id = which and v.needs_look and v.key <> ''
    and not exists (
      select from cases_secondlook l
      where l.level_id = v.id and l.key = v.key
        and (l.state = '{LookState.AGREES}' or l.state = '{LookState.DIFFERS}' and l.kept_reason <> '')
    )
$$;
comment on function rf.levels_without_look(uuid) is
  'At which levels of an assessment somebody else still has to look; who sees the file in part finishes none without.';

create or replace function rf.withdraw_looks() returns trigger language plpgsql volatile {_DEFINER}
as $$
begin
  with withdrawn as (
    update cases_secondlook l set state = '{LookState.WITHDRAWN}', revision = l.revision + 1
    from cases_case k
    where k.id = l.case_id and l.state = '{LookState.ASKED}'
      and case tg_table_name when 'cases_case' then k.id = new.id when 'cases_level' then l.level_id = new.id
               else k.client_id = (to_jsonb(new) ->> 'client_id')::uuid end
    returning l.id, l.case_id, l.asked_by_id, l.asked_of_id
  )
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  select gen_random_uuid(), w.case_id, '{Act.LOOK_WITHDRAWN}', now(), w.asked_by_id, u.name, '', '', '', w.id
  from withdrawn w join accounts_user u on u.id = w.asked_of_id;
  return null;
end $$;
comment on function rf.withdraw_looks() is
  'Nobody is asked any more about a level that has become another one, nor about a file that is closed, goes to '
  'another organisation or is restricted: what was written for them is closed to them. Told in the name of who asked.';
create or replace trigger withdraw_looks after update of closed_at on cases_case
for each row when (old.closed_at is null and new.closed_at is not null) execute function rf.withdraw_looks();
create or replace trigger withdraw_looks after update of key on cases_level
for each row when (old.key is distinct from new.key) execute function rf.withdraw_looks();
create or replace trigger withdraw_looks after insert on cases_safeguard
for each row when (new.kind = '{SafeguardKind.RESTRICTION}' and new.subject is null)
execute function rf.withdraw_looks();
"""
