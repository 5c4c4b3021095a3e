"""Who sees which row of accounts and sign-in.

Signing in happens before anybody is known: its pages work for the purpose ``sign_in`` and may look up an account then.
Signed in, everybody may know their colleagues' names.
"""

from roterfaden.base.rowlevel import ALL, Rows, any_of
from roterfaden.base.rowlevel.words import ADMINISTERING, SIGNED_IN, SIGNING_IN, own

ROWS = [
    Rows(
        "accounts_user",
        read=any_of(SIGNED_IN, SIGNING_IN),
        add=ADMINISTERING,
        change=any_of(own("id"), SIGNING_IN, ADMINISTERING),
    ),
    Rows("accounts_notice", read=own(), add=SIGNED_IN, change=own()),
    Rows(
        "account_emailaddress",
        read=any_of(own(), SIGNING_IN, ADMINISTERING),
        add=any_of(own(), SIGNING_IN, ADMINISTERING),
        change=any_of(own(), SIGNING_IN, ADMINISTERING),
        remove=any_of(own(), ADMINISTERING),
    ),
    Rows("account_emailconfirmation", read=SIGNING_IN, add=SIGNING_IN, remove=SIGNING_IN),
    Rows(
        "mfa_authenticator",
        read=any_of(own(), SIGNING_IN, ADMINISTERING),
        add=own(),
        change=any_of(own(), SIGNING_IN),
        remove=any_of(own(), ADMINISTERING),
    ),
    # Read before anybody is known, by a key that nobody can guess.
    Rows("django_session", read=ALL, add=ALL, change=ALL, remove=ALL),
]
