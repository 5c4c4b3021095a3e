"""What the pages of this module share."""

from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from roterfaden.accounts.models import User

ROWS = 25


def me(request: HttpRequest) -> "User":
    """The person at the keyboard; these pages need sign-in, so there is one."""
    return cast("User", request.user)


def one_page(request: HttpRequest, found: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the address asks for."""
    return Paginator(found, ROWS).get_page(request.GET.get("seite"))
