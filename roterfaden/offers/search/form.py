"""In which form the entries of the search stand in the database: those of an older one are made anew.

The form is kept as the comment of their table; a program that writes entries differently raises ``FORM``, and the next
``migrate`` goes over all offers once.
"""

from django.db import connection

from roterfaden.offers.models import Offer
from roterfaden.offers.search import indexing

FORM = "2"
"""2: free places by the day until which one may count on them."""

_TOLD = "select obj_description('offers_offerentry'::regclass)"
_TELL = f"comment on table offers_offerentry is '{FORM}'"


def renew() -> bool:
    """Make all entries anew if they are of another form; whether it was so."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD)
        if cursor.fetchone() == (FORM,):
            return False
        indexing.refresh_keys(Offer.objects.order_by().values_list("pk", flat=True))
        cursor.execute(_TELL)
    return True
