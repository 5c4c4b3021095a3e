"""Who reads and writes which row of accounts and sign-in, said for the database.

Signing in has the purpose ``sign_in`` and no user yet: then exactly what sign-in needs is open, and no more. A session
is looked up by the hash of a key of 160 random bits, so reading the table helps nobody into one.
"""

from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel import ALL, Rows, any_of
from roterfaden.base.rowlevel.words import ADMINISTERING, SIGNED_IN, SIGNING_IN, for_purpose, own

OWN = own()
# The session middleware runs on every page, whatever its purpose, before and after the user is known.
NOBODY_YET = "(select rf.me()) is null"

ROWS: list[Rows] = [
    Rows(
        # Names of colleagues are read everywhere.
        "accounts_user",
        read=any_of(SIGNED_IN, SIGNING_IN),
        add=ADMINISTERING,
        change=any_of(
            ADMINISTERING,
            own("id"),  # one's own password
            SIGNING_IN,  # last_login, a password by the link of a mail
        ),
        history=True,
    ),
    Rows(
        # Written for others by whoever acts, also by a link; read and put away by the one it is for.
        "accounts_notice",
        read=OWN,
        add=any_of(SIGNED_IN, SIGNING_IN, for_purpose(Purpose.ANSWERING)),
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
        add=any_of(OWN, SIGNING_IN, ADMINISTERING),
        change=any_of(OWN, SIGNING_IN, ADMINISTERING),
        remove=any_of(OWN, ADMINISTERING),
    ),
    Rows("account_emailconfirmation"),
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
    Rows("socialaccount_socialapp"),
    Rows("socialaccount_socialtoken"),
    # Our sessions stand in accounts_storedsession.
    Rows("django_session"),
]
