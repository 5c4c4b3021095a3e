"""Row-level security of the periods: repeats ``visible_to`` of the models, and what the acts need.

Deadlines, runs, proofs and past rows are written by ``manage.py retention`` as the owner only.
"""

from roterfaden.base.rowlevel import Rows, any_of, both

# By role alone, whatever the page is for: nothing here names a person, and a colleague with two roles needs both.
_OFFICER = "(select rf.has_role('data_protection'))"
_FIGURES = "(select rf.has_role('head_of_unit', 'data_protection'))"
_IN_TEAM = "case_id = any ((select rf.my_cases('file'))::uuid[])"
_OF_ME = (
    "exists (select from retention_deadline own"
    " where own.client_id = retention_retentionhold.client_id and own.lead_id = (select rf.me()))"
)
_HOLDS = any_of(_OFFICER, _IN_TEAM, _OF_ME)
_OF_VISIBLE_HOLD = "hold_id in (select id from retention_retentionhold)"

ROWS: list[Rows] = [
    Rows(
        "retention_retentionrule",
        read="(select rf.has_role('data_protection', 'head_of_unit', 'case_manager'))",
        add=_OFFICER,
        change=_OFFICER,
        history=True,
    ),
    Rows("retention_deadline", read=any_of(_OFFICER, "lead_id = (select rf.me())"), change=_OFFICER),
    Rows("retention_retentionhold", read=_HOLDS, add=both("set_by_id = (select rf.me())", _HOLDS), change=_HOLDS),
    Rows(
        "retention_holdstep",
        read=_OF_VISIBLE_HOLD,
        add=both("by_id = (select rf.me())", _OF_VISIBLE_HOLD),
    ),
    Rows("retention_deletionrun", read=_OFFICER),
    Rows("retention_deletionentry", read=_OFFICER),
    Rows("retention_pastcase", read=_FIGURES),
    Rows("retention_pastadvice", read=_FIGURES),
    Rows("retention_pasttrait", read=_FIGURES),
]
