"""Who reads the log, said for the database. Rows come by ``logbook_note_reads`` alone; nobody changes or removes one.

``LogShape`` and ``ChainLink`` are not listed: the serving role has no business with them.
"""

from roterfaden.base.rowlevel import Rows, any_of, both

OVERSIGHT = both("(select rf.has_role('data_protection'))", "(select rf.purpose()) in ('data_protection', 'rights')")
_MY_PERSONS = "select client_id from cases_case where id = any ((select rf.my_cases('file'))::uuid[])"
_MY_TALKS = "select client_id from cases_intake where taken_by_id = (select rf.me())"
_MERGED_INTO = "select id from cases_client where merged_into_id in"
OF_MY_PERSONS = f"(client_id in ({_MY_PERSONS}) or client_id in ({_MERGED_INTO} ({_MY_PERSONS})))"
OF_MY_TALKS = f"(client_id in ({_MY_TALKS}) or client_id in ({_MERGED_INTO} ({_MY_TALKS})))"
"""The policy of ``cases_intake`` decides for which purposes."""

ROWS: list[Rows] = [
    Rows("logbook_readentry", read=any_of(OVERSIGHT, OF_MY_PERSONS, OF_MY_TALKS, "reader_id = (select rf.me())")),
]
