"""Planned follow-ups and open tasks put right: another day, other words, somebody else."""

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.team import readers_of_the_file
from roterfaden.cases.actions.timeline import locked, locked_open, tell
from roterfaden.cases.models import Act, Case, CaseTask, FollowUp, FollowUpState

WHEN = {"due_on", "at"}
Dated = TypeVar("Dated", FollowUp, CaseTask)


@transaction.atomic
def change_follow_up(follow_up: FollowUp, *, by: Any, seen: int, **fields: Any) -> FollowUp:
    """Put right what is planned: its day and time, its question and goal, who sees to it."""
    case, current = _planned(follow_up, seen)
    return _put_right(current, case, fields, by=by, moved=Act.FOLLOW_UP_MOVED, changed=Act.FOLLOW_UP_CHANGED)


@transaction.atomic
def change_task(task: CaseTask, *, by: Any, seen: int, **fields: Any) -> CaseTask:
    """Put right a task that is open: its day, its words, who does it. Allowed on closed cases too, as finishing it."""
    case, current = _open(task, seen)
    return _put_right(current, case, fields, by=by, moved=Act.TASK_MOVED, changed=Act.TASK_CHANGED)


@transaction.atomic
def move_follow_up_back(follow_up: FollowUp, *, by: Any, seen: int | None = None) -> FollowUp:
    """The look is due again on the day from which it was moved, also if that is past."""
    case, current = _planned(follow_up, seen)
    return _move_back(current, case, by=by, act=Act.FOLLOW_UP_MOVED)


@transaction.atomic
def move_task_back(task: CaseTask, *, by: Any, seen: int | None = None) -> CaseTask:
    """The task is due again on the day from which it was moved, also if that is past."""
    case, current = _open(task, seen)
    return _move_back(current, case, by=by, act=Act.TASK_MOVED)


def _planned(follow_up: FollowUp, seen: int | None) -> tuple[Case, FollowUp]:
    case = locked_open(follow_up.case)
    current = FollowUp.claim(follow_up.pk, seen)
    if current.state != FollowUpState.PLANNED:
        raise RuleBroken(_("Diese Überprüfung ist nicht mehr geplant. Nichts wurde geändert."))
    return case, current


def _open(task: CaseTask, seen: int | None) -> tuple[Case | None, CaseTask]:
    case = locked(task.case) if task.case is not None else None
    current = CaseTask.claim(task.pk, seen)
    if not current.is_open:
        raise RuleBroken(_("Diese Aufgabe ist nicht mehr offen. Nichts wurde geändert."))
    return case, current


def _move_back(current: Dated, case: Case | None, *, by: Any, act: Act) -> Dated:
    """The history knows the day before."""
    before = _when(current)
    known = current.events.exclude(due_on=current.due_on).order_by("-pgh_id")  # type: ignore[attr-defined]
    earlier = known.values_list("due_on", flat=True)[:1]
    if not earlier:
        raise RuleBroken(_("Hier wurde nichts verschoben."))
    current.due_on = earlier[0]
    current.save()
    if case is not None:
        tell(case, act, by=by, text=_in_words(current, before, WHEN), subject=current.pk)
    return current


def _put_right(
    current: Dated, case: Case | None, fields: dict[str, Any], *, by: Any, moved: Act, changed: Act
) -> Dated:
    """Save what differs and tell it: as moved if that is the day alone. If nothing differs, nothing has happened."""
    before = _when(current)
    differing = {name for name, value in fields.items() if getattr(current, name) != value}
    if not differing:
        return current
    for name in differing:
        setattr(current, name, fields[name])
    if "due_on" in differing:
        refuse_past(current.due_on)
    if "owner" in differing:
        _refuse_whoever_cannot_read(case, current.owner)
    current.save()
    if case is not None:
        act = moved if differing <= WHEN else changed
        tell(case, act, by=by, text=_in_words(current, before, differing), subject=current.pk)
    return current


def refuse_past(day: date | None) -> None:
    """Raise ``RuleBroken`` for a day that lies behind: nothing can be done on it any more."""
    if day is not None and day < timezone.localdate():
        raise RuleBroken(_("Dieser Tag ist schon vorbei. Wählen Sie heute oder einen späteren Tag."))


def _refuse_whoever_cannot_read(case: Case | None, owner: Any) -> None:
    if case is None:
        raise RuleBroken(_("Eine Aufgabe ohne Akte bleibt bei Ihnen."))
    if not readers_of_the_file(case).filter(pk=owner.pk).exists():
        raise RuleBroken(_("{name} kann diese Akte nicht öffnen.").format(name=owner))


def _in_words(current: FollowUp | CaseTask, before: str, differing: set[str]) -> str:
    said = []
    if differing & WHEN:
        said.append(_("{day} statt {before}").format(day=_when(current), before=before))
    if "owner" in differing:
        said.append(_("jetzt bei {name}").format(name=current.owner))
    return f"{current} ({', '.join(said)})" if said else str(current)


def _when(row: FollowUp | CaseTask) -> str:
    if row.due_on is None:
        return _("ohne Datum")
    day, at = date_format(row.due_on, "j. F Y"), getattr(row, "at", None)
    return f"{day}, {time_format(at, 'H:i')}" if at else day
