"""Bodies are known to all staff; a report is read by the members of its body and by heads of unit.

``rf.receive_report`` is the only way in. It writes the whole table anew in a random order: were a row only added, its
place in the table and its transaction number (``xmin``) would lead to what the same transaction wrote about a case.
"""

from roterfaden.base.access import Purpose, Role
from roterfaden.base.rowlevel import ALL, SERVING_ROLE, Rows, any_of
from roterfaden.base.rowlevel.words import holds

_COLUMNS = (
    "need_field, age_band, origin, district_group, gender, legal_area, household, situation, helped, missing, question"
)
_VALUES = ", ".join(f"words[{place}]" for place in range(1, len(_COLUMNS.split(", ")) + 1))
_ALL = f"id, revision, body_id, received_in, {_COLUMNS}, taken_back_in, taken_back_by_id, taken_back_reason"

FUNCTIONS = f"""
create or replace function rf.receive_report(receiver uuid, words text[]) returns void language plpgsql volatile
security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  known bodies_casereport[];
begin
  if (session_user = '{SERVING_ROLE}' or current_setting('role') = '{SERVING_ROLE}')
     and not (rf.purpose() = '{Purpose.CASE_WORK}' and rf.has_role('{Role.CASE_MANAGER}')) then
    raise insufficient_privilege using message = 'permission denied to hand in a report';
  end if;
  lock table bodies_casereport in exclusive mode;
  select array_agg(r) into known from bodies_casereport r;
  delete from bodies_casereport;
  insert into bodies_casereport ({_ALL})
  select * from (
    select {_ALL} from unnest(known)
    union all
    select gen_random_uuid(), 1, receiver, date_trunc('month', rf.today())::date, {_VALUES}, null, null, ''
  ) all_of_them order by random();
end $$;
comment on function rf.receive_report(uuid, text[]) is
  'Keeps an anonymous report with its month; the table is written anew, so that neither place nor transaction tell.';
"""

HEADING = holds(Role.HEAD_OF_UNIT)
OF_MY_BODY = (
    "body_id in (select b.id from bodies_body b"
    f" where b.organisation_id = any ((select rf.my_organisations('{Role.BODY_MEMBER}'))::uuid[]))"
)

ROWS = [
    Rows("bodies_body", read=ALL, add=HEADING, change=HEADING),
    Rows("bodies_bodyevent", read=HEADING),
    Rows("bodies_casereport", read=any_of(HEADING, OF_MY_BODY), change=HEADING),
]
