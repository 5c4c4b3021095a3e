"""What taking over a delivery would do: new, changed, as before, or gone from the other directory."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.api.feeds.reading import Incoming
from roterfaden.api.models import FeedDelivery, FeedLink
from roterfaden.base.badges import Badge, Tone
from roterfaden.network.models import Organisation


class Change(models.TextChoices):
    """What would become of one offer."""

    NEW = "new", _("neu")
    CHANGED = "changed", _("geändert")
    SAME = "same", _("unverändert")
    GONE = "gone", _("dort nicht mehr")

    @property
    def sign(self) -> Badge:
        """As icon and word."""
        return Badge(self.label, *_SIGNS[self])


_SIGNS = {
    Change.NEW: (Tone.SUCCESS, "add"),
    Change.CHANGED: (Tone.INFO, "edit"),
    Change.SAME: (Tone.NEUTRAL, "check"),
    Change.GONE: (Tone.WARNING, "close"),
}


@dataclass(frozen=True)
class Line:
    """One offer of the preview."""

    change: Change
    title: str
    organisation: str
    notes: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Preview:
    """What would happen."""

    lines: list[Line]
    new_organisations: list[str]

    def number(self, change: Change) -> int:
        """How many."""
        return sum(1 for line in self.lines if line.change == change)

    @property
    def numbers(self) -> list[tuple[Change, int]]:
        """How many of each kind."""
        return [(change, self.number(change)) for change in Change]

    @property
    def does_something(self) -> bool:
        """Whether there is anything to take over."""
        return any(line.change != Change.SAME for line in self.lines)


def preview(delivery: FeedDelivery) -> Preview:
    """Compare a delivery with what was taken from the same directory before. Three queries."""
    incoming = [Incoming.kept(told) for told in delivery.services]
    links = FeedLink.objects.filter(source=delivery.source).select_related("offer__organisation")
    offers = {link.external_id: link for link in links if link.offer_id}
    known = {link.external_id for link in links if link.organisation_id}
    lines = [_line(one, offers.get(one.id)) for one in incoming]
    there = {one.id for one in incoming}
    lines += [_gone(link) for pk, link in offers.items() if pk not in there and link.gone_on is None]
    order = list(Change)
    lines.sort(key=lambda line: (order.index(line.change), line.title))
    return Preview(lines, sorted(_new_names(incoming, known)))


def change_of(one: Incoming, link: FeedLink | None) -> Change:
    """What would become of it."""
    if link is None:
        return Change.NEW
    return Change.SAME if link.taken.get("told") == one.facts and link.gone_on is None else Change.CHANGED


def _line(one: Incoming, link: FeedLink | None) -> Line:
    url = link.offer.get_absolute_url() if link and link.offer else ""
    return Line(change_of(one, link), one.title, one.organisation.name, tuple(one.notes), url)


def _gone(link: FeedLink) -> Line:
    offer: Any = link.offer
    return Line(Change.GONE, offer.title, offer.organisation.name, url=offer.get_absolute_url())


def _new_names(incoming: Iterable[Incoming], known: set[str]) -> set[str]:
    wanted = {one.organisation.name for one in incoming if one.organisation.id not in known}
    ours = {name.casefold() for name in Organisation.objects.order_by("name", "id").values_list("name", flat=True)}
    return {name for name in wanted if name.casefold() not in ours}
