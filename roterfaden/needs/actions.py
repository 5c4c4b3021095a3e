"""Writing figures of needs, and what became of them."""

from collections.abc import Iterable
from datetime import date
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.base.models import EditConflict
from roterfaden.needs.models import CountedQuarter, Need, Outcome, OutcomeState
from roterfaden.needs.protection import Told, Unmet, tell
from roterfaden.network.models import District

if TYPE_CHECKING:
    from roterfaden.offers.models import Offer


def is_counted(quarter: date) -> bool:
    """Whether this quarter has its figures; they are final."""
    return CountedQuarter.objects.filter(quarter=quarter).exists()


@transaction.atomic
def record_needs(quarter: date, unmet: Iterable[Unmet]) -> Told:
    """Write what may be told of the needs of a quarter; whoever calls keeps the others for the next one.

    All at once and in an order that says nothing. Raises ``IntegrityError`` when the quarter has been counted.
    """
    CountedQuarter.objects.create(quarter=quarter)
    told = tell(unmet, District.objects.values_list("key", flat=True))
    rows = [
        Need(quarter=quarter, field=one.field, district=one.district, number=one.number, by=one.by, value=one.value)
        for one in told.figures
    ]
    SystemRandom().shuffle(rows)
    Need.objects.bulk_create(rows)
    return told


@transaction.atomic
def record_outcome(
    field: Any, district: District | None, *, by: Any, seen: int, state: str, text: str, offer: "Offer | None" = None
) -> Outcome:
    """Say what became of the needs of a field, in one district or everywhere. ``seen`` is 0 for the first answer.

    Raises ``EditConflict`` when somebody else has answered meanwhile.
    """
    known = Outcome.objects.filter(field_of_action=field, district=district).first()
    if known is None:
        return _first_outcome(field, district, by=by, state=state, text=text, offer=offer)
    if not seen:
        raise EditConflict(known)
    current = Outcome.claim(known.pk, seen)
    if state not in OutcomeState.next_states(current.state):
        stands = current.get_state_display()
        raise RuleBroken(_("Dieser Schritt passt nicht zum Stand „{state}“.").format(state=stands))
    return _say(current, by=by, state=state, text=text, offer=offer)


def _first_outcome(field: Any, district: District | None, **said: Any) -> Outcome:
    try:
        with transaction.atomic():
            return _say(Outcome(field_of_action=field, district=district), **said)
    except IntegrityError:
        known = Outcome.objects.filter(field_of_action=field, district=district).first()
        if known is None:
            raise
        raise EditConflict(known) from None


def _say(outcome: Outcome, *, by: Any, state: str, text: str, offer: Any) -> Outcome:
    outcome.state, outcome.text, outcome.offer = state, text, offer
    outcome.changed_by, outcome.changed_at = by, timezone.now()
    outcome.save()
    return outcome
