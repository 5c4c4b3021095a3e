"""Who sees which row of requests and of the impact assessment.

A person's request and its steps open to those who may open the person's file. Data protection and head of unit see
the requests themselves (reference, right, deadline, who answers), never the steps, in which stands what was said.
"""

from roterfaden.base.rowlevel import NOBODY, Rows, any_of, both

OWN_PERSON = (
    "(client_id in (select client_id from cases_case where id = any ((select rf.my_cases('file'))::uuid[]))"
    " or client_id in (select client_id from cases_intake where taken_by_id = (select rf.me())))"
)
"""Not for members who see their own contributions only. The policies of cases and talks decide for which purposes."""
SERVES = "(select rf.purpose()) in ('rights', 'case_work') and (select rf.has_role('case_manager'))"
SUPERVISES = "(select rf.purpose()) = 'data_protection' and (select rf.has_role('data_protection', 'head_of_unit'))"
OF_REQUEST = (
    "exists (select from rights_datarequest request where request.id = request_id "
    "and exists (select from cases_client person where person.id = request.client_id))"
)

ROWS: list[Rows] = [
    Rows(
        "rights_datarequest",
        read=any_of(both(SERVES, OWN_PERSON), SUPERVISES),
        add=both(SERVES, OWN_PERSON, "taken_by_id = (select rf.me())"),
        change=both(SERVES, OWN_PERSON),
        history=True,
    ),
    Rows(
        "rights_datarequeststep",
        read=both(SERVES, OF_REQUEST),
        add=both(SERVES, OF_REQUEST, "by_id = (select rf.me())"),
    ),
    Rows(
        "rights_impactdraft",
        read=SUPERVISES,
        add=both(SUPERVISES, "saved_by_id = (select rf.me())"),
        change=NOBODY,
    ),
]
