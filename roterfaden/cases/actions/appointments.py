"""Appointments with the person: arranged, moved, and what became of them."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.cases.actions.monitoring import touch
from roterfaden.cases.actions.team import readers_of_the_file
from roterfaden.cases.actions.timeline import locked_open, tell
from roterfaden.cases.models import Act, Appointment, AppointmentState, Case


def possible_holders(case: Case, by: User) -> QuerySet[User]:
    """Who can hold an appointment: whoever may open the file as part of the team, and ``by`` themselves."""
    return readers_of_the_file(case) | User.objects.filter(pk=by.pk)


@transaction.atomic
def arrange_appointment(case: Case, *, by: User, **fields: Any) -> Appointment:
    """Arrange to meet the person; ``by`` holds it unless somebody else is named."""
    case = locked_open(case)
    owner = fields.setdefault("owner", by)
    _refuse_without_the_file(case, owner, by)
    arranged = Appointment.objects.create(case=case, **fields)
    tell(case, Act.APPOINTMENT_ARRANGED, by=by, text=_in_words(arranged), subject=arranged.pk)
    return arranged


@transaction.atomic
def move_appointment(appointment: Appointment, *, by: User, seen: int, **fields: Any) -> Appointment:
    """Meet at another time, or change what else was arranged; calendars hear of it by the next file.

    If nothing differs, nothing has happened.
    """
    case = locked_open(appointment.case)
    current = Appointment.claim(appointment.pk, seen)
    if not current.is_planned:
        raise RuleBroken(_("Dieser Termin ist nicht mehr geplant. Nichts wurde geändert."))
    differing = {name for name, value in fields.items() if getattr(current, name) != value}
    if not differing:
        return current
    before = current.starts_at
    for name in differing:
        setattr(current, name, fields[name])
    if "owner" in differing:
        _refuse_without_the_file(case, current.owner, by)
    current.sequence += 1
    current.save()
    if current.starts_at == before:
        tell(case, Act.APPOINTMENT_CHANGED, by=by, text=_in_words(current), subject=current.pk)
    else:
        text = _("{day} statt {before}").format(day=_in_words(current), before=_moment(before))
        tell(case, Act.APPOINTMENT_MOVED, by=by, text=text, subject=current.pk)
    return current


@transaction.atomic
def keep_appointment(appointment: Appointment, *, by: Any, seen: int | None = None) -> Appointment:
    """It took place. That is a contact, also before anybody has written a note about it."""
    kept = _end(appointment, AppointmentState.KEPT, Act.APPOINTMENT_KEPT, by=by, seen=seen)
    touch(kept.case, min(kept.starts_at, timezone.now()))
    return kept


@transaction.atomic
def miss_appointment(appointment: Appointment, *, by: Any, seen: int | None = None) -> Appointment:
    """The person did not come and had not called it off."""
    return _end(appointment, AppointmentState.MISSED, Act.APPOINTMENT_MISSED, by=by, seen=seen)


@transaction.atomic
def excuse_appointment(appointment: Appointment, *, by: Any, seen: int | None = None) -> Appointment:
    """The person called it off; nobody has to say why."""
    return _end(appointment, AppointmentState.EXCUSED, Act.APPOINTMENT_EXCUSED, by=by, seen=seen)


@transaction.atomic
def cancel_appointment(appointment: Appointment, *, by: Any, reason: str) -> Appointment:
    """We call it off, with the reason."""
    if not reason.strip():
        raise RuleBroken(_("Nennen Sie bitte kurz den Grund der Absage."))
    return _end(appointment, AppointmentState.CANCELLED, Act.APPOINTMENT_CANCELLED, by=by, reason=reason)


@transaction.atomic
def reopen_appointment(appointment: Appointment, *, by: Any) -> Appointment:
    """Take back what was said of it: it is planned again. The last contact is reckoned anew by trigger."""
    case = locked_open(appointment.case)
    current = Appointment.claim(appointment.pk, None)
    current.move(AppointmentState.PLANNED)
    current.reason = ""
    current.sequence += 1
    current.save()
    tell(case, Act.APPOINTMENT_REOPENED, by=by, text=_in_words(current), subject=current.pk)
    return current


def call_off_with_case(case: Case, *, reason: str) -> None:
    """What is still planned does not take place: the case ends."""
    again = {"sequence": F("sequence") + 1, "revision": F("revision") + 1}
    case.appointments.planned().update(state=AppointmentState.CANCELLED, reason=reason, **again)


def _end(
    appointment: Appointment, state: AppointmentState, act: Act, *, by: Any, reason: str = "", seen: int | None = None
) -> Appointment:
    """``seen``: nobody says of another day what they were asked about this one."""
    case = locked_open(appointment.case)
    current = Appointment.claim(appointment.pk, seen)
    if state in {AppointmentState.KEPT, AppointmentState.MISSED} and not current.is_today_or_past:
        raise RuleBroken(_("Dieser Termin liegt noch vor Ihnen. Nichts wurde geändert."))
    current.move(state)
    current.reason = reason
    current.sequence += 1
    current.save()
    current.case = case
    tell(case, act, by=by, text=_in_words(current), reason=reason, subject=current.pk)
    return current


def _refuse_without_the_file(case: Case, owner: User, by: User) -> None:
    """Whoever meets the person has to know what it is about. That ``by`` may open the file was asked before."""
    if owner.pk != by.pk and not possible_holders(case, by).filter(pk=owner.pk).exists():
        said = _("{name} kann diese Akte nicht öffnen und deshalb den Termin nicht halten.")
        raise RuleBroken(said.format(name=owner))


def _in_words(appointment: Appointment) -> str:
    return f"{_moment(appointment.starts_at)}, {appointment.about}"


def _moment(starts_at: Any) -> str:
    return date_format(timezone.localtime(starts_at), "D, j. F Y, H:i")
