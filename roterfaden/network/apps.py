"""Organisations, seats, districts, places."""

from typing import Any

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Who works together, and where."""

    name = "roterfaden.network"
    verbose_name = "Netzwerk"

    def ready(self) -> None:
        """Write into an account's history what sign-in does to it by itself."""
        from roterfaden.accounts.lockout import account_locked_out

        account_locked_out.connect(_locked_out)


def _locked_out(account: Any, detail: str, **_more: Any) -> None:
    from roterfaden.network.models import AccountChange, AccountChangeKind

    AccountChange.objects.create(account=account, kind=AccountChangeKind.LOCKED_OUT, detail=detail)
