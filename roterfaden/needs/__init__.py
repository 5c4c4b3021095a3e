"""Anonymous needs: what is missing, in which field of action, in which district. Knows no person.

**What is kept.** A need is counted once for a person, a field and a quarter, and only together with others: one row of
``Need`` is a figure of at least five. What is too small to be told is not stored here at all; it waits where it arose,
in the file, until there are enough. So there is no row of a single need that somebody could follow back.

**Why no path leads back to a case.** *By key*: no foreign key, random primary keys, codes of catalogues, no word out of
a file, no organisation. *By order*: figures of a quarter are written in one transaction, shuffled, so that place in the
table, transaction number and sequence say the same of all of them. *By time*: nothing is written when something happens
in a case, only after the quarter, once; the month is the finest time there is. *By difference*: each need is part of
one figure only, figures are final, and what is shown as a share adds up without a small remainder
(:mod:`roterfaden.needs.protection`). What remains: whoever may read all files can count in them as we do.

The door:

* :func:`roterfaden.needs.actions.record_needs`, the only function that writes needs; :func:`is_counted` beside it;
* :class:`roterfaden.needs.protection.Unmet`, what it takes; :class:`roterfaden.needs.models.NeedKind`;
* ``Outcome.objects.visible_to(user).about(cells)``: what became of needs, looked up by cell, never by case.
"""
