"""The directory of offers.

The door: :class:`roterfaden.offers.models.Offer` with ``Offer.objects.visible_to(user).current()``;
:func:`roterfaden.offers.search.finding.search`, which finds, counts and orders for everybody;
:mod:`roterfaden.offers.actions` for everything that changes an offer;
:mod:`roterfaden.offers.translating` for its texts in other languages. Whoever makes offers by ``bulk_create``, or
writes their relations by another way, calls ``actions.refresh_search`` afterwards.
"""
