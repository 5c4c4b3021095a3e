"""Translating offers: work lists, the editor side by side, files for agencies, fixed words, machines.

The door: ``OfferTranslation.objects.public()`` and :func:`roterfaden.offers.translating.reading.wording`, which gives
readers an offer in their language; :mod:`roterfaden.offers.translating.actions` for everything that writes texts.
"""
