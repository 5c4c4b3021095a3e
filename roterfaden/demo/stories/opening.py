"""From the first talk to the help plan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from roterfaden.cases.actions import assessment as assessments
from roterfaden.cases.actions import goals, intake, plan
from roterfaden.cases.actions.referrals import provider_of, title_for, title_of_gap
from roterfaden.cases.actions.timeline import tell
from roterfaden.cases.documents import paper_language
from roterfaden.cases.models import (
    Act,
    ActionGoal,
    Assessment,
    AssessmentSection,
    CaseMember,
    FollowUp,
    FrameGoal,
    Measure,
    MeasureKind,
    OwnActivity,
    Part,
)
from roterfaden.cases.network_map import MapField, Tone
from roterfaden.cases.questionnaire import Questionnaire, clean_answers, parse
from roterfaden.demo.stories.answers import raw_answers
from roterfaden.demo.stories.assessing import follow
from roterfaden.demo.stories.casting import Chapter
from roterfaden.demo.stories.counting import group_of
from roterfaden.demo.stories.days import working_day
from roterfaden.demo.stories.material import Handlungsziel, Kontakt, Notiz, Rahmenziel, Schritt
from roterfaden.demo.stories.reading import MaterialError
from roterfaden.demo.stories.tale import Tale

MOST_CONTACTS = 9
# The first sitting asks what opens a talk; the rest waits until people know each other better.
_FIRST_SITTING = ("lebensweg", "aufenthalt", "wohnen", "familie", "sprache")


@dataclass
class Step:
    """A measure with what the story says about it."""

    measure: Measure
    written: Schritt


@dataclass
class Aim:
    """An action goal with what hangs on it."""

    goal: ActionGoal
    written: Handlungsziel
    steps: list[Step] = field(default_factory=list)
    own: list[OwnActivity] = field(default_factory=list)
    follow_up: FollowUp | None = None
    level: int = -1


def first_talk(tale: Tale) -> None:
    """The intake, the decision for case management, the team."""
    begin = tale.story.aufnahme
    tale.arrive(tale.dates.opened)
    concern = tale.say(begin.anliegen)
    own_words = begin.original.get(tale.person.language)
    # Rarely somebody writes down the person's own sentence beside what was interpreted.
    if own_words and tale.deck.chance(0.6):
        concern = f"{concern}\nIm Original: „{tale.voice.fill(own_words)}“"
    urgency = tale.deck.weighed(begin.dringlichkeit)
    way = tale.deck.draw(f"way-{tale.story.key}", begin.weg)
    talk = tale.start_intake(way=way, urgency=urgency, concern=concern, fields=begin.felder)
    tale.clock.pass_minutes(tale.dice.randint(30, 60))
    criteria = [*begin.gruende, "wish"] if "wish" not in begin.gruende and tale.deck.chance(0.4) else begin.gruende
    tale.case = intake.open_case(
        talk, by=tale.by, criteria=criteria, client_agrees=True, decision_note=tale.say(begin.begruendung)
    )
    if tale.part.deputy:
        _join(tale, tale.part.deputy)


def _join(tale: Tale, deputy: Any) -> None:
    tale.clock.pass_minutes(3)
    CaseMember.objects.create(case=tale.case, user=deputy, part=Part.DEPUTY)
    tell(tale.case, Act.TEAM_CHANGED, by=tale.by, text=f"{deputy}: {Part.DEPUTY.label}")


def assess(tale: Tale) -> None:
    """The assessment in two sittings, as far as the story has come."""
    if tale.dates.sat_down >= tale.dates.last and tale.part.chapter is Chapter.ASSESSMENT:
        return
    tale.go_to(tale.dates.sat_down)
    begun = assessments.start_assessment(tale.case, by=tale.by)
    questionnaire = parse(begun.template.document)
    _fill(tale, begun, questionnaire, first=True)
    notes = iter(_some(tale, tale.story.notizen.kennenlernen, 2))
    tale.clock.pass_minutes(15)
    _write_next(tale, notes)
    _draw_network(tale)
    if tale.dates.assessed is None:
        return
    tale.go_to(tale.dates.assessed)
    _fill(tale, begun, questionnaire, first=False)
    _write_next(tale, notes)
    tale.clock.pass_minutes(8)
    assessments.complete_assessment(begun, by=tale.by)
    tale.refresh()


def _fill(tale: Tale, begun: Assessment, questionnaire: Questionnaire, *, first: bool) -> None:
    """Keep the answers. Written at once, as ``save_section`` would one by one: it is the bulk of all writing."""
    known = raw_answers(tale, questionnaire)
    sections = []
    for section in questionnaire.sections:
        if (section.key in _FIRST_SITTING) is not first or section.key not in known:
            continue
        answers, faults = clean_answers(section, known[section.key])
        if faults:
            raise MaterialError(f"{tale.story.key}.yaml: bestandsaufnahme.{section.key}: {faults}")
        if answers:
            tale.clock.pass_minutes(tale.dice.randint(3, 8))
            sections.append(
                AssessmentSection(
                    assessment=begun,
                    key=section.key,
                    answers=answers,
                    is_sensitive=section.sensitive,
                    saved_by=tale.by,
                )
            )
    AssessmentSection.objects.bulk_create(sections)
    if not first:
        follow(begun, tale.clock, tale.by)


def _draw_network(tale: Tale) -> None:
    certain = [contact for contact in tale.story.netzwerk if contact.immer]
    others = [contact for contact in tale.story.netzwerk if not contact.immer]
    tale.dice.shuffle(others)
    most = min(MOST_CONTACTS, len(certain) + len(others))
    number = tale.dice.randint(min(3, most), most)
    chosen = [*certain, *others[: max(0, number - len(certain))]]
    for contact in chosen:
        _put_on_map(tale, contact)


def _put_on_map(tale: Tale, contact: Kontakt) -> None:
    tale.clock.pass_minutes(1)
    assessments.add_network_contact(
        tale.case,
        by=tale.by,
        label=tale.say(contact.wer)[:60],
        field=MapField(contact.bereich),
        closeness=contact.naehe,
        tone=Tone(contact.gefuehl),
        note=tale.say(contact.hilft)[:300],
    )


def find_goals(tale: Tale) -> list[Aim]:
    """Mottoziel, Rahmenziele and Handlungsziele; agreed on if the story has come that far."""
    if tale.dates.agreed is None and tale.deck.chance(0.3):
        return []
    tale.go_to(tale.dates.agreed or _some_days_after(tale, tale.dates.assessed))
    _set_guiding_goal(tale)
    if tale.dates.agreed is None and tale.deck.chance(0.3):
        return []
    frames = [frame for frame in tale.story.rahmenziele if not frame.selten or tale.deck.chance(0.4)]
    aims = [aim for frame in frames for aim in _aims(tale, frame)]
    if tale.dates.agreed is not None:
        _agree(tale)
    return aims


def _some_days_after(tale: Tale, day: date | None) -> date:
    last = tale.dates.last
    return min(last, working_day(day + timedelta(days=tale.dice.randint(2, 6)))) if day else last


def _set_guiding_goal(tale: Tale) -> None:
    spoken = tale.person.language
    sayings = [saying for saying in tale.story.mottoziel if spoken in saying] or tale.story.mottoziel
    saying = tale.deck.draw(f"motto-{tale.story.key}-{spoken}", sayings)
    in_own_language = spoken in saying and spoken != "de" and tale.person.level in {"A0", "A1", "A2", "B1"}
    german = tale.voice.fill(saying["de"])
    tale.clock.pass_minutes(10)
    goals.set_guiding_goal(
        tale.case,
        by=tale.by,
        own_words=tale.voice.fill(saying[spoken]) if in_own_language else german,
        language=spoken if in_own_language else "de",
        german=german if in_own_language else "",
        self_rating=tale.dice.choice([1, 2, 2, 3, 3, 3, 4, 4, 5]),
    )


def _aims(tale: Tale, written: Rahmenziel) -> Iterator[Aim]:
    tale.clock.pass_minutes(6)
    frame = goals.add_frame_goal(
        tale.case,
        by=tale.by,
        title=tale.say(written.titel)[:240],
        explanation=tale.say(written.worum),
        field_of_action=tale.directory.field_of_action(written.feld),
    )
    for aim in written.handlungsziele:
        tale.clock.pass_minutes(7)
        yield Aim(_add_goal(tale, frame, aim), aim, level=aim.ausgang)


def _add_goal(tale: Tale, frame: FrameGoal, written: Handlungsziel) -> ActionGoal:
    if len(written.skala) != 5:
        raise MaterialError(f"{tale.story.key}.yaml: „{tale.say(written.titel)}“ braucht fünf Stufen.")
    steps = [tale.say(step)[:240] for step in written.skala]
    scale = dict(
        zip(("scale_much_less", "scale_less", "scale_expected", "scale_more", "scale_much_more"), steps, strict=True)
    )
    weeks = written.wochen + tale.dice.choice([-1, 0, 0, 1, 2])
    return goals.add_action_goal(
        frame,
        by=tale.by,
        title=tale.say(written.titel)[:240],
        own_words=tale.say(written.eigene_worte)[:240],
        language="de",
        due_on=tale.clock.today + timedelta(weeks=max(2, weeks)),
        importance=written.wichtig,
        difficulty=written.schwer,
        baseline=written.ausgang,
        **scale,
    )


def _agree(tale: Tale) -> None:
    tale.clock.pass_minutes(8)
    language = paper_language(tale.person.language) or ""
    agreement = goals.agree_goals(tale.case, by=tale.by, agreed_on=tale.clock.today, language=language)
    if tale.deck.chance(0.85):
        tale.clock.pass_minutes(6)
        goals.record_signature(agreement, by=tale.by, signed_on=tale.clock.today)
    for note in _some(tale, tale.story.notizen.ziele, 1):
        tale.clock.pass_minutes(12)
        tale.write_note(note)
    tale.refresh()


def make_plan(tale: Tale, aims: list[Aim]) -> None:
    """Measures, help and own activities for every goal; fixed if the story has come that far."""
    if tale.dates.agreed is None:
        return
    if tale.dates.planned is None:
        # Some have begun to look for steps, some have agreed only yesterday.
        aims = aims[: tale.dice.randint(0, len(aims))]
    tale.go_to(tale.dates.planned or _some_days_after(tale, tale.dates.agreed))
    for aim in aims:
        _plan_steps(tale, aim)
    if tale.dates.planned is not None:
        tale.clock.pass_minutes(5)
        plan.fix_plan(tale.case, by=tale.by)
        tale.refresh()


def _plan_steps(tale: Tale, aim: Aim) -> None:
    for written in aim.written.schritte:
        tale.clock.pass_minutes(4)
        due = (
            min(aim.goal.due_on, tale.clock.today + timedelta(days=tale.dice.randint(14, 60)))
            if aim.goal.due_on
            else None
        )
        measure = plan.add_measure(aim.goal, by=tale.by, due_on=due, **measure_fields(tale, written))
        aim.steps.append(Step(measure, written))
    for text in aim.written.selbst:
        tale.clock.pass_minutes(3)
        due = tale.clock.today + timedelta(days=tale.dice.randint(7, 35))
        due = min(due, aim.goal.due_on) if aim.goal.due_on else due
        aim.own.append(plan.add_own_activity(aim.goal, by=tale.by, text=tale.say(text)[:240], due_on=due))


def measure_fields(tale: Tale, written: Schritt) -> dict[str, Any]:
    """What the plan holds for a step: the offer that is found, else help, else that nothing fits."""
    note = tale.say(written.hinweis)
    found = (tale.directory.offer(words, tale.client.gender) for words in written.angebot)
    offer = next(filter(None, found), None)
    if offer is not None:
        return {
            "kind": MeasureKind.OFFER,
            "offer": offer,
            "title": title_for(offer),
            "responsible": provider_of(offer),
            "note": note,
        }
    if written.hilfe:
        responsible = tale.say(written.wer) or tale.by.name
        return {
            "kind": MeasureKind.SERVICE,
            "title": tale.say(written.hilfe)[:240],
            "responsible": responsible[:160],
            "note": note,
        }
    missing = tale.say(written.fehlt) or f"Ein Angebot zu: {written.angebot[0]}"
    return {
        "kind": MeasureKind.NO_OFFER,
        "title": title_of_gap(missing),
        "missing": missing,
        "compromise": tale.say(written.stattdessen),
        "target_group": group_of(tale.client),
        "note": note,
    }


def _some(tale: Tale, notes: list[Notiz], most: int) -> list[Notiz]:
    """Notes of which others were written least, in the order of the story."""
    chosen = {id(tale.deck.draw(f"note-{id(notes)}", notes)) for _each in range(min(most, len(notes)))}
    return [note for note in notes if id(note) in chosen]


def _write_next(tale: Tale, notes: Iterator[Notiz]) -> None:
    note = next(notes, None)
    if note is not None:
        tale.clock.pass_minutes(9)
        tale.write_note(note)
