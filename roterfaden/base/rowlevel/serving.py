"""Work as the serving role, for one user and one purpose, for the length of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

from roterfaden.base.access import Purpose
from roterfaden.base.rowlevel.declarations import SERVING_ROLE

# What is worked out once per transaction (``functions`` of the modules) is forgotten whenever the user changes. Each
# name stands for all that is worked out together with it.
REMEMBERED = ("app.cases_all", "app.about_kinds", "app.seats")
_SETTINGS = ("role", "app.user", "app.purpose", "app.about")
_BECOME = "select " + ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS)
_FORGET = "".join(f", set_config('{name}', '', true)" for name in REMEMBERED)
_about_one_file: ContextVar[bool] = ContextVar("about_one_file", default=False)


@contextmanager
def serving(user: Any, purpose: Purpose, about: Any = None) -> Iterator[None]:
    """One transaction in which PostgreSQL shows what ``user`` (an account's id, or ``None``) may see for ``purpose``.

    ``about`` is the key of the one file that a page is of, if it is: PostgreSQL then looks whether ``user`` has insight
    into that file first, and works out all their files only if a row of another one is met. It opens nothing.

    Pages run inside it, and so must every job that works for a person. One statement more than the work itself; all
    settings end with the transaction. Inside another transaction (in tests) they are taken back at the end.
    """
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        _say(SERVING_ROLE, user, purpose, about, fresh=not is_inner)
        before = _about_one_file.set(about is not None)
        try:
            yield
        finally:
            _about_one_file.reset(before)
        if is_inner:
            _say("none", None, "", None, fresh=False)


def is_about_one_file() -> bool:
    """Whether the page is of one file: a statement may be written so that its rows are found sooner."""
    return _about_one_file.get()


def _say(role: str, user: Any, purpose: str, about: Any, *, fresh: bool) -> None:
    with connection.cursor() as cursor:
        said = [role, str(user or ""), str(purpose), str(about or "")]
        cursor.execute(_BECOME + ("" if fresh else _FORGET), said)
