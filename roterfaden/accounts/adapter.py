"""How allauth behaves here: nobody registers on their own, and what it says is said in our words."""

from io import BytesIO
from typing import Any

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from roterfaden.accounts import lockout
from roterfaden.accounts.directory import sign_out_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the administration, never by signing up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dieses Konto ist gesperrt. Bitte wenden Sie sich an Ihre Administration."),
        "email_password_mismatch": _("E-Mail und Passwort passen nicht zusammen. Bitte prüfen Sie beides."),
        "enter_current_password": _("Das ist nicht Ihr jetziges Passwort."),
        "incorrect_code": _("Dieser Code stimmt nicht oder ist schon abgelaufen. Bitte nehmen Sie den nächsten."),
        "incorrect_password": _("Das Passwort stimmt nicht."),
        "invalid_password_reset": _("Dieser Link gilt nicht mehr."),
        "too_many_login_attempts": _("Das waren zu viele Versuche. Bitte warten Sie eine Viertelstunde."),
        "rate_limited": _("Das waren zu viele Versuche. Bitte warten Sie fünf Minuten."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always no."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse while the address is locked, before any password is looked at: known or not."""
        if lockout.is_locked_out(credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count it."""
        lockout.count_failure(credentials.get("email", ""))

    def get_login_stages(self) -> list[str]:
        """allauth's, with the second factor asked our way."""
        ours = "roterfaden.accounts.directory.SecondFactorStage"
        return [
            ours if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in super().get_login_stages()
        ]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The sign-in page; for people who came through the directory its own sign-out, which leads back here."""
        return sign_out_address(request) or str(super().get_logout_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the overview of the own account."""
        return reverse("mfa_index")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm oneself, described in our words."""
        words = {
            "reauthenticate": _("Mit dem Passwort bestätigen"),
            "mfa_reauthenticate": _("Mit einem Code bestätigen"),
            "mfa_reauthenticate:webauthn": _("Mit dem Sicherheitsschlüssel bestätigen"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words.get(method["id"], method["description"])} for method in methods]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What is said around the second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Dieser Code stimmt nicht oder ist schon abgelaufen. Bitte nehmen Sie den nächsten."),
        "cannot_generate_recovery_codes": _("Ersatzcodes gibt es erst, wenn ein zweiter Faktor eingerichtet ist."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The picture for the app on a white ground, so that it can be read in the dark look too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name to start from; people rename their keys."""
        return gettext("Schlüssel {number}").format(number=user.authenticator_set.filter(type=type).count() + 1)
