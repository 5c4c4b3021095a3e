"""The queue at open hours: somebody comes, is called by one of us, and goes advised or otherwise."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.intake import go_on_with, start_intake
from roterfaden.cases.models import Intake, Interpreting, WaitFigure, Waiting, WaitState

_LONGEST = timedelta(hours=16)


@transaction.atomic
def enter_queue(*, by: Any, organisation: UUID | None = None, **fields: Any) -> Waiting:
    """Somebody waits from now on, under the next number of the day. ``organisation`` for who works for several."""
    theirs = by.organisations_as(Role.CASE_MANAGER)
    home = organisation or (next(iter(theirs)) if len(theirs) == 1 else None)
    if home is None or home not in theirs:
        raise RuleBroken(_("Wählen Sie, bei welcher Ihrer Stellen die Person wartet."))
    _lock("queue", home)
    today = Waiting.objects.filter(organisation=home, came_on=timezone.localdate())
    latest = today.aggregate(latest=Max("number"))["latest"] or 0
    return Waiting.objects.create(entered_by=by, organisation_id=home, number=latest + 1, **fields)


@transaction.atomic
def take_next(*, by: Any, place: UUID | None = None, seen: Collection[str] | None = None) -> Waiting:
    """Call whoever has waited longest, at ``place`` if one is named. Two at once get two different ones.

    ``seen`` are the keys of those whom the page showed as called by ``by``: a second press on it calls nobody else,
    also while the first is still on its way, but answers with whom that one called.
    """
    _lock("queue next", by.pk)
    mine = Waiting.objects.visible_to(by).filter(state=WaitState.TAKEN, taken_by=by).order_by("-taken_at")
    if seen is not None and (called := next((one for one in mine if one.key not in seen), None)):
        return called
    queue = Waiting.objects.visible_to(by).waiting()
    if place:
        queue = queue.filter(place=place)
    waiting = queue.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if waiting is None:
        raise RuleBroken(_("Gerade wartet niemand."))
    return _take(waiting, by)


@transaction.atomic
def take(waiting: Waiting, *, by: Any) -> Waiting:
    """Call this one. Raises ``RuleBroken`` with the name of the colleague who was quicker."""
    current = _with_nobody_else(waiting, by)
    if current.state == WaitState.TAKEN:
        return current
    return _take(current, by)


def _lock(what: str, whose: UUID) -> None:
    """One after the other until the transaction ends, where there is no row yet that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [what, str(whose)])


def _take(waiting: Waiting, by: Any) -> Waiting:
    _step(waiting, WaitState.TAKEN)
    waiting.taken_by, waiting.taken_at = by, timezone.now()
    waiting.save()
    return waiting


@transaction.atomic
def leave(waiting: Waiting, *, by: Any, comes_back: bool = False) -> Waiting:
    """Gone without advice, or to come back."""
    current = _with_nobody_else(waiting, by)
    _step(current, WaitState.BACK if comes_back else WaitState.GONE)
    current.left_at = timezone.now()
    current.save()
    return current


@transaction.atomic
def wait_again(waiting: Waiting, *, by: Any) -> Waiting:
    """Back into the queue: called by mistake, not gone after all, or come back; then the waiting begins anew."""
    current = _with_nobody_else(waiting, by)
    if current.state == WaitState.BACK:
        current.came_at = timezone.now()
    _step(current, WaitState.WAITING)
    current.taken_by, current.taken_at, current.left_at = None, None, None
    current.save()
    return current


@transaction.atomic
def serve(waiting: Waiting, *, by: Any) -> Waiting:
    """The talk has led to something: advice that is recorded, or an intake. Raises ``RuleBroken`` a second time."""
    current = _with_nobody_else(waiting, by)
    if current.state == WaitState.SERVED:
        raise RuleBroken(_("{who} ist schon beraten. Nichts wurde doppelt gezählt.").format(who=current))
    if current.state == WaitState.WAITING:  # put back by mistake while the talk went on
        _take(current, by)
    _step(current, WaitState.SERVED)
    current.save()
    return current


def _with_nobody_else(waiting: Waiting, by: Any) -> Waiting:
    current = Waiting.claim(waiting.pk, None)
    if current.state == WaitState.TAKEN and current.taken_by_id != by.pk:
        raise RuleBroken(_("{name} hat {who} schon aufgerufen.").format(name=current.taken_by, who=current))
    return current


@transaction.atomic
def take_in(waiting: Waiting, client_id: UUID, *, by: Any, unfinished: Intake | None = None) -> Intake:
    """More becomes of it: the intake of a person begins with the language and topic that stand in the queue.

    An ``unfinished`` talk with them is gone on with.
    """
    current = serve(waiting, by=by)
    topics = [current.field_of_action] if current.field_of_action else []
    if unfinished:
        return go_on_with(unfinished, by=by, fields_of_action=topics)
    said: dict[str, Any] = {"talk_language": current.language} if current.language else {}
    if current.needs_interpreter:
        said["interpreting"] = Interpreting.INTERPRETER
    return start_intake(client_id, by=by, fields_of_action=topics, way=current.way, **said)


def _step(waiting: Waiting, state: WaitState) -> None:
    if state not in WaitState.next_states(waiting.state):
        raise RuleBroken(_("Das geht nicht mehr: {state}.").format(state=waiting.get_state_display()))
    waiting.state = state


@transaction.atomic
def clear_queue(today: date) -> int:
    """Remove the entries of the days before ``today``; how long each waited stays, without whom."""
    over = Waiting.objects.filter(came_on__lt=today)
    figures = [figure for waiting in over.iterator() if (figure := _figure(waiting))]
    WaitFigure.objects.bulk_create(figures)
    return over.delete()[0]


def _figure(waiting: Waiting) -> WaitFigure | None:
    """Whoever was never called and never struck off is no figure: nobody knows how long they waited."""
    until = waiting.taken_at or waiting.left_at
    if until is None or not timedelta(0) <= until - waiting.came_at < _LONGEST:
        return None
    return WaitFigure(
        organisation_id=waiting.organisation_id,
        came_on=waiting.came_on,
        hour=timezone.localtime(waiting.came_at).hour,
        minutes=(until - waiting.came_at).total_seconds() // 60,
        outcome=waiting.state,
    )
