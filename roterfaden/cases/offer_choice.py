"""Choosing an offer in the conversation: what is searched for, and which offers fit."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from roterfaden.concept.models import FieldOfAction
from roterfaden.network.models import District, Place
from roterfaden.offers.models import Offer
from roterfaden.offers.search.finding import SILENT, Found, search


@dataclass(frozen=True)
class Wish:
    """What a person needs: words, and what the plan knows already. ``None`` and "" do not narrow the search."""

    text: str = ""
    field: FieldOfAction | None = None
    district: District | None = None
    language: str = ""
    level: str = ""
    childcare: bool = False
    free_places: bool = False


def fitting_offers(wish: Wish) -> Found:
    """Current offers that fit, the most fitting first.

    An offer that says nothing about its language or is not tied to a district is not left out: providers often do not
    say, and one call tells. Those that say so come first. Level, childcare and free places are asked for on purpose:
    then the offer has to say so.
    """
    district, language = wish.district and wish.district.key, wish.language
    chosen = {
        "feld": [wish.field.key] if wish.field else [],
        "quartier": [district, SILENT] if district else [],
        "sprache": [language, SILENT] if language else [],
        "niveau": [wish.level] if wish.level else [],
        "kinder": ["on"] if wish.childcare else [],
        "frei": ["on"] if wish.free_places else [],
    }
    prefer = [f"quartier:{district}", f"sprache:{language}"]
    return search(wish.text, chosen=chosen, prefer=prefer)


def with_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with everything one decides by: provider, places with districts, times (two more queries)."""
    places = Prefetch("places", Place.objects.select_related("district"))
    return offers.select_related("organisation").prefetch_related(places, "schedules")
