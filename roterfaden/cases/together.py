"""Words of PostgreSQL for what two files of a household follow together, while each stays closed to the other's team.

A window shows a shared step in the other file; one function lets that file's team say where it stands. What happens to
a shared step, or to the sharing itself, is told in both files: here, because who acts may not write into the other one.
No wording of the step is written into the other file, so nothing of it is left there when sharing ends.
"""

from roterfaden.cases.models import Act, GoalState, LinkState, SafeguardKind, StepState

_DEFINER = "language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp"
_STATES = ", ".join(f"('{state}', '{state.label}')" for state in (*StepState, *GoalState))
_PROTECTED = """exists (
    select from cases_safeguard p
    where p.client_id = {client} and p.kind in ({kinds}) and p.ended_at is null
      and (p.lifted_until is null or p.lifted_until <= now()) and (p.subject is null or p.subject = {subject})
)"""
_EVERY_KIND = ", ".join(f"'{kind}'" for kind in SafeguardKind)
_FOLLOWED = f"""
    select s.id,
           case when s.case_id = l.case_id then l.other_case_id else l.case_id end as case_id,
           case when s.case_id = l.case_id then l.other_relative_id else l.relative_id end as relative_id,
           s.action_goal_id is not null as is_goal,
           coalesce(m.title, g.title) as title,
           coalesce(m.responsible, '') as responsible,
           coalesce(m.due_on, g.due_on) as due_on,
           coalesce(m.state, g.state) as state,
           s.may_tick,
           coalesce(m.revision, g.revision) as step_revision,
           s.shared_at
    from cases_sharedstep s
    join cases_householdlink l on l.id = s.link_id and l.state = 'agreed'
    join cases_consent c on c.id = s.consent_id and c.withdrawn_at is null and c.valid_until >= rf.today()
    join cases_case k on k.id = s.case_id and k.closed_at is null
    join cases_case w on w.id in (l.case_id, l.other_case_id) and w.id <> s.case_id and w.closed_at is null
    left join cases_measure m on m.id = s.measure_id
    left join cases_actiongoal g on g.id = coalesce(s.action_goal_id, m.action_goal_id)
    left join cases_framegoal f on f.id = g.frame_goal_id
    where s.ended_at is null and m.withdrawn_at is null and g.withdrawn_at is null and f.withdrawn_at is null
      and not {
    _PROTECTED.format(client="k.client_id", kinds=_EVERY_KIND, subject="coalesce(s.measure_id, s.action_goal_id)")
}
      and not exists (
          select from offers_offer o join network_organisation n on n.id = o.organisation_id
          where o.id = m.offer_id and n.is_sensitive
      )
"""
# A provider who answers is somebody of one file only: who they are is nobody's in the other one.
_ONE_OF_BOTH_TEAMS = """(
    select a.user_id from cases_caseaccess_of_all a
    where a.user_id = rf.me() and a.case_id in (l.case_id, l.other_case_id) limit 1
)"""
_TELL = """
    insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
    select gen_random_uuid(),
           case when s.case_id = l.case_id then l.other_case_id else l.case_id end, '{act}', {at}, {by},
           coalesce(case when s.case_id = l.case_id then o.name else r.name end, '') {more}, '', '', '', null
    from cases_sharedstep s join cases_householdlink l on l.id = s.link_id
    join cases_relative r on r.id = l.relative_id left join cases_relative o on o.id = l.other_relative_id
"""

