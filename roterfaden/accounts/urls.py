"""Sign-in and the own account: the pages of allauth that are needed, under German addresses.

Without a namespace, because allauth looks its addresses up by their global names. There is no page to sign up and
none to manage several e-mail addresses: both are the administration's.

Plain ``path``, no audience: allauth marks itself which of its views strangers may open, and the others ask for sign-in
but for no role, since one's own password needs none.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from roterfaden.accounts import directory, views


class AccountNumber(StringConverter):
    """The account in a reset link: letters and digits, so that the first hyphen ends it."""

    regex = "[0-9A-Za-z]+"


register_converter(AccountNumber, "account")

RESET_LINK = "passwort/neu/<account:uidb36>-<str:key>/"

urlpatterns: list[URLPattern] = [
    path("anmelden/", views.sign_in, name="account_login"),
    path("anmelden/verzeichnis/", directory.sign_in, name="account_directory"),
    path("anmelden/verzeichnis/<slug:provider_id>/", directory.callback, name="openid_connect_callback"),
    path("anmelden/code/", mfa.authenticate, name="mfa_authenticate"),
    path("anmelden/schluessel/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("abmelden/", account.logout, name="account_logout"),
    path("gesperrt/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("bestaetigen/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bestaetigen/schluessel/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passwort/", account.password_change, name="account_change_password"),
    path("passwort/festlegen/", account.password_set, name="account_set_password"),
    path("passwort/vergessen/", account.password_reset, name="account_reset_password"),
    path("passwort/vergessen/mail/", account.password_reset_done, name="account_reset_password_done"),
    path("passwort/neu/fertig/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path(RESET_LINK, account.password_reset_from_key, name="account_reset_password_from_key"),
    path("", mfa.index, name="mfa_index"),
    path("sitzung/", views.session_state, name="account_session"),
    path("sitzung/verlaengern/", views.session_prolong, name="account_session_prolong"),
    path("geraete/", views.sessions, name="account_sessions"),
    path("geraete/andere/beenden/", views.sessions_end_others, name="account_sessions_end_others"),
    path("geraete/<uuid:pk>/beenden/", views.session_end, name="account_session_end"),
    path("eingabe/<uuid:pk>/", views.kept_form, name="account_kept_form"),
    path("eingabe/<uuid:pk>/verwerfen/", views.kept_form_discard, name="account_kept_form_discard"),
    path("app/verbinden/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/trennen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("schluessel/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("schluessel/neu/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("schluessel/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("schluessel/<int:pk>/entfernen/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("ersatzcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ersatzcodes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("ersatzcodes/datei/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
