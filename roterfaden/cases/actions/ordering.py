"""Up and down among what stands beside it, without dragging."""

from collections.abc import Sequence
from typing import Any

from roterfaden.base.badges import Text
from roterfaden.base.errors import RuleBroken


def change_places(row: Sequence[Any], record: Any, *, upwards: bool, gone: Text) -> bool:
    """Let ``record`` change places with the one before (or after) it in ``row``, which is locked.

    ``False`` where there is none: then nothing changes. Raises ``RuleBroken`` with ``gone`` for what is not in the row.
    """
    ordered = list(row)
    place = next((number for number, each in enumerate(ordered) if each.pk == record.pk), None)
    if place is None:
        raise RuleBroken(gone)
    other = place - 1 if upwards else place + 1
    if not 0 <= other < len(ordered):
        return False
    ordered[place], ordered[other] = ordered[other], ordered[place]
    number_anew(ordered)
    return True


def number_anew(row: Sequence[Any]) -> None:
    """Let ``row``, which is locked, stand in this order. It is nobody's edit: a form that is open meanwhile goes on."""
    for position, each in enumerate(row, start=1):
        type(each).objects.filter(pk=each.pk).exclude(position=position).update(position=position)
