"""What an invited person does to a conference whose file they may not open: say which dates suit."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.models import Invitation

# What writes is no plain "select": pghistory tells PostgreSQL page and person before other statements only.
ANSWER = "with called as (select rf.answer_invitation(%s, %s, %s) as said) select said from called"


@transaction.atomic
def answer_invitation(invitation: Invitation, *, by: User, seen: int, suits: Iterable[datetime]) -> None:
    """Say which of the proposed dates suit; PostgreSQL writes it. Whoever plans is told."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWER, [invitation.pk, seen, list(suits)])
        said: dict[str, Any] = json.loads(cursor.fetchone()[0])
    if said["outcome"] == "conflict":
        raise RuleBroken(_("Jemand hat inzwischen eine Antwort für Sie eingetragen. Sehen Sie bitte noch einmal hin."))
    if said["outcome"] == "closed":
        raise RuleBroken(_("Das lässt sich hier zurzeit nicht speichern. Rufen Sie bitte an."))
    if said["outcome"] != "done":
        raise RuleBroken(_("Diese Termine stehen nicht mehr zur Wahl. Nichts wurde gespeichert."))
    told = [User(pk=UUID(pk)) for pk in said["told"] if pk != str(by.pk)]
    path = reverse("cases:conference", args=[said["case"], said["conference"]])
    notify(told, _("{name} hat auf Terminvorschläge geantwortet: {kind}.").format(name=by, kind=invitation), path=path)
