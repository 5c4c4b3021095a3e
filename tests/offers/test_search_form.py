"""Entries of the search that an older program wrote are made anew by the next migration, once."""

import pytest
from django.db import connection

from roterfaden.offers.models import OfferEntry
from roterfaden.offers.search import form
from tests.factories import OfferFactory

pytestmark = pytest.mark.django_db


def facets() -> list[str]:
    return list(OfferEntry.objects.get().facets)


def test_entries_of_an_older_form_are_made_anew_and_those_of_this_one_stay() -> None:
    OfferFactory(childcare=True)
    known = facets()
    OfferEntry.objects.update(facets=["alt"])
    with connection.cursor() as cursor:
        cursor.execute("comment on table offers_offerentry is '1'")

    assert form.renew()
    assert facets() == known

    OfferEntry.objects.update(facets=["alt"])

    assert not form.renew()
    assert facets() == ["alt"]
