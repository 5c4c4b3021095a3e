"""How stories end: evaluated, closed, sometimes taken up again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from roterfaden.cases.actions import after_talks, closing, monitoring, own_views
from roterfaden.cases.closing_report import open_matters
from roterfaden.cases.documents import paper_language
from roterfaden.cases.models import CaseTask, CloseReason, Evaluation
from roterfaden.cases.models.own_view import QUESTIONS
from roterfaden.demo.stories.casting import Chapter
from roterfaden.demo.stories.days import working_day
from roterfaden.demo.stories.material import Notiz
from roterfaden.demo.stories.opening import Aim
from roterfaden.demo.stories.referring import settle_referrals
from roterfaden.demo.stories.steering import Fate, Way, settle_follow_ups
from roterfaden.demo.stories.tale import Tale

_LEFT_DUE_DAYS = 45
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
    open_lines = open_matters(tale.refresh(), tale.by)
    closing.close_case(tale.case, by=tale.by, reason=CloseReason(reason), note=note, stays_open=open_lines)
    tale.refresh()
    _say_how_it_was(tale)
    _ask_again(tale)


_WORDS = {
    "ar": "شكرا على الصبر والمساعدة.",
    "fa": "ممنون از کمک و صبر شما.",
    "uk": "Дякую за допомогу і терпіння.",
    "tr": "Yardımınız ve sabrınız için teşekkürler.",
    "ru": "Спасибо за помощь и терпение.",
    "en": "Thank you for your help and patience.",
    "fr": "Merci pour votre aide et votre patience.",
    "de": "Danke für die Hilfe und die Geduld.",
}


def _say_how_it_was(tale: Tale) -> None:
    """Some hand in the sheet when they say goodbye; nobody has to."""
    if not has_end(tale.part.chapter) or not tale.deck.chance(0.6):
        return
    language = paper_language(tale.client.language) or "de"
    tale.clock.pass_minutes(15)
    answers = {name: tale.dice.choice([3, 4, 4, 5, 5]) for name in QUESTIONS}
    words = _WORDS.get(language, "") if tale.deck.chance(0.7) else ""
    own_views.enter_own_view(
        tale.case, by=tale.by, language=language, words=words, given_on=tale.clock.today, **answers
    )


def _ask_again(tale: Tale) -> None:
    """Three months later, where that is over by now; of what is due last, some are still to be done."""
    talk = tale.case.after_talks.planned().first()
    if talk is None or talk.due_on > tale.dates.last or tale.dates.reopened is not None:
        return
    if (tale.dates.last - talk.due_on).days <= _LEFT_DUE_DAYS:
        return
    tale.go_to(working_day(talk.due_on + timedelta(days=tale.dice.randint(0, 4)), back=True))
    reached = tale.deck.chance(0.75)
    said: dict[str, Any] = {"state": "unreached"}
    if reached:
        said = {
            "state": "reached",
            "wellbeing": tale.dice.choice([3, 4, 4, 5]),
            "holds": tale.dice.choice(["yes", "partly"]),
        }
    after_talks.hold_after_talk(talk, by=tale.by, seen=talk.revision, held_on=tale.clock.today, **said)


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
