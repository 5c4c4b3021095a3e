"""Counts of a year for who steers: PostgreSQL counts, and no row of a person leaves it.

A case counts on the day it began and, if it is closed, on the day it ended; one that was taken up again runs on. What
is told of the person (legal area, residence, district) is as it stands today, the age that of the last day counted.
"""

from roterfaden.base.access import Purpose, Role
from roterfaden.cases.giving import STEERED

_STEERING = f"rf.purpose() = '{Purpose.STEERING}'"
_MINE = f"rf.my_organisations('{Role.HEAD_OF_UNIT}')"

FUNCTIONS = f"""
create or replace function rf.year_counts(of_year integer)
returns table (sheet text, line text, side text, n bigint) language sql stable security definer
set search_path = public, pg_catalog, pg_temp
as $$
  with span as (
    select make_date(of_year, 1, 1) as first, least(make_date(of_year, 12, 31), rf.today()) as last
  ),
  cases as (
    select k.id, k.close_reason, c.gender, c.residence_title, c.legal_area, coalesce(d.name, '') as district,
           (k.opened_at at time zone 'Europe/Berlin')::date as opened,
           (k.closed_at at time zone 'Europe/Berlin')::date as closed,
           extract(year from age(span.last, c.birth_date))::integer as years
    from span, cases_case k
    join cases_client c on c.id = k.client_id
    left join network_district d on d.id = c.district_id
    where not rf.is_served() or {STEERED}
  ),
  counted as (
    select cases.*, s.side
    from span, cases, lateral (values
      ('begun', opened between first and last),
      ('ended', closed between first and last),
      ('running', opened <= last and (closed is null or closed > last))
    ) as s(side, holds)
    where holds
  ),
  by_person as (
    select v.sheet, v.line, side, count(*) as n
    from counted, lateral (values
      ('total', ''), ('legal_area', legal_area), ('gender', gender), ('residence', residence_title),
      ('district', district),
      ('age', case when years is null then '' when years < 18 then '0' when years < 27 then '18'
                   when years < 45 then '27' when years < 65 then '45' else '65' end)
    ) as v(sheet, line)
    group by 1, 2, 3
  ),
  by_end as (
    select v.sheet, v.line, 'ended', count(*)
    from counted, lateral (values
      ('reason', close_reason),
      ('duration', case when closed < opened + interval '3 months' then '0' when closed < opened + interval '6 months'
                   then '3' when closed < opened + interval '1 year' then '6' when closed < opened + interval '2 years'
                   then '12' else '24' end)
    ) as v(sheet, line)
    where side = 'ended' group by 1, 2
  ),
  months as (
    select to_char(day, 'MM') as line, day::date as first,
           least((day + interval '1 month')::date - 1, span.last) as last
    from span, generate_series(span.first, span.last, interval '1 month') as day
  ),
  by_month as (
    select 'months', m.line, s.side, count(*)
    from months m, cases, lateral (values
      ('begun', opened between m.first and m.last),
      ('ended', closed between m.first and m.last),
      ('running', opened <= m.last and (closed is null or closed > m.last))
    ) as s(side, holds)
    where holds group by 2, 3
  ),
  by_referral as (
    select 'referrals', r.state, 'count', count(*)
    from span, cases_referral r join cases on cases.id = r.case_id
    where (r.sent_at at time zone 'Europe/Berlin')::date between span.first and span.last group by 2
  ),
  by_goal as (
    select 'goals', g.level::text, 'count', count(*)
    from span, cases_goalrating g join cases_evaluation e on e.id = g.evaluation_id join cases on cases.id = e.case_id
    where (e.completed_at at time zone 'Europe/Berlin')::date between span.first and span.last group by 2
  ),
  by_office as (
    select 'office', v.line::text, v.side, count(*)
    from span, cases_evaluation e join cases on cases.id = e.case_id,
      lateral (values ('procedure', e.procedure), ('communication', e.communication), ('time', e.time)) as v(side, line)
    where (e.completed_at at time zone 'Europe/Berlin')::date between span.first and span.last and v.line is not null
    group by 2, 3
  ),
  by_view as (
    select 'views', v.line::text, v.side, count(*)
    from span, cases_ownview o join cases on cases.id = o.case_id,
      lateral (values ('way', o.way), ('understanding', o.understanding), ('time', o.time), ('today', o.today))
        as v(side, line)
    where o.given_on between span.first and span.last and o.withdrawn_at is null and v.line is not null
    group by 2, 3
  ),
  by_talk as (
    select 'talks', t.state, 'count', count(*)
    from span, cases_aftertalk t join cases on cases.id = t.case_id
    where t.held_on between span.first and span.last group by 2
  ),
  talks as (
    select (i.taken_at at time zone 'Europe/Berlin')::date as day, i.taken_by_id as who
    from cases_intake i where i.decision = 'advice'
    union all
    select a.given_on, a.given_by_id from cases_advice a
  ),
  by_advice as (
    select 'advice', to_char(t.day, 'MM'), 'count', count(*)
    from span, talks t
    where t.day between span.first and span.last
      and (not rf.is_served() or {_STEERING} and exists (
        select from network_seat s where s.user_id = t.who and s.organisation_id = any ({_MINE})
      ))
    group by 2
  )
  select * from by_person union all select * from by_end union all select * from by_month
  union all select * from by_referral union all select * from by_goal union all select * from by_office
  union all select * from by_view union all select * from by_talk union all select * from by_advice
$$;
comment on function rf.year_counts(integer) is
  'Counts of a year of the units that whoever asks leads, for steering: no row of a person.';
"""
