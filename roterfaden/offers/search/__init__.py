"""One search for the directory, the help plan, the portal and the interface for other systems.

The door: :func:`~roterfaden.offers.search.finding.search` finds, counts and orders;
:func:`~roterfaden.offers.search.reasons.reasons` says why a hit is one; ``actions.refresh_search`` keeps the index
true.

How it works. ``OfferText`` holds the folded words of every published offer by language and section (GIN index).
What one filters by stands in ``OfferEntry`` and, as one long number per value with one bit per offer, in the memory of
the process (``memory``): counting all filters takes a millisecond. ``understanding`` reads a line into words and
conditions, ``vocabulary`` knows what a word may stand for (other forms, compounds, typing errors, synonyms, topics),
``lookup`` asks for its words and keeps what thousands of offers have.
"""
