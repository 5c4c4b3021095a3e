"""Rights which invented persons claim: information, correction, restriction; and one sees an entry otherwise."""

from datetime import date, timedelta

from django.db import transaction

from roterfaden.cases.actions.safeguards import state_counter
from roterfaden.cases.models import Act, Case
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day
from roterfaden.rights import actions
from roterfaden.rights.models import DataRequest, HandOver, Outcome, RequestKind

_ACCESS = "Ich möchte sehen, was über mich aufgeschrieben ist."
_CORRECTION = "Mein Name ist im ersten Brief falsch geschrieben. Bitte ändern Sie das überall."
_RESTRICTION = "Bitte nutzen Sie die Akte nicht, bis der Brief vom Amt geklärt ist."
_AGREED = "Bis der Bescheid geklärt ist, wird die Akte nur aufbewahrt. Wir rufen an, bevor sich das ändert."
_COUNTER = "Ich war an dem Tag pünktlich, aber der Bus ist ausgefallen. Das war nicht meine Schuld."
_ENOUGH, _KNOWN_FOR = 4, 60


@transaction.atomic
def claim_rights(clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Tell it of persons of one case manager, the newest ones; with few cases there is nothing to tell."""
    since = today - timedelta(days=_KNOWN_FOR)
    known = sorted((case for case in cases if case.opened_at.date() < since), key=lambda case: case.reference)
    if len(known) < _ENOUGH:
        return
    otherwise, asks, corrects, restricts = known[-_ENOUGH:]
    _ask(clock, today, asks, RequestKind.ACCESS, _ACCESS, ago=24)
    _ask(clock, today, corrects, RequestKind.CORRECTION, _CORRECTION, ago=10)
    request = _ask(clock, today, restricts, RequestKind.RESTRICTION, _RESTRICTION, ago=5)
    clock.pass_minutes(45)
    actions.decide(request, by=restricts.lead, outcome=Outcome.GRANTED, reason=_AGREED)
    actions.answer(request, by=restricts.lead, handed_over=HandOver.IN_PERSON)
    _say_otherwise(clock, today, otherwise)


def _ask(clock: StoryClock, today: date, case: Case, kind: RequestKind, wish: str, *, ago: int) -> DataRequest:
    clock.at = moment_on(working_day(today - timedelta(days=ago), back=True), 0.4)
    return actions.take_request(case.client, kind, by=case.lead, wish=wish, language=case.client.language)


def _say_otherwise(clock: StoryClock, today: date, case: Case) -> None:
    entry = case.timeline.filter(act=Act.NOTE_ADDED).order_by("-at").first()
    if entry is not None:
        clock.at = moment_on(working_day(today - timedelta(days=2), back=True), 0.5)
        state_counter(case, entry, by=case.lead, text=_COUNTER)
