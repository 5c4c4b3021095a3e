"""The concept: its versions, fields of action, goals and projects.

The door: the models in :mod:`roterfaden.concept.models`; everything in them may be read by every member of staff.
"""
