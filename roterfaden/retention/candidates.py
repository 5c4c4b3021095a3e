"""Whose end is foreseeable: the rule of ``clock.due``, worded for the database, a batch of persons at a time.

A batch is cut by primary key and joins by indexed columns only, so it reads no more of a larger database.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

_REFRESH = """
with batch as materialized (
    select id, legal_area, created_at, merged_into_id from cases_client
    where (%(after)s::uuid is null or id > %(after)s::uuid) order by id limit %(size)s
),
entries as (
    -- A person, and the entries that stand under them: what hung on those hangs on the person.
    select id as client_id, id, legal_area, created_at from batch where merged_into_id is null
    union all
    select batch.id, other.id, other.legal_area, other.created_at
    from batch join cases_client other on other.merged_into_id = batch.id
),
areas as (
    select client_id, legal_area from entries
    union
    select entries.client_id, event.legal_area
    from entries join cases_clientevent event on event.pgh_obj_id = entries.id
),
records as (
    select client_id, 'closed_case' as kind, closed_at as started from cases_case join batch on batch.id = client_id
    union all
    select client_id,
        case when decision = '' then 'undecided_intake' else 'advice' end,
        case when decision = '' then taken_at else decided_at end
    from cases_intake join batch on batch.id = client_id where decision in ('', 'advice')
    union all
    select client_id, 'registration', max(created_at) from entries
    where not exists (select from cases_intake where client_id = entries.client_id)
        and not exists (select from cases_case where client_id = entries.client_id)
    group by client_id
),
starts as (
    select client_id, kind, (started at time zone 'Europe/Berlin')::date as started from records
),
ends as (
    select starts.client_id, starts.kind, rule.id as rule_id, rule.state,
        ((case when rule.from_year_end then make_date(extract(year from started)::int, 12, 31) else started end)
            + make_interval(months => rule.months))::date as on_day
    from starts left join retention_retentionrule rule
        on rule.kind = starts.kind and rule.state <> 'set_aside' and (rule.legal_area = '' or exists (
            select from areas where areas.client_id = starts.client_id and areas.legal_area = rule.legal_area))
),
persons as (
    select distinct on (client_id) client_id, kind, rule_id, on_day from ends
    where not exists (
        select from ends other where other.client_id = ends.client_id
            and (other.on_day is null or other.state is distinct from 'in_force'))
    order by client_id, on_day desc, rule_id
),
found as (
    select persons.*, last.id as case_id, last.lead_id, coalesce(last.reference, '') as reference, talk.taken_by_id,
        exists (
            select from cases_safeguard
            where client_id = persons.client_id and kind = 'restriction' and ended_at is null) as is_restricted
    from persons
    left join lateral (
        select id, lead_id, reference from cases_case where client_id = persons.client_id
        order by closed_at desc limit 1) last on true
    left join lateral (
        select taken_by_id from cases_intake where client_id = persons.client_id order by taken_at desc limit 1
    ) talk on true
),
gone as (
    delete from retention_deadline using batch where client_id = batch.id
        and not exists (select from found where found.client_id = batch.id)
),
kept as (
    insert into retention_deadline as known
        (id, client_id, case_id, lead_id, reference, kind, rule_id, delete_on, is_restricted, told_on, archive)
    select gen_random_uuid(), client_id, case_id, coalesce(lead_id, taken_by_id), reference, kind, rule_id, on_day,
        is_restricted, null, '' from found
    on conflict (client_id) do update set
        case_id = excluded.case_id, lead_id = excluded.lead_id, reference = excluded.reference,
        kind = excluded.kind, rule_id = excluded.rule_id, delete_on = excluded.delete_on,
        is_restricted = excluded.is_restricted,
        -- Later than what was told: tell it again.
        told_on = case when excluded.delete_on > known.delete_on then null else known.told_on end
    where (known.case_id, known.lead_id, known.reference, known.kind, known.rule_id, known.delete_on,
            known.is_restricted)
        is distinct from (excluded.case_id, excluded.lead_id, excluded.reference, excluded.kind, excluded.rule_id,
            excluded.delete_on, excluded.is_restricted)
)
select max(id::text), count(*), (select count(*) from found) from batch
"""


def refresh(size: int) -> Iterator[tuple[int, int]]:
    """Work out the deadlines of all persons anew, ``size`` at a time; yields how many were seen and have one."""
    after: UUID | None = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_REFRESH, {"after": after, "size": size})
            last, seen, found = cursor.fetchone()
        if not seen:
            return
        yield seen, found
        after = UUID(last)
