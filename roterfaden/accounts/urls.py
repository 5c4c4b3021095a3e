"""Sign-in and the own account: the pages of allauth that are needed, under German addresses.

Without a namespace, because allauth looks its addresses up by their global names. There is no page to sign up and none to
manage several e-mail addresses: both are the administration's.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import URLPattern, register_converter
from django.urls.converters import StringConverter

from roterfaden.accounts.access import SIGNED_IN
from roterfaden.base.access import EVERYONE
from roterfaden.base.routing import page


class AccountNumber(StringConverter):
    """The account in a reset link: letters and digits, so that the first hyphen ends it."""

    regex = "[0-9A-Za-z]+"


register_converter(AccountNumber, "account")

RESET_LINK = "passwort/neu/<account:uidb36>-<str:key>/"

urlpatterns: list[URLPattern] = [
    page("anmelden/", account.login, name="account_login", audience=EVERYONE),
    page("anmelden/code/", mfa.authenticate, name="mfa_authenticate", audience=EVERYONE),
    page("anmelden/schluessel/", keys.login_webauthn, name="mfa_login_webauthn", audience=EVERYONE),
    page("abmelden/", account.logout, name="account_logout", audience=EVERYONE),
    page("gesperrt/", account.account_inactive, name="account_inactive", audience=EVERYONE),
    page("bestaetigen/", account.reauthenticate, name="account_reauthenticate", audience=SIGNED_IN),
    page("bestaetigen/code/", mfa.reauthenticate, name="mfa_reauthenticate", audience=SIGNED_IN),
    page("bestaetigen/schluessel/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn", audience=SIGNED_IN),
    page("passwort/", account.password_change, name="account_change_password", audience=SIGNED_IN),
    page("passwort/festlegen/", account.password_set, name="account_set_password", audience=SIGNED_IN),
    page("passwort/vergessen/", account.password_reset, name="account_reset_password", audience=EVERYONE),
    page("passwort/vergessen/mail/", account.password_reset_done, name="account_reset_password_done", audience=EVERYONE),
    page("passwort/neu/fertig/", account.password_reset_from_key_done, name="account_reset_password_from_key_done", audience=EVERYONE),
    page(RESET_LINK, account.password_reset_from_key, name="account_reset_password_from_key", audience=EVERYONE),
    page("", mfa.index, name="mfa_index", audience=SIGNED_IN),
    page("app/verbinden/", totp.activate_totp, name="mfa_activate_totp", audience=SIGNED_IN),
    page("app/trennen/", totp.deactivate_totp, name="mfa_deactivate_totp", audience=SIGNED_IN),
    page("schluessel/", keys.list_webauthn, name="mfa_list_webauthn", audience=SIGNED_IN),
    page("schluessel/neu/", keys.add_webauthn, name="mfa_add_webauthn", audience=SIGNED_IN),
    page("schluessel/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn", audience=SIGNED_IN),
    page("schluessel/<int:pk>/entfernen/", keys.remove_webauthn, name="mfa_remove_webauthn", audience=SIGNED_IN),
    page("ersatzcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes", audience=SIGNED_IN),
    page("ersatzcodes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes", audience=SIGNED_IN),
    page("ersatzcodes/datei/", codes.download_recovery_codes, name="mfa_download_recovery_codes", audience=SIGNED_IN),
]
