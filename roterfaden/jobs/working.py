"""Working off: one piece of one job at a time, each in a transaction with its progress."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.base.errors import RuleBroken
from roterfaden.base.rowlevel import SERVING_ROLE
from roterfaden.base.rowlevel.serving import serving
from roterfaden.jobs.kinds import Step, kind_of
from roterfaden.jobs.models import Job, JobState

log = logging.getLogger(__name__)

CHANNEL = "roterfaden_jobs"
"""Where PostgreSQL tells that there is a new job."""
WORKER = "hashtext('roterfaden'), hashtext('jobs')"
"""The lock that each worker shares as long as it lives: it ends with its connection, whatever ends that."""
_LISTEN, _UNLISTEN = f"listen {CHANNEL}", f"unlisten {CHANNEL}"
_LOCK, _UNLOCK = f"select pg_advisory_lock_shared({WORKER})", f"select pg_advisory_unlock_shared({WORKER})"
_IS_LOCKED = f"""
select exists (
  select from pg_locks
  where locktype = 'advisory' and granted and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint::bit(32)::int, objid::bigint::bit(32)::int) = ({WORKER})
)
"""
MOST_TRIES = 5
"""How often a piece may take the worker down with it before its job is given up."""


def work_once() -> bool:
    """Do one piece of the job whose turn it is. Says whether there was one."""
    for pk in list(Job.objects.in_turn().values_list("pk", flat=True)):
        with _taken(pk) as is_mine:
            job = _begun(pk) if is_mine else None
            if job is not None:
                _work(job)
                return True
    return False


def is_worked() -> bool:
    """Whether a worker is there right now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_LOCKED)
        return bool(cursor.fetchone()[0])


def refuse_wrong_role() -> None:
    """Raises ``RuleBroken`` when this process cannot write progress, or cannot become whoever gave a job."""
    with connection.cursor() as cursor:
        cursor.execute("select rf.serves(), pg_has_role(%s::name, 'member')", [SERVING_ROLE])
        serves, may_serve = cursor.fetchone()
    if serves:
        raise RuleBroken("Aufträge arbeitet der Besitzer der Datenbank ab: ROTERFADEN_DATABASE_ROLE=owner")
    if not may_serve:
        raise RuleBroken(f"Dem Besitzer der Datenbank fehlt eine Rolle: grant {SERVING_ROLE} to …")


@contextmanager
def working() -> Iterator[None]:
    """Be a worker that :func:`is_worked` finds, and hear of new jobs."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute(_LISTEN)
    yield
    # Not in the end of whatever went wrong: then the connection ends, and the lock with it.
    with connection.cursor() as cursor:
        cursor.execute(_UNLISTEN)
        cursor.execute(_UNLOCK)


def wait_for_news(seconds: float) -> None:
    """Until somebody gives a job, at most so long: what is told through a pooler may not arrive."""
    connection.ensure_connection()
    news: Any = connection.connection
    for _told in news.notifies(timeout=seconds, stop_after=1):
        return


@contextmanager
def _taken(pk: UUID) -> Iterator[bool]:
    """Whether no other worker has it. Not the row itself is locked: cancelling does not wait for the piece."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [str(pk)])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [str(pk)])


def _begun(pk: UUID) -> Job | None:
    """The job at the beginning of a piece, seen as running from now on; ``None`` if it has ended meanwhile."""
    now = timezone.now()
    mine = Job.objects.open().filter(pk=pk)
    started = {"state": JobState.RUNNING, "started_at": Coalesce("started_at", now), "worked_at": now}
    if not mine.update(**started, tries=F("tries") + 1):
        return None
    job = Job.objects.get(pk=pk)
    if job.tries > MOST_TRIES:
        _fail(job, _("Der Auftrag wurde immer wieder unterbrochen. Bitte sagen Sie es der Technik."))
        return None
    return job


def _work(job: Job) -> None:
    try:
        with pghistory.context(user=str(job.owner_id), page="jobs:jobs"), transaction.atomic():
            with serving(job.owner_id, kind_of(job).purpose):
                step = kind_of(job).piece(job, _owner(job))
            _note(job, step)
    except RuleBroken as error:
        _fail(job, error.message)
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _fail(job, _("Das hätte nicht geschehen dürfen. Bitte sagen Sie es der Technik: Näheres steht im Protokoll."))


def _owner(job: Job) -> User:
    """Who gave it, as they are now. Raises ``RuleBroken`` when the account is closed."""
    owner = User.objects.get(pk=job.owner_id)
    if not owner.is_active:
        raise RuleBroken(_("Das Konto, das den Auftrag gegeben hat, ist nicht mehr aktiv."))
    return owner


def _note(job: Job, step: Step) -> None:
    """Progress is written whatever happened meanwhile; a job that was cancelled stays so."""
    written = {"done": step.done, "total": step.total, "said": step.said, "memory": step.memory, "tries": 0}
    Job.objects.filter(pk=job.pk).update(**written, **({"path": step.path} if step.path else {}))
    if step.is_last:
        _end(job, JobState.DONE)


def _fail(job: Job, words: str) -> None:
    """What was said of the pieces before stays in front."""
    said = " ".join(filter(None, [job.said, words]))
    Job.objects.open().filter(pk=job.pk).update(said=said)
    _end(job, JobState.FAILED)


def _end(job: Job, state: JobState) -> None:
    Job.objects.open().filter(pk=job.pk).update(state=state, ended_at=timezone.now())
