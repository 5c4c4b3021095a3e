"""Periods: how long what is kept, who is told before, who may stop it, and a deletion that is complete and proven.

What others may call: nothing. Lower modules say in ``<module>/erasing.py`` what of a person they keep beside the
foreign keys (``roterfaden.base.erasing``); the rest is found from the relations of the models (``reach``).
"""
