"""A job as pages show it: with its progress, and whether anybody works at all."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.jobs.kinds import Kind
from roterfaden.jobs.models import Job
from roterfaden.jobs.working import is_worked

SHOWN_FOR = timedelta(hours=1)
"""So long after its end a job stands on the page on which it was given."""


@dataclass(frozen=True)
class Shown:
    """A job for ``jobs/box.html``."""

    job: Job
    has_worker: bool

    @property
    def mark(self) -> str:
        """Changes with what is shown."""
        return f"{self.job.state}-{self.job.done}-{self.job.total}-{int(self.has_worker)}"


def shown(job: Job) -> Shown:
    """One query while it is open."""
    return Shown(job, not job.is_open or is_worked())


def latest(user: User, kind: Kind, subject: object = "") -> Shown | None:
    """What ``user`` gave last of this kind (about ``subject``), as long as it is of interest. At most two queries."""
    lately = Q(ended_at=None) | Q(ended_at__gt=timezone.now() - SHOWN_FOR)
    found = Job.objects.visible_to(user).filter(lately, kind=kind.key)
    job = (found.filter(subject=str(subject)) if subject else found).order_by("-created_at", "pk").first()
    return shown(job) if job else None
