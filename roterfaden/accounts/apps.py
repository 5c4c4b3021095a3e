"""Users and sign-in."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, sign-in, second factor."""

    name = "roterfaden.accounts"
    verbose_name = "Konten"

    def ready(self) -> None:
        """Hear of what ends sessions and of who came in."""
        from allauth.account import signals
        from allauth.mfa.signals import authentication_failed
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.connect(_signed_in)
        authentication_failed.connect(_code_was_wrong)
        for changed in (signals.password_changed, signals.password_set, signals.password_reset):
            changed.connect(_password_changed)


def _signed_in(request: Any, user: Any, **_more: Any) -> None:
    from roterfaden.accounts import lockout, sessions

    sessions.begin(request)
    lockout.forget_failures(user.email)


def _code_was_wrong(user: Any, **_more: Any) -> None:
    from roterfaden.accounts import lockout

    lockout.count_failure(user.email)


def _password_changed(request: Any, user: Any, **_more: Any) -> None:
    """Whoever knew the old one is out at once."""
    from roterfaden.accounts.sessions import end_all

    end_all(user, but=getattr(request.session, "stored_key", ""))
