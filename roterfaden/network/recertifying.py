"""The quarterly confirmation of seats: opening a round, answering, reminding, letting lapse what nobody confirmed.

Administrators answer for all organisations, nobody for themselves. The seats of administrators may also be confirmed
by data protection, so that a house with a single administrator can go on. ``manage.py recertify`` runs every day; every
step may be repeated.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.notices import notify
from roterfaden.base.access import Role
from roterfaden.base.errors import RuleBroken
from roterfaden.network.models import (
    NEXT_STATES,
    AccountChange,
    AccountChangeKind,
    CheckState,
    RecertificationRound,
    Seat,
    SeatCheck,
)
from roterfaden.network.rights import WATCHFUL, in_words, those_with

REMIND_BEFORE = {"two_weeks": timedelta(days=14), "three_days": timedelta(days=3)}
WARN_BEFORE = timedelta(days=3)
MONTHS = 3


def quarter_of(day: date) -> str:
    """The quarter as rounds are named: 2026-Q4."""
    return f"{day.year}-Q{(day.month - 1) // MONTHS + 1}"


def run(day: date) -> None:
    """What is due on this day. May run any number of times a day, and may miss some."""
    for running in RecertificationRound.objects.filter(closed_at=None):
        _remind(running.pk, day)
        if day > running.ends_on:
            close_round(running.pk, day)
    if not RecertificationRound.objects.filter(closed_at=None).exists():
        open_round(day)


@transaction.atomic
def open_round(day: date) -> RecertificationRound:
    """The round of this quarter, with a question about every seat that holds on its first day."""
    round, is_new = RecertificationRound.objects.get_or_create(
        quarter=quarter_of(day),
        defaults={
            "starts_on": day,
            "due_on": day + settings.RECERTIFY_WITHIN,
            "ends_on": day + settings.RECERTIFY_WITHIN + settings.RECERTIFY_GRACE,
        },
    )
    if is_new:
        SeatCheck.objects.bulk_create(SeatCheck(round=round, seat=seat) for seat in Seat.objects.current(day))
        text = _("Bitte bestätigen Sie bis {day}, wer noch in welcher Funktion arbeitet.")
        notify(those_with(*WATCHFUL), text.format(day=date_format(round.due_on)), path=_address(), mail=True)
    return round


@transaction.atomic
def confirm(checks: Iterable[SeatCheck], *, by: Any) -> int:
    """These people still work in these functions. Says how many were confirmed."""
    count = 0
    for check in _claimed(checks, by):
        _move(check, CheckState.CONFIRMED, by)
        _remember(check, AccountChangeKind.SEAT_CONFIRMED, by)
        count += 1
    return count


@transaction.atomic
def take_back(check: SeatCheck, *, by: Any) -> SeatCheck:
    """It was not meant so; the question is open again."""
    [check] = _claimed([check], by)
    if check.round.closed_at is not None:
        raise RuleBroken(_("Diese Runde ist beendet."))
    _move(check, CheckState.OPEN, None)
    return check


@transaction.atomic
def end(check: SeatCheck, *, by: Any) -> SeatCheck:
    """This person does not work in this function any more: it does not hold from today on."""
    [check] = _claimed([check], by)
    _move(check, CheckState.ENDED, by)
    _end_seat(check.seat, timezone.localdate(), by)
    _remember(check, AccountChangeKind.SEAT_ENDED, by)
    return check


@transaction.atomic
def close_round(pk: Any, day: date) -> None:
    """What nobody confirmed ends, and everybody concerned hears of it. The last administrator stays."""
    round = RecertificationRound.objects.select_for_update(no_key=True).get(pk=pk)
    if round.closed_at is not None:
        return
    watchful = list(those_with(*WATCHFUL))  # before their own seats may end
    last = _last_administrator(day)
    lapsing = [
        check
        for check in round.checks.open().select_related("seat__user", "seat__organisation")
        if check.seat_id != last
    ]
    for check in lapsing:
        _move(check, CheckState.LAPSED, None)
        _end_seat(check.seat, day, None)
        _remember(check, AccountChangeKind.SEAT_LAPSED, None)
        text = _(
            "Ihre Funktion „{role}“ hat niemand bestätigt; sie ist beendet. Ihre Administration kann sie weiterführen."
        )
        notify([check.seat.user], text.format(role=check.seat.get_role_display()), mail=True)
    round.closed_at = timezone.now()
    round.save(update_fields=["closed_at"])
    if lapsing:
        text = ngettext(
            "Eine Funktion hat niemand bestätigt; sie ist jetzt beendet.",
            "{n} Funktionen hat niemand bestätigt; sie sind jetzt beendet.",
            len(lapsing),
        )
        notify(watchful, text.format(n=len(lapsing)), path=_address(), mail=True)


def may_answer(check: SeatCheck, user: Any) -> bool:
    """Whether ``user`` may answer for this seat: never for one's own."""
    if check.seat.user_id == user.pk:
        return False
    if Role.ADMINISTRATOR in user.roles:
        return True
    return Role.DATA_PROTECTION in user.roles and check.seat.role == Role.ADMINISTRATOR


