"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from roterfaden.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in user of a request; costs no query of its own. Raises ``PermissionDenied`` for strangers."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
