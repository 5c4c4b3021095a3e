"""Users and sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, sign-in, second factor."""

    name = "roterfaden.accounts"
    verbose_name = "Konten"
