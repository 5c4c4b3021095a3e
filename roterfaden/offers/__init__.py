"""The directory of offers.

The door: :class:`roterfaden.offers.models.Offer` with ``Offer.objects.visible_to(user).current()`` and on it
``search(text)`` (what fits) or ``ranked(text)`` (what fits, most relevant first); :mod:`roterfaden.offers.actions` for
everything that changes an offer. Whoever writes offers by another way calls ``actions.refresh_search`` afterwards.
"""
