"""From the help plan to the last day: referrals, steps, follow-ups, notes and tasks, each on its day."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any
from uuid import UUID

from roterfaden.cases.actions import goals, monitoring, people, plan
from roterfaden.cases.models import (
    ActionGoal,
    CaseTask,
    Client,
    FollowUp,
    FollowUpResult,
    FollowUpState,
    GoalState,
    LegalArea,
    Measure,
    OwnActivity,
    StepState,
)
from roterfaden.demo.stories.casting import Chapter
from roterfaden.demo.stories.days import moment_on, working_day
from roterfaden.demo.stories.opening import Aim
from roterfaden.demo.stories.reading import Text
from roterfaden.demo.stories.tale import Tale


class Fate(Enum):
    """What becomes of an action goal."""

    REACHED = "reached"
    SLOW = "slow"
    STUCK = "stuck"


_LUCK: dict[Chapter, dict[Fate, float]] = {
    Chapter.CLOSED: {Fate.REACHED: 8, Fate.SLOW: 2, Fate.STUCK: 0.5},
    Chapter.REOPENED: {Fate.REACHED: 6, Fate.SLOW: 4},
    Chapter.BROKEN_OFF: {Fate.REACHED: 2, Fate.SLOW: 4, Fate.STUCK: 4},
    Chapter.EVALUATION: {Fate.REACHED: 7, Fate.SLOW: 2, Fate.STUCK: 1},
    Chapter.STEERING: {Fate.REACHED: 6, Fate.SLOW: 3, Fate.STUCK: 1},
}
_SILENT = 0.06
_OVERDUE = 0.12
_LEFT_UNDATED = 0.06


@dataclass
class Way:
    """The way from the plan to the last day: what happens when, and how each goal fares."""

    tale: Tale
    aims: list[Aim]
    until: date
    fates: dict[int, Fate] = field(default_factory=dict)
    reached_on: dict[int, date] = field(default_factory=dict)
    heap: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)
    counter: int = 0
    rating: int = 3
    sessions: list[date] = field(default_factory=list)
    done: set[UUID] = field(default_factory=set)

    def on(self, day: date, act: Callable[[], object], hour: float | None = None) -> None:
        """Let ``act`` happen on this day or the next working day; not at all if that is after the last day."""
        day = working_day(max(day, self.tale.clock.today))
        if day <= self.until:
            self.counter += 1
            moment = moment_on(day, self.tale.dice.uniform(0, 0.95) if hour is None else hour)
            heapq.heappush(self.heap, (moment, self.counter, act))

    def in_days(self, least: int, most: int) -> date:
        """A day so many days from now."""
        return self.tale.clock.today + timedelta(days=self.tale.dice.randint(least, most))

    def go(self) -> None:
        """Let everything happen in order."""
        while self.heap:
            moment, _number, act = heapq.heappop(self.heap)
            self.tale.clock.go_to(moment)
            act()

    def set_state(self, step: Measure | OwnActivity, state: StepState) -> None:
        """Say where a step stands, unless it is done. ``step`` keeps its case at hand: asking would cost a query."""
        if step.pk not in self.done:
            plan.set_step_state(step, by=self.tale.by, state=state)
        if state == StepState.DONE:
            self.done.add(step.pk)

    def is_reached(self, aim: Aim, on: date | None = None) -> bool:
        """Whether the goal has been reached by then (by now)."""
        day = self.reached_on.get(id(aim))
        return day is not None and day <= (on or self.tale.clock.today)


def accompany(tale: Tale, aims: list[Aim], until: date) -> Way:
    """Everything between the plan and ``until``."""
    from roterfaden.demo.stories.referring import follow_steps

    way = Way(tale, aims, until)
    _decide_fates(way)
    for aim in aims:
        follow_steps(way, aim)
    _plan_sessions(way)
    _spread_notes(way)
    _spread_tasks(way)
    if tale.part.chapter is Chapter.STEERING:
        _renew_agreement(way)
    way.go()
    return way


def _decide_fates(way: Way) -> None:
    luck = _LUCK[way.tale.part.chapter]
    for number, aim in enumerate(way.aims):
        fate = way.tale.dice.choices(list(luck), list(luck.values()))[0]
        if way.tale.part.chapter is Chapter.CLOSED and number == 0:
            fate = Fate.REACHED
        if way.tale.part.chapter is Chapter.STEERING and number == len(way.aims) - 1:
            _keep_open(way, aim)
            continue
        way.fates[id(aim)] = fate
        if fate is Fate.REACHED:
            weeks = aim.written.wochen * way.tale.dice.uniform(0.6, 1.1)
            day = way.tale.clock.today + timedelta(days=max(12, round(weeks * 7)))
            ends = way.tale.part.chapter in {Chapter.CLOSED, Chapter.EVALUATION, Chapter.REOPENED}
            way.reached_on[id(aim)] = min(day, way.until - timedelta(days=7)) if ends else day


def _keep_open(way: Way, aim: Aim) -> None:
    """The last goal is still ahead, or else the case would have been evaluated."""
    way.fates[id(aim)] = way.tale.dice.choices([Fate.REACHED, Fate.SLOW, Fate.STUCK], [6, 3, 1])[0]
    if way.fates[id(aim)] is Fate.REACHED:
        way.reached_on[id(aim)] = way.tale.dates.last + timedelta(days=way.tale.dice.randint(10, 60))


# --- follow-ups -------------------------------------------------------------------------------------------------------


def _plan_sessions(way: Way) -> None:
    silent_since = (
        way.until - timedelta(days=way.tale.dice.randint(45, 70)) if way.tale.deck.chance(_SILENT) else way.until
    )
    day = way.tale.clock.today + timedelta(days=way.tale.dice.randint(18, 32))
    while day <= way.until and day < silent_since:
        way.sessions.append(working_day(day))
        day += timedelta(days=way.tale.dice.randint(28, 52))
    if way.tale.part.chapter in {Chapter.STEERING, Chapter.REOPENED}:
        way.sessions.append(_next_session(way))
    _announce(way, 0)
    for number, session in enumerate(way.sessions):
        way.on(session, lambda number=number: _hold_session(way, number))  # type: ignore[misc]


def _next_session(way: Way) -> date:
    """The one still ahead; some have just been missed."""
    last = way.tale.dates.last
    if way.tale.deck.chance(_OVERDUE):
        return last + timedelta(days=0)
    return working_day(last + timedelta(days=way.tale.dice.randint(1, 30)))


def _announce(way: Way, number: int) -> None:
    """Set the dates of the next session: one or two goals that are still open."""
    if number >= len(way.sessions):
        return
    wanting = [aim for aim in way.aims if aim.goal.state == GoalState.OPEN and aim.follow_up is None]
    day = way.sessions[number]
    at = (
        moment_on(day, way.tale.dice.uniform(0, 0.8)).timetz().replace(tzinfo=None)
        if way.tale.deck.chance(0.7)
        else None
    )
    # Whoever has waited longest comes first.
    for aim in (wanting[number % len(wanting) :] + wanting)[: min(2, len(wanting))] if wanting else []:
        way.tale.clock.pass_minutes(2)
        aim.follow_up = monitoring.plan_follow_up(
            way.tale.case,
            by=way.tale.by,
            action_goal=aim.goal,
            due_on=day,
            at=at,
            question=way.tale.say(aim.written.pruefung.frage)[:240],
        )


def _hold_session(way: Way, number: int) -> None:
    if (
        way.sessions[number] >= way.tale.dates.last
        and way.tale.part.chapter is Chapter.STEERING
        and number == len(way.sessions) - 1
    ):
        return
    if way.tale.deck.chance(0.06) and number + 1 < len(way.sessions):
        _call_off(way)
    else:
        first = True
        for aim in way.aims:
            if aim.follow_up is not None:
                _hold(way, aim, aim.follow_up, rate=first)
                first = False
    way.tale.clock.pass_minutes(4)
    _announce(way, number + 1)


def _call_off(way: Way) -> None:
    reason = way.tale.say(way.tale.common.verschoben)
    for aim in way.aims:
        if aim.follow_up is not None:
            monitoring.cancel_follow_up(aim.follow_up, by=way.tale.by, reason=reason[:300])
            aim.follow_up = None


def _hold(way: Way, aim: Aim, follow_up: FollowUp, *, rate: bool) -> None:
    result, text = _result(way, aim)
    better = {
        FollowUpResult.ACHIEVED: 2,
        FollowUpResult.ON_TRACK: 1,
        FollowUpResult.ADJUST: 0,
        FollowUpResult.STALLED: -1,
    }
    way.rating = max(1, min(9, way.rating + better[result]))
    aim.level = _level(aim, result)
    monitoring.hold_follow_up(
        follow_up,
        by=way.tale.by,
        held_on=way.tale.clock.today,
        ratings={aim.goal.pk: (aim.level, "")},
        result=result,
        note=way.tale.say_once(text, text if way.tale.story.still else way.tale.common.pruefung[result]),
        self_rating=way.rating if rate and way.tale.deck.chance(0.75) else None,
    )
    aim.follow_up = None
    if result is FollowUpResult.ACHIEVED:
        aim.goal.state = GoalState.ACHIEVED
        _finish_own(way, aim)
        _live_on(way.tale, aim)
    way.tale.clock.pass_minutes(12)


def _level(aim: Aim, result: FollowUpResult) -> int:
    """How far it has come: a step further when things go well, a step back when they are stuck."""
    if result is FollowUpResult.ACHIEVED:
        return max(0, min(2, aim.level + 1))
    step = {FollowUpResult.ON_TRACK: 1, FollowUpResult.ADJUST: 0, FollowUpResult.STALLED: -1}[result]
    return max(-2, min(-1, aim.level + step))


def _live_on(tale: Tale, aim: Aim) -> None:
    """What the reached goal changes for the person: another law pays, a home of one's own."""
    changes: dict[str, Any] = {}
    if "rechtskreis" in aim.written.danach:
        changes["legal_area"] = LegalArea(aim.written.danach["rechtskreis"])
    if "wohnung" in aim.written.danach:
        changes["accommodation"] = None
        changes["district"] = tale.client.district or tale.deck.draw("district", tale.directory.districts)
    if changes:
        current = Client.objects.get(pk=tale.client.pk)
        tale.client = people.correct_client(current, by=tale.by, seen=current.revision, **changes)


