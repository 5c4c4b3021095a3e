"""The navigation of the staff area: its types, and which entries one person sees on one page.

The entries are listed in the module named by ``settings.NAVIGATION`` (``roterfaden.config.navigation``): ``GROUPS``,
``QUICK_ADD``, ``ACCOUNT`` (tuples), ``SEARCH`` (URL name) and ``house_name()``. All but ``GROUPS`` may be missing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from roterfaden.base.access import Audience
from roterfaden.base.badges import Text

PHONE_ENTRIES = 4
_IDENTIFIER = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class Entry:
    """One destination. ``prefix``: addresses below which it is the current one; ``phone``: wanted in the bottom bar.

    ``key``: the letter that opens it while its menu is open. ``about``: below an address that begins with the first and
    goes on with an identifier, that identifier is passed on under the second name.
    """

    label: Text
    url_name: str
    icon: str
    audience: Audience
    prefix: str = ""
    phone: bool = False
    key: str = ""
    about: tuple[str, str] | None = None

    def where(self, address: str, path: str) -> str:
        """The address, with what the page at ``path`` is about."""
        if self.about is None:
            return address
        found = re.match(f"{re.escape(self.about[0])}({_IDENTIFIER})/", path)
        return f"{address}?{self.about[1]}={found[1]}" if found else address


@dataclass(frozen=True)
class Group:
    """Entries which belong to one kind of work."""

    label: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: Text
    url: str
    icon: str
    phone: bool
    current: bool = False
    key: str = ""


@dataclass(frozen=True)
class LinkGroup:
    """A group as one person sees it; never empty."""

    label: Text
    links: tuple[Link, ...]


def listed() -> ModuleType:
    """The module which lists the entries of this installation."""
    return import_module(settings.NAVIGATION)


def address(url_name: str) -> str | None:
    """The address of a URL name; in the demo and while developing a page that is not there yet is simply left out."""
    try:
        return _address(url_name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    except NoReverseMatch:
        if settings.DEBUG or settings.DEMO:
            return None
        raise


@lru_cache(maxsize=1024)
def _address(url_name: str, urlconf: str, _prefix: str) -> str:
    """Worked out once per process: every page asks for all its entries, and they never move."""
    return reverse(url_name, urlconf)


def links(entries: Iterable[Entry], user: Any, path: str = "") -> tuple[Link, ...]:
    """The entries ``user`` may open; the one with the longest matching prefix is the current one."""
    open_to = [
        (entry, where) for entry in entries if entry.audience.admits(user) and (where := address(entry.url_name))
    ]
    current = max(
        (entry.prefix or where for entry, where in open_to if path.startswith(entry.prefix or where)),
        key=len,
        default="",
    )
    return tuple(
        Link(
            entry.label,
            entry.where(where, path),
            entry.icon,
            entry.phone,
            bool(current) and (entry.prefix or where) == current,
            entry.key,
        )
        for entry, where in open_to
    )


def link_groups(groups: Iterable[Group], user: Any, path: str) -> tuple[LinkGroup, ...]:
    """The groups with at least one entry for ``user``. At most one entry of all is current."""
    groups = tuple(groups)
    current = {link.url for link in links(_entries(groups), user, path) if link.current}
    shown = []
    for group in groups:
        entries = tuple(
            Link(link.label, link.url, link.icon, link.phone, link.url in current)
            for link in links(group.entries, user)
        )
        if entries:
            shown.append(LinkGroup(group.label, entries))
    return tuple(shown)


def phone_links(groups: Iterable[LinkGroup]) -> tuple[Link, ...]:
    """What fits into the bottom bar of a phone, the wanted ones first; the rest is behind "Mehr"."""
    every = [link for group in groups for link in group.links]
    return tuple(sorted(every, key=lambda link: not link.phone)[:PHONE_ENTRIES])


def _entries(groups: Iterable[Group]) -> Iterator[Entry]:
    for group in groups:
        yield from group.entries
