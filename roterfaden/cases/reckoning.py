"""Words of PostgreSQL for what follows from all notes, whoever of the team writes one: next visit and last contact.

Who sees a file in part reads neither every note nor the rhythm of the visits, and the days have to be right anyway.
"""

from roterfaden.cases.models import AfterTalkState, AppointmentState, FollowUpState, Way

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

create or replace function rf.reckon_contact() returns trigger {_DEFINER}
as $$
begin
  update cases_case k set last_contact_at = greatest(
    (select i.taken_at from cases_intake i where i.id = k.intake_id),
    (select max(n.at) from cases_contactnote n where n.case_id = k.id and n.is_contact and n.withdrawn_at is null),
    (select max(f.held_on)::timestamp at time zone 'Europe/Berlin' from cases_followup f
     where f.case_id = k.id and f.state = '{FollowUpState.HELD}'),
    (select max(a.starts_at) from cases_appointment a
     where a.case_id = k.id and a.state = '{AppointmentState.KEPT}'),
    (select max(t.held_on)::timestamp at time zone 'Europe/Berlin' from cases_aftertalk t
     where t.case_id = k.id and t.state = '{AfterTalkState.REACHED}')
  ) where k.id = new.case_id;
  return null;
end $$;
comment on function rf.reckon_contact() is
  'A contact was put right, taken back or brought back: the latest one that is left counts, the first talk at least.';
create or replace trigger reckon_contact after update of at, is_contact, withdrawn_at on cases_contactnote
for each row when (
  (old.is_contact or new.is_contact)
  and (old.at, old.is_contact, old.withdrawn_at) is distinct from (new.at, new.is_contact, new.withdrawn_at)
) execute function rf.reckon_contact();
create or replace trigger reckon_contact after update of state on cases_followup
for each row when (old.state = '{FollowUpState.HELD}' and new.state <> '{FollowUpState.HELD}')
execute function rf.reckon_contact();
create or replace trigger reckon_contact after update of state on cases_appointment
for each row when (old.state = '{AppointmentState.KEPT}' and new.state <> '{AppointmentState.KEPT}')
execute function rf.reckon_contact();
create or replace trigger reckon_contact after update of state on cases_aftertalk
for each row when (old.state = '{AfterTalkState.REACHED}' and new.state <> '{AfterTalkState.REACHED}')
execute function rf.reckon_contact();
"""
