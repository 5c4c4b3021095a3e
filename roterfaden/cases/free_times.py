"""When those who are invited to a conference are busy or away, and which dates would suit them all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from roterfaden.cases.models import Conference, ConferenceInvitee
from roterfaden.offers.calendar import days_off

HOURS = (time(10), time(14))
FIRST_DAY, LAST_DAY = 7, 35
OFFERED = 3
SATURDAY = 5


@dataclass(frozen=True)
class Busy:
    """Hours in which somebody is not free. Neither with whom nor why is known."""

    invitee: UUID
    starts_at: datetime
    ends_at: datetime

    def meets(self, start: datetime, minutes: int) -> bool:
        """Whether a meeting from ``start`` on falls into it."""
        return self.starts_at < start + timedelta(minutes=minutes) and self.ends_at > start


@dataclass(frozen=True)
class DateLine:
    """A possible date and who of those with an account is busy then."""

    starts_at: datetime
    busy: list[ConferenceInvitee]


def busy_of(meeting: Conference, first: datetime, last: datetime) -> list[Busy]:
    """Busy hours of all with an account (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select invitee, starts_at, ends_at from rf.busy_of_invited(%s, %s, %s)", [meeting.pk, first, last]
        )
        return [Busy(*row) for row in cursor.fetchall()]


def lines_of(meeting: Conference, dates: Sequence[datetime], invitees: Iterable[ConferenceInvitee]) -> list[DateLine]:
    """Each of ``dates`` with who is busy then; one query."""
    if not dates:
        return []
    taken = busy_of(meeting, min(dates), max(dates) + timedelta(minutes=meeting.duration))
    known = {invitee.pk: invitee for invitee in invitees}
    return [
        DateLine(start, [known[pk] for pk in known if _is_busy(taken, pk, start, meeting.duration)])
        for start in sorted(dates)
    ]


def _is_busy(taken: Iterable[Busy], invitee: UUID, start: datetime, minutes: int) -> bool:
    return any(one.invitee == invitee and one.meets(start, minutes) for one in taken)


def free_dates(meeting: Conference) -> list[datetime]:
    """The first dates in the coming weeks on which nobody with an account is busy: on different working days."""
    days = [timezone.localdate() + timedelta(days=ahead) for ahead in range(FIRST_DAY, LAST_DAY)]
    off = days_off()
    working = [day for day in days if day.weekday() < SATURDAY and not off.holiday(day)]
    starts = [[timezone.make_aware(datetime.combine(day, hour)) for hour in HOURS] for day in working]
    taken = busy_of(meeting, starts[0][0], starts[-1][-1] + timedelta(minutes=meeting.duration))
    free = [next((at for at in day if not _meets(taken, at, meeting.duration)), None) for day in starts]
    return [at for at in free if at is not None][:OFFERED]


def _meets(taken: Iterable[Busy], start: datetime, minutes: int) -> bool:
    return any(one.meets(start, minutes) for one in taken)
