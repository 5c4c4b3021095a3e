"""Organisations, people's seats in them, districts, places.

The door: the models and ``visible_to`` querysets in :mod:`roterfaden.network.models`, the acts in
:mod:`roterfaden.network.actions`.
"""
