"""Who gets which case when somebody's cases are given to others: spread by what each can still carry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery

from roterfaden.accounts.models import User
from roterfaden.base.access import Role
from roterfaden.cases.figures import Burden
from roterfaden.cases.models import AssignableCase, CarriedCase, CaseloadRule
from roterfaden.cases.models.caseload import WEIGHT
from roterfaden.network.models import Seat


@dataclass(frozen=True)
class Receiver:
    """Somebody who may get cases: of which organisations, and what they carry now."""

    user: User
    organisations: frozenset[UUID]
    burden: Burden


@dataclass(frozen=True)
class Spread:
    """Which case goes to whom, who would carry how much then, and which cases nobody chosen can take."""

    given: list[tuple[AssignableCase, User]]
    after: list[tuple[User, Burden]]
    left: list[AssignableCase]


def receivers_of(head: User, worker: User, rule: CaseloadRule) -> list[Receiver]:
    """Case managers of the organisations that ``head`` leads, but for ``worker``, by name. One query."""
    carried = CarriedCase.objects.visible_to(head).filter(closed_at=None, lead=OuterRef("user")).values("lead")
    seats = Seat.objects.current().filter(
        role=Role.CASE_MANAGER, organisation__in=head.organisations_as(Role.HEAD_OF_UNIT), user__is_active=True
    )
    seats = seats.annotate(
        open=Subquery(carried.annotate(sum=Count("pk")).values("sum"), output_field=IntegerField()),
        weight=Subquery(carried.annotate(sum=rule.weight_sum(Q())).values("sum"), output_field=WEIGHT),
    )
    of_user: dict[User, list[Any]] = defaultdict(list)
    for seat in seats.exclude(user=worker).select_related("user").order_by("user__name", "user_id"):
        of_user[seat.user].append(seat)
    return [
        Receiver(
            user,
            frozenset(seat.organisation_id for seat in theirs),
            Burden(theirs[0].open or 0, theirs[0].weight or Decimal(0), rule.limit_of(user.pk)),
        )
        for user, theirs in of_user.items()
    ]


def spread(cases: Sequence[AssignableCase], receivers: Sequence[Receiver], rule: CaseloadRule) -> Spread:
    """The heaviest case first, each to whoever is furthest from their limit with it. The same for the same input."""
    carried = {one.user.pk: one.burden for one in receivers}
    given: list[tuple[AssignableCase, User]] = []
    left: list[AssignableCase] = []
    for case in sorted(cases, key=lambda case: (-rule.weight_of(case.intensity), case.reference)):
        weight = rule.weight_of(case.intensity)
        possible = [one for one in receivers if case.organisation_id in one.organisations]
        if not possible:
            left.append(case)
            continue
        taker = min(possible, key=lambda one: _share_with(carried, one, weight))
        before = carried[taker.user.pk]
        carried[taker.user.pk] = Burden(before.open + 1, before.weight + weight, before.limit)
        given.append((case, taker.user))
    return Spread(given, [(one.user, carried[one.user.pk]) for one in receivers], left)


def _share_with(carried: Mapping[UUID, Burden], receiver: Receiver, weight: Decimal) -> Decimal:
    burden = carried[receiver.user.pk]
    return (burden.weight + weight) / burden.limit
