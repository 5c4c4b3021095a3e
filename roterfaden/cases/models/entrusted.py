"""Whose files are open to somebody, asked in any query."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, Func, Lookup, Q, Value

from roterfaden.base.access import Role
from roterfaden.base.rowlevel.serving import is_about_one_file
from roterfaden.network.models import Seat


def whether(condition: Q) -> "ExpressionWrapper[Q]":
    """The condition as a value of each row."""
    return ExpressionWrapper(condition, output_field=models.BooleanField())


@models.ForeignKey.register_lookup
@models.UUIDField.register_lookup
class Among(Lookup):
    """``case__among=Entrusted(…)``: the key is one of an array's, which PostgreSQL works out once per statement.

    ``in`` with a set of rows would be a join: planned at each place, and gone through anew for each row. On a page of
    one file that case is compared first (``rf.about_as``): for its rows the array is not needed. By "or", other than in
    the policies: a filter that stands alone finds its rows by the index.
    """

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The comparison in SQL."""
        key, key_values = self.process_lhs(compiler, connection)
        array, array_values = self.process_rhs(compiler, connection)
        among = f"{key} = any ({array})"
        if not (isinstance(self.rhs, Entrusted) and is_about_one_file()):
            return among, [*key_values, *array_values]
        this_one, its_values = self.rhs.in_question(compiler, connection)
        return f"({key} = {this_one} or {among})", [*key_values, *its_values, *key_values, *array_values]


class Entrusted(Func):
    """Cases entrusted to a user today, as the view ``CaseAccess`` says: of all kinds, or one of those of a file.

    A function and not the view itself: a page asks this in dozens of places, and to plan the view anew in each of them
    took PostgreSQL longer than to read the rows.
    """

    function = "rf.entrusted_cases"
    template = "(select %(function)s(%(expressions)s))::uuid[]"
    output_field = ArrayField(models.UUIDField())

    def __init__(self, user: Any, kind: str) -> None:
        super().__init__(Value(user.pk, models.UUIDField()), Value(kind, models.TextField()))

    def in_question(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The SQL of the one among them that the page is about."""
        one = "(select %(function)s(%(expressions)s))"
        return self.as_sql(compiler, connection, function="rf.about_as", template=one)


class EntrustedPersons(Func):
    """The persons of these cases."""

    function = "rf.entrusted_persons"
    template = "(select %(function)s(%(expressions)s))::uuid[]"
    output_field = ArrayField(models.UUIDField())

    def __init__(self, user: Any, kind: str) -> None:
        super().__init__(Value(user.pk, models.UUIDField()), Value(kind, models.TextField()))


def staff_of(head: Any) -> "models.QuerySet[Seat, Any]":
    """Who has, or had, a seat where ``head`` is head of unit today: users, for a sub-query."""
    return Seat.objects.filter(organisation__in=head.organisations_as(Role.HEAD_OF_UNIT)).values("user")


def team_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case whose file ``user`` may open today, full or without sensitive parts."""
    return Q(**{f"{prefix}__among": Entrusted(user, "file")})


def sensitive_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case of which ``user`` may read the sensitive parts today."""
    return Q(**{f"{prefix}__among": Entrusted(user, "sensitive")})


def own_filter(user: Any, prefix: str = "case") -> Q:
    """The condition that a row hangs on a case entrusted to ``user`` today in any scope, if only for own contributions.

    Alone it opens the head of the file; rows of the file need who wrote them as well.
    """
    return Q(**{f"{prefix}__among": Entrusted(user, "all")})