def _result(way: Way, aim: Aim) -> tuple[FollowUpResult, Text]:
    told, fate = aim.written.pruefung, way.fates[id(aim)]
    if way.is_reached(aim):
        return FollowUpResult.ACHIEVED, told.erreicht
    if fate is Fate.REACHED and way.tale.deck.chance(0.8):
        return FollowUpResult.ON_TRACK, told.laeuft
    if fate is Fate.STUCK and way.tale.deck.chance(0.65):
        return FollowUpResult.STALLED, told.stockt
    if fate is Fate.SLOW and way.tale.deck.chance(0.45):
        return FollowUpResult.ON_TRACK, told.laeuft
    return FollowUpResult.ADJUST, told.nachsteuern


def _finish_own(way: Way, aim: Aim) -> None:
    for activity in aim.own:
        way.tale.clock.pass_minutes(2)
        way.set_state(activity, StepState.DONE)


def settle_follow_ups(way: Way) -> None:
    """What was reached is noted even if no session was left to say so."""
    for aim in way.aims:
        if way.is_reached(aim) and aim.goal.state == GoalState.OPEN:
            way.tale.clock.pass_minutes(3)
            goals.set_goal_state(aim.goal, by=way.tale.by, state=GoalState.ACHIEVED)
            _finish_own(way, aim)
            _live_on(way.tale, aim)
    for follow_up in way.tale.case.follow_ups.filter(state=FollowUpState.PLANNED).order_by("due_on"):
        monitoring.cancel_follow_up(follow_up, by=way.tale.by, reason="Wir sprechen darüber in der Auswertung.")


