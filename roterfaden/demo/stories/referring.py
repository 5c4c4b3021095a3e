"""What becomes of the steps of the plan: offers are asked, answer, begin and end; help is given; plans change."""

from datetime import date, timedelta

from roterfaden.cases.actions import referrals
from roterfaden.cases.actions.consents import Agreement
from roterfaden.cases.actions.disclosures import Told
from roterfaden.cases.actions.gaps import let_count
from roterfaden.cases.facts import facts_of_person, request_for
from roterfaden.cases.models import (
    DataKind,
    Gap,
    GivenHow,
    Measure,
    MeasureKind,
    OwnActivity,
    Referral,
    ReferralState,
    StepState,
)
from roterfaden.demo.stories.casting import Chapter
from roterfaden.demo.stories.counting import group_of
from roterfaden.demo.stories.opening import Aim, Step
from roterfaden.demo.stories.reading import Text
from roterfaden.demo.stories.steering import Fate, Way

_DECLINES = 0.4
_SILENT_PROVIDER = 0.07
_ENDS_EARLY = 0.25
_SAYS_YES_ORALLY = 0.3
# Of what was asked within so many days some answers are still to come.
_STILL_WAITING = 40


def follow_steps(way: Way, aim: Aim) -> None:
    """Let everything that serves this goal take its course."""
    for step in aim.steps:
        if step.measure.kind == MeasureKind.OFFER:
            way.on(way.in_days(0, 9), lambda step=step: _ask(way, aim, step, again=False))  # type: ignore[misc]
        elif step.measure.kind == MeasureKind.SERVICE:
            _help(way, aim, step.measure)
    for activity in aim.own:
        _begin_own(way, aim, activity)


def _help(way: Way, aim: Aim, measure: Measure) -> None:
    way.on(way.in_days(2, 18), lambda: way.set_state(measure, StepState.RUNNING))
    if way.fates[id(aim)] is not Fate.STUCK:
        way.on(_before_the_end(way, aim), lambda: way.set_state(measure, StepState.DONE))


def _begin_own(way: Way, aim: Aim, activity: OwnActivity) -> None:
    if way.fates[id(aim)] is Fate.STUCK and way.tale.deck.chance(0.6):
        return
    way.on(way.in_days(3, 25), lambda: way.set_state(activity, StepState.RUNNING))
    if way.fates[id(aim)] is Fate.REACHED:
        way.on(_before_the_end(way, aim), lambda: way.set_state(activity, StepState.DONE))


def _before_the_end(way: Way, aim: Aim) -> date:
    reached = way.reached_on.get(id(aim))
    if reached is None:
        return way.in_days(35, 110)
    return max(way.tale.clock.today + timedelta(days=5), reached - timedelta(days=way.tale.dice.randint(0, 12)))


# --- referrals --------------------------------------------------------------------------------------------------------


def _ask(way: Way, aim: Aim, step: Step, *, again: bool) -> None:
    offer, by, client = step.measure.offer, way.tale.by, way.tale.client
    assert offer is not None
    needed = [fact for fact in facts_of_person(client) if fact.needed]
    said = way.tale.say(step.written.botschaft)
    words = Told((DataKind.CONCERN,), said) if said else None
    told = request_for(offer, by, needed, words)
    running = referrals.consents_for(way.tale.case, offer).first()
    agreed = None if running else _agreed(way)
    referral = referrals.refer(step.measure, by=by, told=told, consent=running, agreed=agreed)
    declines = step.written.absage is not None and not again and way.tale.deck.chance(_DECLINES)
    late = way.tale.part.chapter is Chapter.STEERING and (way.until - way.tale.clock.today).days < _STILL_WAITING
    if late and way.tale.deck.chance(0.4):
        return
    if declines:
        reason = step.written.absage
        way.on(way.in_days(4, 18), lambda: _refuse(way, aim, step, referral, reason))
    elif way.tale.deck.chance(_SILENT_PROVIDER) and not again and aim is not way.aims[0]:
        way.on(way.in_days(25, 45), lambda: _give_up(way, aim, step, referral))
    else:
        way.on(way.in_days(3, 16), lambda: _accept(way, aim, step, referral))


