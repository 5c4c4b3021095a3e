"""PostgreSQL's side of :mod:`roterfaden.cases.anonymity.counting`: one bit for each combination, and no person."""

from django.db import models

from roterfaden.base.access import Role
from roterfaden.base.rowlevel import SERVING_ROLE
from roterfaden.cases.anonymity.texts import TEXTS
from roterfaden.cases.models.reports import PROPOSED

# Umlauts are compared without their dots, as Python asks for them: Zahnarzt is in Zahnärztin.
_PLAIN = "translate(lower({}), 'äöüß', 'aous')"


def _select(model: type[models.Model], fields: tuple[str, ...]) -> str:
    columns = ", ".join(f"{model._meta.get_field(field).column}::text" for field in fields)  # type: ignore[union-attr]
    text = _PLAIN.format(f"concat_ws(' ', {columns})")
    return f"""
    select case_id, {text} as text from {model._meta.db_table} where exists (select from words)
    union all"""


_TEXTS = "".join(_select(model, fields) for model, fields in TEXTS)

FUNCTIONS = f"""
create or replace function rf.shared_by_enough(asked jsonb, combinations bigint[]) returns boolean[]
language plpgsql stable security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  threshold integer := coalesce((select least_shared from cases_reportrule), {PROPOSED});
  found boolean[];
begin
  if (session_user = '{SERVING_ROLE}' or current_setting('role') = '{SERVING_ROLE}')
     and (rf.worker() is null or not rf.has_role('{Role.CASE_MANAGER}')) then
    raise insufficient_privilege using message = 'permission denied to count the caseload';
  end if;
  with condition as (
    select (n - 1)::integer as place, c from jsonb_array_elements(asked) with ordinality as a(c, n)
  ),
  words as materialized (select place, c->>'word' as word from condition where c ? 'word'),
  texts as ({_TEXTS}
    select k.id, {_PLAIN.format("i.concern")} from cases_case k join cases_intake i on i.id = k.intake_id
    where exists (select from words)
  ),
  mentions as materialized (
    select distinct k.client_id, w.place
    from texts t join words w on t.text like '%' || w.word || '%' join cases_case k on k.id = t.case_id
  ),
  families as (
    select distinct on (k.client_id) k.client_id,
           case jsonb_typeof(s.answers->'personen') when 'number' then (s.answers->>'personen')::numeric end as people,
           case jsonb_typeof(s.answers->'kinder') when 'number' then (s.answers->>'kinder')::numeric end as children
    from cases_assessmentsection s join cases_case k on k.id = s.case_id
    where s.key = 'familie'
    order by k.client_id, s.saved_at desc
  ),
  fields as (
    select distinct k.client_id, f.key
    from cases_case k join cases_intake_fields_of_action i on i.intake_id = k.intake_id
    join concept_fieldofaction f on f.id = i.fieldofaction_id
    union
    select k.client_id, f.key
    from cases_framegoal g join cases_case k on k.id = g.case_id
    join concept_fieldofaction f on f.id = g.field_of_action_id
    where g.withdrawn_at is null
  ),
  masks as (
    select p.id, coalesce(bit_or(1::bigint << a.place), 0) as mask
    from (
      -- Whoever has a file with two offices is one person: the newer entry counts.
      select distinct on (lower(c.given_name || ' ' || c.family_name), coalesce(c.birth_date::text, ''))
             c.*, f.people, f.children
      from cases_client c left join families f on f.client_id = c.id
      where exists (select from cases_case k where k.client_id = c.id)
      order by lower(c.given_name || ' ' || c.family_name), coalesce(c.birth_date::text, ''), c.created_at desc
    ) p
    left join condition a on
      (not a.c ? 'born_from' or p.birth_date >= (a.c->>'born_from')::date)
      and (not a.c ? 'born_until' or p.birth_date <= (a.c->>'born_until')::date)
      and (not a.c ? 'countries' or a.c->'countries' ? p.country_of_origin)
      and (not a.c ? 'languages' or a.c->'languages' ? p.language)
      and (not a.c ? 'districts' or a.c->'districts' ? p.district_id::text)
      and (not a.c ? 'gender' or p.gender = a.c->>'gender')
      and (not a.c ? 'legal_area' or p.legal_area = a.c->>'legal_area')
      and (not a.c ? 'residence' or p.residence_title = a.c->>'residence')
      and (not a.c ? 'field' or exists (select from fields f where f.client_id = p.id and f.key = a.c->>'field'))
      and (not a.c ? 'people'
           or p.people between (a.c->'people'->>0)::integer and (a.c->'people'->>1)::integer)
      and (not a.c ? 'children'
           or p.children between (a.c->'children'->>0)::integer and (a.c->'children'->>1)::integer)
      and (not a.c ? 'word' or exists (select from mentions m where m.client_id = p.id and m.place = a.place))
    group by p.id
  ),
  counted as (select mask, count(*) as persons from masks group by mask)
  select array_agg(
    coalesce((select sum(persons) from counted where mask & w.combination = w.combination), 0) >= threshold
    order by w.n)
  into found
  from unnest(combinations) with ordinality as w(combination, n);
  return found;
end $$;
comment on function rf.shared_by_enough(jsonb, bigint[]) is
  'Whether enough persons with a file share what a report tells: yes or no for each combination, never who.';
"""
