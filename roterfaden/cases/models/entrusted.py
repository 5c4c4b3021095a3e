"""Whose files are open to somebody, asked in any query."""

from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, Func, Q, Value


def whether(condition: Q) -> "ExpressionWrapper[Q]":
    """The condition as a value of each row."""
    return ExpressionWrapper(condition, output_field=models.BooleanField())


class Entrusted(Func):
    """Cases entrusted to a user today, as the view ``CaseAccess`` says: of all kinds, or one of those of a file.

    A function and not the view itself: a page asks this in dozens of places, and to plan the view anew in each of them
    took PostgreSQL longer than to read the rows.
    """

    function = "rf.entrusted"
    template = "(select %(function)s(%(expressions)s))"
    output_field = models.UUIDField()

    def __init__(self, user: Any, kind: str) -> None:
        super().__init__(Value(user.pk, models.UUIDField()), Value(kind, models.TextField()))


class EntrustedPersons(Entrusted):
    """The persons of these cases."""

    function = "rf.entrusted_persons"


def team_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case whose file ``user`` may open today, full or without sensitive parts."""
    return Q(**{f"{prefix}__in": Entrusted(user, "file")})


def sensitive_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case of which ``user`` may read the sensitive parts today."""
    return Q(**{f"{prefix}__in": Entrusted(user, "sensitive")})


def own_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case entrusted to ``user`` today in any scope, if only for own contributions.

    Alone it opens the head of the file; rows of the file need who wrote them as well.
    """
    return Q(**{f"{prefix}__in": Entrusted(user, "all")})
