"""The head of unit gives cases to others at once, without opening a file."""

from collections.abc import Sequence
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import Reassignment, ReassignReason


@transaction.atomic
def reassign(*, by: User, worker: User, reason: ReassignReason, given: Sequence[tuple[UUID, UUID]]) -> Reassignment:
    """Give each case of ``worker`` to its receiver (``given``: keys of case and user), as far as they lead it still.

    PostgreSQL moves all of them in one statement, tells every timeline and settles what was proposed (``giving``).
    A restricted file moves too: somebody has to answer for the person's rights. Everybody concerned is told. Six
    queries and one for each receiver, however many cases.
    """
    done = Reassignment.objects.create(worker=worker, reason=reason, by=by)
    pghistory.context(reason=str(reason.label))
    counts = _move(done, reason, given)
    if not counts:
        raise RuleBroken(_("Keiner dieser Fälle liegt noch bei {name}. Nichts wurde geändert.").format(name=worker))
    total = sum(counts.values())
    for receiver in User.objects.filter(pk__in=counts).order_by("name", "pk"):
        _tell(receiver, by, worker, counts[receiver.pk])
    said = ngettext("{by} hat einen Ihrer Fälle übertragen.", "{by} hat {n} Ihrer Fälle übertragen.", total)
    notify([worker], said.format(by=by, n=total))
    return done


def _move(done: Reassignment, reason: ReassignReason, given: Sequence[tuple[UUID, UUID]]) -> dict[UUID, int]:
    cases, receivers = [case for case, _receiver in given], [receiver for _case, receiver in given]
    with connection.cursor() as cursor:
        # "with": a statement that begins with "select" is not told to the history as a change of this person.
        cursor.execute(
            "with moved as (select * from rf.reassign(%s, %s, %s, %s))"
            " select receiver_id, count(*) from moved group by receiver_id",
            [done.pk, cases, receivers, str(reason.label)],
        )
        return dict(cursor.fetchall())


def _tell(receiver: User, by: User, worker: User, count: int) -> None:
    said = ngettext(
        "{by} hat Ihnen {n} Fall von {worker} übertragen.", "{by} hat Ihnen {n} Fälle von {worker} übertragen.", count
    )
    notify([receiver], said.format(by=by, n=count, worker=worker), path=reverse("cases:cases"))
