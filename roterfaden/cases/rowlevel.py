"""Which rows of case management the serving role may touch, declared for the database."""

from roterfaden.base.rowlevel import NOBODY, Rows, any_of, both

IN_THE_FILE = "case_id = any ((select rf.my_cases('file'))::uuid[])"
PROTECTED_TOO = "case_id = any ((select rf.my_cases('sensitive'))::uuid[])"
ATTACHMENT = any_of(both("not is_sensitive", IN_THE_FILE), PROTECTED_TOO)

ROWS: list[Rows] = [
    Rows(
        "cases_attachment",
        read=ATTACHMENT,
        # Whoever may open the file may also add something to it that they may not read afterwards.
        add=both("uploaded_by_id = (select rf.me())", IN_THE_FILE),
        change=ATTACHMENT,
        changed=IN_THE_FILE,
        remove=NOBODY,
        history=True,
    ),
]
