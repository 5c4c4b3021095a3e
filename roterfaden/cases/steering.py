"""Windows for those who steer: cases, follow-ups and advice as figures, of which nobody can tell whose they are."""

from roterfaden.cases.seeing import STEERING

VIEWS = {
    "cases_carriedcase": f"""
        select id, lead_id, phase, intensity, opened_at, closed_at, last_contact_at, rests_until from cases_case
        where (select not rf.serves() or {STEERING})
    """,
    "cases_carriedfollowup": f"""
        select f.id, k.lead_id, f.due_on from cases_followup f join cases_case k on k.id = f.case_id
        where f.state = 'planned' and k.closed_at is null and (select not rf.serves() or {STEERING})
    """,
    "cases_advicefigure": f"""
        select * from (
        select i.id, i.taken_by_id, i.taken_at, i.talk_language, c.district_id
        from cases_intake i join cases_client c on c.id = i.client_id
        where i.decision = 'advice'
        union all
        select id, given_by_id, given_on::timestamp at time zone 'Europe/Berlin', language, district_id
        from cases_advice
        ) given
        where (select not rf.serves() or {STEERING}) or taken_by_id = (select rf.worker())
    """,
    "cases_advicefield": f"""
        select f.id, f.intake_id as advice_id, f.fieldofaction_id as field_of_action_id
        from cases_intake_fields_of_action f join cases_intake i on i.id = f.intake_id
        where i.decision = 'advice'
          and ((select not rf.serves() or {STEERING}) or i.taken_by_id = (select rf.worker()))
        union all
        select -f.id, f.advice_id, f.fieldofaction_id
        from cases_advice_fields_of_action f join cases_advice a on a.id = f.advice_id
        where (select not rf.serves() or {STEERING}) or a.given_by_id = (select rf.worker())
    """,
}
