"""Words of PostgreSQL for who works with files now, and whose files are open to them today; the windows on teams.

The policies in ``cases/rowlevel.py`` are made of them, and other windows ask them as well.
"""

from roterfaden.base.access import Purpose, Role

ENTITLED = "(select rf.case_manager()) is not null"
STEERING = f"rf.purpose() = '{Purpose.STEERING}' and rf.has_role('{Role.HEAD_OF_UNIT}')"
MY_UNIT = f"(select rf.my_organisations('{Role.HEAD_OF_UNIT}'))::uuid[]"
"""The organisations in which whoever asks is head of unit today."""


def of_my_unit(column: str) -> str:
    """The worker in ``column`` has, or had, a seat where whoever asks is head of unit."""
    return f"{column} in (select s.user_id from network_seat s where s.organisation_id = any ({MY_UNIT}))"


def steered(worker: str) -> str:
    """For a window of figures: the row is of a worker of the unit that whoever asks leads now."""
    return f"((select not rf.serves()) or ((select {STEERING}) and {of_my_unit(worker)}))"


FUNCTIONS = f"""
create or replace function rf.worker() returns uuid language sql stable
as $$
  select rf.me()
  where rf.purpose() in ('{Purpose.CASE_WORK}', '{Purpose.RIGHTS}') and not rf.has_role('immigration_authority')
$$;
comment on function rf.worker() is
  'Whoever asks, if they work with files now; the Ausländerbehörde never does, whatever other seats somebody has.';

create or replace function rf.case_manager() returns uuid language sql stable
as $$ select rf.worker() where rf.has_role('{Role.CASE_MANAGER}') $$;
comment on function rf.case_manager() is 'Whoever asks, if they work with files now as a case manager.';

create or replace function rf.work_out_cases() returns void language plpgsql volatile security definer
set search_path = public, pg_catalog, pg_temp
as $$
declare
  worker uuid := rf.worker();
  every uuid[]; files uuid[]; sensitive uuid[]; led uuid[]; talks uuid[]; persons uuid[];
begin
  if worker is not null then
    select array_agg(of_case.id),
           array_agg(of_case.id) filter (where is_open),
           array_agg(of_case.id) filter (where is_sensitive),
           array_agg(of_case.id) filter (where is_led),
           array_agg(k.intake_id) filter (where is_open),
           array_agg(k.client_id)
      into every, files, sensitive, led, talks, persons
      from (
        select case_id as id, bool_or(scope in ('full', 'ordinary')) as is_open,
               bool_or(scope = 'full') as is_sensitive, bool_or(is_lead) as is_led
        from cases_caseaccess_of_all where user_id = worker group by case_id
      ) of_case join cases_case k on k.id = of_case.id;
    -- Before the team knows of a case that begins, and before the case: from the talk on.
    select array_agg(client_id) || persons into persons from (
      select client_id from cases_intake where taken_by_id = worker and decision <> 'case_management'
      union
      select client_id from cases_case where lead_id = rf.case_manager() and closed_at is null
      except
      select unnest(persons)
    ) known;
  end if;
  perform set_config('app.cases_all', coalesce(every, '{{}}')::text, true),
          set_config('app.cases_file', coalesce(files, '{{}}')::text, true),
          set_config('app.cases_sensitive', coalesce(sensitive, '{{}}')::text, true),
          set_config('app.cases_led', coalesce(led, '{{}}')::text, true),
          set_config('app.talks', coalesce(talks, '{{}}')::text, true),
          set_config('app.persons', coalesce(persons, '{{}}')::text, true);
end $$;
comment on function rf.work_out_cases() is
  'Once per transaction: whose files are open today, kept in app.cases_*, with the talks and the persons they are of.';

create or replace function rf.worked_out(name text) returns uuid[] language plpgsql stable
as $$
begin
  if coalesce(current_setting('app.cases_all', true), '') = '' then perform rf.work_out_cases(); end if;
  return current_setting(name)::uuid[];
end $$;

create or replace function rf.my_cases(kind text) returns uuid[] language sql stable
as $$ select rf.worked_out('app.cases_' || kind) $$;
comment on function rf.my_cases(text) is
  'Cases of whoever asks: all, file (may be read), sensitive (in all its parts), led (as lead or deputy).';

create or replace function rf.work_out_about() returns void language plpgsql volatile security definer
set search_path = public, pg_catalog, pg_temp
as $$
declare
  which uuid := nullif(current_setting('app.about', true), '')::uuid;
  kinds text; person uuid;
begin
  select concat_ws(' ', ' all',
                   case when bool_or(scope in ('full', 'ordinary')) then 'file' end,
                   case when bool_or(scope = 'full') then 'sensitive' end,
                   case when bool_or(is_lead) then 'led' end, '')
    into kinds from cases_caseaccess_of_all where user_id = rf.worker() and case_id = which having count(*) > 0;
  if kinds is not null then select client_id into person from cases_case where id = which; end if;
  perform set_config('app.about_kinds', coalesce(kinds, 'none'), true),
          set_config('app.about_person', coalesce(person::text, ''), true);
end $$;
comment on function rf.work_out_about() is
  'Once per transaction: how far whoever asks sees the file which the page is about, kept in app.about_*.';

create or replace function rf.about(kind text) returns uuid language plpgsql stable
as $$
begin
  if coalesce(current_setting('app.about', true), '') = '' then return null; end if;
  if coalesce(current_setting('app.about_kinds', true), '') = '' then perform rf.work_out_about(); end if;
  if position(' ' || kind || ' ' in current_setting('app.about_kinds')) = 0 then return null; end if;
  return current_setting('app.about')::uuid;
end $$;
comment on function rf.about(text) is
  'The case that the page is about, if it is one of rf.my_cases(kind); null otherwise. Asked before that list, which'
  ' takes longer to work out and to read than most queries of a page.';

create or replace function rf.about_person() returns uuid language plpgsql stable
as $$
begin
  if rf.about('all') is null then return null; end if;
  return nullif(current_setting('app.about_person'), '')::uuid;
end $$;
comment on function rf.about_person() is 'The person of that case: one of rf.my_persons(), or null.';

create or replace function rf.about_as(who uuid, kind text) returns uuid language plpgsql stable
as $$
declare found uuid;
begin
  if rf.serves() and who = rf.worker() then found := rf.about(kind); end if;
  return coalesce(found, '00000000-0000-0000-0000-000000000000');
end $$;
comment on function rf.about_as(uuid, text) is
  'The case that the page is about, if it is one of rf.entrusted_cases(who, kind) and whoever asks does so for'
  ' themselves; else a key that no case has: a comparison is then false and not unknown, also inside of "not".';

create or replace function rf.my_talks() returns uuid[] language sql stable
as $$ select rf.worked_out('app.talks') $$;
comment on function rf.my_talks() is
  'The first talks with which the files of whoever asks began; their own talks they find by their name.';

create or replace function rf.my_persons() returns uuid[] language sql stable
as $$ select rf.worked_out('app.persons') $$;
comment on function rf.my_persons() is 'The persons of whoever asks: of their cases and of the talks they had.';

drop function if exists rf.entrusted(uuid, text);
create or replace function rf.entrusted_cases(who uuid, kind text) returns uuid[] language plpgsql stable
as $$
begin
  -- Whoever asks as themselves is told what was worked out for them already.
  if rf.serves() and who = rf.worker() then return rf.my_cases(kind); end if;
  return array(
    select a.case_id from cases_caseaccess a
    where a.user_id = who and case kind
      when 'all' then true
      when 'file' then a.scope in ('full', 'ordinary')
      when 'sensitive' then a.scope = 'full'
      when 'led' then a.is_lead
    end
  );
end $$;
comment on function rf.entrusted_cases(uuid, text) is
  'Cases in cases_caseaccess for visible_to: planned once per session, not in each of the many places of a query.';

do $$ begin
  if (select proretset from pg_proc where oid = to_regprocedure('rf.entrusted_persons(uuid, text)')) then
    drop function rf.entrusted_persons(uuid, text);
  end if;
end $$;
create or replace function rf.entrusted_persons(who uuid, kind text) returns uuid[] language plpgsql stable
as $$
begin
  return array(select k.client_id from cases_case k where k.id = any (rf.entrusted_cases(who, kind)));
end $$;
comment on function rf.entrusted_persons(uuid, text) is 'The persons of these cases.';

create or replace function rf.forget_cases() returns trigger language plpgsql
as $$ begin
  perform set_config('app.cases_all', '', true), set_config('app.about_kinds', '', true);
  return null;
end $$;
create or replace trigger forget_cases after insert or update or delete on cases_casemember
for each statement execute function rf.forget_cases();
create or replace trigger forget_cases after insert or update on cases_leavecover
for each statement execute function rf.forget_cases();
create or replace trigger forget_cases after insert or update on cases_emergencyaccess
for each statement execute function rf.forget_cases();
create or replace trigger forget_cases after insert or update of lead_id, closed_at, client_id, intake_id on cases_case
for each statement execute function rf.forget_cases();
create or replace trigger forget_cases after insert or update of taken_by_id, client_id on cases_intake
for each statement execute function rf.forget_cases();
create or replace trigger forget_cases after insert or update or delete on network_seat
for each statement execute function rf.forget_cases();

create or replace function rf.leads(which uuid) returns boolean language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$ select exists (select from cases_case where id = which and lead_id = rf.me() and closed_at is null) $$;
comment on function rf.leads(uuid) is 'Whether whoever asks leads this case, before the team knows it.';

create or replace function rf.next_case_reference(year integer) returns text language plpgsql volatile security definer
set search_path = public, pg_catalog, pg_temp
as $$
declare latest text;
begin
  perform pg_advisory_xact_lock(hashtext('case reference'), year);
  select max(reference) into latest from cases_case where reference like year || '-%';
  return year || '-' || lpad((coalesce(split_part(latest, '-', 2)::integer, 0) + 1)::text, 5, '0');
end $$;
comment on function rf.next_case_reference(integer) is
  'The next file number of a year, counted under a lock: two cases never get the same one.';

create or replace function rf.person_of_file(number text) returns uuid language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select coalesce(c.merged_into_id, c.id) from cases_case k join cases_client c on c.id = k.client_id
  where k.reference = number and (rf.case_manager() is not null or not rf.is_served())
$$;
comment on function rf.person_of_file(text) is
  'Whose file has this number, for search-before-create: what may be told of them its window says.';

create or replace function rf.finds_case(which uuid) returns boolean language sql stable
as $$ select exists (select from cases_findableclient where open_case = which) $$;
comment on function rf.finds_case(uuid) is
  'Whether whoever asks may know of this running case: then an emergency opens it.';

create or replace function rf.is_asked(which uuid) returns boolean language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select exists (select from cases_referral where measure_id = which and state in ('sent', 'accepted', 'started'))
$$;
comment on function rf.is_asked(uuid) is 'Whether a referral of this measure runs, even one that not everybody reads.';

create or replace function rf.is_away(who uuid, first date, last date) returns boolean language sql stable
security definer set search_path = public, pg_catalog, pg_temp
as $$
  select exists (
    select from cases_leavecover
    where absent_id = who and revoked_at is null and starts_on <= last and ends_on >= first
  )
$$;
comment on function rf.is_away(uuid, date, date) is 'Whether somebody is covered by a colleague on one of these days.';

create or replace function rf.is_free(which uuid) returns boolean language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  select not exists (select from cases_case where client_id = which and closed_at is null)
     and not exists (select from cases_client where id = which and merged_into_id is not null)
$$;
comment on function rf.is_free(uuid) is
  'Whether nobody leads a case of this person, who stands under nobody else: then a first talk may begin.';
"""

