"""Work as the serving role, for one user and one purpose, for the length of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel.declarations import SERVING_ROLE

# What is worked out once per transaction (``functions`` of the modules) is forgotten whenever the user changes.
REMEMBERED = ("app.cases_all", "app.seats")
_BECOME = "select set_config('role', %s, true), set_config('app.user', %s, true), set_config('app.purpose', %s, true)"
_FORGET = "".join(f", set_config('{name}', '', true)" for name in REMEMBERED)


@contextmanager
def serving(user: Any, purpose: Purpose) -> Iterator[None]:
    """One transaction in which PostgreSQL shows what ``user`` (an account's id, or ``None``) may see for ``purpose``.

    Pages run inside it, and so must every job that works for a person. One statement more than the work itself; all
    settings end with the transaction. Inside another transaction (in tests) they are taken back at the end.
    """
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        _say(SERVING_ROLE, user, purpose, fresh=not is_inner)
        yield
        if is_inner:
            _say("none", None, "", fresh=False)


def _say(role: str, user: Any, purpose: str, *, fresh: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BECOME + ("" if fresh else _FORGET), [role, str(user or ""), str(purpose)])
