"""Which offers go into a brochure, and in which of its languages they can be read."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count
from django.http import QueryDict

from roterfaden.base.languages import language_name
from roterfaden.offers.brochure.content import LANGUAGES
from roterfaden.offers.filtering import find
from roterfaden.offers.models import OfferTranslation
from roterfaden.offers.search.finding import Found


def chosen(query: str) -> Found:
    """What the filters of the directory find, as ``query`` has them from its address."""
    return find(QueryDict(query).dict())


def translated(offers: Sequence[UUID]) -> list[tuple[str, int]]:
    """The languages in which some of these offers can be read, with how many: one query."""
    public = OfferTranslation.objects.public().filter(offer__in=offers, language__in=LANGUAGES)
    counts = dict(public.order_by().values_list("language").annotate(Count("pk")))
    return [(language_name(code), counts[code]) for code in LANGUAGES if code in counts]
