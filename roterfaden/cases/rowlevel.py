"""Who sees which row of the single-case level, said for the database."""

from roterfaden.base.rowlevel import Rows, any_of, both

MY_CASES = "case_id = any ((select rf.my_cases('all'))::uuid[])"
LED_BY_ME = "case_id = any ((select rf.my_cases('led'))::uuid[])"
IS_CASE_MANAGER = "(select rf.has_role('case_manager'))"
IS_HEAD = "(select rf.has_role('head_of_unit'))"
MY_ABSENCE = "absent_id = (select rf.me())"
MY_ARRANGEMENT = "arranged_by_id = (select rf.me())"

ROWS = [
    Rows(
        "cases_leavecover",
        read=any_of(
            IS_HEAD,
            MY_ABSENCE,
            MY_ARRANGEMENT,
            "cover_id = (select rf.me())",
            "absent_id in (select led.lead_id from cases_case led"
            " where led.id = any ((select rf.my_cases('all'))::uuid[]))",
        ),
        add=both(MY_ARRANGEMENT, any_of(IS_HEAD, both(IS_CASE_MANAGER, MY_ABSENCE))),
        change=any_of(IS_HEAD, MY_ABSENCE, MY_ARRANGEMENT),
        history=True,
    ),
    Rows(
        "cases_emergencyaccess",
        read=any_of("user_id = (select rf.me())", "(select rf.has_role('data_protection'))", MY_CASES),
        add=both("user_id = (select rf.me())", IS_CASE_MANAGER),
        change=any_of("user_id = (select rf.me())", LED_BY_ME),
        history=True,
    ),
]
