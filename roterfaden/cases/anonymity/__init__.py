"""Telling of a case without telling of whom: general words for facts, and a check of everything that is written.

The door: :func:`~roterfaden.cases.anonymity.facets.facets_of` (what may be told in general words, proposed so that
enough persons share it), :func:`~roterfaden.cases.anonymity.checking.check` (what in a report could point at the
person) and :func:`~roterfaden.cases.anonymity.known.known_case` (everything of the file that both compare with).
"""
