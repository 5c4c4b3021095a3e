"""What happens to offers."""

from collections.abc import Iterable

from roterfaden.offers.models import Offer, SearchWord
from roterfaden.offers.search import words_of

_BATCH = 500


def refresh_search(offers: Iterable[Offer]) -> None:
    """Bring the words by which these offers are found up to date; writes only where something differs.

    Call it after anything that changes what ``words_of`` reads, many-to-many relations included.
    """
    named = Offer.objects.filter(pk__in=[offer.pk for offer in offers]).order_by("pk").select_related("organisation")
    found = named.prefetch_related("fields_of_action", "target_groups", "places__district")
    changed = []
    for offer in found:
        if offer.search_text != (words := words_of(offer)):
            offer.search_text = words
            changed.append(offer)
    Offer.objects.bulk_update(changed, ["search_text"], batch_size=_BATCH)
    SearchWord.learn(offer.search_text for offer in changed)
