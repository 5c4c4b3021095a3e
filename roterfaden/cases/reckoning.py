"""Words of PostgreSQL for the day of the next home visit: it follows from all notes, whoever of the team writes one.

Who sees a file in part reads neither every note nor the rhythm of the visits, and the day has to be right all the same.
"""

from roterfaden.cases.models import Way

_DEFINER = "language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp"

FUNCTIONS = f"""
create or replace function rf.reckon_visit() returns trigger {_DEFINER}
as $$
begin
  new.due_on := greatest(new.starts_on, (
    select (max(n.at) at time zone 'Europe/Berlin')::date + 7 * new.weeks from cases_contactnote n
    where n.case_id = new.case_id and n.way = '{Way.HOME_VISIT}' and n.is_contact and n.withdrawn_at is null
  ));
  return new;
end $$;
comment on function rf.reckon_visit() is
  'The next visit is due a rhythm after the latest one on which the person was met, and not before the first day.';
create or replace trigger reckon_visit before insert or update of weeks, starts_on on cases_homecare
for each row execute function rf.reckon_visit();

create or replace function rf.reckon_visits() returns trigger {_DEFINER}
as $$
begin
  update cases_homecare set weeks = weeks where case_id = new.case_id and ended_on is null;
  return null;
end $$;
comment on function rf.reckon_visits() is 'A note of a home visit moves the day of the next one.';
create or replace trigger reckon_visits after insert on cases_contactnote
for each row when (new.way = '{Way.HOME_VISIT}') execute function rf.reckon_visits();
create or replace trigger reckon_visits_again after update of at, way, is_contact, withdrawn_at on cases_contactnote
for each row when ('{Way.HOME_VISIT}' in (old.way, new.way)) execute function rf.reckon_visits();
"""