def _agreed(way: Way) -> Agreement:
    """How this person says yes: on paper, or orally where somebody interprets."""
    tale = way.tale
    oral = tale.person.needs_interpreter and tale.deck.chance(_SAYS_YES_ORALLY)
    return Agreement(
        given_how=GivenHow.ORAL_INTERPRETER if oral else GivenHow.PAPER,
        language=tale.person.language,
        interpreted_by="Sprachmittlungspool" if tale.person.needs_interpreter else "",
        valid_until=tale.clock.today + timedelta(days=tale.dice.choice([182, 274, 365])),
    )


def _answer(way: Way, referral: Referral, state: ReferralState, reason: Text | None = None) -> None:
    said = way.tale.say(reason)
    referrals.answer_referral(referral, by=way.tale.by, state=state, reason=said)


def _accept(way: Way, aim: Aim, step: Step, referral: Referral) -> None:
    _answer(way, referral, ReferralState.ACCEPTED)
    way.on(way.in_days(4, 28), lambda: _start(way, aim, step, referral))


def _start(way: Way, aim: Aim, step: Step, referral: Referral) -> None:
    _answer(way, referral, ReferralState.STARTED)
    fate = way.fates[id(aim)]
    if fate is Fate.REACHED:
        way.on(_before_the_end(way, aim), lambda: _answer(way, referral, ReferralState.DONE))
    elif fate is Fate.STUCK and way.tale.deck.chance(_ENDS_EARLY):
        early = way.tale.common.vorzeitig
        way.on(way.in_days(20, 70), lambda: _answer(way, referral, ReferralState.ENDED_EARLY, early))


def _refuse(way: Way, aim: Aim, step: Step, referral: Referral, reason: Text | None) -> None:
    _answer(way, referral, ReferralState.DECLINED, reason)
    _steer(way, aim, step)


def _give_up(way: Way, aim: Aim, step: Step, referral: Referral) -> None:
    _answer(way, referral, ReferralState.ENDED_EARLY, way.tale.common.keine_antwort)
    _steer(way, aim, step)


def _steer(way: Way, aim: Aim, step: Step) -> None:
    if step.written.dann or step.written.fehlt:
        way.on(way.in_days(2, 12), lambda: _steer_anew(way, aim, step))
    else:
        way.on(way.in_days(20, 40), lambda: _ask(way, aim, step, again=True))


def _steer_anew(way: Way, aim: Aim, step: Step) -> None:
    others = (way.tale.directory.offer(words, way.tale.client.gender) for words in step.written.dann)
    offer = next((other for other in others if other is not None and other != step.measure.offer), None)
    if offer is None:
        missing = (
            way.tale.say(step.written.fehlt) or f"{step.measure.title} mit einem freien Platz in den nächsten Wochen"
        )
        instead = way.tale.say(step.written.stattdessen)
        group = group_of(way.tale.client)
        referrals.steer_anew(step.measure, by=way.tale.by, missing=missing, compromise=instead, target_group=group)
        return
    step.measure = referrals.steer_anew(step.measure, by=way.tale.by, offer=offer)
    way.on(way.in_days(0, 6), lambda: _ask(way, aim, step, again=True))


def settle_referrals(way: Way) -> None:
    """Before the end nothing is left running: what began is done, what never began is called off."""
    for aim in way.aims:
        for step in aim.steps:
            for referral in step.measure.referrals.filter(state__in=ReferralState.running()).order_by("sent_at"):
                way.tale.clock.pass_minutes(3)
                done = referral.state == ReferralState.STARTED
                reason = "" if done else "Wird nicht mehr gebraucht."
                state = ReferralState.DONE if done else ReferralState.ENDED_EARLY
                referrals.answer_referral(referral, by=way.tale.by, state=state, reason=reason)
                if not done:
                    let_count(Gap.objects.get(referral=referral), by=way.tale.by, counts=False)
