"""Answers of those who were asked. The file stays closed to them: PostgreSQL writes their words (``cases/outside.py``).

The rule is that of :func:`~roterfaden.cases.actions.referrals.answer_referral`; whoever asked hears of it.
"""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.referrals import check_answer
from roterfaden.cases.models import ReceivedReferral, ReferralState


class AnsweredMeanwhile(Exception):
    """Somebody else answered after the page was opened."""


@transaction.atomic
def answer_received(received: ReceivedReferral, *, seen: int, state: str, reason: str = "") -> ReferralState:
    """Answer what reached one's own organisation; whose user serves this transaction is who answers."""
    if seen == received.revision:
        check_answer(received.state, state, reason)
    line = _("{state} (Antwort des Trägers)").format(state=ReferralState(state).label)
    return _settle(
        ask_database("answer_received", received.pk, seen, *_words(state, reason, line)), ReferralState(state)
    )


def note_seen(received: ReceivedReferral) -> None:
    """Remember when the recipient read it for the first time."""
    ask_database("note_seen", received.pk)


def ask_database(function: str, *values: Any) -> Any:
    """Call a function of ``cases/outside.py``.

    Not by a plain ``select``: pghistory tells PostgreSQL the page and the person before other statements only.
    """
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"with called as (select rf.{function}({places}) as said) select said from called", values)
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
            path = reverse("cases:referral", args=[answer["case"], answer["referral"]])
            text = _("Ein Träger hat auf eine Vermittlung geantwortet: {state}.")
            to = [User(pk=UUID(pk)) for pk in answer["told"]]
            notify(to, text.format(state=state.label), path=path)
            return state
        case "conflict":
            raise AnsweredMeanwhile
        case "gone":
            raise RuleBroken(_("Das ist nicht mehr offen. Nichts wurde gespeichert."))
        case _:
            raise RuleBroken(_("Das lässt sich hier zurzeit nicht speichern. Rufen Sie bitte an."))