VIEWS = {
    # Teams, covers for absences, emergencies that still run. One user may have several rows of a case.
    "cases_caseaccess_of_all": """
        select * from (
        select m.case_id, m.user_id, 'team'::text as basis, m.scope, m.part in ('lead', 'deputy') as is_lead,
               (m.ends_on + 1)::timestamp at time zone 'Europe/Berlin' as until
        from cases_casemember m
        where m.starts_on <= rf.today() and (m.ends_on is null or m.ends_on >= rf.today())
        union all
        select led.id, c.cover_id, 'cover', 'full', true, (c.ends_on + 1)::timestamp at time zone 'Europe/Berlin'
        from cases_leavecover c join cases_case led on led.lead_id = c.absent_id and led.closed_at is null
        where c.revoked_at is null and c.starts_on <= rf.today() and c.ends_on >= rf.today()
        union all
        select e.case_id, e.user_id, 'emergency', 'full', false, e.ends_at
        from cases_emergencyaccess e
        where e.ended_at is null and e.ends_at > now()
        ) entrusted
        where not exists (
            select from network_seat s
            join network_organisation o on o.id = s.organisation_id and o.is_immigration_authority
            where s.user_id = entrusted.user_id
              and s.starts_on <= rf.today() and (s.ends_on is null or s.ends_on >= rf.today())
        )
    """,
    # What the pages ask: one's own, and who else is in one's own cases.
    "cases_caseaccess": """
        select * from cases_caseaccess_of_all
        where user_id = rf.me() or not rf.serves() or case_id = any ((select rf.my_cases('all'))::uuid[])
    """,
}
