"""Windows on persons: what search-before-create may name, and whom data protection makes papers for."""

from roterfaden.base.access import Role
from roterfaden.base.rowlevel.words import OVERSEEING
from roterfaden.cases.models import Decision
from roterfaden.cases.seeing import ENTITLED

_MINE = """(select jsonb_object_agg(case_id, scope) from (
    select case_id, min(scope) as scope from cases_caseaccess_of_all
    where user_id = (select rf.worker()) group by case_id
) of_case)"""
"""How far the cases of whoever asks are open to them, by case. It depends on nobody who is found: with "offset 0"
PostgreSQL works it out once for all who are, and not at all where it is not read. full, ordinary, own: sorted as words,
the widest comes first and counts."""

VIEWS = {
    "cases_findableclient": f"""
        select c.id, c.given_name, c.family_name, c.other_names, c.birth_date, c.district_id,
               c.search_text, c.skeletons, c.phone_digits,
               c.organisation_id,
               (select k.id from cases_case k where k.client_id = c.id and k.closed_at is null) as open_case,
               coalesce((select k.reference from cases_case k where k.client_id = c.id and k.closed_at is null), '')
                 as reference,
               (select k.lead_id from cases_case k where k.client_id = c.id and k.closed_at is null) as lead_id,
               (select i.taken_by_id from cases_intake i
                where i.client_id = c.id and i.decision = '' and i.taken_by_id is distinct from rf.me()
                order by i.taken_at limit 1) as talks_with_id,
               coalesce((select reader.mine ->> k.id::text from cases_case k
                         where k.client_id = c.id and k.closed_at is null), '') as scope,
               (exists (select from cases_intake i
                        where i.client_id = c.id and i.taken_by_id = (select rf.worker())
                          and i.decision <> '{Decision.CASE_MANAGEMENT}')
                -- No exists(): PostgreSQL would look into all cases there are, once, instead of into the person's.
                or coalesce((select bool_or(reader.mine ? k.id::text)
                             from cases_case k where k.client_id = c.id), false))
                 as is_known
        from cases_client c cross join (select {_MINE} as mine offset 0) reader
        where c.merged_into_id is null
          and (select not rf.serves() or {ENTITLED})
          and ((select not rf.serves())
               or c.organisation_id = any ((select rf.my_organisations('{Role.CASE_MANAGER}'))::uuid[]))
    """,
    "cases_overseenclient": f"""
        select id, given_name, family_name, birth_date, language from cases_client
        where (select not rf.serves() or {OVERSEEING})
    """,
}
