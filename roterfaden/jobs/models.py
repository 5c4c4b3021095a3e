"""One table: the jobs, which is also the queue."""

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roterfaden.base.badges import Badge, Tone
from roterfaden.base.models import Identified


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("wartet")
    RUNNING = "running", _("läuft")
    DONE = "done", _("fertig")
    FAILED = "failed", _("nicht gelungen")
    CANCELLED = "cancelled", _("abgebrochen")

    @classmethod
    def open(cls) -> tuple["JobState", ...]:
        """There is still something to do."""
        return (cls.WAITING, cls.RUNNING)

    @classmethod
    def next_states(cls, state: str) -> tuple["JobState", ...]:
        """What may follow."""
        if state not in cls.open():
            return ()
        return tuple(to for to in cls if to not in {state, cls.WAITING})


BADGES = {
    JobState.WAITING: Badge(JobState.WAITING.label, Tone.NEUTRAL, "clock"),
    JobState.RUNNING: Badge(JobState.RUNNING.label, Tone.INFO, "autorenew"),
    JobState.DONE: Badge(JobState.DONE.label, Tone.SUCCESS),
    JobState.FAILED: Badge(JobState.FAILED.label, Tone.DANGER),
    JobState.CANCELLED: Badge(JobState.CANCELLED.label, Tone.NEUTRAL, "close"),
}


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs."""

    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(owner=user)

    def open(self) -> Self:
        """Not ended."""
        return self.filter(state__in=JobState.open())

    def in_turn(self) -> Self:
        """Which has waited longest for its next piece, first: a small job does not wait for the end of a big one."""
        return self.open().order_by(F("worked_at").asc(nulls_first=True), "created_at", "id")


@pgtrigger.register(
    pgtrigger.FSM(
        name="job_in_order",
        field="state",
        transitions=[(state.value, to.value) for state in JobState for to in JobState.next_states(state)],
    )
)
class Job(Identified):
    """Long work that somebody gave, and how far it is. It runs with the rights of ``owner``, asked anew at each piece.

    ``subject`` is what it is about: of one kind and subject only one is under way. ``arguments`` and ``memory`` (what
    one piece tells the next) hold identifiers and numbers, never anything about a person.
    """

    kind = models.CharField(_("Art"), max_length=40, editable=False)
    subject = models.CharField(_("Gegenstand"), max_length=80, editable=False)
    title = models.CharField(_("Auftrag"), max_length=200, editable=False)
    path = models.CharField(_("Seite"), max_length=200, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs", verbose_name=_("von"), editable=False
    )
    arguments = models.JSONField(_("Angaben"), default=dict, editable=False)
    memory = models.JSONField(_("Zwischenstand"), default=dict, editable=False)
    state = models.CharField(_("Stand"), max_length=10, choices=JobState, default=JobState.WAITING, editable=False)
    done = models.PositiveIntegerField(_("erledigt"), default=0, editable=False)
    total = models.PositiveIntegerField(_("von"), default=0, editable=False)
    said = models.TextField(_("Ergebnis"), blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("Anläufe für das laufende Stück"), default=0, editable=False)
    created_at = models.DateTimeField(_("gegeben"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("begonnen"), null=True, editable=False)
    worked_at = models.DateTimeField(_("zuletzt bearbeitet"), null=True, editable=False)
    ended_at = models.DateTimeField(_("beendet"), null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("Auftrag")
        verbose_name_plural = _("Aufträge")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(ended_at__isnull=True), name="job_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=JobState.open(), ended_at__isnull=True)
                | (~Q(state__in=JobState.open()) & Q(ended_at__isnull=False)),
                name="job_ends_with_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_of_owner"),
            models.Index(fields=["worked_at"], condition=Q(ended_at__isnull=True), name="job_in_turn"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def badge(self) -> Badge:
        """Its state as icon and word."""
        return BADGES[JobState(self.state)]

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in JobState.open()
