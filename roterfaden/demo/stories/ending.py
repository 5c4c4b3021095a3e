"""How stories end: evaluated, closed, sometimes taken up again."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from roterfaden.cases.actions import closing, monitoring
from roterfaden.cases.models import CaseTask, CloseReason, Evaluation
from roterfaden.demo.stories.casting import Chapter
from roterfaden.demo.stories.days import working_day
from roterfaden.demo.stories.material import Notiz
from roterfaden.demo.stories.opening import Aim
from roterfaden.demo.stories.referring import settle_referrals
from roterfaden.demo.stories.steering import Fate, Way, settle_follow_ups
from roterfaden.demo.stories.tale import Tale

_LEVELS = {Fate.REACHED: [0, 0, 0, 0, 1, 1, 2], Fate.SLOW: [-1, -1, -1, 0], Fate.STUCK: [-2, -2, -1]}


def evaluate(tale: Tale, way: Way) -> Evaluation:
    """Look back together: every goal on its scale, then procedure, communication and time."""
    assert tale.dates.evaluated is not None
    tale.go_to(tale.dates.evaluated)
    settle_referrals(way)
    settle_follow_ups(way)
    _finish_tasks(tale)
    begun = closing.start_evaluation(tale.refresh(), by=tale.by)
    told = tale.story.auswertung
    tale.clock.pass_minutes(40)
    saved = closing.save_evaluation(
        begun,
        by=tale.by,
        seen=begun.revision,
        ratings=dict(_ratings(way)),
        held_on=tale.clock.today,
        with_client=tale.deck.chance(0.92),
        procedure=_mark(tale),
        procedure_note=tale.say(told.vorgehen),
        communication=_mark(tale),
        communication_note=tale.say(told.verstaendigung),
        time=_mark(tale),
        time_note=tale.say(told.zeit),
        client_view=tale.say(told.person),
        learned=tale.say(told.gelernt),
    )
    tale.clock.pass_minutes(5)
    done = closing.complete_evaluation(saved, by=tale.by)
    tale.refresh()
    return done


def _ratings(way: Way) -> Iterator[tuple[UUID, tuple[int, str]]]:
    for aim in way.aims:
        yield aim.goal.pk, (max(_level(way, aim), aim.written.ausgang), "")


def _level(way: Way, aim: Aim) -> int:
    reached = way.is_reached(aim)
    fate = way.fates[id(aim)]
    return way.tale.dice.choice(_LEVELS[fate if reached or fate is not Fate.REACHED else Fate.SLOW])


def _mark(tale: Tale) -> int:
    return tale.dice.choice([3, 4, 4, 4, 5, 5])


def _finish_tasks(tale: Tale) -> None:
    for task in CaseTask.objects.open().filter(case=tale.case).order_by("created_at"):
        tale.clock.pass_minutes(2)
        monitoring.finish_task(task, by=tale.by)


def close(tale: Tale) -> None:
    """End the case with its reason."""
    assert tale.dates.closed is not None
    assert tale.part.end_reason is not None
    reason = tale.part.end_reason
    tale.go_to(tale.dates.closed)
    _finish_tasks(tale)
    note = tale.say(tale.story.abschluss.get(reason.value) or tale.common.abschluss[reason.value])
    closing.close_case(tale.refresh(), by=tale.by, reason=CloseReason(reason), note=note)
    tale.refresh()


def take_up_again(tale: Tale) -> None:
    """The person comes again some time after the end."""
    assert tale.dates.reopened is not None
    tale.go_to(tale.dates.reopened)
    closing.reopen_case(tale.case, by=tale.by, reason=tale.say(tale.story.wiederaufnahme))
    tale.clock.pass_minutes(20)
    tale.write_note(Notiz(text=tale.common.wieder_da))
    soon = working_day(tale.dates.last + timedelta(days=tale.dice.randint(2, 16)))
    monitoring.plan_follow_up(
        tale.refresh(), by=tale.by, due_on=soon, question=tale.say(tale.common.neuer_anfang)[:240]
    )


def has_end(chapter: Chapter) -> bool:
    """Whether the story's case has been evaluated."""
    return chapter in {Chapter.EVALUATION, Chapter.CLOSED, Chapter.REOPENED}
