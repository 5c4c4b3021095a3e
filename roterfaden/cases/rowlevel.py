"""Who reads and writes which row of case management, said to the database."""

from roterfaden.base.rowlevel import Rows, any_of, both

FILE = "case_id = any ((select rf.my_cases('file'))::uuid[])"
RECEIVED = both(
    "(select rf.purpose()) = 'disclosed'",
    "recipient_id = any ((select rf.my_organisations('provider_staff', 'other_office'))::uuid[])",
    "closed_at is null",
    "open_until >= (select rf.today())",
)
"""Passed on to one's own organisation and still open: the row itself, nothing of the file behind it."""

ROWS: list[Rows] = [
    # The wording is frozen by trigger; changing means withdrawing.
    Rows("cases_consent", read=FILE, add=FILE, change=FILE, history=True),
    # What went is frozen by trigger; changing means ending or limiting the recipient's access.
    Rows("cases_disclosure", read=any_of(FILE, RECEIVED), add=FILE, change=FILE),
    # Of earlier versions of a row, open once, a recipient sees nothing.
    Rows("cases_disclosureevent", read=FILE),
]
