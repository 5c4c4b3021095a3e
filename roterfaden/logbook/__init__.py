"""The log (Protokoll): who read which personal record, and the chain that shows when a log was altered.

The door: ``note`` and ``note_listed`` in :mod:`roterfaden.logbook.reading`, for every page that shows a person;
``ReadEntry.objects.visible_to(user)``; :func:`roterfaden.logbook.removal.remove`, for retention. Persons and cases
stand here as plain identifiers, never as foreign keys: the log outlives what it tells about.
"""
