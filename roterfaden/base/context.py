"""What every page of the staff area needs around its content."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from roterfaden.base import navigation
from roterfaden.base.badges import Text
from roterfaden.base.navigation import Link, LinkGroup

THEME_COOKIE = "rf-theme"
RAIL_COOKIE = "rf-rail"
KEYS_COOKIE = "rf-keys"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Frame:
    """The frame of one page for one person: navigation, search, quick add, account, and how they like it to look.

    ``keys``: whether single keys do something; whoever dictates or trembles switches them off (WCAG 2.1.4).
    ``session`` says how long they stay signed in, for the warning before it ends.
    """

    theme: str
    narrow: bool
    path: str
    keys: bool = True
    house: Text = ""
    search_url: str = ""
    sign_out_url: str = ""
    groups: tuple[LinkGroup, ...] = ()
    phone: tuple[Link, ...] = ()
    quick_add: tuple[Link, ...] = ()
    account: tuple[Link, ...] = ()
    session: Any = None


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``frame``, worked out only if the template asks for it (a fragment does not)."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> Frame:
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    theme = theme if theme in THEMES else "auto"
    narrow = request.COOKIES.get(RAIL_COOKIE) == "narrow"
    keys = request.COOKIES.get(KEYS_COOKIE) != "off"
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(theme, narrow, request.get_full_path(), keys, house=_house())
    return _signed_in(request, theme, narrow, keys)


def _signed_in(request: HttpRequest, theme: str, narrow: bool, keys: bool) -> Frame:
    listed = navigation.listed()
    groups = navigation.link_groups(listed.GROUPS, request.user, request.path)
    return Frame(
        theme=theme,
        narrow=narrow,
        path=request.get_full_path(),
        keys=keys,
        house=_house(),
        search_url=navigation.address(getattr(listed, "SEARCH", "desk:search")) or "",
        sign_out_url=navigation.address("account_logout") or "",
        groups=groups,
        phone=navigation.phone_links(groups),
        quick_add=navigation.links(getattr(listed, "QUICK_ADD", ()), request.user, request.path),
        account=navigation.links(getattr(listed, "ACCOUNT", ()), request.user, request.path),
        session=getattr(request, "session_life", None),
    )


def _house() -> Text:
    named = getattr(navigation.listed(), "house_name", None)
    return named() if named else ""