FUNCTIONS = f"""
create or replace function rf.tick_shared(which uuid, seen integer, new_state text) returns text {_DEFINER}
as $$
declare shared cases_sharedstep; here cases_case; there cases_case; receiving uuid; title text; was text;
begin
  select s.* into shared from cases_sharedstep s where s.id = which;
  select f.case_id, f.title, f.state into receiving, title, was from ({_FOLLOWED}) f
  where f.id = which and f.may_tick
    and (not rf.is_served() or f.case_id = any (rf.my_cases('file')));
  if receiving is null then return 'gone'; end if;
  perform from cases_case k where k.id in (shared.case_id, receiving) order by k.id for no key update;
  select k.* into there from cases_case k where k.id = shared.case_id;
  select k.* into here from cases_case k where k.id = receiving;
  if there.closed_at is not null or here.closed_at is not null
     or {_PROTECTED.format(client="here.client_id", kinds=f"'{SafeguardKind.RESTRICTION}'", subject="which")}
  then return 'closed'; end if;
  if shared.measure_id is not null then
    if new_state not in ({", ".join(f"'{state}'" for state in StepState)}) then return 'refused'; end if;
    update cases_measure set state = new_state, revision = revision + 1
    where id = shared.measure_id and revision = seen;
  else
    if new_state not in ({", ".join(f"'{state}'" for state in GoalState)}) then return 'refused'; end if;
    update cases_actiongoal set state = new_state, revision = revision + 1
    where id = shared.action_goal_id and revision = seen;
  end if;
  if not found then return 'conflict'; end if;
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  values (
    gen_random_uuid(), shared.case_id,
    case when shared.measure_id is null then '{Act.GOAL_CHANGED}'
         when new_state = '{StepState.DONE}' then '{Act.STEP_DONE}'
         when was = '{StepState.DONE}' then '{Act.STEP_REOPENED}' else '{Act.STEP_CHANGED}' end,
    now(), rf.me(), title || ': ' || (select w.word from (values {_STATES}) as w(state, word)
                                      where w.state = new_state limit 1),
    '', '', '', coalesce(shared.measure_id, shared.action_goal_id)
  );
  return 'done';
end $$;
comment on function rf.tick_shared(uuid, integer, text) is
  'The team of the other file says where a shared step stands, if it may. Written once, in the file it belongs to.';

create or replace function rf.tell_shared_state() returns trigger {_DEFINER}
as $$
begin
  {
    _TELL.format(
        act=Act.SHARED_STEP_CHANGED,
        at="now()",
        by=_ONE_OF_BOTH_TEAMS,
        more=f"|| ': ' || (select w.word from (values {_STATES}) as w(state, word) where w.state = new.state limit 1)",
    )
}
  where new.id in (s.measure_id, s.action_goal_id) and s.id in (select f.id from ({_FOLLOWED}) f);
  return null;
end $$;
comment on function rf.tell_shared_state() is 'A shared step has moved on: told in the files that follow it.';
create or replace trigger tell_shared_state after update of state on cases_measure
for each row when (old.state is distinct from new.state) execute function rf.tell_shared_state();
create or replace trigger tell_shared_state after update of state on cases_actiongoal
for each row when (old.state is distinct from new.state) execute function rf.tell_shared_state();

create or replace function rf.tell_sharing() returns trigger {_DEFINER}
as $$
begin
  if tg_op = 'INSERT' then
    {_TELL.format(act=Act.STEP_SHARED, at="new.shared_at", by="new.shared_by_id", more="")} where s.id = new.id;
  else
    {_TELL.format(act=Act.SHARING_ENDED, at="new.ended_at", by="new.ended_by_id", more="")} where s.id = new.id;
  end if;
  return null;
end $$;
comment on function rf.tell_sharing() is 'Sharing of a step has begun or ended: told in the file that follows it.';
create or replace trigger tell_sharing after insert on cases_sharedstep
for each row execute function rf.tell_sharing();
create or replace trigger tell_sharing_ended after update of ended_at on cases_sharedstep
for each row when (old.ended_at is null and new.ended_at is not null) execute function rf.tell_sharing();

create or replace function rf.end_sharing() returns trigger {_DEFINER}
as $$
begin
  if tg_table_name = 'cases_consent' then
    update cases_sharedstep set ended_at = new.withdrawn_at, ended_by_id = new.withdrawn_by_id, revision = revision + 1
    where consent_id = new.id and ended_at is null;
  else
    update cases_sharedstep set ended_at = new.ended_at, ended_by_id = new.ended_by_id, revision = revision + 1
    where link_id = new.id and ended_at is null;
  end if;
  return null;
end $$;
comment on function rf.end_sharing() is 'Without the link or the consent nothing is shared any more, at once.';
create or replace trigger end_sharing after update of withdrawn_at on cases_consent
for each row when (old.withdrawn_at is null and new.withdrawn_at is not null) execute function rf.end_sharing();
create or replace trigger end_sharing after update of ended_at on cases_householdlink
for each row when (old.ended_at is null and new.ended_at is not null) execute function rf.end_sharing();

create or replace function rf.tell_link() returns trigger {_DEFINER}
as $$
begin
  insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
  select gen_random_uuid(), side.case_id,
         case new.state when '{LinkState.PROPOSED}' then '{Act.LINK_PROPOSED}'
                        when '{LinkState.AGREED}' then '{Act.FILES_JOINED}' else '{Act.FILES_PARTED}' end,
         case new.state when '{LinkState.PROPOSED}' then new.proposed_at
                        when '{LinkState.AGREED}' then greatest(new.agreed_at, new.other_agreed_at)
                        else new.ended_at end,
         case when new.state = '{LinkState.ENDED}' then new.ended_by_id
              when tg_op = 'INSERT' then new.proposed_by_id else rf.me() end,
         coalesce(r.name, ''), '', '', '', null
  from (values (new.case_id, new.relative_id), (new.other_case_id, new.other_relative_id)) as side(case_id, relative_id)
  left join cases_relative r on r.id = side.relative_id;
  return null;
end $$;
comment on function rf.tell_link() is 'Two files of a household are joined or parted: told in both.';
create or replace trigger tell_link_begins after insert on cases_householdlink
for each row execute function rf.tell_link();
create or replace trigger tell_link after update of state on cases_householdlink
for each row when (old.state is distinct from new.state) execute function rf.tell_link();

create or replace function rf.part_household() returns trigger {_DEFINER}
as $$
begin
  update cases_householdlink l
  set state = '{LinkState.ENDED}', ended_at = new.closed_at, revision = l.revision + 1,
      ended_by_id = coalesce({_ONE_OF_BOTH_TEAMS}, new.lead_id)
  where new.id in (l.case_id, l.other_case_id) and l.state <> '{LinkState.ENDED}';
  return null;
end $$;
comment on function rf.part_household() is
  'A file that is closed or goes to another organisation is joined no more, and whoever follows it can be. Another '
  'organisation that takes it over is nobody of either team: then whoever led the file stands for it.';
create or replace trigger part_household after update of closed_at on cases_case
for each row when (old.closed_at is null and new.closed_at is not null) execute function rf.part_household();

create or replace function rf.agree_for_own_side() returns trigger language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and ((new.case_id, new.other_case_id, new.relative_id)
                           is distinct from (old.case_id, old.other_case_id, old.relative_id)
                           or old.other_relative_id is distinct from new.other_relative_id
                              and old.other_relative_id is not null)
  then raise exception 'A link is ended, never turned to another file'; end if;
  if tg_op = 'INSERT' and (
    (select r.case_id from cases_relative r where r.id = new.relative_id) is distinct from new.case_id
    or (select k.client_id from cases_case k where k.id = new.case_id)
       = (select k.client_id from cases_case k where k.id = new.other_case_id)
  ) then raise exception 'A link leads from somebody of one file to the file of another person'; end if;
  if rf.is_served() and (
    (new.agreed_at is not null and (tg_op = 'INSERT' or old.agreed_at is null)
     and not new.case_id = any (rf.my_cases('led')))
    or (new.other_agreed_at is not null and (tg_op = 'INSERT' or old.other_agreed_at is null)
        and not new.other_case_id = any (rf.my_cases('led')))
  ) then raise exception 'Each side agrees for itself'; end if;
  if new.other_relative_id is not null and (tg_op = 'INSERT' or old.other_relative_id is null)
     and (select r.case_id from cases_relative r where r.id = new.other_relative_id) is distinct from new.other_case_id
  then raise exception 'Each file names somebody of its own'; end if;
  return new;
end $$;
create or replace trigger agree_for_own_side before insert or update on cases_householdlink
for each row execute function rf.agree_for_own_side();
"""

VIEWS = {
    "cases_receivedstep": f"""
        select * from ({_FOLLOWED}) followed
        where (select not rf.serves()) or case_id = any ((select rf.my_cases('file'))::uuid[])
    """,
}
