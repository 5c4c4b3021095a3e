"""Open Referral HSDS 3.0: the directory in the words other directories understand.

One module per object turns our facts into theirs; :mod:`~roterfaden.api.hsds.shapes` is what is sent. Our profile
(what we add to the standard and what we leave out) stands in ``docs/api.md``.
"""
