"""Choosing an offer in the conversation: what is searched for, and which offers fit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Choice
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from roterfaden.concept.models import FieldOfAction
from roterfaden.network.models import District, Place
from roterfaden.offers.models import Offer

if TYPE_CHECKING:
    from roterfaden.accounts.models import User


@dataclass(frozen=True)
class Wish:
    """What a person needs: words, and what the plan knows already. ``None`` and "" do not narrow the search."""

    text: str = ""
    field: FieldOfAction | None = None
    district: District | None = None
    language: str = ""

    @property
    def without_filters(self) -> "Wish":
        """Only the words."""
        return Wish(self.text)


def fitting_offers(user: "User", wish: Wish) -> QuerySet[Offer]:
    """Current offers that fit, the most fitting first.

    An offer that says nothing about its language or is not tied to a district is not left out: providers often do not
    say, and one call tells. Those that say so come first.
    """
    found = Offer.objects.visible_to(user).current().ranked(wish.text)
    if wish.field:
        found = found.filter(Exists(FieldOfAction.objects.filter(pk=wish.field.pk, offers=OuterRef("pk"))))
    found = found.annotate(fit=_says_district(wish.district) + _says_language(wish.language))
    if wish.district:
        found = found.filter(_near(wish.district) | ~Exists(_located()))
    if wish.language:
        found = found.filter(Q(languages__contains=[wish.language]) | Q(languages=[]))
    first = [F("relevance").desc()] if "relevance" in found.query.annotations else []
    return found.order_by(*first, F("fit").desc(), "title", "id")


def with_facts(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with everything one decides by: provider, places with districts, times (three more queries)."""
    return offers.select_related("organisation").prefetch_related("places__district", "schedules")


def _located() -> QuerySet[Place]:
    return Place.objects.filter(offers=OuterRef("pk"), district__isnull=False)


def _near(district: District) -> Exists:
    return Exists(_located().filter(district=district))


def _says_district(district: District | None) -> Any:
    return _one_if(_near(district)) if district else Value(0)


def _says_language(language: str) -> Any:
    return _one_if(Q(languages__contains=[language])) if language else Value(0)


def _one_if(condition: Any) -> Choice:
    return Choice(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
