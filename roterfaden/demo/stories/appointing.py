"""Whom one meets: what was kept and what was not, one that nobody has answered yet, and those of the coming days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.actions import appointments
from roterfaden.cases.models import Appointment, Case, Way
from roterfaden.demo.stories.days import StoryClock, moment_on, working_day

_OFFICE = "Stadtteilbüro, Musterstraße 1"
_KNOWN_FOR = 25


@dataclass(frozen=True)
class _Meeting:
    """One appointment: in how many days from today, at what time, about what."""

    days: int
    at: time
    about: str
    way: Way = Way.OFFICE
    place: str = _OFFICE
    bring: str = ""
    minutes: int = 45


_PAST = (
    (_Meeting(-12, time(10), "Gespräch über Ihre Ziele"), appointments.keep_appointment),
    (_Meeting(-7, time(14), "Brief gemeinsam lesen", bring="Briefe und Bescheide"), appointments.miss_appointment),
    (_Meeting(-1, time(11, 30), "Gespräch"), None),
)
_COMING = (
    _Meeting(0, time(9), "Gespräch über Ihre Ziele", bring="diesen Zettel"),
    _Meeting(0, time(14, 30), "Brief gemeinsam lesen", bring="Ausweis oder Aufenthaltspapier\nBriefe und Bescheide"),
    _Meeting(1, time(10), "Gespräch", way=Way.PHONE, place="", minutes=30),
    _Meeting(3, time(11), "Antrag gemeinsam abgeben", way=Way.OTHER_OFFICE, place="Rathaus, Musterplatz 1, Zimmer 12"),
    _Meeting(6, time(15), "Gespräch über Ihre Ziele", bring="Zeugnisse"),
)


@transaction.atomic
def meet(staff: list[User], clock: StoryClock, today: date, cases: list[Case]) -> None:
    """Tell it of the first of the staff: one appointment each with those whom they have known for some weeks."""
    known = moment_on(today - timedelta(days=_KNOWN_FOR), 0)
    own = [case for case in cases if case.lead_id == staff[0].pk and case.opened_at < known]
    people = sorted(own, key=lambda case: case.reference, reverse=True)
    past, coming = people[: len(_PAST)], people[len(_PAST) :] or people
    for case, (meeting, end) in zip(past, _PAST, strict=False):
        clock.at = moment_on(working_day(today - timedelta(days=20), back=True), 0.5)
        met = _arrange(case, meeting, working_day(today + timedelta(days=meeting.days), back=True))
        if end is not None:
            clock.at = met.ends_at
            end(met, by=case.lead)
    clock.at = moment_on(working_day(today - timedelta(days=2), back=True), 0.6)
    for case, meeting in zip(coming, _COMING, strict=False):
        _arrange(case, meeting, working_day(today + timedelta(days=meeting.days)))


def _arrange(case: Case, meeting: _Meeting, day: date) -> Appointment:
    return appointments.arrange_appointment(
        case,
        by=case.lead,
        starts_at=timezone.make_aware(datetime.combine(day, meeting.at)),
        minutes=meeting.minutes,
        way=meeting.way,
        place=meeting.place,
        about=meeting.about,
        bring=meeting.bring,
        needs_interpreter=case.client.needs_interpreter,
    )
