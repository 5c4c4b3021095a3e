"""Users and sign-in.

The door: :class:`roterfaden.accounts.models.User` (``settings.AUTH_USER_MODEL``).
"""
