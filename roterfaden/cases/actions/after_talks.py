"""Talks after the end: planned when a case is closed, recorded in few words. The file itself stays closed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.monitoring import touch
from roterfaden.cases.actions.timeline import locked, tell
from roterfaden.cases.models import Act, AfterTalk, AfterTalkState, Case


@transaction.atomic
def plan_after_talk(case: Case, *, by: Any, due_on: date) -> AfterTalk:
    """Set the day on which whoever led the case asks how it goes on."""
    case = _locked_closed(case)
    if case.after_talks.planned().exists():
        raise RuleBroken(_("Es ist schon ein Nachgespräch geplant."))
    talk: AfterTalk = AfterTalk.objects.create(case=case, due_on=due_on, owner_id=case.lead_id)
    _tell(case, Act.AFTER_TALK_PLANNED, talk, by=by)
    return talk


@transaction.atomic
def hold_after_talk(
    talk: AfterTalk, *, by: Any, seen: int, state: str, held_on: date, again_on: date | None = None, **said: Any
) -> AfterTalk:
    """Record that the person was reached and what they said, or that nobody was there; then perhaps ``again_on``."""
    case = _locked_closed(talk.case)
    current: AfterTalk = AfterTalk.claim(talk.pk, seen)
    if current.state != AfterTalkState.PLANNED:
        raise RuleBroken(_("Dieses Nachgespräch ist schon festgehalten."))
    current.state, current.held_on = state, held_on
    for name, value in said.items():
        setattr(current, name, value)
    current.save()
    _tell(case, Act.AFTER_TALK_HELD, current, by=by)
    if state == AfterTalkState.REACHED:
        touch(case, timezone.make_aware(datetime.combine(held_on, datetime.min.time())))
    elif again_on is not None:
        plan_after_talk(case, by=by, due_on=again_on)
    return current


@transaction.atomic
def cancel_after_talk(talk: AfterTalk, *, by: Any, reason: str) -> AfterTalk:
    """Call a talk off, with its reason."""
    case = _locked_closed(talk.case)
    current: AfterTalk = AfterTalk.claim(talk.pk, None)
    if current.state != AfterTalkState.PLANNED:
        raise RuleBroken(_("Dieses Nachgespräch ist nicht mehr geplant."))
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund der Absage."))
    current.state, current.reason = AfterTalkState.CANCELLED, reason
    current.save()
    _tell(case, Act.AFTER_TALK_CANCELLED, current, by=by, reason=reason)
    return current


@transaction.atomic
def reopen_after_talk(talk: AfterTalk, *, by: Any) -> AfterTalk:
    """Take back what was recorded of a talk, or that it was called off: it is due again."""
    case = _locked_closed(talk.case)
    if case.after_talks.planned().exists():
        raise RuleBroken(_("Es ist schon ein Nachgespräch geplant."))
    current: AfterTalk = AfterTalk.claim(talk.pk, None)
    current.state, current.held_on, current.reason = AfterTalkState.PLANNED, None, ""
    current.save()
    _tell(case, Act.AFTER_TALK_REOPENED, current, by=by)
    return current


def _locked_closed(case: Case) -> Case:
    current = locked(case)
    if current.is_open:
        raise RuleBroken(_("Der Fall läuft: Planen Sie stattdessen eine Überprüfung."))
    return current


def _tell(case: Case, act: Act, talk: AfterTalk, *, by: Any, reason: str = "") -> None:
    """What the person said stays in the record: the timeline is read by more people."""
    ended = talk.state in {AfterTalkState.REACHED, AfterTalkState.UNREACHED}
    text = str(talk.get_state_display()) if ended else date_format(talk.due_on, "j. F Y")
    tell(case, act, by=by, text=text, reason=reason, subject=talk.pk)
