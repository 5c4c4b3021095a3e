"""What the search learns of translations: the words that anybody may read."""

from collections.abc import Iterable

from roterfaden.offers.models import Offer, OfferTranslation
from roterfaden.offers.search.indexing import Translated


def published(offers: list[Offer]) -> Iterable[Translated]:
    """The public texts of these offers in all languages. One query."""
    for one in OfferTranslation.objects.public().filter(offer__in=offers):
        rest = [text for name, text in one.texts.items() if name != "title"]
        yield Translated(one.offer_id, one.language_id, one.texts.get("title", ""), rest)
