"""Words of PostgreSQL for the second person who reads a report: its text and their answer, nothing of the file."""

from roterfaden.base.access import Role
from roterfaden.bodies.models import FACTS, WORDS
from roterfaden.cases.conferring import who_hears
from roterfaden.cases.models import SafeguardKind

# Whoever asks was asked to read it, has written no version of it and is no member of the case's team by now; the file
# runs, and the person has neither restricted it nor objected to passing on meanwhile.
_ASKED = f"""
  rf.has_role('{Role.CASE_MANAGER}', '{Role.HEAD_OF_UNIT}') and d.reviewer_id = rf.worker()
  and not exists (select from cases_caseaccess_of_all a where a.case_id = d.case_id and a.user_id = d.reviewer_id)
  and not exists (
    select from cases_reportdraftevent e where e.pgh_obj_id = d.id and e.written_by_id = d.reviewer_id
  )
  and exists (select from cases_case k where k.id = d.case_id and k.closed_at is null)
  and not exists (
    select from cases_safeguard s join cases_case k on k.client_id = s.client_id
    where k.id = d.case_id and s.ended_at is null and (s.lifted_until is null or s.lifted_until <= now())
      and (s.kind = '{SafeguardKind.OBJECTION}'
           or s.kind = '{SafeguardKind.RESTRICTION}' and (s.subject is null or s.subject = d.id))
  )
"""

FUNCTIONS = f"""
drop function if exists rf.decide_report(uuid, boolean, text);  -- did not ask which version was read
create or replace function rf.decide_report(which uuid, seen integer, approved boolean, words text) returns boolean
language sql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
  with decided as (
    update cases_reportdraft d
    set state = case when approved then 'approved' else 'returned' end, remark = words, revision = revision + 1
    where d.id = which and d.state = 'submitted' and d.revision = seen and ((not rf.is_served()) or ({_ASKED}))
    returning d.id, d.case_id, d.reviewer_id
  ),
  told as (
    insert into cases_timelineentry (id, case_id, act, at, by_id, text, reason, phase_before, phase_after, subject)
    select gen_random_uuid(), case_id, case when approved then 'report_approved' else 'report_returned' end, now(),
           reviewer_id, '', '', '', '', id
    from decided
  )
  select exists (select from decided)
$$;
comment on function rf.decide_report(uuid, integer, boolean, text) is
  'The second person approves what they have read or gives it back with a remark, told in a file they never see.';

drop function if exists rf.case_of_report(uuid);  -- did not say who reads it there
create or replace function rf.told_of_report(which uuid) returns table (file uuid, who uuid) language sql stable
security definer set search_path = public, pg_catalog, pg_temp
as $$
  select k.id, {who_hears("k.id", "k.lead_id", "d.written_by_id")}
  from cases_reportdraft d join cases_case k on k.id = d.case_id
  where d.id = which and ((not rf.is_served()) or ({_ASKED}))
$$;
comment on function rf.told_of_report(uuid) is
  'Where and by whom the answer of the second person is read: by whoever wrote the report, or leads the case since.';
"""

VIEWS = {
    "cases_reviewedreport": f"""
        select d.id, d.revision, d.reviewer_id, d.written_by_id, d.body_id,
               {", ".join(f"d.{name}" for name in (*FACTS, *WORDS))}, d.warnings, d.justification
        from cases_reportdraft d
        where d.state = 'submitted' and ((select not rf.serves()) or ({_ASKED}))
    """,
}
