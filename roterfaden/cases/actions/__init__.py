"""What happens to a case: one function per act, in one transaction, with one line on the timeline.

All acts take keyword arguments; ``by`` is the user who acts, ``seen`` the revision their form was opened with. They
raise :class:`~roterfaden.base.errors.RuleBroken` with a message for the user when the act is not possible, and
:class:`~roterfaden.base.models.EditConflict` when somebody else was faster. Callers find the records through
``visible_to(user)``; an act does not ask again.
"""