# --- notes, tasks, deputies -------------------------------------------------------------------------------------------


def _spread_notes(way: Way) -> None:
    tale = way.tale
    days = (way.until - tale.clock.today).days
    own = tale.story.notizen.begleitung
    wanted = min(len(own), max(2, round(days / 38)))
    chosen = {id(tale.deck.draw(f"notes-{tale.story.key}", own)) for _each in range(wanted)}
    told = [note for note in own if id(note) in chosen]
    for number, note in enumerate(told, start=1):
        day = tale.clock.today + timedelta(days=round(days * number / (len(told) + 0.4)) - tale.dice.randint(0, 5))
        way.on(day, lambda note=note: tale.write_note(note))  # type: ignore[misc]
    fitting = [note for note in tale.common.notizen if not note.nur or tale.person.needs_interpreter]
    for _each in range(0 if tale.story.still else min(4, days // 70)):
        brief = tale.deck.draw(f"brief-notes-{len(fitting)}", fitting)
        day = way.in_days(5, max(6, days))
        way.on(day, lambda note=brief: tale.write_note(note))  # type: ignore[misc]
    if tale.part.deputy and days > 90 and not tale.story.still:
        way.on(way.in_days(30, days), lambda: _stand_in(tale))


def _stand_in(tale: Tale) -> None:
    """The deputy writes while the lead is away."""
    lead, tale.by = tale.by, tale.part.deputy or tale.by
    tale.write_note(tale.deck.draw("stand-in", tale.common.vertretung))
    tale.by = lead


def _spread_tasks(way: Way) -> None:
    tale = way.tale
    # What followed from the levels of the assessment has been done, on its day or as soon as the plan stands.
    for task in CaseTask.objects.open().filter(case=tale.case, due_on__isnull=False).order_by("created_at", "pk"):
        way.on(task.due_on, partial(monitoring.finish_task, task, by=tale.by), hour=0.5)  # type: ignore[arg-type]
    days = (way.until - tale.clock.today).days
    texts = tale.dice.sample(tale.story.aufgaben, len(tale.story.aufgaben))
    for text in texts[: min(len(texts) - 1, max(1, days // 60))]:
        way.on(way.in_days(2, max(3, days - 15)), lambda text=text: _task(way, text, late=False))  # type: ignore[misc]
    if tale.part.chapter is Chapter.STEERING and tale.deck.chance(0.55):
        day = tale.dates.last - timedelta(days=tale.dice.randint(0, 9))
        way.on(day, lambda: _task(way, texts[-1], late=True))


def _task(way: Way, text: Text, *, late: bool) -> None:
    tale = way.tale
    title = tale.say(text)
    due = working_day(way.in_days(0, 9) if late else way.in_days(3, 12))
    if late and tale.deck.chance(0.8):
        due = max(due, working_day(tale.dates.last + timedelta(days=tale.dice.randint(1, 8))))
    owner = tale.part.deputy if tale.part.deputy and tale.deck.chance(0.15) else tale.by
    task = monitoring.add_task(by=tale.by, case=tale.case, title=title[:240], owner=owner, due_on=due)
    if not late:
        done = min(due - timedelta(days=tale.dice.randint(-2, 2)), way.until)
        way.on(done, lambda: monitoring.finish_task(task, by=owner))


# --- the agreement is renewed -----------------------------------------------------------------------------------------


def _renew_agreement(way: Way) -> None:
    """Goals whose date has passed are looked at together and dated anew; very few are forgotten."""
    tale = way.tale
    behind = [aim for aim in way.aims if aim.goal.due_on and not way.is_reached(aim, aim.goal.due_on)]
    if not behind or tale.deck.chance(_LEFT_UNDATED):
        return
    first = min(aim.goal.due_on for aim in behind if aim.goal.due_on)
    if first + timedelta(days=3) < tale.dates.last:
        way.on(first + timedelta(days=tale.dice.randint(1, 12)), lambda: _agree_anew(way))


def _agree_anew(way: Way) -> None:
    tale = way.tale
    late = [goal for aim in way.aims if (goal := ActionGoal.objects.get(pk=aim.goal.pk)).state == GoalState.OPEN]
    if not late:
        return
    goals.renegotiate_goals(tale.refresh(), by=tale.by, reason=tale.say(tale.story.neue_ziele))
    for goal in late:
        tale.clock.pass_minutes(4)
        current = ActionGoal.objects.get(pk=goal.pk)
        weeks = max(6, (tale.dates.last - tale.clock.today).days // 7 + tale.dice.randint(2, 12))
        goals.change_action_goal(
            current,
            by=tale.by,
            seen=current.revision,
            due_on=tale.clock.today + timedelta(weeks=weeks),
        )
    tale.clock.pass_minutes(8)
    agreement = goals.agree_goals(tale.refresh(), by=tale.by, agreed_on=tale.clock.today)
    tale.clock.pass_minutes(3)
    goals.record_signature(agreement, by=tale.by, signed_on=tale.clock.today)
    for aim in way.aims:
        aim.goal = ActionGoal.objects.get(pk=aim.goal.pk)
    tale.refresh()