@transaction.atomic
def _remind(pk: Any, day: date) -> None:
    """Each reminder once, and only the latest that is due."""
    round = RecertificationRound.objects.select_for_update(no_key=True).get(pk=pk)
    left = round.checks.open().count()
    due = [name for name, before in REMIND_BEFORE.items() if day >= round.due_on - before and day <= round.due_on]
    if day > round.due_on:
        due = ["overdue"]
    if day >= round.ends_on - WARN_BEFORE:
        due.append("ends_soon")
    fresh = [name for name in due if name not in round.told]
    if not fresh:
        return
    round.told = [*round.told, *fresh]
    round.save(update_fields=["told"])
    if left:
        _say(round, fresh[-1], left)


def _say(round: RecertificationRound, reminder: str, left: int) -> None:
    text = ngettext(
        "Eine Funktion ist noch nicht bestätigt.", "{n} Funktionen sind noch nicht bestätigt.", left
    ).format(n=left)
    until = _("Zeit ist bis {day}.").format(day=date_format(round.due_on))
    if reminder in {"overdue", "ends_soon"}:
        until = _("Die Frist ist vorbei; was offen bleibt, endet nach dem {day} von selbst.").format(
            day=date_format(round.ends_on)
        )
    notify(those_with(*WATCHFUL), f"{text} {until}", path=_address(), mail=True)
    if reminder == "ends_soon":
        holders = [check.seat.user for check in round.checks.open().select_related("seat__user")]
        warning = _(
            "Ihre Funktion ist noch nicht bestätigt und endet sonst nach dem {day}. Sprechen Sie die Administration an."
        )
        notify(holders, warning.format(day=date_format(round.ends_on)), mail=True)


def _claimed(checks: Iterable[SeatCheck], by: Any) -> list[SeatCheck]:
    """The questions, locked, after a look at whether ``by`` may answer them."""
    rows = SeatCheck.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[check.pk for check in checks])
    found = list(rows.select_related("round", "seat__user", "seat__organisation").order_by("pk"))
    if not all(may_answer(check, by) for check in found):
        raise RuleBroken(_("Für die eigene Funktion antwortet jemand anderes."))
    return found


def _move(check: SeatCheck, state: CheckState, by: Any) -> None:
    if state not in NEXT_STATES[CheckState(check.state)]:
        raise RuleBroken(_("Das hat inzwischen schon jemand beantwortet."))
    check.state, check.decided_by = state, by
    check.decided_at = None if state == CheckState.OPEN else timezone.now()
    check.save(update_fields=["state", "decided_by", "decided_at"])


def _end_seat(seat: Seat, day: date, by: Any) -> None:
    """The seat does not hold on ``day`` any more, unless it only began then."""
    ends_on = max(day - timedelta(days=1), seat.starts_on)
    if seat.ends_on is None or seat.ends_on > ends_on:
        seat.ends_on, seat.ended_by = ends_on, by
        seat.save(update_fields=["ends_on", "ended_by"])


def _last_administrator(day: date) -> Any:
    held = list(
        Seat.objects.current(day).filter(role=Role.ADMINISTRATOR, user__is_active=True).order_by("starts_on", "id")
    )
    still_open = SeatCheck.objects.open().filter(seat__in=held, round__closed_at=None).values_list("seat", flat=True)
    return held[0].pk if held and len(set(still_open)) == len(held) else None


def _remember(check: SeatCheck, kind: AccountChangeKind, by: Any) -> None:
    AccountChange.objects.create(account=check.seat.user, kind=kind, changed_by=by, detail=in_words(check.seat)[:500])


def _address() -> str:
    return reverse("network:recertification")
