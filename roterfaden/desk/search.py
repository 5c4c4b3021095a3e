"""One search for everything the user may see: people, offers, organisations, places, projects and goals.

Names of people are personal data and addresses end up in logs: the search is a POST, its term stands in no address.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.base.badges import Badge
from roterfaden.base.names import fold
from roterfaden.cases.models import Client
from roterfaden.cases.search import file_number
from roterfaden.concept.models import Goal, Project
from roterfaden.network.models import Organisation, Place
from roterfaden.offers.models import Offer
from roterfaden.offers.search.finding import search as search_offers

SHOWN = 6


@dataclass(frozen=True)
class Hit:
    """One thing found. ``as_of``: from when its facts are, if somebody has to confirm them."""

    title: str
    why: str
    url: str
    badge: Badge | None = None
    as_of: str = ""


@dataclass(frozen=True)
class HitGroup:
    """What was found of one kind."""

    label: str
    icon: str
    hits: list[Hit] = field(default_factory=list)
    persons: list[Client] = field(default_factory=list)


def search(user: Any, text: str) -> list[HitGroup]:
    """Groups with at least one hit, people first. Five queries, and those of the search for offers."""
    if not fold(text):
        return []
    groups = [
        _people(user, text),
        HitGroup(_("Angebote"), "offer", _offers(user, text)),
        HitGroup(_("Organisationen"), "network", _organisations(user, text)),
        HitGroup(_("Orte"), "place", _places(user, text)),
        *_concept(text),
    ]
    return [group for group in groups if group.hits]


def _people(user: Any, text: str) -> HitGroup:
    known, number = Client.objects.visible_to(user).unmerged(), file_number(text)
    clients = list((known.filter(cases__reference=number) if number else known.named_like(text))[:SHOWN])
    hits = [Hit(str(client), client.other_names, reverse("cases:client", args=[client.pk])) for client in clients]
    return HitGroup(_("Menschen"), "person", hits, clients)


def _offers(user: Any, text: str) -> list[Hit]:
    found = search_offers(text)
    offers = found.offers(Offer.objects.visible_to(user).select_related("organisation"))[0:SHOWN]
    return [
        Hit(offer.title, str(offer.organisation), offer.get_absolute_url(), offer.freshness, offer.as_of)
        for offer in offers
    ]


def _organisations(user: Any, text: str) -> list[Hit]:
    found = Organisation.objects.visible_to(user).filter(_resembles(text))[:SHOWN]
    return [Hit(one.name, one.get_kind_display(), reverse("network:organisation", args=[one.pk])) for one in found]


def _places(user: Any, text: str) -> list[Hit]:
    found = Place.objects.visible_to(user).filter(_resembles(text)).select_related("district")[:SHOWN]
    return [
        Hit(one.name, str(one.district or one.get_kind_display()), reverse("network:place", args=[one.pk]))
        for one in found
    ]


def _concept(text: str) -> list[HitGroup]:
    """Projects and goals of the concept: one query for both."""
    named = _mentions(text, "title")
    columns = ("title", "field_of_action__short_title", "key")
    projects, goals = (
        found.objects.filter(named).annotate(page=Value(page)).values_list("page", *columns)[:SHOWN]
        for found, page in ((Project, "concept:project"), (Goal, "concept:goal"))
    )
    pages: defaultdict[str, list[Hit]] = defaultdict(list)
    for page, title, short_title, key in projects.union(goals, all=True):
        pages[page].append(Hit(title, short_title, reverse(page, args=[key])))
    return [
        HitGroup(_("Projekte"), "checklist", pages["concept:project"]),
        HitGroup(_("Ziele des Konzepts"), "target", pages["concept:goal"]),
    ]


def _resembles(text: str) -> Q:
    condition = Q()
    for word in fold(text).split():
        condition &= Q(search_text__contains=word) | Q(search_text__trigram_word_similar=word)
    return condition


def _mentions(text: str, column: str) -> Q:
    condition = Q()
    for word in text.split():
        condition &= Q(**{f"{column}__icontains": word})
    return condition
