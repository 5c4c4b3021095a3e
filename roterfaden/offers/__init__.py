"""The directory of offers.

The door: :class:`roterfaden.offers.models.Offer` with ``Offer.objects.visible_to(user)`` and ``.search(text)``.
"""
