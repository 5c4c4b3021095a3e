"""How allauth behaves here: nobody registers on their own."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administration, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always no."""
        return False
