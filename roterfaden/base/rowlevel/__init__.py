"""Who sees which row, said once for the database: the policies of row-level security, declared beside the models.

Every module lists its tables in ``<module>/rowlevel.py`` as ``ROWS``. A table that is not listed is not granted to the
serving role at all. The conditions are SQL over the columns of the row; the words they may use are functions in the
schema ``rf`` (``functions.sql``): ``rf.me()``, ``rf.has_role('…')``, ``rf.my_cases('…')``.

They repeat what ``visible_to(user)`` says in Python, on purpose: two wordings of one rule, compared row by row in
``tests/rowlevel``. A forgotten ``visible_to`` returns nothing.
"""

from roterfaden.base.rowlevel.declarations import ALL, NOBODY, Rows, any_of, both

__all__ = ["ALL", "NOBODY", "Rows", "any_of", "both"]
