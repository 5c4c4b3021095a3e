"""Assessments over time: a second look where it is urgent, a new version of the questions, assessments done again."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.cases.actions import assessment as assessments
from roterfaden.cases.actions import levels, templates
from roterfaden.cases.models import (
    Assessment,
    AssessmentTemplate,
    Case,
    Level,
    LookAppointment,
    Phase,
    TemplateState,
)
from roterfaden.cases.questionnaire import Kind, clean_answers
from roterfaden.cases.questionnaire import editing as edits
from roterfaden.cases.questionnaire.editing import Place
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day

_PURPOSE = "insoweit erfahrene Fachkraft für den Kinderschutz"
_ABOUT = "Es ist eilig: Heute muss etwas geschehen. Wie würdest du die Lage einschätzen, und fehlt etwas?"
_SEEN = "Ich sehe es auch so. Denk an die Bescheinigung, sie hilft bei der Stelle sofort weiter."
_NEWS = "„Wie wohl fühlen Sie sich dort?“ statt „Wie gut leben Sie dort?“; neu: Welche Vereine kennen Sie?"
_CLUBS = "Welche Vereine oder Treffpunkte kennen Sie schon?"
_AGAIN_AFTER = 120
_MOST_AGAIN = 4


def appoint(staff: list[User], head: User | None) -> None:
    """The head of unit names whom everybody may ask."""
    if head is not None and not LookAppointment.objects.in_force().exists():
        for user, purpose in zip(staff[-2:], (_PURPOSE, "Krisen und Wohnungsverlust"), strict=False):
            levels.appoint_looker(by=head, user=user, purpose=purpose)


def follow(begun: Assessment, clock: StoryClock, by: User) -> None:
    """What follows from the levels that were found, with the second look that some need."""
    if not levels.possible_lookers(begun.case, by).exists():
        return
    stored = {section.key: section.answers for section in begun.sections.all()}
    for section in begun.template.content.sections:
        levels.follow_levels(begun, section, stored.get(section.key, {}), by=by)
    for level in begun.levels.filter(pk__in=levels.levels_without_look(begun)):
        look = _ask(level, by)
        clock.pass_minutes(40)
        levels.take_second_look(look, by=look.asked_of, seen=look.revision, agrees=True, answer=_SEEN)


def _ask(level: Level, by: User) -> Any:
    colleague = levels.possible_lookers(level.assessment.case, by).first()
    return levels.ask_second_look(level, by=by, asked_of=colleague, words=_ABOUT)


@transaction.atomic
def ask_anew(clock: StoryClock, today: date, cases: list[Case], head: User | None) -> None:
    """A new version of the questions, assessments done again with it, and the draft of the next one."""
    if head is None:
        return
    clock.at = moment_on(working_day(today - timedelta(days=20), back=True), 0.3)
    _publish_next(head)
    steered = [case for case in cases if case.phase == Phase.STEERING and case.assessed_at]
    long_ago = [case for case in steered if (today - case.assessed_at.date()).days > _AGAIN_AFTER]  # type: ignore[union-attr]
    for number, case in enumerate(sorted(long_ago, key=lambda case: case.reference)[:_MOST_AGAIN]):
        clock.at = moment_on(working_day(today - timedelta(days=3 + 2 * number), back=True), 0.4)
        _assess_again(case, is_urgent=number == 0)
    clock.at = moment_on(working_day(today - timedelta(days=1), back=True), 0.6)
    _begin_draft(head)


def _publish_next(head: User) -> None:
    own = AssessmentTemplate.objects.filter(changed_by__isnull=False).exclude(state__in=TemplateState.unpublished())
    if own.exists() or AssessmentTemplate.objects.filter(state=TemplateState.DRAFT).exists():
        return
    draft = templates.copy_template(AssessmentTemplate.objects.in_force(), by=head)
    wording: dict[str, Any] = {"label": "Wie wohl fühlen Sie sich dort?", "help": "0 heißt „gar nicht“."}
    reworded = partial(edits.change_question, place=Place("wohnen", "wohlfuehlen"), labels={}, **wording)
    templates.change_draft(draft, reworded, by=head, seen=None)
    asked: Any = {"label": _CLUBS, "kind": Kind.TEXT, "side": "strength"}
    added = templates.change_draft(
        draft, partial(edits.add_question, place=Place("staerken"), **asked), by=head, seen=None
    )
    templates.publish_draft(added, by=head, seen=added.revision, news=_NEWS)


def _begin_draft(head: User) -> None:
    if AssessmentTemplate.objects.filter(state=TemplateState.DRAFT).exists():
        return
    draft = templates.copy_template(AssessmentTemplate.objects.in_force(), by=head)
    templates.change_draft(draft, partial(edits.add_language, language="uk"), by=head, seen=None)
    german = {"wohnen.title": "Wohnen", "wohnen.wohnform.label": "Wie wohnen Sie?"}
    told = {"wohnen.title": "Житло", "wohnen.wohnform.label": "Як ви живете?"}
    words = {place: (text, german[place]) for place, text in told.items()}
    templates.change_draft(draft, partial(edits.translate, language="uk", words=words), by=head, seen=None)


def _assess_again(case: Case, *, is_urgent: bool) -> None:
    """What has become better, what is new; in one of them it is urgent, and a colleague is still to look."""
    by, before = case.lead, case.assessments.order_by("number").first()
    if before is None:
        return
    begun = assessments.start_assessment(case, by=by)
    stored = {section.key: dict(section.answers) for section in before.sections.all()}
    for section in begun.template.content.sections:
        raw = {**stored.get(section.key, {}), **_NOW.get(section.key, {})}
        if is_urgent:
            raw |= _URGENT.get(section.key, {})
        answers, _faults = clean_answers(section, raw)
        if answers:
            assessments.save_section(begun, section.key, answers, by=by, seen=0)
    if is_urgent:
        level = begun.levels.filter(pk__in=levels.levels_without_look(begun)).first()
        if level is not None and levels.possible_lookers(case, by).exists():
            _ask(level, by)
    else:
        assessments.complete_assessment(begun, by=by)


_NOW: dict[str, dict[str, Any]] = {
    "wohnen": {"wohlfuehlen": 7},
    "staerken": {"welche_vereine_oder_treffpunkte_kennen_sie_schon": "Frauencafé im Stadtteilbüro"},
    "schweres": {"belastung": 4, "belastet": "Das Warten auf Antworten, sonst ist vieles leichter geworden."},
    "wuensche": {"zuversicht": 8},
    "einschaetzung": {"dringlichkeit": "ohne_eile", "dringlichkeit_grund": ""},
}
_URGENT: dict[str, dict[str, Any]] = {
    "schweres": {"belastung": 9, "belastet": "Seit gestern ist der Strom abgestellt."},
    "wuensche": {"zuversicht": 3},
    "einschaetzung": {"dringlichkeit": "sofort", "dringlichkeit_grund": "Der Strom ist abgestellt."},
}
