"""Who reads and writes which row of accounts and sign-in, said for the database.

Signing in has the purpose ``sign_in`` and no user yet: then exactly what sign-in needs is open, and no more. A session
is looked up by the hash of a key of 160 random bits, so reading the table helps nobody into one.
"""

from roterfaden.base.rowlevel import ALL, NOBODY, Rows, any_of, both

SIGNING_IN = "(select rf.purpose()) = 'sign_in'"
ADMINISTERING = both("(select rf.purpose()) = 'administration'", "(select rf.has_role('administrator'))")
OWN = "user_id = (select rf.me())"
# The session middleware runs on every page, whatever its purpose, before and after the user is known.
NOBODY_YET = "(select rf.me()) is null"
SIGNED_IN = "(select rf.me()) is not null"

ROWS: list[Rows] = [
    Rows(
        # Names of colleagues are read everywhere; the hash of the password is a column privilege worth withholding.
        "accounts_user",
        read=any_of(SIGNED_IN, SIGNING_IN, NOBODY_YET),
        add=ADMINISTERING,
        change=any_of(
            ADMINISTERING,
            "id = (select rf.me())",  # one's own password
            SIGNING_IN,  # last_login, a password by the link of a mail
        ),
    ),
    Rows(
        # Written for others by whoever acts; read and put away by the one it is for.
        "accounts_notice",
        read=OWN,
        add=any_of(SIGNED_IN, SIGNING_IN),
        change=OWN,
    ),
    Rows(
        # Ended by its owner, by the administration (lock, lost device) and at the end of its time.
        "accounts_storedsession",
        read=any_of(OWN, NOBODY_YET, SIGNING_IN),
        add=ALL,
        change=any_of(OWN, NOBODY_YET, SIGNING_IN, "user_id is null"),
        changed=any_of(OWN, NOBODY_YET, SIGNING_IN, "user_id is null"),
        remove=any_of(OWN, NOBODY_YET, SIGNING_IN, ADMINISTERING),
    ),
    Rows("accounts_failedsignin", read=SIGNING_IN, add=SIGNING_IN, change=SIGNING_IN, remove=SIGNING_IN),
    Rows(
        # Kept at the moment the session ends: the middleware has just made the request nobody's.
        "accounts_keptform",
        read=OWN,
        add=any_of(OWN, NOBODY_YET),
        remove=OWN,
    ),
    # Rate limits and used codes: hashes and times, nothing personal.
    Rows("accounts_cache", read=ALL, add=ALL, change=ALL, remove=ALL),
    # allauth keeps a second list of addresses; ours is accounts_user.email.
    Rows(
        "account_emailaddress",
        read=any_of(OWN, SIGNING_IN, ADMINISTERING),
        add=any_of(OWN, SIGNING_IN),
        change=any_of(OWN, SIGNING_IN),
        remove=ADMINISTERING,
    ),
    Rows("account_emailconfirmation", read=NOBODY),
    Rows(
        # The secrets themselves: read by their owner and while signing in. The administration sees that there is one,
        # and removes it when the device is lost; to keep the secret from it, read through a view without "data".
        "mfa_authenticator",
        read=any_of(OWN, SIGNING_IN, ADMINISTERING),
        add=OWN,
        change=any_of(OWN, SIGNING_IN),  # last used, spent recovery codes
        remove=any_of(OWN, ADMINISTERING),
    ),
    Rows(
        "socialaccount_socialaccount",
        read=any_of(OWN, SIGNING_IN, ADMINISTERING),
        add=SIGNING_IN,
        change=SIGNING_IN,
        remove=ADMINISTERING,
    ),
    # The directory stands in the settings and no token is kept.
    Rows("socialaccount_socialapp", read=NOBODY),
    Rows("socialaccount_socialtoken", read=NOBODY),
    # Our sessions stand in accounts_storedsession.
    Rows("django_session", read=NOBODY),
]
