"""Handing a case over to a colleague: proposed, then taken or declined; the file moves in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.accounts.notices import notify
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.cover import possible_covers
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import Act, Basis, Case, HandOver, HandOverState, OfferedCase

GONE = gettext_lazy("Dieser Vorschlag ist nicht mehr offen. Nichts wurde geändert.")


def may_hand_over(case: Case, user: User) -> bool:
    """Whether ``user`` leads the case or has it for the lead who is away today. A deputy of the team does not decide
    who leads it (one query at most).
    """
    return case.lead_id == user.pk or user.case_access.filter(case=case, basis=Basis.COVER).exists()


def possible_receivers(case: Case, by: User) -> Any:
    """Case managers of the organisation that looks after the person, but for the lead and whoever proposes."""
    return possible_covers([case.client.organisation_id]).exclude(pk__in=[case.lead_id, by.pk])


@transaction.atomic
def propose_hand_over(
    case: Case, *, by: User, receiver: User, note: str, due_on: date, stays_until: date | None = None
) -> HandOver:
    """Ask a colleague to lead the case from now on; they are told. Nothing moves before they agree."""
    case = locked_open(case)
    if not may_hand_over(case, by):
        raise RuleBroken(_("Einen Fall übergibt, wer ihn führt oder bei Abwesenheit vertritt."))
    if not possible_receivers(case, by).filter(pk=receiver.pk).exists() or receiver.serves_immigration_authority:
        raise RuleBroken(_("{name} kann diesen Fall nicht übernehmen.").format(name=receiver))
    if not note.strip():
        raise RuleBroken(_("Schreiben Sie, warum Sie übergeben und was wichtig ist."))
    if min(due_on, stays_until or due_on) < timezone.localdate():
        raise RuleBroken(_("Dieser Tag liegt in der Vergangenheit."))
    if case.hand_overs.open().exists() or case.transfers.open().exists():
        raise RuleBroken(_("Für diesen Fall ist schon eine Übergabe vorgeschlagen."))
    proposed = HandOver.objects.create(
        case=case,
        former=case.lead,
        receiver=receiver,
        proposed_by=by,
        note=note,
        due_on=due_on,
        stays_until=stays_until,
    )
    tell(case, Act.HAND_OVER_PROPOSED, by=by, text=str(receiver), subject=proposed.pk)
    said = _("{name} möchte Ihnen den Fall {reference} übergeben.").format(name=by, reference=case.reference)
    notify([receiver], said, path=reverse("cases:hand_over_offer", args=[proposed.pk]))
    if case.lead_id != by.pk:
        said = _("{name} hat in Ihrer Vertretung vorgeschlagen, den Fall {reference} an {receiver} zu übergeben.")
        words = said.format(name=by, reference=case.reference, receiver=receiver)
        notify([case.lead], words, path=reverse("cases:handed_over", args=[case.pk, proposed.pk]))
    return proposed


@transaction.atomic
def withdraw_hand_over(hand_over: HandOver, *, by: User) -> HandOver:
    """Take the proposal back while it is open. The colleague is told."""
    case = locked_open(hand_over.case)
    if not may_hand_over(case, by):
        raise RuleBroken(_("Einen Fall übergibt, wer ihn führt oder bei Abwesenheit vertritt."))
    current = HandOver.claim(hand_over.pk, None)
    current.settle(HandOverState.WITHDRAWN)
    current.save()
    tell(case, Act.HAND_OVER_WITHDRAWN, by=by, text=str(current.receiver), subject=current.pk)
    said = _("{name} hat den Vorschlag zurückgezogen, Ihnen den Fall {reference} zu übergeben.")
    notify([current.receiver], said.format(name=by, reference=case.reference))
    return current


@transaction.atomic
def decline_hand_over(offered: OfferedCase, *, by: User, answer: str) -> None:
    """The colleague does not take the case, for a reason. Who proposed it is told; the lead stays."""
    if not answer.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund."))
    # "with": a statement that begins with "select" is not told to the history as a change of this person.
    with connection.cursor() as cursor:
        cursor.execute(
            "with said as (select rf.decline_hand_over(%s, %s) as so) select so from said", [offered.pk, answer]
        )
        if not cursor.fetchone()[0]:
            raise RuleBroken(GONE)
    said = _("{name} übernimmt den Fall {reference} nicht.").format(name=by, reference=offered.reference)
    notify(
        [offered.proposed_by, offered.former],
        said,
        path=reverse("cases:handed_over", args=[offered.case, offered.pk]),
    )


@transaction.atomic
def accept_hand_over(offered: OfferedCase, *, by: User, stays: bool = False) -> HandOver:
    """The colleague leads the case from now on; the former lead's access ends, or stays until the day both agree on.

    Open tasks and looks ahead of the former lead go along. Deputies stay, arrangements for leave stay as they are.
    """
    until = offered.stays_until if stays else None
    moved = change_lead([offered.case], [by.pk], stays_until=until)
    if not moved:
        raise RuleBroken(GONE)
    case = locked_open(Case(pk=offered.case))
    current = HandOver.claim(offered.pk, None)
    current.settle(HandOverState.ACCEPTED)
    current.stays_until, current.visits = until, moved[0].visits
    current.appointments = moved[0].appointments
    current.tasks, current.follow_ups = moved[0].tasks, moved[0].follow_ups
    current.save()
    text = _("{former} → {now}").format(former=current.former, now=by)
    tell(case, Act.LEAD_CHANGED, by=by, text=text, subject=current.pk)
    said = _("{name} hat den Fall {reference} übernommen.").format(name=by, reference=case.reference)
    notify([current.former, current.proposed_by], said)
    return current


@dataclass(frozen=True)
class Moved:
    """A case that has another lead now, with the tasks, looks ahead, visits and appointments that went along."""

    case: UUID
    former: UUID
    receiver: UUID
    tasks: list[UUID]
    follow_ups: list[UUID]
    visits: list[UUID]
    appointments: list[UUID]


def change_lead(cases: Sequence[UUID], receivers: Sequence[UUID], *, stays_until: date | None = None) -> list[Moved]:
    """Give each case to its receiver, as far as PostgreSQL allows it to whoever asks; what it moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with moved as (select * from rf.change_lead(%s, %s, %s)) select * from moved",
            [list(cases), list(receivers), stays_until],
        )
        return [Moved(*row) for row in cursor.fetchall()]
