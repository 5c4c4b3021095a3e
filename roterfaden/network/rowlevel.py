"""Who reads and writes which row of the directory, of seats and of their confirmation, said for the database."""

from roterfaden.base.rowlevel import ALL, Rows, any_of, both

SIGNED_IN = "(select rf.me()) is not null"
SIGNING_IN = "(select rf.purpose()) = 'sign_in'"
ADMINISTERING = both("(select rf.purpose()) = 'administration'", "(select rf.has_role('administrator'))")
OVERSEEING = both(
    "(select rf.purpose()) in ('administration', 'data_protection')",
    "(select rf.has_role('administrator', 'data_protection'))",
)
DIRECTORY_CARE = "(select rf.has_role('administrator', 'head_of_unit'))"
OWN_HOUSE = both("(select rf.has_role('provider_staff'))", "id = any ((select rf.my_organisations())::uuid[])")

ROWS: list[Rows] = [
    # Its name stands on the sign-in page.
    Rows("network_municipality", read=ALL),
    Rows("network_district", read=SIGNED_IN),
    Rows(
        "network_organisation",
        read=SIGNED_IN,
        add=DIRECTORY_CARE,
        change=any_of(DIRECTORY_CARE, OWN_HOUSE),
    ),
    Rows("network_place", read=SIGNED_IN, add=DIRECTORY_CARE, change=DIRECTORY_CARE),
    Rows("network_room", read=SIGNED_IN, add=DIRECTORY_CARE, change=DIRECTORY_CARE, remove=DIRECTORY_CARE),
    Rows("network_openinghours", read=SIGNED_IN, add=DIRECTORY_CARE, change=DIRECTORY_CARE, remove=DIRECTORY_CARE),
    Rows(
        # One's own seats decide what one may open; who has to hear of something is found by its role.
        "network_seat",
        read=any_of(SIGNED_IN, SIGNING_IN),
        add=both(ADMINISTERING, "user_id <> (select rf.me())"),
        change=both(
            any_of(ADMINISTERING, both(OVERSEEING, "role = 'administrator'")),
            "user_id <> (select rf.me())",
        ),
    ),
    # Written by the trigger, which runs with the rights of its owner; read on "Vergebene Rechte".
    Rows("network_seatevent", read=OVERSEEING, add=ADMINISTERING),
    Rows(
        # The line about a lock is written while nobody is signed in, and in nobody's name.
        "network_accountchange",
        read=any_of(OVERSEEING, "account_id = (select rf.me())"),
        add=any_of(
            both(OVERSEEING, "changed_by_id = (select rf.me())"),
            both(SIGNING_IN, "kind = 'locked_out'", "changed_by_id is null"),
        ),
    ),
    # Rounds are opened and closed by the daily run, as the owner of the tables.
    Rows("network_recertificationround", read=OVERSEEING),
    Rows(
        "network_seatcheck",
        read=any_of(
            OVERSEEING,
            "exists (select from network_seat s where s.id = seat_id and s.user_id = (select rf.me()))",
        ),
        change=OVERSEEING,
    ),
    Rows("network_seatcheckevent", read=OVERSEEING, add=OVERSEEING),
]
