"""Which figures of a quarter may be told: small groups are held back, also from whoever adds and subtracts.

Five is the fewest: the Bundesagentur für Arbeit holds back less than three, but among the target groups are titles of
residence and benefits, for which less than five is usual. Holding back the small cells alone protects almost nothing:
from the sums of three real tables, 81 of 85 cells held back that way were recomputed by linear programming. Therefore:

* **Each need is in one figure.** A field's needs are told by district where there are enough; the other districts
  together are told as one figure, or not at all. No total is told beside its parts, and what was told once is not told
  again in another quarter. Sums of figures are sums of groups of five and more; differences lead to nothing else.
* **The rest says nothing about one district.** Others together are told only when each of them could still be anything
  from none to four. None and few look alike.
* **Shares are whole.** A figure is also told by kind, target group or month when every share is none or at least five,
  and only by one of them at a time.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

FEWEST = 5
NOWHERE = "_unknown"
"""The code of the district when nobody knows where a person lives."""
ELSEWHERE = "_other"
"""The code under which districts with few needs are told together."""
NO_GROUP = "_none"
"""The code when no target group was named."""


class Split(models.TextChoices):
    """By what a figure is told in shares."""

    KIND = "kind", _("Art")
    GROUP = "group", _("Zielgruppe")
    MONTH = "month", _("Monat")


@dataclass(frozen=True)
class Unmet:
    """One person's need in a field, in codes of the catalogues; ``month`` is its first day."""

    kind: str
    field: str
    group: str
    district: str
    month: date

    def share(self, split: Split) -> str:
        """The share of this split to which it belongs."""
        return {Split.KIND: self.kind, Split.GROUP: self.group, Split.MONTH: f"{self.month:%Y-%m}"}[split]


@dataclass(frozen=True)
class Figure:
    """A number that may be told: of a field in a district, or with ``by`` the share ``value`` of it."""

    field: str
    district: str
    number: int
    by: str = ""
    value: str = ""


@dataclass(frozen=True)
class Told:
    """What may be told of many needs, and the places of which it was told; the needs of all others wait."""

    figures: tuple[Figure, ...]
    places: frozenset[tuple[str, str]]

    def includes(self, one: Unmet) -> bool:
        """Whether this need is in one of the figures."""
        return (one.field, one.district) in self.places


def tell(unmet: Iterable[Unmet], districts: Collection[str]) -> Told:
    """The figures that may be told of these needs, and their shares. ``districts`` are all there are, by code."""
    fields: defaultdict[str, defaultdict[str, list[Unmet]]] = defaultdict(lambda: defaultdict(list))
    for one in unmet:
        fields[one.field][one.district].append(one)
    figures: list[Figure] = []
    places: set[tuple[str, str]] = set()
    for field, by_district in fields.items():
        for district, members, needs in _groups(by_district, {*districts, NOWHERE}):
            figures += [Figure(field, district, len(needs)), *_shares(field, district, needs)]
            places |= {(field, member) for member in members}
    return Told(tuple(figures), frozenset(places))


def _groups(
    by_district: dict[str, list[Unmet]], districts: Collection[str]
) -> Iterator[tuple[str, Collection[str], list[Unmet]]]:
    """The districts of a field that are told alone, and the others together: code, districts, needs."""
    alone = {district for district, needs in by_district.items() if len(needs) >= FEWEST}
    for district in alone:
        yield district, [district], by_district[district]
    others = {*districts, *by_district} - alone
    rest = [one for district in others for one in by_district.get(district, ())]
    if FEWEST <= len(rest) <= (FEWEST - 1) * (len(others) - 1):
        yield ELSEWHERE, others, rest


def _shares(field: str, district: str, needs: list[Unmet]) -> Iterator[Figure]:
    for split in Split:
        shares = Counter(one.share(split) for one in needs)
        if min(shares.values()) >= FEWEST:
            yield from (Figure(field, district, number, split, value) for value, number in shares.items())
