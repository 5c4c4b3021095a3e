"""Rechte der Person: information, correction, restriction, objection, erasure; records of processing and measures.

The door for other modules: ``DataRequest.objects.released_for_erasure()`` (whoever deletes takes the persons from
there), :func:`roterfaden.rights.register.activities` and :func:`roterfaden.rights.measures.states`. What the
information lacks because no foreign key leads to it is told through ``roterfaden.base.informing``.
"""
