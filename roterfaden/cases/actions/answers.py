"""Answers of those who were asked. The file stays closed to them: PostgreSQL writes their words (``cases/outside.py``).

The rule is that of :func:`~roterfaden.cases.actions.referrals.answer_referral`; whoever asked hears of it.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.link_keys import LinkKey
from roterfaden.cases.actions.referrals import answer_in_words, check_answer
from roterfaden.cases.models import ReceivedReferral, ReferralState

# What writes is no plain "select": pghistory tells PostgreSQL page and person before other statements only.
ANSWER_RECEIVED = """
    with called as (select rf.answer_received(%s, %s, %s, %s, %s, %s, %s) as said) select said from called
"""
NOTE_SEEN = "with called as (select rf.note_seen(%s) as said) select said from called"
LINK_IS_OPEN = "select rf.link_is_open(%s)"
ENTER_LINK = "with called as (select rf.enter_link(%s, %s, %s, %s, %s) as said) select said from called"
ANSWER_BY_LINK = """
    with called as (select rf.answer_by_link(%s, %s, %s, %s, %s, %s, %s, %s) as said) select said from called
"""


class AnsweredMeanwhile(Exception):
    """Somebody else answered after the page was opened."""


@transaction.atomic
def answer_received(received: ReceivedReferral, *, seen: int, state: str, reason: str = "") -> ReferralState:
    """Answer what reached one's own organisation; whose user serves this transaction is who answers."""
    if seen == received.revision:
        check_answer(received.state, state, reason)
    line = answer_in_words(state, _("(Antwort des Trägers)"))
    return _settle(call(ANSWER_RECEIVED, received.pk, seen, *_words(state, reason, line)), ReferralState(state))


@dataclass(frozen=True)
class Entered:
    """What stands behind a link for those who have its code: what was told, by whom, and where it stands."""

    state: str
    revision: int
    text: str
    offer: str
    provider: str
    asked_by: str
    office: str
    phone: str


@dataclass(frozen=True)
class WrongCode:
    """The link is right, the code is not; ``left`` more tries."""

    left: int


def link_is_open(key: LinkKey) -> bool:
    """Whether there is something to answer behind a link. Says the same of everything else, known or not."""
    return bool(call(LINK_IS_OPEN, key.token_hash))


@transaction.atomic
def enter_link(key: LinkKey, code: str, *, request: UUID, page: str) -> Entered | WrongCode | None:
    """Open what a link leads to; reading it is noted in the log. ``None``: there is nothing (any more)."""
    said = call(ENTER_LINK, key.token_hash, key.hash_of(code), request, page, _("Vertrauliche Stelle"))
    found: dict[str, Any] = json.loads(said)
    match found.pop("outcome"):
        case "open":
            return Entered(**found)
        case "wrong":
            if not found["left"]:
                _tell(found, _("Ein Link für einen Träger ist gesperrt: fünfmal war der Code falsch."))
            return WrongCode(found["left"])
        case _:
            return None


@transaction.atomic
def answer_by_link(
    entered: Entered, key: LinkKey, code: str, *, seen: int, state: str, reason: str = ""
) -> ReferralState:
    """The one answer that a link is good for. On the timeline nobody gave it: it came by link."""
    if seen == entered.revision:
        check_answer(entered.state, state, reason)
    line = answer_in_words(state, _("(Antwort über Link)"))
    said = call(ANSWER_BY_LINK, key.token_hash, key.hash_of(code), seen, *_words(state, reason, line))
    return _settle(said, ReferralState(state))


def note_seen(received: ReceivedReferral) -> None:
    """Remember when the recipient read it for the first time."""
    call(NOTE_SEEN, received.pk)


def call(statement: str, *values: Any) -> Any:
    """What a function of PostgreSQL says that stands open to those without a right to the rows behind it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (said,) = cursor.fetchone()
    return said


def _words(state: str, reason: str, line: str) -> tuple[Any, ...]:
    """What every function that writes an answer wants to know of it."""
    return state, reason.strip(), line, _("Vertrauliche Stelle"), settings.DISCLOSED_DAYS


def _settle(said: str, state: ReferralState) -> ReferralState:
    """Tell whoever asked, or say why nothing was written."""
    answer: dict[str, Any] = json.loads(said)
    match answer["outcome"]:
        case "done":
            _tell(answer, _("Ein Träger hat auf eine Vermittlung geantwortet: {state}.").format(state=state.label))
            return state
        case "conflict":
            raise AnsweredMeanwhile
        case "gone":
            raise RuleBroken(_("Das ist nicht mehr offen. Nichts wurde gespeichert."))
        case _:
            raise RuleBroken(_("Das lässt sich hier zurzeit nicht speichern. Rufen Sie bitte an."))


def _tell(said: dict[str, Any], text: str) -> None:
    """A notice to those whom PostgreSQL names: of their accounts nothing but the keys is known here."""
    path = reverse("cases:referral", args=[said["case"], said["referral"]])
    notify([User(pk=UUID(pk)) for pk in said["told"]], text, path=path)
