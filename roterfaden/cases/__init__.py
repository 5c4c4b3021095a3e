"""The single-case level: from a person's first conversation to the evaluated, closed case.

The door: acts in :mod:`roterfaden.cases.actions`, ``Case.objects.visible_to(user)`` and the pages. Modules above may
read through these; ``needs``, ``bodies``, ``monitoring``, ``surveys`` and public pages must never import this package.
"""
