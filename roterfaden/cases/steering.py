"""Windows for those who steer: cases, advice and what is overdue as figures; nobody can tell whose they are.

A head of unit sees the figures of those who have, or had, a seat there: what others ask of their people is not theirs.
"""

from roterfaden.cases.attention import WAITING_DAYS
from roterfaden.cases.models import (
    AppointmentState,
    ChecklistState,
    FollowUpState,
    Overdue,
    ProblemState,
    ReferralState,
)
from roterfaden.cases.models.area_change import AreaChangeState
from roterfaden.cases.seeing import steered

_PAST = "t.due_on < rf.today()"
_STEPS = ", ".join(f"'{state}'" for state in AreaChangeState.with_steps())


def _own_or_steered(worker: str) -> str:
    return f"({worker} = (select rf.worker()) or {steered(worker)})"


def _of_cases(what: Overdue, table: str, late: str) -> str:
    """Rows ``t`` of open cases that are late, by who leads the case; whose they are stays behind."""
    return f"""
        select k.lead_id, '{what}' as what from {table} join cases_case k on k.id = t.case_id
        where k.closed_at is null and {late}
    """


_OVERDUE = " union all ".join(
    [
        _of_cases(
            Overdue.APPOINTMENT,
            "cases_appointment t",
            f"t.state = '{AppointmentState.PLANNED}' and (t.starts_at at time zone 'Europe/Berlin')::date < rf.today()",
        ),
        _of_cases(Overdue.FOLLOW_UP, "cases_followup t", f"t.state = '{FollowUpState.PLANNED}' and {_PAST}"),
        _of_cases(Overdue.TASK, "cases_casetask t", f"t.done_at is null and t.withdrawn_at is null and {_PAST}"),
        _of_cases(
            Overdue.STEP,
            "cases_checkliststep t join cases_legalareachange a on a.id = t.change_id",
            f"t.state = '{ChecklistState.OPEN}' and a.state in ({_STEPS}) and {_PAST}",
        ),
        _of_cases(
            Overdue.ANSWER,
            "cases_referral t join cases_measure m on m.id = t.measure_id",
            f"t.state = '{ReferralState.SENT}' and m.withdrawn_at is null "
            f"and t.sent_at < now() - interval '{WAITING_DAYS} days'",
        ),
        _of_cases(Overdue.PROBLEM, "cases_problem t", f"t.state = '{ProblemState.OPEN}' and {_PAST}"),
    ]
)

VIEWS = {
    "cases_carriedcase": f"""
        select id, lead_id, phase, intensity, opened_at, closed_at, last_contact_at, rests_until from cases_case
        where {steered("lead_id")}
    """,
    "cases_overduefigure": f"""
        select lead_id || ' ' || what as id, lead_id, what, count(*)::integer as count from ({_OVERDUE}) late
        where {steered("lead_id")} group by lead_id, what
    """,
    "cases_advicefigure": f"""
        select i.id, i.taken_by_id, i.taken_at, i.talk_language, c.district_id
        from cases_intake i join cases_client c on c.id = i.client_id
        where i.decision = 'advice' and {_own_or_steered("i.taken_by_id")}
        union all
        select id, given_by_id, given_on::timestamp at time zone 'Europe/Berlin', language, district_id
        from cases_advice where {_own_or_steered("given_by_id")}
    """,
    "cases_advicefield": f"""
        select f.id, f.intake_id as advice_id, f.fieldofaction_id as field_of_action_id
        from cases_intake_fields_of_action f join cases_intake i on i.id = f.intake_id
        where i.decision = 'advice' and {_own_or_steered("i.taken_by_id")}
        union all
        select -f.id, f.advice_id, f.fieldofaction_id
        from cases_advice_fields_of_action f join cases_advice a on a.id = f.advice_id
        where {_own_or_steered("a.given_by_id")}
    """,
}
