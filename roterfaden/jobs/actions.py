"""What people do with jobs: give one, cancel it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.jobs.kinds import Kind
from roterfaden.jobs.models import Job, JobState
from roterfaden.jobs.working import CHANNEL


@transaction.atomic
def start_job(
    kind: Kind, subject: object, *, by: User, title: str, path: str, arguments: dict[str, Any] | None = None
) -> Job:
    """Give a job; it begins as soon as this transaction is over. Raises ``RuleBroken`` when it is under way already.

    ``arguments`` are identifiers only: who else reads this table learns nothing of anybody.
    """
    job = Job(kind=kind.key, subject=str(subject), owner=by, title=title, path=path, arguments=arguments or {})
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(_("Dieser Auftrag läuft schon, vielleicht von jemand anderem. Bitte warten Sie.")) from None
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])
    return job


def cancel_job(pk: UUID, *, by: User) -> None:
    """Do no more of it; the pieces that are done stay. Raises ``RuleBroken`` when it has ended."""
    mine = Job.objects.visible_to(by).open().filter(pk=pk)
    if not mine.update(state=JobState.CANCELLED, ended_at=timezone.now()):
        raise RuleBroken(_("Dieser Auftrag ist schon zu Ende."))
