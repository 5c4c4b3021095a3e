"""Who sees which row, said once for the database: the policies of row-level security, declared beside the models.

Every module lists its tables in ``<module>/rowlevel.py`` as ``ROWS``, and the words of its conditions, SQL functions in
the schema ``rf``, as ``FUNCTIONS``. A table that is not listed is not granted to the serving role at all. The door:

* :class:`Rows` and the constants, to declare;
* :func:`~roterfaden.base.rowlevel.applying.apply`, called after every ``migrate``, brings the database to it;
* :func:`~roterfaden.base.rowlevel.serving.serving` opens a transaction for one user and one purpose.

The conditions repeat what ``visible_to(user)`` says in Python, on purpose: two wordings of one rule, compared row by
row in ``tests/rowlevel``. Where ``visible_to`` is forgotten, PostgreSQL still returns nothing.
"""

from roterfaden.base.rowlevel.declarations import ALL, NOBODY, SERVING_ROLE, Rows, any_of, both, plain

__all__ = ["ALL", "NOBODY", "SERVING_ROLE", "Rows", "any_of", "both", "plain"]
